//! Tokens from a template.

use wasm_bindgen::prelude::*;

use super::params::Ttl;
use super::scratch::Scratch;
use super::signing::SigningKey;
use super::template::Template;
use super::{params, seconds, throw, view};
use crate::claims::time::{duration, in_milliseconds, looks_like_milliseconds};
use crate::crypto::mac::wipe_stack;
use crate::error::Error;
use crate::mint;
use crate::mint::minter::{MintOptions, of_set};
use crate::mint::template::MAX_TTL;

/// A compiled template and a key.
#[wasm_bindgen]
pub struct Minter(mint::minter::Minter);

#[wasm_bindgen]
impl Minter {
    /// Takes a template and a key, both of which can be used again.
    #[wasm_bindgen(constructor)]
    pub fn new(template: &Template, key: &SigningKey) -> Result<Minter, JsValue> {
        let minter = mint::minter::Minter::new(template.0.clone(), &key.0).map(Minter).map_err(throw);
        wipe_stack();
        minter
    }

    /// The names to fill, in order of appearance.
    #[wasm_bindgen(getter)]
    pub fn params(&self) -> Vec<String> {
        self.0.params().to_vec()
    }

    /// How long its tokens live, seconds.
    #[wasm_bindgen(getter)]
    pub fn ttl(&self) -> f64 {
        self.0.ttl() as f64
    }

    /// Warnings about template and key, JSON text.
    #[wasm_bindgen(getter)]
    pub fn issues(&self) -> String {
        view::issues(self.0.issues())
    }

    /// Mints one token from the input's bytes from `start` to `end`, in the form that `params` describes, at a time in Unix
    /// seconds.
    pub fn mint(&self, scratch: &mut Scratch, start: usize, end: usize, now: f64) -> Result<usize, JsValue> {
        let mint = |input: &[u8], output: &mut Vec<u8>| {
            let (ttl, mut sets) = params::read(input, &self.0);
            let mut batch = self.0.batch(mint_options(now, ttl)?)?;
            batch.fill(&sets.next().ok_or_else(params::garbled)??, output)
        };
        scratch.answer(start, end, mint).map_err(throw)
    }

    /// Mints a token per set of parameters, each behind its length, two bytes, the lower one first. The sets are a part of all, which begins
    /// with the one of number `first`.
    #[wasm_bindgen(js_name = mintMany)]
    pub fn mint_many(
        &self,
        scratch: &mut Scratch,
        start: usize,
        end: usize,
        first: usize,
        now: f64,
    ) -> Result<usize, JsValue> {
        let mint = |input: &[u8], output: &mut Vec<u8>| {
            let (ttl, sets) = params::read(input, &self.0);
            let mut batch = self.0.batch(mint_options(now, ttl)?)?;
            for (index, set) in sets.enumerate() {
                let start = output.len();
                output.extend_from_slice(&[0; 2]);
                let filled = set.and_then(|set| batch.fill(&set, output));
                filled.map_err(|error| of_set(error, first.saturating_add(index)))?;
                let (len, token) =
                    output.get_mut(start..).and_then(<[u8]>::split_first_chunk_mut).ok_or(Error::Internal)?;
                *len = u16::try_from(token.len()).map_err(|_| Error::Internal)?.to_le_bytes();
            }
            Ok(())
        };
        scratch.answer(start, end, mint).map_err(throw)
    }
}

fn mint_options(now: f64, ttl: Option<Ttl<'_>>) -> Result<MintOptions, Error> {
    let options = MintOptions::at(seconds(now)?);
    // 0 is refused further on, with the message that says what a ttl is.
    Ok(match ttl {
        Some(Ttl::Text(text)) => options.with_ttl(duration(text).unwrap_or(0)),
        Some(Ttl::Number(text)) => {
            let ttl = text.parse().unwrap_or(0);
            if ttl <= MAX_TTL && looks_like_milliseconds(ttl) {
                return Err(Error::Option { name: "ttl", reason: in_milliseconds(ttl).into() });
            }
            options.with_ttl(ttl)
        }
        None => options,
    })
}
