//! Texts that are left where a program put a text together and had no value: `undefined`, `null`, `[object Object]`.
//!
//! `null`, `None` and `nil` may be a part of a name, so they count where nothing else stands beside them.

use crate::claims::filter_clause::{Part, parts};

/// What stands for a missing value in a fixed parameter or a name.
#[inline(never)]
pub(super) fn unset(text: &[u8]) -> Option<&'static str> {
    /// Each with whether it counts inside of a text, too.
    const TEXTS: [(&str, bool); 6] = [
        ("[object Object]", true),
        ("undefined", true),
        ("null", false),
        ("NaN", false),
        ("None", false),
        ("nil", false),
    ];
    let is_word = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let inside = |missing: &[u8]| {
        let ends = |at: usize| at.saturating_add(missing.len());
        (0..text.len()).any(|at| {
            text.get(at..ends(at)) == Some(missing)
                && !is_word(at.checked_sub(1).and_then(|before| text.get(before)))
                && !is_word(text.get(ends(at)))
        })
    };
    let is_missing = |(missing, counts_inside): &&(&str, bool)| {
        text.trim_ascii() == missing.as_bytes() || *counts_inside && inside(missing.as_bytes())
    };
    TEXTS.iter().find(is_missing).map(|(missing, _)| *missing)
}

/// What stands for a missing value in a filter: in a literal, or a blank one that a column has to be equal to.
#[inline(never)]
pub(super) fn unset_in_filter(filter: &str) -> Option<&'static str> {
    let mut found = None;
    parts(filter.as_bytes(), &mut |part| {
        let Part::Literal(literal, before) = part else { return };
        let before = before.trim_ascii_end();
        let is_equal = before.ends_with(b"=") && ![b"!=", b"<=", b">="].iter().any(|other| before.ends_with(*other));
        let blank = (is_equal && literal.trim_ascii().is_empty()).then_some("''");
        found = found.or(blank).or_else(|| unset(literal));
    });
    found
}
