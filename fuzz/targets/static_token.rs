//! Any text as a static token; another reader of JSON finds the same in it. What is one is no JWT, and may sign.
#![no_main]

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use libfuzzer_sys::fuzz_target;
use mintbird::{SigningKey, StaticToken};
use mintbird_fuzz::{NOW, verifier};

fuzz_target!(|input: &[u8]| {
    // Input that is no text is the payload of a token.
    let text = match std::str::from_utf8(input) {
        Ok(text) if text.starts_with("p.") => text.to_string(),
        _ => format!("p.{}.{}", URL_SAFE_NO_PAD.encode(input), "A".repeat(43)),
    };
    let key = SigningKey::new(&text);
    let Ok(token) = StaticToken::parse(&text) else { return };
    let segments: Vec<&str> = text.split('.').collect();
    let [p, payload, mac] = segments[..] else { panic!("{} segments", segments.len()) };
    assert_eq!((p, URL_SAFE_NO_PAD.decode(mac).map(|mac| mac.len())), ("p", Ok(32)));
    let json: serde_json::Value =
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).expect("base64url")).expect("JSON");
    assert_eq!(json["u"], *token.u);
    assert_eq!(json["id"], *token.id);
    assert_eq!(json["host"].as_str(), token.host.as_deref());
    let error = verifier().verify(&text, NOW).expect_err("no JWT");
    assert!(matches!(error.code(), "wrong-kind" | "malformed" | "header"), "{error}");
    let key = key.expect("a static token is a key");
    assert_eq!(key.workspace_id(), Some(&*token.u));
    assert_eq!(format!("{key:?}"), "SigningKey(..)");
});
