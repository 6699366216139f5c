//! A line as its words: quotes hold what stands between them together and stay on, `#` begins a comment.

use alloc::{borrow::Cow, vec::Vec};

/// The words of a line, and the column at which each begins. Where a quote is never closed, the whole line is one word.
pub(super) fn words(line: &str) -> Vec<(Cow<'_, str>, usize)> {
    let mut words = Vec::new();
    let mut rest = line;
    let mut column = 1_usize;
    loop {
        let skipped = rest.find(|c| !is_space(c)).unwrap_or(rest.len());
        column = column.saturating_add(rest.get(..skipped).unwrap_or_default().chars().count());
        rest = rest.get(skipped..).unwrap_or_default();
        let Some(first) = rest.chars().next().filter(|c| *c != '#') else {
            return words;
        };
        let (word, after) = if matches!(first, '"' | '\'') {
            let Some(len) = rest.get(1..).and_then(|inside| inside.find(first)) else {
                return Vec::from([(Cow::Borrowed(line.trim()), 1)]);
            };
            rest.split_at_checked(len.saturating_add(2)).unwrap_or((rest, ""))
        } else {
            rest.split_at_checked(rest.find(|c| is_space(c) || c == '#').unwrap_or(rest.len())).unwrap_or((rest, ""))
        };
        words.push((Cow::Borrowed(word), column));
        column = column.saturating_add(word.chars().count());
        rest = after;
    }
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

/// A word without the quotes around it.
pub(super) fn unquoted(word: &str) -> &str {
    let quote = |c: Option<char>| matches!(c, Some('"' | '\''));
    if !quote(word.chars().next()) || !quote(word.chars().next_back()) {
        return word;
    }
    word.get(1..word.len().saturating_sub(1)).unwrap_or_default()
}
