//! The `SCHEMA` of a data source: its columns, separated by commas.

use alloc::{borrow::Cow, string::String, vec::Vec};

use super::datasource::Column;
use super::sql::{SqlLine, position};
use crate::project::position::Position;

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
    // A DEFAULT and a CODEC may follow the JSON path.
    let (rest, path, behind) = match rest.split_once("`json:") {
        Some((rest, path)) => {
            let (path, behind) = path.split_once('`').ok_or("the backquote of a JSON path is never closed")?;
            (rest, Some(path.trim()), behind)
        }
        None => (rest, None, ""),
    };
    let words = words(rest);
    let keyword = words.iter().position(|word| KEYWORDS.iter().any(|known| word.1.eq_ignore_ascii_case(known)));
    let (kind, keyword) = match keyword.and_then(|at| words.get(at)) {
        Some((start, word)) => (rest.get(..*start).unwrap_or_default(), word.to_ascii_uppercase()),
        None => (rest, String::new()),
    };
    let kind = kind.trim();
    match keyword.as_str() {
        "MATERIALIZED" | "ALIAS" | "TTL" => return Err([&*keyword, " is not supported in a column"].concat().into()),
        "NULL" => return Err("NULL is not supported in a column; use Nullable(…)".into()),
        "NOT" => {
            return Err("NOT NULL is not supported in a column; columns are not nullable unless Nullable(…)".into());
        }
        _ => {}
    }
    if kind.is_empty() && keyword != "DEFAULT" && !contains(behind, "DEFAULT") {
        return Err(["the column `", name, "` has neither a type nor a DEFAULT"].concat().into());
    }
    let closed = kind.matches('(').count() == kind.matches(')').count();
    if !closed {
        return Err(["the type of the column `", name, "` has a parenthesis that is not closed"].concat().into());
    }
    let (default, coded) = default_of(if path.is_some() { behind } else { rest })?;
    if path.is_some() {
        let (before, coded_before) = default_of(rest)?;
        let found = [(before.is_some(), "the JSON path"), (coded_before && default.is_some(), "DEFAULT")];
        if let Some((_, late)) = found.iter().find(|(found, _)| *found) {
            let order = " stands too late in the column `";
            return Err([late, order, name, "`; the order is type, JSON path, DEFAULT, CODEC"].concat().into());
        }
        let begins = behind.trim_start();
        if !begins.is_empty() && default.is_none() && !coded {
            return Err(["`", begins.trim_end(), "` stands behind the JSON path of the column `", name, "`"]
                .concat()
                .into());
        }
    }
    Ok(Column { name: name.into(), kind: kind.into(), default, path: path.map(Into::into), at })
}

fn contains(text: &str, keyword: &str) -> bool {
    words(text).iter().any(|word| word.1.eq_ignore_ascii_case(keyword))
}

/// What stands behind `DEFAULT`, which ends where a `CODEC` begins; and whether there is a `CODEC`.
fn default_of(text: &str) -> Result<(Option<String>, bool), Cow<'static, str>> {
    let words = words(text);
    let of = |wanted: &str| words.iter().find(|word| word.1.eq_ignore_ascii_case(wanted)).map(|word| word.0);
    let codec = of("CODEC");
    let Some(start) = of("DEFAULT") else { return Ok((None, codec.is_some())) };
    if codec.is_some_and(|codec| codec < start) {
        return Err("DEFAULT stands behind CODEC; it goes before".into());
    }
    let value = text.get(start.saturating_add("DEFAULT".len())..codec.unwrap_or(text.len()));
    Ok((value.map(|value| value.trim().into()), codec.is_some()))
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
