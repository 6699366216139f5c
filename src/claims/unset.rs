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
    /// Each with whether it counts in capitals, too.
    const ALONE: [(&str, bool); 5] =
        [("null", true), ("NaN", false), ("None", false), ("nil", false), ("<nil>", false)];
    let alone = text.trim_ascii();
    let is_alone = |(missing, in_capitals): &&(&str, bool)| {
        alone == missing.as_bytes() || *in_capitals && alone.eq_ignore_ascii_case(missing.as_bytes())
    };
    if let Some((missing, _)) = ALONE.iter().find(is_alone) {
        return Some(missing);
    }
    let is_word = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    text.iter().enumerate().find_map(|(at, first)| {
        // What JavaScript writes of an object begins so: behind it stands the name of its class.
        let (begin, missing) = match first {
            b'[' => ("[object ", "[object Object]"),
            b'u' | b'U' => ("undefined", "undefined"),
            b'i' | b'I' => ("invalid date", "Invalid Date"),
            _ => return None,
        };
        let end = at.saturating_add(begin.len());
        let is_missing = text.get(at..end).is_some_and(|part| part.eq_ignore_ascii_case(begin.as_bytes()))
            && !is_word(at.checked_sub(1).and_then(|before| text.get(before)))
            && is_word(text.get(end)) == begin.ends_with(' ');
        is_missing.then_some(missing)
    })
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
