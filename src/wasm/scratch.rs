//! Where texts cross the border: JavaScript writes into one buffer, and reads the answer out of another. Both are kept from call
//! to call, so that the crossing itself allocates nothing.

use alloc::vec::Vec;

use wasm_bindgen::prelude::*;

/// The longest output that is kept for the next call, in bytes: more than any answer but that of a batch.
const KEPT: usize = 64 * 1024;

/// An input and an output.
#[wasm_bindgen]
#[derive(Default)]
pub struct Scratch {
    input: Vec<u8>,
    output: Vec<u8>,
}

#[wasm_bindgen]
impl Scratch {
    /// Both are empty.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Scratch {
        Scratch::default()
    }

    /// Makes the input so many bytes long, keeping what is there; where in the memory it begins.
    pub fn input(&mut self, len: usize) -> *const u8 {
        self.input.resize(len, 0);
        self.input.as_ptr()
    }

    /// Where the last answer begins.
    pub fn output(&self) -> *const u8 {
        self.output.as_ptr()
    }
}

impl Scratch {
    /// Answers the bytes of the input from `start` to `end`; how long the answer is.
    pub(super) fn answer<E>(
        &mut self,
        start: usize,
        end: usize,
        answer: impl FnOnce(&[u8], &mut Vec<u8>) -> Result<(), E>,
    ) -> Result<usize, E> {
        self.output.clear();
        self.output.shrink_to(KEPT);
        answer(self.input.get(start..end).unwrap_or_default(), &mut self.output)?;
        Ok(self.output.len())
    }
}

/// A text out of the input: JavaScript writes UTF-8.
pub(super) fn text(input: &[u8]) -> &str {
    core::str::from_utf8(input).unwrap_or_default()
}
