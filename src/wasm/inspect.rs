//! What needs no key.

use alloc::vec::Vec;
use core::convert::Infallible;

use wasm_bindgen::prelude::*;

use super::exact::exact;
use super::scratch::{Scratch, text};
use super::{seconds, view};
use crate::token::static_token::StaticToken;

/// Inspects the text in the input; the answer is the report, JSON text.
#[wasm_bindgen]
pub fn inspect(scratch: &mut Scratch, start: usize, end: usize, now: f64) -> usize {
    // A clock that says 0 leaves out what depends on the time: this never fails.
    let now = seconds(now).unwrap_or(0);
    let inspect = |input: &[u8], output: &mut Vec<u8>| {
        let report = view::report(&crate::token::inspect::inspect(text(input), now));
        *output = exact(&report).unwrap_or(report).into_bytes();
        Ok::<_, Infallible>(())
    };
    scratch.answer(start, end, inspect).unwrap_or_default()
}

/// Reads the static token in the input; the answer is what it says, or the error, JSON text. It is not thrown: to throw takes a table of
/// JavaScript's values, which the small module has no other use for.
#[wasm_bindgen(js_name = parseStaticToken)]
pub fn parse_static_token(scratch: &mut Scratch, start: usize, end: usize) -> usize {
    let read = |input: &[u8], output: &mut Vec<u8>| {
        let answer = StaticToken::read(text(input)).map_or_else(view::unreadable, |token| view::static_token(&token));
        *output = answer.into_bytes();
        Ok::<_, Infallible>(())
    };
    scratch.answer(start, end, read).unwrap_or_default()
}
