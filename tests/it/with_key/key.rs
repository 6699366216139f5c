//! Signing keys: what cannot be one, what is warned of, and that none is ever shown.

use mintbird::{Error, SigningKey, Verifier};

use crate::common::{claims, codes, encode, token};
use crate::known::{KEY, NOW, WORKSPACE};

#[test]
fn what_cannot_be_a_key_is_refused_with_a_reason() {
    let jwt = token(&claims(NOW));
    let jwk =
        r#"{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}"#;
    let jwks = format!("[{jwk}]");
    let pem = "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----\n";
    let padded = format!("  {jwt}\n");
    for (text, words) in [
        ("", "is empty"),
        (" \n\t", "is empty"),
        ("x", "under 32 bytes"),
        ("a-key-of-thirty-one-bytes,-sigh", "under 32 bytes"),
        ("                                 x", "under 32 bytes"),
        (&KEY[..31], "cut short"),
        ("undefined", "under 32 bytes"),
        (&"x".repeat(16 * 1024 + 1), "over 16 KiB"),
        ("a key with white space inside, long enough", "white space inside"),
        (&format!("TINYBIRD_SIGNING_KEY={KEY}"), "something before"),
        (&format!("\"{KEY}\""), "something before"),
        (pem, "PEM"),
        ("-----BEGIN RSA PRIVATE KEY-----", "PEM"),
        (jwk, "JWK"),
        (&jwks, "JWK"),
        (&jwt, "JWT"),
        (&padded, "JWT"),
    ] {
        let error = SigningKey::new(text).map(|_| ()).expect_err(text);
        assert_eq!(error.code(), "key");
        let message = error.to_string();
        assert!(message.contains(words), "{text:?}: {message}");
        assert!(text.trim().len() < 2 || !message.contains(text.trim()), "{message}");
    }
    assert!(SigningKey::new("a-key-of-thirty-two-bytes,-there").is_ok());
    assert!(SigningKey::new(&"x".repeat(16 * 1024)).is_ok());
    // 32 bytes, not characters (RFC 7518 §3.2).
    assert!(SigningKey::new("éééééééééééééééé").is_ok());
}

#[test]
fn white_space_is_removed_and_warned_of() {
    let token = token(&claims(NOW + 1));
    for text in [format!("{KEY}\n"), format!(" {KEY}"), format!("{KEY}\r\n"), format!("\t{KEY}\u{a0}")] {
        let key = SigningKey::new(&text).unwrap();
        assert_eq!(codes(key.issues()), ["key-whitespace"]);
        assert!(Verifier::new([key]).unwrap().verify(&token, NOW).is_ok());
    }
}

#[test]
fn a_static_token_names_its_workspace_and_other_keys_are_warned_of() {
    let key = SigningKey::new(KEY).unwrap();
    assert_eq!((key.workspace_id(), key.issues()), (Some(WORKSPACE), &[][..]));
    for text in ["a-key-of-thirty-two-bytes,-there", "eyJ-a-key-of-thirty-two-bytes.-there"] {
        let key = SigningKey::new(text).unwrap();
        assert_eq!(
            (key.workspace_id(), codes(key.issues())),
            (None, vec!["key-not-static-token".to_string()]),
            "{text}"
        );
    }
    let both = SigningKey::new(" a-key-of-thirty-two-bytes,-there").unwrap();
    assert_eq!(codes(both.issues()), ["key-whitespace", "key-not-static-token"]);
}

#[test]
fn what_is_left_of_a_static_token_signs_nothing() {
    for (text, words) in [
        (KEY[..KEY.len() - 1].to_string(), "cut short"),
        (KEY[..KEY.len() / 2].to_string(), "cut short"),
        ("p.eyJ1Ijog".to_string(), "cut short"),
        (KEY.replace("eyJ", "eyK"), "cut short"),
        (format!("{KEY}x"), "there is something after"),
        (format!("{KEY}\\n"), "there is something after"),
        (format!("{KEY};"), "there is something after"),
        (format!("{KEY}\""), "there is something after"),
        (format!("{KEY}\u{200b}"), "there is something after"),
        (format!("{KEY}."), "there is something after"),
        (KEY.replacen("Ijog", "Ijo", 1), "cut short"),
        (KEY.replacen("Ijog", "!jog", 1), "cut short"),
        (format!("p.{KEY}"), "cut short"),
        (format!("{KEY}{KEY}"), "several"),
        (format!("{KEY},{KEY}"), "several"),
        (format!("{KEY};{KEY}"), "several"),
        (KEY.replace('.', "%2E"), "percent"),
        (format!("{KEY}%0A"), "percent"),
        (KEY[2..].to_string(), "lacks"),
        (KEY.split('.').nth(1).unwrap().to_string(), "cut short"),
        (encode(format!("\"{KEY}\"")), "encoded again"),
        (encode(format!("'{KEY}'")), "encoded again"),
    ] {
        let error = SigningKey::new(&text).map(drop).expect_err(&text);
        assert_eq!((error.code(), codes(error.issues())), ("key", vec!["key-damaged".to_string()]), "{text}");
        let message = error.to_string();
        assert!(message.contains(words), "{text}: {message}");
        assert!(!message.contains("eyJ"), "{message}");
    }
}

/// What is refused for its beginning has neighbours that are keys of tests.
#[test]
fn a_key_of_any_other_kind_is_warned_of_and_taken() {
    for text in [
        "<a-key-of-thirty-two-bytes,-there",
        "a-key-of-thirty-two-bytes,-there>",
        "$a-key-of-thirty-two-bytes,-there",
        "pass-a-key-of-thirty-two-bytes,-eyJ",
        "peyJ-a-key-of-thirty-two-bytes,-there",
        "parse-yJ-a-key-of-thirty-two-bytes",
        "a-key:/of/thirty-two/bytes,/there-",
        "an-arn:-a-key-of-thirty-two-bytes",
        "cC5leU-a-key-of-thirty-two-bytes",
        "702e65794-a-key-of-thirty-two-bytes",
        "a-key-of-{{}}-thirty-two-bytes,-there",
    ] {
        let key = SigningKey::new(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(codes(key.issues()), ["key-not-static-token"], "{text}");
    }
    for text in ["p-eyJ-a-key-of-thirty-two-bytes,-there", "P-----------eyJ-a-key-of-thirty-two-bytes"] {
        assert!(matches!(SigningKey::new(text), Err(Error::DamagedKey(_))), "{text}");
    }
}

#[test]
fn a_key_is_never_printed() {
    assert_eq!(format!("{:?}", SigningKey::new(KEY).unwrap()), "SigningKey(..)");
    let Err(error) = SigningKey::new(&KEY[..30]) else { panic!("30 bytes are no key") };
    assert!(matches!(error, Error::DamagedKey(_)));
    assert!(!format!("{error:?} {error}").contains(&KEY[2..20]));
}

#[test]
fn a_whole_static_token_is_a_key_whatever_its_letters_spell() {
    let (beginning, mac) = KEY.rsplit_once('.').unwrap();
    let key = format!("{beginning}.TINYBIRD_SIGNING_KEY{}", &mac[20..]);
    assert_eq!(SigningKey::new(&key).unwrap().workspace_id(), SigningKey::new(KEY).unwrap().workspace_id());
    assert!(SigningKey::new(&format!("TINYBIRD_SIGNING_KEY={key}")).is_err());
}
