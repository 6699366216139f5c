//! Requests counted by name.

use core::time::Duration;

use wasm_bindgen::prelude::*;

use super::throw;
use crate::access::rate_limit;
use crate::claims::time::MAX_TIME;
use crate::error::Error;

/// Counts requests by name.
#[wasm_bindgen]
pub struct RateLimiter(rate_limit::RateLimiter);

#[wasm_bindgen]
impl RateLimiter {
    /// Takes the number of names to keep.
    #[wasm_bindgen(constructor)]
    pub fn new(max_names: f64) -> Result<RateLimiter, JsValue> {
        // What is no whole number is refused like 0.
        let max_names = if max_names.fract() == 0.0 { max_names as usize } else { 0 };
        rate_limit::RateLimiter::new(max_names).map(RateLimiter).map_err(throw)
    }

    /// Asks for one request. The answer is `[allowed, limit, remaining, reset, retryAfter]`, times in milliseconds, or nothing
    /// where there is no limit.
    pub fn take(&mut self, name: &str, rps: f64, now: f64) -> Result<Vec<u32>, JsValue> {
        if rps.fract() != 0.0 {
            return Err(throw(Error::Option { name: "rps", reason: "must be an integer: requests per second".into() }));
        }
        if !(1.0..=MAX_TIME as f64).contains(&now) {
            return Err(throw(Error::Clock));
        }
        // Rounded, since a fraction of a second is seldom a binary one.
        let take = self.0.take(name, rps as i64, Duration::from_millis((now * 1000.0 + 0.5) as u64));
        Ok(match take.limit {
            Some(limit) => vec![
                u32::from(take.allowed),
                limit,
                take.remaining,
                take.reset.as_millis() as u32,
                take.retry_after.as_millis() as u32,
            ],
            None => Vec::new(),
        })
    }
}
