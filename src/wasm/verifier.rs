//! Tokens checked, and requests decided.

use wasm_bindgen::prelude::*;

use super::exact::exact;
use super::scratch::{Scratch, text};
use super::signing::SigningKey;
use super::{seconds, throw, view};
use crate::access;
use crate::access::request::Request;
use crate::claims::Claims;
use crate::error::Error;

/// Keys and a policy.
#[wasm_bindgen]
pub struct Verifier(access::verifier::Verifier);

#[wasm_bindgen]
impl Verifier {
    /// Takes a key, the workspace's UUID, and a tolerance in seconds.
    #[wasm_bindgen(constructor)]
    pub fn new(
        key: &SigningKey,
        workspace_id: Option<String>,
        clock_tolerance: Option<f64>,
    ) -> Result<Verifier, JsValue> {
        let mut verifier = access::verifier::Verifier::new([&key.0]).map_err(throw)?;
        if let Some(id) = workspace_id {
            verifier = verifier.with_workspace_id(&id).map_err(throw)?;
        }
        // What is no whole number of seconds is refused like one that is too large.
        let tolerance = clock_tolerance.unwrap_or(0.0);
        let seconds = if tolerance as u64 as f64 == tolerance { tolerance as u64 } else { u64::MAX };
        verifier.with_clock_tolerance(seconds).map(Verifier).map_err(throw)
    }

    /// The same verifier, which accepts what one more key has signed.
    #[wasm_bindgen(js_name = withKey)]
    pub fn with_key(self, key: &SigningKey) -> Verifier {
        Verifier(self.0.with_key(&key.0))
    }

    /// Checks the token in the input; the answer is its payload, JSON text, with strings for numbers that JavaScript would
    /// not keep.
    pub fn verify(&self, scratch: &mut Scratch, start: usize, end: usize, now: f64) -> Result<usize, JsValue> {
        let verify = |input: &[u8], output: &mut Vec<u8>| {
            let now = seconds(now)?;
            let payload = self.0.authenticate(text(input), now)?;
            let long = self.0.judge(&payload, now)?.has_long_numbers();
            *output = if long { exact(text(&payload)).ok_or(Error::Internal)?.into_bytes() } else { payload };
            Ok(())
        };
        scratch.answer(start, end, verify).map_err(throw)
    }

    /// Verifies a token and decides what it lets a request do. In the input stand the token, and from `middle` on the request as
    /// JSON text; the answer is JSON text.
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
            let request = Request::parse(text(request))?;
            let decision = self.0.with_grant(text(token), &request, now, |grant| view::grant(&grant));
            *output = decision.unwrap_or_else(|denied| view::denial(&denied)).into_bytes();
            Ok(())
        };
        scratch.answer(start, end, authorize).map_err(throw)
    }
}

/// Decides what claims that are known already let a request do. In the input stand the claims, and from `middle` on the request,
/// both as JSON text; the answer is JSON text.
#[wasm_bindgen]
pub fn authorize(scratch: &mut Scratch, start: usize, middle: usize, end: usize) -> Result<usize, JsValue> {
    let authorize = |input: &[u8], output: &mut Vec<u8>| {
        let (claims, request) = input.split_at_checked(middle.saturating_sub(start)).unwrap_or_default();
        let claims = Claims::of_others(text(claims))?;
        let request = Request::parse(text(request))?;
        let decision = access::authorize::authorize(&claims, &request);
        *output = decision.as_ref().map_or_else(view::denial, view::grant).into_bytes();
        Ok(())
    };
    scratch.answer(start, end, authorize).map_err(throw)
}
