//! The crate on wasm32, in Node and in browsers: the same bytes as everywhere, randomness and numbers as the host has them, and
//! no input that exhausts the small stack.
//!
//! wasm-pack runs this; see CONTRIBUTING.md.

use js_sys::{JSON, Number, Reflect};
use mintbird::{
    Claims, Json, Kind, MintOptions, Minter, SigningKey, StaticToken, Template, Value, Verifier, generate_local_tokens,
    inspect, sign,
};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::known::{KEY, NOW, TEMPLATE};

/// What PyJWT makes of the same claims.
const TOKEN: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ3b3Jrc3BhY2VfaWQiOiI0N2M1ZGJiYS04MDYzLTQ3NjUtYjJlNy00YmUxYmNlMjM3MGUiLCJuYW1lIjoiZGFzaGJvYXJkX3VfMSIsImV4cCI6MTcwMDAwMDYwMCwic2NvcGVzIjpbeyJ0eXBlIjoiUElQRVM6UkVBRCIsInJlc291cmNlIjoidG9wX3BhZ2VzIiwiZml4ZWRfcGFyYW1zIjp7Im9yZ19pZCI6Iml0J3Mge2FjbWV9IOKckyIsImN1cnJlbmN5IjoiZXVyIn19LHsidHlwZSI6IkRBVEFTT1VSQ0VTOlJFQUQiLCJyZXNvdXJjZSI6ImV2ZW50cyIsImZpbHRlciI6Im9yZ19pZCA9ICdpdFxcJ3MgXFx4N0JhY21lXFx4N0Qg4pyTJyJ9XSwibGltaXRzIjp7InJwcyI6MTB9fQ.8Jz2ITn5PcWCWRU9Ci9ZtT9e8gIke7I0dAoFO4P9RGg";

fn key() -> SigningKey {
    SigningKey::new(KEY).unwrap()
}

fn minter() -> Minter {
    Minter::new(Template::parse(TEMPLATE).unwrap(), key()).unwrap()
}

fn params<'v>(user: &'v str, org: &'v str) -> [(&'static str, Value<'v>); 2] {
    [("user_id", user.into()), ("org_id", org.into())]
}

#[wasm_bindgen_test]
fn the_bytes_are_those_of_every_other_platform() {
    let token = minter().mint(params("u_1", "it's {acme} ✓"), NOW).unwrap();
    assert_eq!(token, TOKEN);
    let claims = Verifier::new([key()]).unwrap().verify(&token, NOW).unwrap();
    assert_eq!(sign(&claims, &key()).unwrap(), TOKEN);
    assert_eq!(minter().mint_many([params("u_1", "it's {acme} ✓")], NOW).unwrap(), [TOKEN]);
}

#[wasm_bindgen_test]
fn tokens_verify_and_changed_ones_do_not() {
    let verifier = Verifier::new([key()]).unwrap();
    let code = |token: &str, now| verifier.verify(token, now).err().map_or("ok", |error| error.code());
    assert_eq!(code(TOKEN, NOW + 599), "ok");
    assert_eq!(code(TOKEN, NOW + 600), "expired");
    assert_eq!(code(TOKEN, 0), "clock");
    assert_eq!(code(KEY, NOW), "wrong-kind");
    assert_eq!(code("", NOW), "malformed");
    assert_eq!(code(&".".repeat(1_000_000), NOW), "too-large");
    for at in 0..TOKEN.len() {
        let mut changed = TOKEN.as_bytes().to_vec();
        changed[at] = if changed[at] == b'x' { b'y' } else { b'x' };
        assert_ne!(code(std::str::from_utf8(&changed).unwrap(), NOW), "ok", "{at}");
    }
}

/// Times and lifetimes have 64 bits here too, though addresses have 32.
#[wasm_bindgen_test]
fn times_have_64_bits() {
    let now = 123_123_122_523;
    let token = minter().mint(params("u", "o"), MintOptions::at(now).with_ttl(600)).unwrap();
    let report = inspect(&token, now);
    assert_eq!(report.expiry.map(|expiry| (expiry.exp, expiry.expires_in)), Some((123_123_123_123, 600)));
}

