//! Decisions and limits: what a gateway asks for with every request.

use wasm_bindgen::prelude::*;

use super::minting::Verifier;
use super::scratch::{Scratch, text};
use super::{request, seconds, throw};
use crate::Error;

#[wasm_bindgen]
impl Verifier {
    /// Verifies a token and decides what it lets a request do. In the input stand the token, and from `middle` on the request in
    /// the form that `request` describes; the answer is JSON text.
    pub fn authorize(
        &self,
        scratch: &mut Scratch,
        start: usize,
        middle: usize,
        end: usize,
        now: f64,
    ) -> Result<usize, JsValue> {
        let authorize = |input: &[u8], output: &mut Vec<u8>| {
            let (token, request) = input.split_at_checked(middle.saturating_sub(start)).unwrap_or_default();
            let now = seconds(now)?;
            let mut json = String::from_utf8(core::mem::take(output)).unwrap_or_default();
            let granted = self.0.with_grant(text(token), &request::read(request)?, now, |grant| grant.write(&mut json));
            if let Err(denial) = granted {
                json.push_str(&denial.to_json());
            }
            *output = json.into_bytes();
            Ok(())
        };
        scratch.answer(start, end, authorize).map_err(throw)
    }
}

/// Counts requests by name.
#[wasm_bindgen]
pub struct RateLimiter(crate::RateLimiter);

#[wasm_bindgen]
impl RateLimiter {
    /// Takes the number of names to keep.
    #[wasm_bindgen(constructor)]
    pub fn new(max_names: f64) -> Result<RateLimiter, JsValue> {
        // What is no whole number is refused like 0.
        let max_names = if max_names.fract() == 0.0 { max_names as usize } else { 0 };
        crate::RateLimiter::new(max_names).map(RateLimiter).map_err(throw)
    }

    /// Asks for one request. The answer is `[allowed, limit, remaining, reset, retryAfter]`, times in milliseconds, or nothing
    /// where there is no limit.
    pub fn take(&mut self, name: &str, rps: f64, now_ms: f64) -> Result<Vec<u32>, JsValue> {
        if rps.fract() != 0.0 {
            return Err(throw(Error::Option { name: "rps", reason: "is an integer: requests per second".into() }));
        }
        if !(1.0..=crate::MAX_TIME as f64 * 1000.0).contains(&now_ms) {
            return Err(throw(Error::Clock));
        }
        let take = self.0.take(name, rps as i64, now_ms as u64);
        Ok(match take.limit {
            Some(limit) => vec![u32::from(take.allowed), limit, take.remaining, take.reset_ms, take.retry_after_ms],
            None => Vec::new(),
        })
    }
}
