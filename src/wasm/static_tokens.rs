//! Static tokens with the key of their MAC, and their scopes. The answers are JSON text.

use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use super::throw;
use crate::StaticScope;

/// Makes a static token, with the bytes of a key.
#[wasm_bindgen(js_name = mintStaticToken)]
pub fn mint_static_token(u: &str, id: &str, host: Option<String>, key: Vec<u8>) -> Result<String, JsValue> {
    let key = Zeroizing::new(key);
    crate::mint_static_token(u, id, host.as_deref(), &key).map_err(throw)
}

/// Checks a static token; what it says.
#[wasm_bindgen(js_name = verifyStaticToken)]
pub fn verify_static_token(token: &str, key: Vec<u8>) -> Result<String, JsValue> {
    let key = Zeroizing::new(key);
    let token = crate::verify_static_token(token, &key).map_err(throw)?;
    let mut json = String::new();
    token.write(&mut json);
    Ok(json)
}

/// Reads a scope; what it says and means.
#[wasm_bindgen(js_name = parseStaticScope)]
pub fn parse_static_scope(text: &str) -> Result<String, JsValue> {
    StaticScope::parse(text).map(|scope| scope.to_json()).map_err(throw)
}