#[wasm_bindgen_test]
fn inspecting_says_what_a_text_is() {
    assert_eq!(inspect(TOKEN, NOW).kind, Kind::Jwt);
    assert_eq!(inspect(KEY, NOW).kind, Kind::StaticToken);
    let report = inspect("hello", NOW);
    assert_eq!((report.kind, report.issues[0].code()), (Kind::Unknown, "not-a-token"));
    assert_eq!(inspect(TOKEN, NOW).kind, mintbird::Kind::Jwt);
}

/// The payload is what `JSON.parse` reads, every character of it.
#[wasm_bindgen_test]
fn javascript_reads_what_is_written() {
    let user: String = (0..0x3000_u32).step_by(7).chain([0x1f600, 0x10ffff]).filter_map(char::from_u32).collect();
    let template = r#"{"name":"{user}","ttl":1,"scopes":[{"type":"PIPES:READ","resource":"r"}]}"#;
    let minter = Minter::new(Template::parse(template).unwrap(), key()).unwrap();
    let token = minter.mint([("user", user.as_str())], NOW).unwrap();
    let claims = Verifier::new([key()]).unwrap().verify(&token, NOW).unwrap();
    let read = JSON::parse(&claims.to_json()).unwrap();
    assert_eq!(Reflect::get(&read, &"name".into()).unwrap(), JsValue::from_str(&user));
    assert_eq!(Reflect::get(&read, &"exp".into()).unwrap(), JsValue::from_f64(1_700_000_001.0));
}

/// A number that is minted from Rust has the text that it has in JavaScript.
#[wasm_bindgen_test]
fn numbers_are_written_as_the_host_writes_them() {
    let mut bits = 0x9e37_79b9_7f4a_7c15_u64;
    for _ in 0..20_000 {
        bits = bits.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
        // Half of them of any size, half of a size that people use.
        for value in [f64::from_bits(bits), (bits >> 11) as f64 / 1e9] {
            let theirs = String::from(Number::from(value).to_string_with_radix(10).unwrap());
            match Value::try_from(value) {
                Ok(Value::Number(number)) => assert_eq!(number.as_str(), theirs),
                other => assert!(other.is_err() && !value.is_finite(), "{value}"),
            }
        }
    }
}

#[wasm_bindgen_test]
fn local_tokens_take_their_randomness_from_the_host() {
    let mut seen = Vec::new();
    for _ in 0..200 {
        let tokens = generate_local_tokens().unwrap();
        assert_eq!(SigningKey::new(&tokens.workspace_token).unwrap().issues(), []);
        for text in [tokens.workspace_token, tokens.user_token] {
            let token = StaticToken::parse(&text).unwrap();
            for id in [token.u, token.id] {
                assert!(id.as_bytes()[14] == b'4' && b"89ab".contains(&id.as_bytes()[19]), "{id}");
                seen.push(id);
            }
        }
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 800);
}

#[wasm_bindgen_test]
fn deep_and_long_input_is_refused_without_exhausting_the_stack() {
    for text in ["[".repeat(1_000_000), "{\"a\":".repeat(200_000), "(".repeat(1_000_000)] {
        assert!(Json::parse(&text).is_err());
        assert!(Template::parse(&text).is_err());
        assert!(Claims::parse(&text).is_err());
        assert_eq!(inspect(&text, NOW).kind, Kind::Unknown);
    }
    let deep = format!("{{v:{}String{}}}", "Array(".repeat(5_000), ")".repeat(5_000));
    let template = TEMPLATE.replace("{org_id:String}", &deep);
    assert_eq!(Template::parse(&template).unwrap_err().code(), "template");
    let many = params("u", "o").into_iter().chain([("x", Value::List(vec![vec!["x"; 100_000].into()]))]);
    assert_eq!(minter().mint(many, NOW).unwrap_err().code(), "param");
}

#[wasm_bindgen_test]
fn what_cannot_be_is_refused_as_everywhere() {
    assert_eq!(Template::parse("{}").unwrap_err().code(), "template");
    assert_eq!(SigningKey::new("short").unwrap_err().code(), "key");
    assert_eq!(minter().mint([("user_id", "u")], NOW).unwrap_err().code(), "param");
    assert_eq!(minter().mint(params("u", "o"), 0).unwrap_err().code(), "clock");
    assert_eq!(Claims::parse("{}").unwrap_err().code(), "claims");
    assert_eq!(StaticToken::parse(TOKEN).unwrap_err().code(), "wrong-kind");
}
