//! Static tokens with the key of their MAC.

use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use super::throw;

/// Makes a static token, with the bytes of a key.
#[wasm_bindgen(js_name = mintStaticToken)]
pub fn mint_static_token(u: &str, id: &str, host: Option<String>, key: Vec<u8>) -> Result<String, JsValue> {
    let key = Zeroizing::new(key);
    crate::mint_static_token(u, id, host.as_deref(), &key).map_err(throw)
}

/// Checks a static token. What it says is JSON text.
#[wasm_bindgen(js_name = verifyStaticToken)]
pub fn verify_static_token(token: &str, key: Vec<u8>) -> Result<String, JsValue> {
    let key = Zeroizing::new(key);
    let token = crate::verify_static_token(token, &key).map_err(throw)?;
    let mut json = String::new();
    token.write(&mut json);
    Ok(json)
}
