//! Claims signed once, local tokens, and how a key comes over the border.

use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use super::{throw, to_js};
use crate::claims::Claims;
use crate::crypto::mac::wipe_stack;
use crate::error::Error;
use crate::mint;
use crate::mint::signing_key::SigningKey;

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
    Claims::parse(claims).and_then(|claims| mint::sign::sign(&claims, &key)).map_err(throw)
}

/// Makes a pair of local tokens.
#[wasm_bindgen(js_name = generateLocalTokens)]
pub fn generate_local_tokens() -> Result<JsValue, JsValue> {
    mint::local::generate_local_tokens().map(|tokens| to_js(&tokens)).map_err(throw)
}

/// The copy that crossed the border is wiped here, whatever becomes of it.
pub(super) fn signing_key(bytes: Vec<u8>) -> Result<SigningKey, JsValue> {
    let bytes = Zeroizing::new(bytes);
    let text = std::str::from_utf8(&bytes).map_err(|_| throw(Error::Key("the signing key is text, in UTF-8")))?;
    SigningKey::new(text).map_err(throw)
}
