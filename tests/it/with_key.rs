//! What needs a key: minting, signing, verifying, deciding.

mod access;
mod attacks;
mod claims;
mod differential;
mod error;
mod filter;
mod foreign;
mod issue;
mod json;
mod key;
mod key_spelling;
mod linear;
mod local;
mod minter;
mod placeholder;
mod properties_template;
mod rate_limit;
mod secrets;
mod sign;
mod static_token;
mod template;
mod text;
mod typed;
mod verifier;

use mintbird::{Error, Minter, SigningKey, Template, Value, Verifier};

use crate::common::{codes, payload};
use crate::known::{KEY, NOW};

/// For a template without placeholders, or to leave all of them empty.
pub(crate) const NOTHING: [(&str, Value<'static>); 0] = [];

/// A float as a value.
pub(crate) fn float(value: f64) -> Value<'static> {
    Value::try_from(value).unwrap()
}

pub(crate) fn key() -> SigningKey {
    SigningKey::new(KEY).unwrap()
}

pub(crate) fn minter(template: &str) -> Minter {
    Minter::new(Template::parse(template).unwrap(), key()).unwrap()
}

pub(crate) fn verifier() -> Verifier {
    Verifier::new([key()]).unwrap()
}

pub(crate) fn payload_json(token: &str) -> serde_json::Value {
    serde_json::from_str(&payload(token)).unwrap()
}

/// A template with nothing in it but this filter, as JSON text.
pub(crate) fn filter_template(filter: &str) -> String {
    let filter = serde_json::to_string(filter).unwrap();
    format!(r#"{{"name":"n","ttl":60,"scopes":[{{"type":"DATASOURCES:READ","resource":"events","filter":{filter}}}]}}"#)
}

/// The filter that a token carries whose one placeholder is `{v:TYPE}`.
pub(crate) fn literal<'v>(kind: &str, value: impl Into<Value<'v>>) -> Result<String, Error> {
    let minter = minter(&filter_template(&format!("x = {{v:{kind}}}")));
    let token = minter.mint([("v", value)], NOW)?;
    let payload = payload_json(&token);
    let filter = payload["scopes"][0]["filter"].as_str().unwrap();
    Ok(filter.strip_prefix("x = ").unwrap().to_string())
}

/// The faults of a template.
pub(crate) fn faults(template: &str) -> Vec<String> {
    match Template::parse(template) {
        Ok(_) => Vec::new(),
        Err(error) => {
            assert_eq!(error.code(), "template");
            codes(error.issues())
        }
    }
}
