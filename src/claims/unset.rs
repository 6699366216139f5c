//! Texts that are left where a program put a text together and had no value: `undefined`, `null`, `[object Object]`.
//!
//! `null`, `None` and `nil` may be a part of a name, so they count where nothing else stands beside them.

use crate::claims::filter_clause::literals;

/// What stands for a missing value in a fixed parameter or a name.
pub(super) fn unset(text: &str) -> Option<&'static str> {
    const WHOLE: [&str; 4] = ["null", "NaN", "None", "nil"];
    if text.contains("[object Object]") {
        return Some("[object Object]");
    }
    if text.split(|c: char| !c.is_alphanumeric()).any(|word| word == "undefined") {
        return Some("undefined");
    }
    WHOLE.into_iter().find(|whole| text.trim() == *whole)
}

/// What stands for a missing value in a filter: in a literal, or a blank one that a column has to be equal to.
pub(super) fn unset_in_filter(filter: &str) -> Option<&'static str> {
    let mut found = None;
    literals(filter, |before, literal| {
        let before = before.trim_end();
        let is_equal = before.ends_with('=') && !["!=", "<=", ">="].iter().any(|other| before.ends_with(other));
        let blank = is_equal && literal.trim().is_empty();
        found = found.or_else(|| if blank { Some("''") } else { unset(literal) });
    });
    found
}
