//! Filters that are more than a condition. Tinybird appends a filter to a `WHERE` of its own, so that a second `WHERE`, a `LIMIT` or
//! a semicolon makes every read fail.

/// A part of a filter.
pub(super) enum Part<'f> {
    /// What stands outside of quotes and parentheses, up to the next white space.
    Word(&'f str),
    /// A string literal without its quotes, and what stands before it.
    Literal(&'f str, &'f str),
}

/// The clause that does not belong there. What stands in a literal, in quoted names or in parentheses is not looked at.
#[inline(never)]
pub(super) fn clause(filter: &str) -> Option<&'static str> {
    /// What a condition does not begin with.
    const FIRST: [&str; 6] = ["WHERE", "PREWHERE", "SELECT", "WITH", "AND", "OR"];
    let (mut found, mut last) = (None, "");
    parts(filter, &mut |part| {
        let Part::Word(word) = part else { return };
        let pair = |first: &str, is_second: bool| is_second && last.eq_ignore_ascii_case(first);
        let clause = if last.is_empty() {
            FIRST.iter().find(|first| word.eq_ignore_ascii_case(first)).copied()
        } else if pair("LIMIT", word.as_bytes().first().is_some_and(u8::is_ascii_digit)) {
            Some("LIMIT")
        } else if pair("ORDER", word.eq_ignore_ascii_case("BY")) {
            Some("ORDER BY")
        } else if pair("GROUP", word.eq_ignore_ascii_case("BY")) {
            Some("GROUP BY")
        } else {
            None
        };
        found = found.or(clause);
        last = word;
    });
    found.or_else(|| filter.trim_ascii_end().ends_with(';').then_some(";"))
}

/// Takes a filter apart. A backslash or a second quote takes a quote its meaning.
#[inline(never)]
pub(super) fn parts<'f>(filter: &'f str, each: &mut dyn FnMut(Part<'f>)) {
    let between = |start: usize, end: usize| filter.get(start..end).unwrap_or_default();
    let (mut depth, mut start, mut quote, mut escaped) = (0_usize, 0_usize, None, false);
    let mut bytes = filter.bytes().enumerate().peekable();
    while let Some((at, byte)) = bytes.next() {
        let next = at.saturating_add(1);
        if let Some(open) = quote {
            if escaped {
                escaped = false;
            } else if byte == b'\\' {
                escaped = true;
            } else if byte == open && bytes.next_if(|(_, next)| *next == open).is_none() {
                if open == b'\'' {
                    each(Part::Literal(between(start, at), between(0, start.saturating_sub(1))));
                }
                (quote, start) = (None, next);
            }
            continue;
        }
        if !matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\'' | b'"' | b'`' | b'(' | b')') {
            continue;
        }
        if depth == 0 && start < at {
            each(Part::Word(between(start, at)));
        }
        start = next;
        match byte {
            b'\'' | b'"' | b'`' => quote = Some(byte),
            b'(' => depth = depth.saturating_add(1),
            b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    if quote.is_none() && depth == 0 && start < filter.len() {
        each(Part::Word(between(start, filter.len())));
    }
}
