//! What the fuzz targets share: a key, tokens that are signed for any payload, and a reader of ClickHouse's SQL that knows
//! nothing of how mintbird writes it.

pub mod clickhouse;
#[path = "../../tests/it/known.rs"]
mod known;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use mintbird::{Minter, SigningKey, Template, Verifier};

pub const KEY: &str = known::KEY;
/// Unix seconds.
pub const NOW: u64 = known::NOW;

pub fn key() -> SigningKey {
    SigningKey::new(KEY).expect("a good key")
}

pub fn verifier() -> Verifier {
    Verifier::new([key()]).expect("a key is enough")
}

/// A token of any header and payload, whose signature is right.
pub fn signed(header: &[u8], payload: &[u8]) -> String {
    let input = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(payload));
    let mac = hmac_sha256::HMAC::mac(&input, KEY);
    format!("{input}.{}", URL_SAFE_NO_PAD.encode(mac))
}

/// The payload of a token, by another JSON reader.
pub fn payload(token: &str) -> serde_json::Value {
    let segment = token.split('.').nth(1).expect("three segments");
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(segment).expect("base64url")).expect("JSON")
}

/// A minter whose template has this filter and nothing else, or nothing where the filter is refused.
pub fn filtering(filter: &str) -> Option<Minter> {
    let template = serde_json::json!({
        "name": "n",
        "ttl": 60,
        "scopes": [{ "type": "DATASOURCES:READ", "resource": "r", "filter": filter }],
    });
    Minter::new(Template::parse(&template.to_string()).ok()?, key()).ok()
}

/// The filter that a token of [`filtering`] carries.
pub fn filter_of(token: &str) -> String {
    payload(token)["scopes"][0]["filter"].as_str().expect("a filter").to_string()
}

/// Cuts text input at line feeds: the first `N - 1` lines and the rest.
pub fn lines<const N: usize>(text: &str) -> Option<[&str; N]> {
    let mut lines = text.splitn(N, '\n');
    let mut cut = [""; N];
    for line in &mut cut {
        *line = lines.next()?;
    }
    Some(cut)
}
