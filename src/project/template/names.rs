//! Which names a template assigns, and which it could read.

use alloc::{collections::BTreeSet, string::String, vec::Vec};

use super::expression::{Expr, ExprKind};
use super::token::{is_name_part, is_name_start};
use super::tree::{Node, Target, TargetKind};
use super::walk::{Piece, children, pieces};

/// The names that are assigned anywhere, sorted.
pub(super) fn locals(nodes: &[Node]) -> Vec<String> {
    let mut names = BTreeSet::new();
    collect(nodes, &mut names);
    names.into_iter().map(String::from).collect()
}

fn collect<'t>(nodes: &'t [Node], names: &mut BTreeSet<&'t str>) {
    for piece in nodes.iter().flat_map(pieces) {
        match piece {
            Piece::Expr(expr) => in_expression(expr, names),
            Piece::Class(_) => {}
            Piece::Error(name) => {
                names.insert(name);
            }
            Piece::Target(target) => in_target(target, names),
            Piece::Nodes(nodes) => collect(nodes, names),
        }
    }
}

fn in_target<'t>(target: &'t Target, names: &mut BTreeSet<&'t str>) {
    match &target.kind {
        TargetKind::Name(name) => {
            names.insert(name);
        }
        TargetKind::Unpack(items) => items.iter().for_each(|item| in_target(item, names)),
        TargetKind::Item(..) | TargetKind::Undecided(_) => {}
    }
}

/// An expression assigns only by `:=`, which is not followed: whatever stands in such a one may be assigned.
fn in_expression<'t>(expr: &'t Expr, names: &mut BTreeSet<&'t str>) {
    if let ExprKind::Undecided { names: found, reason } = &expr.kind
        && *reason == ASSIGNS
    {
        names.extend(found.iter().map(String::as_str));
    }
    children(expr).into_iter().for_each(|child| in_expression(child, names));
}

/// Why an expression with `:=` is undecided.
pub(super) const ASSIGNS: &str = "an assignment within an expression";

/// Every name in a text that is no attribute's, in order, each once. What stands in a string is none, unless Python formats the string.
pub(super) fn loose(source: &str) -> Vec<String> {
    const KEYWORDS: &[&str] = &["await", "yield", "lambda"];
    let (mut names, mut known): (Vec<String>, BTreeSet<&str>) = (Vec::new(), BTreeSet::new());
    let mut rest = source;
    let (mut attribute, mut formatted) = (false, false);
    while let Some(c) = rest.chars().next() {
        let len = if is_name_part(c) {
            let len = rest.find(|c| !is_name_part(c)).unwrap_or(rest.len());
            let (name, behind) = rest.split_at_checked(len).unwrap_or((rest, ""));
            // Before a quote it says how to read the string.
            let prefix = behind.starts_with(is_quote);
            formatted |= prefix && name.contains(['f', 'F']);
            if is_name_start(c) && !attribute && !prefix && !KEYWORDS.contains(&name) && known.insert(name) {
                names.push(name.into());
            }
            len
        } else if is_quote(c) && !formatted {
            string(rest, c)
        } else {
            c.len_utf8()
        };
        attribute = c == '.';
        rest = rest.get(len..).unwrap_or_default();
    }
    names
}

fn is_quote(c: char) -> bool {
    c == '\'' || c == '"'
}

/// The bytes of the string that begins here; of its quote alone, if it does not end.
fn string(text: &str, quote: char) -> usize {
    let mut chars = text.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        if c == '\\' {
            chars.next();
        } else if c == quote {
            return at.saturating_add(1);
        }
    }
    1
}
