//! What needs a key.

use serde::Deserialize;
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use super::{params, seconds, throw, to_js};
use crate::issue::{Issue, Path, Rule};
use crate::template::duration;
use crate::{Claims, Error, Json, MintOptions, SigningKey, Template};

/// A compiled template and a key.
#[wasm_bindgen]
pub struct Minter(crate::Minter);

#[wasm_bindgen]
impl Minter {
    /// Takes a template, as JSON text or as an object, and the bytes of a key.
    #[wasm_bindgen(constructor)]
    pub fn new(template: &JsValue, key: Vec<u8>) -> Result<Minter, JsValue> {
        let key = signing_key(key)?;
        let template = match template.as_string() {
            Some(text) => Template::parse(&text),
            None => Template::from_json(&json(template).map_err(|message| {
                throw(Error::Template([Issue::new(Rule::TemplateJson, &Path::Root, message)].into()))
            })?),
        };
        template.and_then(|template| crate::Minter::new(template, key)).map(Minter).map_err(throw)
    }

    /// The names to fill, in order of appearance.
    #[wasm_bindgen(getter)]
    pub fn params(&self) -> Vec<String> {
        self.0.params().to_vec()
    }

    /// Warnings about template and key.
    #[wasm_bindgen(getter)]
    pub fn issues(&self) -> JsValue {
        to_js(&self.0.issues())
    }

    /// Mints one token from parameters in the form that `params` describes.
    pub fn mint(&self, params: &str, options: &JsValue) -> Result<String, JsValue> {
        self.try_mint(params, options).map_err(throw)
    }

    /// Mints a token per set of parameters; they come back separated by line feeds.
    #[wasm_bindgen(js_name = mintMany)]
    pub fn mint_many(&self, params: &str, options: &JsValue) -> Result<String, JsValue> {
        self.try_mint_many(params, options).map_err(throw)
    }

    fn try_mint(&self, params: &str, options: &JsValue) -> Result<String, Error> {
        let mut sets = params::read(params);
        let set = sets.next().unwrap_or_else(|| Ok(Vec::new()))?;
        self.0.mint(set, mint_options(options)?)
    }

    fn try_mint_many(&self, params: &str, options: &JsValue) -> Result<String, Error> {
        let sets = params::read(params).collect::<Result<Vec<_>, Error>>()?;
        Ok(self.0.mint_many(sets, mint_options(options)?)?.join("\n"))
    }
}

/// Keys and a policy.
#[wasm_bindgen]
pub struct Verifier(crate::Verifier);

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Policy {
    workspace_id: Option<String>,
    clock_tolerance: Option<f64>,
}

#[wasm_bindgen]
impl Verifier {
    /// Takes the bytes of each key, and `{ workspaceId, clockTolerance }`.
    #[wasm_bindgen(constructor)]
    pub fn new(keys: Vec<js_sys::Uint8Array>, policy: JsValue) -> Result<Verifier, JsValue> {
        let keys = keys.iter().map(|key| signing_key(key.to_vec())).collect::<Result<Vec<_>, _>>()?;
        let policy: Policy = options(policy).map_err(throw)?;
        let build = || {
            let mut verifier = crate::Verifier::new(keys)?;
            if let Some(id) = policy.workspace_id {
                verifier = verifier.workspace_id(&id)?;
            }
            // What is no whole number of seconds saturates to one that is refused.
            let tolerance = policy.clock_tolerance.unwrap_or(0.0);
            let whole = tolerance.fract() == 0.0 && tolerance >= 0.0;
            verifier.clock_tolerance(if whole { tolerance as u64 } else { u64::MAX })
        };
        build().map(Verifier).map_err(throw)
    }

    /// Checks a token; its payload comes back as JSON text.
    pub fn verify(&self, token: &JsValue, now: Option<f64>) -> Result<String, JsValue> {
        let verified = seconds(now).and_then(|now| self.0.verify_text(&token.as_string().unwrap_or_default(), now));
        verified.map_err(throw)
    }
}

/// Signs claims once.
#[wasm_bindgen]
pub fn sign(claims: &JsValue, key: Vec<u8>) -> Result<String, JsValue> {
    let key = signing_key(key)?;
    let claims = match claims.as_string() {
        Some(text) => Claims::parse(&text),
        None => json(claims)
            .map_err(|message| Error::Claims([Issue::new(Rule::ClaimsNotObject, &Path::Root, message)].into()))
            .and_then(|claims| Claims::from_json(&claims)),
    };
    claims.and_then(|claims| crate::sign(&claims, &key)).map_err(throw)
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

/// A value of JavaScript as JSON. `undefined`, NaN and the infinities become `null`, for the rules to refuse.
fn json(value: &JsValue) -> Result<Json<'static>, String> {
    serde_wasm_bindgen::from_value(value.clone()).map_err(|error| format!("it cannot be read as JSON: {error}"))
}

/// Options, or none.
fn options<T: Default + for<'de> Deserialize<'de>>(value: JsValue) -> Result<T, Error> {
    if value.is_undefined() {
        return Ok(T::default());
    }
    serde_wasm_bindgen::from_value(value)
        .map_err(|error| Error::Option { name: "options", reason: format!("cannot be read: {error}").into() })
}

#[derive(Default, Deserialize)]
struct Mint {
    now: Option<f64>,
    ttl: Option<Ttl>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Ttl {
    Seconds(f64),
    Duration(String),
}

fn mint_options(value: &JsValue) -> Result<MintOptions, Error> {
    if value.is_undefined() {
        return Ok(seconds(None)?.into());
    }
    let Mint { now, ttl } = options(value.clone())?;
    let ttl = match ttl {
        None => None,
        // 0 is refused further on, with the message that says what a ttl is.
        Some(Ttl::Seconds(ttl)) => Some(if ttl.fract() == 0.0 && ttl > 0.0 { ttl as u64 } else { 0 }),
        Some(Ttl::Duration(text)) => Some(duration(&text).unwrap_or(0)),
    };
    Ok(MintOptions { now: seconds(now)?, ttl })
}
