//! The `SCHEMA` of a data source: its columns, separated by commas.

use alloc::{borrow::Cow, string::String, vec::Vec};

use super::datasource::Column;
use crate::project::position::{Position, SqlLine, position};

/// What may follow a column's type, and ends it.
const KEYWORDS: &[&str] = &["NOT", "NULL", "DEFAULT", "MATERIALIZED", "ALIAS", "CODEC", "TTL"];

/// The columns of a schema, and what is wrong with it.
pub(super) fn columns(text: &str, lines: &[SqlLine]) -> (Vec<Column>, Vec<(Position, Cow<'static, str>)>) {
    let text = without_comments(text);
    let (mut columns, mut faults): (Vec<Column>, Vec<_>) = (Vec::new(), Vec::new());
    for (start, end) in items(&text) {
        let item = text.get(start..end).unwrap_or_default();
        let leading = item.len().saturating_sub(item.trim_start().len());
        let at = position(lines, &text, start.saturating_add(leading));
        if item.trim().is_empty() {
            // A comma may stand behind the last column, too.
            if end < text.len() {
                faults.push((at, "a column is missing between two commas".into()));
            }
            continue;
        }
        match column(item.trim(), at) {
            Ok(column) => columns.push(column),
            Err(message) => faults.push((at, message)),
        }
    }
    (columns, faults)
}

/// The text with blanks in place of its comments, so that every byte keeps its place. A `--` within a JSON path is none.
fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let mut from = 0_usize;
        let comment = loop {
            let rest = line.get(from..).unwrap_or_default();
            let Some(found) = rest.find("--") else { break None };
            match rest.find("`json:").filter(|path| *path < found) {
                Some(path) => {
                    let inside = from.saturating_add(path).saturating_add(1);
                    let Some(close) = line.get(inside..).and_then(|rest| rest.find('`')) else { break None };
                    from = inside.saturating_add(close).saturating_add(1);
                }
                None => break Some(from.saturating_add(found)),
            }
        };
        let (kept, comment) = line.split_at_checked(comment.unwrap_or(line.len())).unwrap_or((line, ""));
        out.push_str(kept);
        out.extend(comment.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
    }
    out
}

/// Where the parts between commas begin and end. A comma in brackets, quotes or backquotes separates nothing.
fn items(text: &str) -> Vec<(usize, usize)> {
    let (mut items, mut start, mut depth) = (Vec::new(), 0_usize, 0_usize);
    let mut quote: Option<char> = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), _) if open == c => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"' | '`') => quote = Some(c),
            (None, '(') => depth = depth.saturating_add(1),
            (None, ')') => depth = depth.saturating_sub(1),
            (None, ',') if depth == 0 => {
                items.push((start, at));
                start = at.saturating_add(1);
            }
            _ => {}
        }
    }
    items.push((start, text.len()));
    items
}

fn column(item: &str, at: Position) -> Result<Column, Cow<'static, str>> {
    let (name, rest) = match item.strip_prefix('`') {
        Some(quoted) => quoted.split_once('`').ok_or("a backquote is never closed")?,
        None => item.split_at_checked(item.find(char::is_whitespace).unwrap_or(item.len())).unwrap_or((item, "")),
    };
    if !item.starts_with('`') {
        let wrong = |c: char| !(c.is_ascii_alphanumeric() || "._`*<>+-'".contains(c));
        if name.contains(wrong) {
            return Err(["the column name `", name, "` needs backquotes"].concat().into());
        }
        if name == "INDEX" {
            return Err("indexes do not stand in SCHEMA, but behind INDEXES".into());
        }
    }
    // Where the JSON path begins and ends.
    let path = match rest.split_once("`json:") {
        Some((before, path)) => {
            let (path, behind) = path.split_once('`').ok_or("the backquote of a JSON path is never closed")?;
            Some((path.trim(), before.len(), rest.len().saturating_sub(behind.len())))
        }
        None => None,
    };
    let words = words(rest);
    let keyword = words.iter().find(|word| KEYWORDS.iter().any(|known| word.1.eq_ignore_ascii_case(known)));
    let begins = keyword.map_or(rest.len(), |keyword| keyword.0);
    let kind = rest.get(..path.map_or(begins, |path| path.1.min(begins))).unwrap_or_default();
    let keyword = keyword.map(|keyword| keyword.1.to_ascii_uppercase()).unwrap_or_default();
    let kind = kind.trim();
    match keyword.as_str() {
        "MATERIALIZED" | "ALIAS" | "TTL" => return Err([&*keyword, " is not supported in a column"].concat().into()),
        "NULL" => return Err("NULL is not supported in a column; use Nullable(…)".into()),
        "NOT" => {
            return Err("NOT NULL is not supported in a column; columns are not nullable unless Nullable(…)".into());
        }
        _ => {}
    }
    if kind.is_empty() && keyword != "DEFAULT" {
        return Err(["the column `", name, "` has neither a type nor a DEFAULT"].concat().into());
    }
    let closed = kind.matches('(').count() == kind.matches(')').count();
    if !closed {
        return Err(["the type of the column `", name, "` has a parenthesis that is not closed"].concat().into());
    }
    // A comma is missing, or a command that is indented belongs to the block.
    if kind.contains('`') || self::words(kind).iter().any(|(start, _)| *start > 0) {
        return Err(["the type of the column `", name, "` ends with a comma, or with DEFAULT or CODEC"]
            .concat()
            .into());
    }
    let of = |wanted: &str| words.iter().find(|word| word.1.eq_ignore_ascii_case(wanted)).map(|word| word.0);
    let (default, codec) = (of("DEFAULT"), of("CODEC"));
    let end = codec.unwrap_or(rest.len());
    let behind = path.and_then(|path| rest.get(path.2..default.unwrap_or(end.max(path.2))));
    if default.is_some_and(|start| start > end) || path.is_some() && behind.is_none_or(|text| !text.trim().is_empty()) {
        return Err(["the order in the column `", name, "` is type, JSON path, DEFAULT, CODEC"].concat().into());
    }
    let value = default.and_then(|start| rest.get(start.saturating_add("DEFAULT".len())..end));
    let default = value.map(|text| text.trim().into());
    Ok(Column { name: name.into(), kind: kind.into(), default, path: path.map(|path| path.0.into()), at })
}

/// The words outside of brackets and quotes, and where they begin. Each follows white space.
fn words(text: &str) -> Vec<(usize, &str)> {
    let (mut words, mut depth, mut quote) = (Vec::new(), 0_usize, None);
    let mut spaced = false;
    for (at, c) in text.char_indices() {
        let begins = core::mem::replace(&mut spaced, c.is_whitespace()) && c.is_ascii_alphabetic();
        match (quote, c) {
            (Some(open), _) if open == c => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '(') => depth = depth.saturating_add(1),
            (None, ')') => depth = depth.saturating_sub(1),
            (None, _) if begins && depth == 0 => {
                let rest = text.get(at..).unwrap_or_default();
                let len = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
                words.push((at, rest.get(..len).unwrap_or_default()));
            }
            _ => {}
        }
    }
    words
}
