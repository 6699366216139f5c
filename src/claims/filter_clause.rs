//! Filters that are more than a condition. Tinybird appends a filter to a `WHERE` of its own, so that a second `WHERE`, a `LIMIT` or
//! a semicolon makes every read fail.

#[cfg(feature = "mint")]
use crate::claims::param_name::is_identifier;

/// A part of a filter. Bytes, since nothing here is but ASCII, and slices of text would be checked for whole characters.
pub(super) enum Part<'f> {
    /// What stands outside of quotes and parentheses, up to the next white space.
    Word(&'f [u8]),
    /// A string literal without its quotes, and what stands before it.
    Literal(&'f [u8], &'f [u8]),
}

/// The clause that does not belong there; an empty one where it is a quote, a parenthesis or an operator that is left open. What stands in a literal, in quoted names or in parentheses is not looked at.
#[inline(never)]
pub(super) fn clause(filter: &str) -> Option<&'static str> {
    /// What a condition does not begin with.
    const FIRST: [&str; 6] = ["WHERE", "PREWHERE", "SELECT", "WITH", "AND", "OR"];
    /// What ends one, and what stands behind it: a number, a name, or one word alone.
    const LATER: [(&str, &str, &str); 11] = [
        ("ORDER", "BY", "ORDER BY"),
        ("GROUP", "BY", "GROUP BY"),
        ("UNION", "ALL", "UNION ALL"),
        ("UNION", "DISTINCT", "UNION DISTINCT"),
        ("LIMIT", NUMBER, "LIMIT"),
        ("OFFSET", NUMBER, "OFFSET"),
        ("HAVING", NAME, "HAVING"),
        ("SETTINGS", NAME, "SETTINGS"),
        ("FORMAT", NAME, "FORMAT"),
        ("INTERSECT", "SELECT", "INTERSECT"),
        ("EXCEPT", "SELECT", "EXCEPT"),
    ];
    const NUMBER: &str = "0";
    const NAME: &str = "a";
    /// What may stand behind a column that is named like one of these.
    const OPERATORS: [&str; 18] = [
        "AND", "OR", "XOR", "IN", "NOT", "LIKE", "ILIKE", "IS", "BETWEEN", "GLOBAL", "REGEXP", "DIV", "MOD", "WHEN",
        "THEN", "ELSE", "END", "COLLATE",
    ];
    let is = |word: &[u8], keyword: &str| word.eq_ignore_ascii_case(keyword.as_bytes());
    let (mut found, mut last) = (None, &[][..]);
    let is_closed = parts(filter.as_bytes(), &mut |part| {
        let Part::Word(word) = part else { return };
        let is_number = word.first().is_some_and(u8::is_ascii_digit);
        let is_name =
            word.first().is_some_and(u8::is_ascii_alphabetic) && !OPERATORS.iter().any(|operator| is(word, operator));
        let clause = if last.is_empty() {
            // A literal, or what is in parentheses, may stand before it.
            let begins = filter.trim_ascii_start().as_bytes().starts_with(word);
            FIRST.iter().find(|first| begins && is(word, first)).copied()
        } else {
            let later = LATER.iter().find(|(one, two, _)| {
                is(last, one)
                    && match *two {
                        NUMBER => is_number,
                        NAME => is_name,
                        two => is(word, two),
                    }
            });
            later.map(|(_, _, clause)| *clause)
        };
        found = found.or(clause);
        last = word;
    });
    let end = filter.trim_ascii_end();
    let ends_with =
        |word: &&str| end.rsplit(char::is_whitespace).next().is_some_and(|last| last.eq_ignore_ascii_case(word));
    // Quotes and parentheses in comments are none.
    let is_incomplete = || {
        let has_comment = end.as_bytes().windows(2).any(|pair| pair == b"--" || pair == b"/*");
        !has_comment && (!is_closed || matches!(end.as_bytes().last(), Some(b'=' | b'<' | b'>')))
    };
    // What is open at the end, and what ends the statement.
    found
        .or_else(|| ["AND", "OR"].into_iter().find(ends_with))
        .or_else(|| end.ends_with(';').then_some(";"))
        .or_else(|| is_incomplete().then_some(""))
}

/// Whether a query parameter of ClickHouse's, `{org_id:String}`, stands in a filter outside of quotes: whoever asks would fill it.
#[cfg(feature = "mint")]
#[inline(never)]
pub(super) fn has_open_parameter(filter: &str) -> bool {
    // The quote that is open, if one is; and where the inside of the last brace begins.
    let (mut quote, mut is_escaped, mut inside) = (0, false, None);
    for (at, byte) in filter.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = quote != 0,
            _ if quote != 0 => quote = if byte == quote { 0 } else { quote },
            b'\'' | b'"' | b'`' => quote = byte,
            b'{' => inside = Some(at.saturating_add(1)),
            b':' => {
                let name = inside.take().and_then(|from| filter.get(from..at));
                if name.is_some_and(|name| is_identifier(name.trim_ascii())) {
                    return true;
                }
            }
            _ => {}
        }
    }
    false
}

/// Takes a filter apart. A backslash or a second quote takes a quote its meaning. Returns whether each quote and each parenthesis is
/// closed.
#[inline(never)]
pub(super) fn parts<'f>(filter: &'f [u8], each: &mut dyn FnMut(Part<'f>)) -> bool {
    let between = |start: usize, end: usize| filter.get(start..end).unwrap_or_default();
    let (mut at, mut start, mut depth, mut quote, mut is_over) = (0_usize, 0_usize, 0_usize, 0_u8, false);
    // One past the end there is a space, which ends the last word.
    while at <= filter.len() {
        let byte = filter.get(at).copied().unwrap_or(b' ');
        let next = at.saturating_add(1);
        let is_doubled = byte == quote && filter.get(next) == Some(&byte);
        if quote != 0 && (byte == b'\\' || is_doubled) {
            at = next.saturating_add(1);
            continue;
        }
        if quote != 0 && byte == quote {
            if quote == b'\'' {
                each(Part::Literal(between(start, at), between(0, start.saturating_sub(1))));
            }
            (quote, start) = (0, next);
        } else if quote == 0 && matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\'' | b'"' | b'`' | b'(' | b')') {
            if depth == 0 && start < at {
                each(Part::Word(between(start, at)));
            }
            start = next;
            match byte {
                b'\'' | b'"' | b'`' => quote = byte,
                b'(' => depth = depth.saturating_add(1),
                b')' => {
                    is_over |= depth == 0;
                    depth = depth.saturating_sub(1);
                }
                _ => {}
            }
        }
        at = next;
    }
    quote == 0 && depth == 0 && !is_over
}
