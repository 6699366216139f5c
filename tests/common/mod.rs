//! What several of the test files need: a real key, a template, and an HMAC that is not ours.

#![allow(dead_code, reason = "no test file needs all of it")]

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
#[cfg(feature = "mint")]
use mintbird::{Error, Minter, SigningKey, Template, Value, Verifier};
use mintbird::{Issue, Json};
use sha2::Sha256;

/// A workspace token that Tinybird's own client has made; tests/vectors has more.
pub(crate) const KEY: &str = "p.eyJ1IjogIjQ3YzVkYmJhLTgwNjMtNDc2NS1iMmU3LTRiZTFiY2UyMzcwZSIsICJpZCI6ICI0ODlkMTM1NS1lOWUzLTRiNjEtOTk4Mi1mNWY0NWMzZmVlMjEiLCAiaG9zdCI6IG51bGx9.S7RN4zTyq8JxwxapQafrAclvpYaWx8aEALnQwBKGFyI";
/// What [`KEY`] says as `u`.
pub(crate) const WORKSPACE: &str = "47c5dbba-8063-4765-b2e7-4be1bce2370e";
pub(crate) const OTHER_WORKSPACE: &str = "7d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5c";
/// Unix seconds.
pub(crate) const NOW: u64 = 1_700_000_000;
/// `{"alg":"HS256","typ":"JWT"}`
pub(crate) const HEADER: &str = r#"{"alg":"HS256","typ":"JWT"}"#;

/// Everything that a template can have.
pub(crate) const TEMPLATE: &str = r#"{
    "name": "dashboard_{user_id}", "ttl": "10m",
    "scopes": [
        { "type": "PIPES:READ", "resource": "top_pages", "fixed_params": { "org_id": "{org_id}", "currency": "eur" } },
        { "type": "DATASOURCES:READ", "resource": "events", "filter": "org_id = {org_id:String}" }
    ],
    "limits": { "rps": 10 }
}"#;

#[cfg(feature = "mint")]
pub(crate) fn key() -> SigningKey {
    SigningKey::new(KEY).unwrap()
}

#[cfg(feature = "mint")]
pub(crate) fn minter(template: &str) -> Minter {
    Minter::new(Template::parse(template).unwrap(), key()).unwrap()
}

#[cfg(feature = "mint")]
pub(crate) fn verifier() -> Verifier {
    Verifier::new([key()]).unwrap()
}

/// Claims that verify at [`NOW`], with this `exp`.
pub(crate) fn claims(exp: u64) -> String {
    format!(
        r#"{{"workspace_id":"{WORKSPACE}","name":"n","exp":{exp},"scopes":[{{"type":"PIPES:READ","resource":"r","fixed_params":{{"org_id":"acme"}}}}]}}"#
    )
}

/// The same with one member replaced, or with one more.
pub(crate) fn claims_with(name: &str, value: &str) -> String {
    edit(name, Some(value))
}

/// The same without a member.
pub(crate) fn claims_without(name: &str) -> String {
    edit(name, None)
}

fn edit(name: &str, value: Option<&str>) -> String {
    let text = claims(NOW + 600);
    let Ok(Json::Object(mut members)) = Json::parse(&text) else { panic!("claims are an object") };
    let value = value.map(|value| Json::parse(value).unwrap().into_owned());
    match (members.iter().position(|(key, _)| key == name), value) {
        (Some(at), Some(value)) => members[at].1 = value,
        (Some(at), None) => drop(members.remove(at)),
        (None, Some(value)) => members.push((name.to_string().into(), value)),
        (None, None) => {}
    }
    let mut out = String::new();
    Json::Object(members).write(&mut out);
    out
}

/// HMAC-SHA256 by RustCrypto.
pub(crate) fn mac(key: &str, message: &str) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(message.as_bytes());
    mac.finalize().into_bytes().into()
}

pub(crate) fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A JWS of any header and payload, good or bad, with a signature that is right for them.
pub(crate) fn jws(key: &str, header: impl AsRef<[u8]>, payload: impl AsRef<[u8]>) -> String {
    let input = format!("{}.{}", encode(header), encode(payload));
    let tag = encode(mac(key, &input));
    format!("{input}.{tag}")
}

/// A token of these claims, signed with [`KEY`] by RustCrypto.
pub(crate) fn token(claims: &str) -> String {
    jws(KEY, HEADER, claims)
}

/// The payload of a token, as its text.
pub(crate) fn payload(token: &str) -> String {
    let segment = token.split('.').nth(1).unwrap();
    String::from_utf8(URL_SAFE_NO_PAD.decode(segment).unwrap()).unwrap()
}

pub(crate) fn payload_json(token: &str) -> serde_json::Value {
    serde_json::from_str(&payload(token)).unwrap()
}

/// A template with nothing in it but this filter, as JSON text.
pub(crate) fn filter_template(filter: &str) -> String {
    let filter = serde_json::to_string(filter).unwrap();
    format!(r#"{{"name":"n","ttl":60,"scopes":[{{"type":"DATASOURCES:READ","resource":"events","filter":{filter}}}]}}"#)
}

#[cfg(feature = "mint")]
/// The filter that a token carries whose one placeholder is `{v:TYPE}`.
pub(crate) fn literal<'v>(kind: &str, value: impl Into<Value<'v>>) -> Result<String, Error> {
    let minter = minter(&filter_template(&format!("x = {{v:{kind}}}")));
    let token = minter.mint([("v", value.into())], NOW)?;
    let payload = payload_json(&token);
    let filter = payload["scopes"][0]["filter"].as_str().unwrap();
    Ok(filter.strip_prefix("x = ").unwrap().to_string())
}

/// `code path` of each issue, in their order.
pub(crate) fn codes(issues: &[Issue]) -> Vec<String> {
    issues.iter().map(|issue| format!("{} {}", issue.code(), issue.path).trim_end().to_string()).collect()
}

#[cfg(feature = "mint")]
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
