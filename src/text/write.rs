//! Texts put together without `core::fmt`, which alone would be a tenth of the small WebAssembly module.

use alloc::string::{String, ToString as _};

/// Appends a text, by a call: `push_str` is inlined wherever it stands, which is a kilobyte of the module.
#[inline(never)]
pub(crate) fn push(text: &str, out: &mut String) {
    out.push_str(text);
}

/// A number's digits, by a call for the same reason.
#[inline(never)]
pub(crate) fn decimal(number: u64) -> String {
    number.to_string()
}

/// The same with a sign where there is one.
pub(crate) fn integer(number: i64) -> String {
    [if number < 0 { "-" } else { "" }, &decimal(number.unsigned_abs())].concat()
}
