//! The bindings to JavaScript, nothing else. The npm package wraps each of these in a few lines of TypeScript.
//!
//! What is called per request reads its input out of a `Scratch`, leaves the answer there, and returns how long that is.
//! Templates, claims and options cross as text: to read an object of the caller's here would run the caller's code, a getter's,
//! in the middle of ours, and what it throws would leave a key where it lies. Results and failures are JSON text, of which the
//! package makes its objects and its error; but for placeholders and local tokens, which cross as objects.

#![allow(unreachable_pub, reason = "the attribute exports them")]

#[cfg(any(feature = "wasm", feature = "wasm-project"))]
use wasm_bindgen::prelude::*;

use crate::error::Error;

#[cfg(feature = "wasm-inspect")]
mod exact;
#[cfg(feature = "wasm")]
mod input;
#[cfg(feature = "wasm-inspect")]
mod inspect;
#[cfg(feature = "wasm")]
mod minter;
#[cfg(feature = "wasm")]
mod params;
#[cfg(feature = "wasm-project")]
mod project;
#[cfg(feature = "wasm")]
mod rate_limiter;
mod runtime;
#[cfg(feature = "wasm-inspect")]
mod scratch;
#[cfg(feature = "wasm")]
mod signing;
#[cfg(feature = "wasm")]
mod static_tokens;
#[cfg(feature = "wasm")]
mod template;
#[cfg(feature = "wasm")]
mod verifier;
mod view;

/// A time as JavaScript gives it: whole Unix seconds.
#[cfg(feature = "wasm-inspect")]
fn seconds(now: f64) -> Result<u64, Error> {
    let seconds = if now as u64 as f64 == now { now as u64 } else { 0 };
    if (1..=crate::claims::time::MAX_TIME).contains(&seconds) { Ok(seconds) } else { Err(Error::Clock) }
}

/// Plain data, as an object of JavaScript's: it always has that form.
#[cfg(feature = "wasm")]
fn to_js(value: &impl serde::Serialize) -> JsValue {
    value.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).unwrap_or(JsValue::NULL)
}

/// An error as JavaScript gets it, to be thrown as a `MintbirdError`.
#[cfg(any(feature = "wasm", feature = "wasm-project"))]
#[cold]
fn throw(error: Error) -> JsValue {
    JsValue::from_str(&view::error(&error))
}

#[cfg(all(test, target_arch = "wasm32", debug_assertions))]
mod tests {
    use js_sys::Function;
    use wasm_bindgen::prelude::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    /// The only test of its kind here: after a panic the instance is lost, its hooks with it.
    #[wasm_bindgen_test]
    fn a_panic_is_an_error_that_says_where() {
        super::runtime::start();
        let panics = Closure::<dyn FnMut()>::new(|| panic!("what should never happen"));
        let thrown = panics.as_ref().unchecked_ref::<Function>().call0(&JsValue::NULL).unwrap_err();
        let message = String::from(thrown.unchecked_into::<js_sys::Error>().message());
        assert!(message.contains("what should never happen") && message.contains("src/wasm/mod.rs:"));
    }
}
