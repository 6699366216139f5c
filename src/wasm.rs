//! The bindings to JavaScript, nothing else. The npm package wraps each of these in a few lines of TypeScript.
//!
//! What is called per request takes and returns text, which crosses the border once. So do templates, claims and options: to
//! read an object of the caller's here would run the caller's code, a getter's, in the middle of ours, and what it throws
//! would leave a key where it lies. Results and failures cross as plain objects, through serde.

#![expect(unreachable_pub, reason = "the attribute exports them")]

use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::{Error, StaticToken};

#[cfg(feature = "mint")]
mod access;
#[cfg(feature = "mint")]
mod minting;
#[cfg(feature = "mint")]
mod params;

/// Turns what should never happen into an error that says where, in debug builds.
#[wasm_bindgen(start)]
fn start() {
    #[cfg(debug_assertions)]
    std::panic::set_hook(Box::new(|info| wasm_bindgen::throw_str(&info.to_string())));
}

/// Inspects any value. The report is JSON text.
#[wasm_bindgen]
pub fn inspect(value: &JsValue, now: Option<f64>) -> String {
    // A clock that says 0 leaves out what depends on the time: this never fails.
    let now = seconds(now).unwrap_or(0);
    crate::inspect(&value.as_string().unwrap_or_default(), now).to_json()
}

/// Reads a static token.
#[wasm_bindgen(js_name = parseStaticToken)]
pub fn parse_static_token(value: &JsValue) -> Result<JsValue, JsValue> {
    let token = StaticToken::parse(&value.as_string().unwrap_or_default()).map_err(throw)?;
    Ok(to_js(&token))
}

/// The time given, or the clock's: whole Unix seconds.
fn seconds(now: Option<f64>) -> Result<u64, Error> {
    let now = now.unwrap_or_else(|| (js_sys::Date::now() / 1000.0).floor());
    if now.fract() == 0.0 && (1.0..=crate::MAX_TIME as f64).contains(&now) { Ok(now as u64) } else { Err(Error::Clock) }
}

/// An error as JavaScript gets it, to be thrown as a `MintbirdError`.
#[derive(Serialize)]
struct Thrown<'e> {
    code: &'static str,
    message: String,
    issues: &'e [crate::Issue],
}

fn throw(error: Error) -> JsValue {
    to_js(&Thrown { code: error.code(), message: error.to_string(), issues: error.issues() })
}

/// Plain data always has a form in JavaScript.
fn to_js(value: &impl Serialize) -> JsValue {
    value.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).unwrap_or(JsValue::NULL)
}

#[cfg(all(test, target_arch = "wasm32", debug_assertions))]
mod tests {
    use js_sys::Function;
    use wasm_bindgen::prelude::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    /// The only test of its kind here: after a panic the instance is lost, its hooks with it.
    #[wasm_bindgen_test]
    fn a_panic_is_an_error_that_says_where() {
        super::start();
        let panics = Closure::<dyn FnMut()>::new(|| panic!("what should never happen"));
        let thrown = panics.as_ref().unchecked_ref::<Function>().call0(&JsValue::NULL).unwrap_err();
        let message = String::from(thrown.unchecked_into::<js_sys::Error>().message());
        assert!(message.contains("what should never happen") && message.contains("src/wasm.rs:"));
    }
}
