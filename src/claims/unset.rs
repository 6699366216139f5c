//! Texts that are left where a program put a text together and had no value: `undefined`, `null`, `[object Object]`.
//!
//! `null`, `None` and `nil` may be a part of a name, so they count where nothing else stands beside them. `none` and `nan` in other letters
//! may be what somebody chose.

use crate::claims::filter_clause::{Part, parts};

/// What stands for a missing value in a fixed parameter or a name.
pub(super) fn unset_in_text(text: &str) -> Option<&'static str> {
    unset(text.as_bytes())
}

#[inline(never)]
fn unset(text: &[u8]) -> Option<&'static str> {
    /// Each with whether it counts inside of a text, and in capitals, too.
    const TEXTS: [(&str, bool, bool); 8] = [
        ("[object Object]", true, false),
        ("undefined", true, true),
        ("null", false, true),
        ("NaN", false, false),
        ("None", false, false),
        ("nil", false, false),
        ("<nil>", false, false),
        ("Invalid Date", true, false),
    ];
    /// What JavaScript writes of an object: behind it stands the name of its class.
    const OBJECT: &[u8] = b"[object ";
    let is_word = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let inside = |missing: &[u8]| {
        // Of an object, whatever its class is.
        let missing = if missing.starts_with(OBJECT) { OBJECT } else { missing };
        let ends = |at: usize| at.saturating_add(missing.len());
        (0..text.len()).any(|at| {
            text.get(at..ends(at)).is_some_and(|part| part.eq_ignore_ascii_case(missing))
                && !is_word(at.checked_sub(1).and_then(|before| text.get(before)))
                && is_word(text.get(ends(at))) == missing.ends_with(b" ")
        })
    };
    let is_missing = |(missing, counts_inside, in_capitals): &&(&str, bool, bool)| {
        let (text, missing) = (text.trim_ascii(), missing.as_bytes());
        text == missing || *in_capitals && text.eq_ignore_ascii_case(missing) || *counts_inside && inside(missing)
    };
    TEXTS.iter().find(is_missing).map(|(missing, ..)| *missing)
}

/// What stands for a missing value in a filter: in a literal, bare behind a `=`, or a blank literal that a column has to be equal to.
#[inline(never)]
pub(super) fn unset_in_filter(filter: &str) -> Option<&'static str> {
    let (mut found, mut is_behind) = (None, false);
    parts(filter.as_bytes(), &mut |part| {
        let missing = match part {
            Part::Word(word) => {
                let value = word.rsplit(|byte| *byte == b'=').next().unwrap_or_default();
                let is_value = core::mem::replace(&mut is_behind, word.ends_with(b"=")) || value.len() < word.len();
                is_value.then(|| unset(value)).flatten()
            }
            Part::Literal(literal, before) => {
                let before = before.trim_ascii_end();
                let is_equal =
                    before.ends_with(b"=") && ![b"!=", b"<=", b">="].iter().any(|other| before.ends_with(*other));
                (is_equal && literal.trim_ascii().is_empty()).then_some("''").or_else(|| unset(literal))
            }
        };
        found = found.or(missing);
    });
    found
}
