//! What needs no key.

use alloc::string::String;
use alloc::vec::Vec;
use core::convert::Infallible;

use wasm_bindgen::prelude::*;

use super::scratch::{Scratch, text};
use super::{seconds, throw, view};
use crate::token::static_token::StaticToken;

/// Inspects the text in the input; the answer is the report, JSON text.
#[wasm_bindgen]
pub fn inspect(scratch: &mut Scratch, start: usize, end: usize, now: f64) -> usize {
    // A clock that says 0 leaves out what depends on the time: this never fails.
    let now = seconds(now).unwrap_or(0);
    let inspect = |input: &[u8], output: &mut Vec<u8>| {
        *output = view::report(&crate::token::inspect::inspect(text(input), now)).into_bytes();
        Ok::<_, Infallible>(())
    };
    scratch.answer(start, end, inspect).unwrap_or_default()
}

/// Reads a static token. What it says is JSON text.
#[wasm_bindgen(js_name = parseStaticToken)]
pub fn parse_static_token(value: &JsValue) -> Result<String, JsValue> {
    StaticToken::parse(&value.as_string().unwrap_or_default()).map(|token| view::static_token(&token)).map_err(throw)
}
