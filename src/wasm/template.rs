//! Templates, checked without a key.

use wasm_bindgen::prelude::*;

use super::{throw, to_js, view};
use crate::mint::template;

/// A compiled template.
#[wasm_bindgen]
pub struct Template(pub(super) template::Template);

#[wasm_bindgen]
impl Template {
    /// Takes a template as JSON text.
    #[wasm_bindgen(constructor)]
    pub fn new(text: &str) -> Result<Template, JsValue> {
        template::Template::parse(text).map(Template).map_err(throw)
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

    /// Where which parameter is put in: an array of `{ param, type, path }`.
    #[wasm_bindgen(getter)]
    pub fn placeholders(&self) -> JsValue {
        to_js(&self.0.placeholders())
    }

    /// Warnings, JSON text.
    #[wasm_bindgen(getter)]
    pub fn issues(&self) -> String {
        view::issues(self.0.issues())
    }
}

/// Takes a string of a template apart, at its placeholders: `["text", { "param": … }]` as JSON text.
#[wasm_bindgen(js_name = templatePieces)]
pub fn template_pieces(text: &str) -> Result<String, JsValue> {
    view::pieces(text).map_err(throw)
}
