//! Static tokens with the key of their MAC, and their scopes.

use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use super::{throw, view};
use crate::token::static_token::StaticToken;
use crate::token::static_token::scope::StaticScope;

/// Makes a static token, with the bytes of a key.
#[wasm_bindgen(js_name = mintStaticToken)]
pub fn mint_static_token(u: &str, id: &str, host: Option<String>, key: Vec<u8>) -> Result<String, JsValue> {
    let key = Zeroizing::new(key);
    let token = StaticToken::new(u, id);
    host.into_iter().fold(token, StaticToken::with_host).mint(&key).map_err(throw)
}

/// Checks a static token. What it says is JSON text.
#[wasm_bindgen(js_name = verifyStaticToken)]
pub fn verify_static_token(token: &str, key: Vec<u8>) -> Result<String, JsValue> {
    let key = Zeroizing::new(key);
    StaticToken::verify(token, &key).map(|token| view::static_token(&token)).map_err(throw)
}

/// Reads a scope of a static token. What it means is JSON text.
#[wasm_bindgen(js_name = parseStaticScope)]
pub fn parse_static_scope(text: &str) -> Result<String, JsValue> {
    StaticScope::parse(text).map(|scope| view::static_scope(&scope)).map_err(throw)
}
