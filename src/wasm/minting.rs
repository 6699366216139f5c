//! What needs a key.

use serde::Serialize;
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use super::scratch::{Scratch, text};
use super::{params, seconds, throw};
use crate::mac::wipe_stack;
use crate::template::duration;
use crate::{Claims, Error, MintOptions, SigningKey, Template};

/// A compiled template and a key.
#[wasm_bindgen]
pub struct Minter(crate::Minter);

#[wasm_bindgen]
impl Minter {
    /// Takes a template and the bytes of a key.
    #[wasm_bindgen(constructor)]
    pub fn new(template: &str, key: Vec<u8>) -> Result<Minter, JsValue> {
        let key = signing_key(key)?;
        Template::parse(template).and_then(|template| crate::Minter::new(template, key)).map(Minter).map_err(throw)
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

    /// Warnings about template and key.
    #[wasm_bindgen(getter)]
    pub fn issues(&self) -> JsValue {
        to_js(&self.0.issues())
    }

    /// Mints one token from the input's bytes from `start` to `end`, in the form that `params` describes, at a time in Unix
    /// seconds.
    pub fn mint(&self, scratch: &mut Scratch, start: usize, end: usize, now: f64) -> Result<usize, JsValue> {
        let mint = |input: &[u8], output: &mut Vec<u8>| {
            let (ttl, mut sets) = params::read(input, self.0.params());
            let set = sets.next().unwrap_or_else(|| Ok(Vec::new()))?;
            self.0.mint_into(set, mint_options(now, ttl)?, output)
        };
        scratch.answer(start, end, mint).map_err(throw)
    }

    /// Mints a token per set of parameters, each behind its length, two bytes, the lower one first.
    #[wasm_bindgen(js_name = mintMany)]
    pub fn mint_many(&self, scratch: &mut Scratch, start: usize, end: usize, now: f64) -> Result<usize, JsValue> {
        let mint = |input: &[u8], output: &mut Vec<u8>| {
            let (ttl, sets) = params::read(input, self.0.params());
            self.0.mint_many_into(sets, mint_options(now, ttl)?, output)
        };
        scratch.answer(start, end, mint).map_err(throw)
    }
}

/// Keys and a policy.
#[wasm_bindgen]
pub struct Verifier(pub(super) crate::Verifier);

#[wasm_bindgen]
impl Verifier {
    /// Takes the bytes of each key, the workspace's UUID, and a tolerance in seconds.
    #[wasm_bindgen(constructor)]
    pub fn new(
        keys: Vec<js_sys::Uint8Array>,
        workspace_id: Option<String>,
        clock_tolerance: Option<f64>,
    ) -> Result<Verifier, JsValue> {
        let keys = keys.iter().map(|key| signing_key(key.to_vec())).collect::<Result<Vec<_>, _>>()?;
        let mut verifier = crate::Verifier::new(keys).map_err(throw)?;
        if let Some(id) = workspace_id {
            verifier = verifier.workspace_id(&id).map_err(throw)?;
        }
        // What is no whole number of seconds is refused like one that is too large.
        let tolerance = clock_tolerance.unwrap_or(0.0);
        let seconds = if tolerance as u64 as f64 == tolerance { tolerance as u64 } else { u64::MAX };
        verifier.clock_tolerance(seconds).map(Verifier).map_err(throw)
    }

    /// Checks the token in the input; the answer is its payload, JSON text.
    pub fn verify(&self, scratch: &mut Scratch, start: usize, end: usize, now: f64) -> Result<usize, JsValue> {
        let verify = |input: &[u8], output: &mut Vec<u8>| {
            let now = seconds(now)?;
            let payload = self.0.authenticate(text(input), now)?;
            self.0.judge(&payload, now)?;
            *output = payload;
            Ok(())
        };
        scratch.answer(start, end, verify).map_err(throw)
    }
}

/// Signs claims once.
#[wasm_bindgen]
pub fn sign(claims: &str, key: Vec<u8>) -> Result<String, JsValue> {
    let token = sign_once(claims, key);
    wipe_stack();
    token
}

/// Not inlined: where the key was moved from is below the caller's frame, and is overwritten there.
#[inline(never)]
fn sign_once(claims: &str, key: Vec<u8>) -> Result<String, JsValue> {
    let key = signing_key(key)?;
    Claims::parse(claims).and_then(|claims| crate::sign(&claims, &key)).map_err(throw)
}

/// Makes a pair of local tokens.
#[wasm_bindgen(js_name = generateLocalTokens)]
pub fn generate_local_tokens() -> Result<JsValue, JsValue> {
    crate::generate_local_tokens().map(|tokens| to_js(&tokens)).map_err(throw)
}

/// The copy that crossed the border is wiped here, whatever becomes of it.
fn signing_key(bytes: Vec<u8>) -> Result<SigningKey, JsValue> {
    let bytes = Zeroizing::new(bytes);
    let text = std::str::from_utf8(&bytes).map_err(|_| throw(Error::Key("the signing key is text, in UTF-8")))?;
    SigningKey::new(text).map_err(throw)
}

fn mint_options(now: f64, ttl: Option<&str>) -> Result<MintOptions, Error> {
    // 0 is refused further on, with the message that says what a ttl is.
    let ttl = ttl.map(|ttl| ttl.parse().ok().or_else(|| duration(ttl)).unwrap_or(0));
    Ok(MintOptions { now: seconds(now)?, ttl })
}

/// Plain data always has a form in JavaScript.
fn to_js(value: &impl Serialize) -> JsValue {
    value.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).unwrap_or(JsValue::NULL)
}
