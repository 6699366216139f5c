//! Filters that are more than a condition. Tinybird appends a filter to a `WHERE` of its own, so that a second `WHERE`, a `LIMIT` or
//! a semicolon makes every read fail.

use alloc::{string::String, vec::Vec};

/// The clause that does not belong there. What stands in a literal, in quoted names or in parentheses is not looked at.
pub(super) fn clause(filter: &str) -> Option<&'static str> {
    let mut depth = 0_usize;
    let mut outside = String::with_capacity(filter.len());
    let mut last = 0_usize;
    let mut add = |text: &str| {
        for c in text.chars() {
            match c {
                '(' | '[' | '{' => depth = depth.saturating_add(1),
                ')' | ']' | '}' => depth = depth.saturating_sub(1),
                _ if depth == 0 => outside.push(c.to_ascii_uppercase()),
                _ => continue,
            }
            if depth > 0 || matches!(c, ')' | ']' | '}') {
                outside.push(' ');
            }
        }
    };
    quoted(filter, |start, end| {
        add(filter.get(last..start).unwrap_or_default());
        add(" ");
        last = end;
    });
    add(filter.get(last..).unwrap_or_default());
    let words: Vec<&str> = outside.split_ascii_whitespace().collect();
    match words.first() {
        Some(&"WHERE" | &"PREWHERE") => return Some("WHERE"),
        Some(&"SELECT" | &"WITH") => return Some("SELECT"),
        Some(&"AND" | &"OR") => return Some("AND"),
        _ => {}
    }
    if words.last().is_some_and(|word| word.ends_with(';')) {
        return Some(";");
    }
    words.windows(2).find_map(|pair| match pair {
        ["LIMIT", number] if number.starts_with(|c: char| c.is_ascii_digit()) => Some("LIMIT"),
        ["ORDER", "BY"] => Some("ORDER BY"),
        ["GROUP", "BY"] => Some("GROUP BY"),
        _ => None,
    })
}

/// Each string literal, with what stands before it.
pub(super) fn literals<'f>(filter: &'f str, mut each: impl FnMut(&'f str, &'f str)) {
    quoted(filter, |start, end| {
        let (before, text) = (filter.get(..start).unwrap_or_default(), filter.get(start..end).unwrap_or_default());
        if let Some(text) = text.strip_prefix('\'') {
            each(before, text.strip_suffix('\'').unwrap_or(text));
        }
    });
}

/// Where a literal or a quoted name begins and ends, its quotes with it. A backslash or a second quote takes a quote its meaning.
fn quoted(filter: &str, mut each: impl FnMut(usize, usize)) {
    let mut open: Option<(usize, char)> = None;
    let mut chars = filter.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let Some((start, quote)) = open else {
            open = matches!(c, '\'' | '"' | '`').then_some((at, c));
            continue;
        };
        if c == '\\' {
            chars.next();
        } else if c == quote && chars.next_if(|(_, next)| *next == quote).is_none() {
            each(start, at.saturating_add(1));
            open = None;
        }
    }
    if let Some((start, _)) = open {
        each(start, filter.len());
    }
}
