//! Keys, claims signed once, local tokens.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use super::scratch::{Scratch, text};
use super::{throw, to_js, view};
use crate::access::key_spelling::KeySpelling;
use crate::claims::Claims;
use crate::crypto::mac::wipe_stack;
use crate::error::Error;
use crate::mint::{local, sign, signing_key};

const NOT_UTF8: Error = Error::Key("the signing key must be text, in UTF-8");

/// A key that was checked and hashed once.
#[wasm_bindgen]
pub struct SigningKey(pub(super) signing_key::SigningKey);

#[wasm_bindgen]
impl SigningKey {
    /// Takes the bytes of a key. They are copied into a buffer that is wiped, whatever becomes of them.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: &Uint8Array) -> Result<SigningKey, JsValue> {
        let key = read_key(bytes);
        wipe_stack();
        key
    }

    /// The workspace that the key says it belongs to.
    #[wasm_bindgen(getter, js_name = workspaceId)]
    pub fn workspace_id(&self) -> Option<String> {
        self.0.workspace_id().map(String::from)
    }

    /// Warnings, JSON text.
    #[wasm_bindgen(getter)]
    pub fn issues(&self) -> String {
        view::issues(self.0.issues())
    }
}

/// Not inlined: where the key was moved from is below the caller's frame, and is overwritten there.
#[inline(never)]
fn read_key(bytes: &Uint8Array) -> Result<SigningKey, JsValue> {
    let bytes = Zeroizing::new(bytes.to_vec());
    let text = core::str::from_utf8(&bytes).map_err(|_| throw(NOT_UTF8))?;
    signing_key::SigningKey::new(text).map(SigningKey).map_err(throw)
}

/// Signs the claims in the input, JSON text; the answer is the token.
#[wasm_bindgen]
pub fn sign(scratch: &mut Scratch, start: usize, end: usize, key: &SigningKey) -> Result<usize, JsValue> {
    let sign = |input: &[u8], output: &mut Vec<u8>| {
        *output = sign::sign(&Claims::parse(text(input))?, &key.0)?.into_bytes();
        Ok(())
    };
    let token = scratch.answer(start, end, sign).map_err(throw);
    wipe_stack();
    token
}

/// The same with the bytes of a key that is used once.
#[wasm_bindgen(js_name = signOnce)]
pub fn sign_once(scratch: &mut Scratch, start: usize, end: usize, key: &Uint8Array) -> Result<usize, JsValue> {
    let token = scratch.answer(start, end, |input, output| sign_with(input, key, output)).map_err(throw);
    wipe_stack();
    token
}

/// Not inlined, as [`read_key`].
#[inline(never)]
fn sign_with(claims: &[u8], key: &Uint8Array, output: &mut Vec<u8>) -> Result<(), Error> {
    let key = Zeroizing::new(key.to_vec());
    let key = core::str::from_utf8(&key).map_err(|_| NOT_UTF8)?;
    *output = sign::sign_once(&Claims::parse(text(claims))?, key)?.into_bytes();
    Ok(())
}

/// The code of the spelling in which a key has signed a token, if it has.
#[wasm_bindgen(js_name = keySpelling)]
pub fn key_spelling(token: &str, key: &Uint8Array) -> Result<Option<String>, JsValue> {
    let spelling = spelling_of(token, key).map(|spelling| spelling.map(|spelling| String::from(spelling.code())));
    wipe_stack();
    spelling.map_err(throw)
}

/// Not inlined, as [`read_key`].
#[inline(never)]
fn spelling_of(token: &str, key: &Uint8Array) -> Result<Option<KeySpelling>, Error> {
    let key = Zeroizing::new(key.to_vec());
    let key = core::str::from_utf8(&key).map_err(|_| NOT_UTF8)?;
    KeySpelling::of(token, key)
}

/// Makes a pair of local tokens, `{ workspace_token, user_token }`.
#[wasm_bindgen(js_name = generateLocalTokens)]
pub fn generate_local_tokens() -> Result<JsValue, JsValue> {
    local::generate_local_tokens().map(|tokens| to_js(&tokens)).map_err(throw)
}
