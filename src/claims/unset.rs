//! Texts that are left where a program put a text together and had no value: `undefined`, `null`, `[object Object]`.
//!
//! `null`, `None` and `nil` may be a part of a name, so they count where nothing else stands beside them.

use crate::claims::filter_clause::{Part, parts};

/// What stands for a missing value in a fixed parameter or a name.
#[inline(never)]
pub(super) fn unset(text: &str) -> Option<&'static str> {
    const OBJECT: &str = "[object Object]";
    const WHOLE: [&str; 4] = ["null", "NaN", "None", "nil"];
    if text.as_bytes().windows(OBJECT.len()).any(|part| part == OBJECT.as_bytes()) {
        return Some(OBJECT);
    }
    if text.as_bytes().split(|byte| !byte.is_ascii_alphanumeric()).any(|word| word == b"undefined") {
        return Some("undefined");
    }
    WHOLE.into_iter().find(|whole| text.trim_ascii() == *whole)
}

/// What stands for a missing value in a filter: in a literal, or a blank one that a column has to be equal to.
#[inline(never)]
pub(super) fn unset_in_filter(filter: &str) -> Option<&'static str> {
    let mut found = None;
    parts(filter, &mut |part| {
        let Part::Literal(literal, before) = part else { return };
        let mut before = before.trim_ascii_end().bytes().rev();
        let is_equal = before.next() == Some(b'=') && !matches!(before.next(), Some(b'!' | b'<' | b'>'));
        let blank = (is_equal && literal.trim_ascii().is_empty()).then_some("''");
        found = found.or(blank).or_else(|| unset(literal));
    });
    found
}
