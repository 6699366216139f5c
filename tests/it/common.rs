//! Tokens and claims of any kind, good and bad, signed by an HMAC that the crate does not use.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac_sha256::HMAC;
use mintbird::{Issue, Json};

use crate::known::{KEY, NOW, WORKSPACE};

/// `{"alg":"HS256","typ":"JWT"}`
pub(crate) const HEADER: &str = r#"{"alg":"HS256","typ":"JWT"}"#;

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

/// HMAC-SHA256 by hmac-sha256.
pub(crate) fn mac(key: &str, message: &str) -> [u8; 32] {
    HMAC::mac(message, key)
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

/// `code path` of each issue, in their order.
pub(crate) fn codes(issues: &[Issue]) -> Vec<String> {
    issues.iter().map(|issue| format!("{} {}", issue.code(), issue.path).trim_end().to_string()).collect()
}
