//! Static tokens under a key: ours are made like the real ones, and what another key has signed is refused.

use mintbird::{Error, StaticToken};

use crate::common::{claims, encode, mac, token};
use crate::known::{KEY, NOW, WORKSPACE};

const ID: &str = "489d1355-e9e3-4b61-9982-f5f45c3fee21";

fn minted(u: &str, id: &str, host: Option<&str>) -> Result<String, Error> {
    let token = StaticToken::new(u, id);
    host.into_iter().fold(token, StaticToken::with_host).mint(b"abcd")
}

/// A payload of any text with a MAC that is right for it, by RustCrypto.
fn signed(payload: impl AsRef<[u8]>) -> String {
    let payload = encode(payload);
    format!("p.{payload}.{}", encode(mac("abcd", &payload)))
}

#[test]
fn the_text_is_that_of_json_dumps_and_the_mac_that_of_others() {
    for (host, text) in
        [(None, "null"), (Some("us_east"), "\"us_east\""), (Some("gcp-europe-west2"), "\"gcp-europe-west2\"")]
    {
        let minted = minted(WORKSPACE, ID, host).unwrap();
        assert_eq!(minted, signed(format!(r#"{{"u": "{WORKSPACE}", "id": "{ID}", "host": {text}}}"#)));
        let said = StaticToken::verify(&minted, b"abcd").unwrap();
        assert_eq!((said.u.as_str(), said.id.as_str(), said.host.as_deref()), (WORKSPACE, ID, host));
    }
    assert_eq!(StaticToken::new(WORKSPACE, ID).mint(b"abcd").unwrap(), KEY);
}

#[test]
fn the_real_ones_are_accepted_with_the_public_key_and_no_other() {
    let vectors: serde_json::Value = serde_json::from_str(include_str!("../../vectors/tb-local-tokens.json")).unwrap();
    let key = vectors["mac_key"].as_str().unwrap().as_bytes();
    for pair in vectors["tokens"].as_array().unwrap() {
        for name in ["workspace_token", "user_token"] {
            let text = pair[name].as_str().unwrap();
            let said = StaticToken::verify(text, key).unwrap();
            assert_eq!(said.mint(key).unwrap(), text);
            for other in [&b"abc"[..], b"abcde", b"ABCD", b"dcba", b"abcd\n"] {
                assert_eq!(StaticToken::verify(text, other), Err(Error::Signature));
            }
        }
    }
}

#[test]
fn keys_of_every_length_are_used_whole() {
    for length in [1, 4, 31, 32, 63, 64, 65, 200] {
        let key = "k".repeat(length);
        let minted = StaticToken::new(WORKSPACE, ID).mint(key.as_bytes()).unwrap();
        let payload = minted.split('.').nth(1).unwrap();
        assert_eq!(minted.rsplit('.').next().unwrap(), encode(mac(&key, payload)));
        assert!(StaticToken::verify(&minted, key.as_bytes()).is_ok());
        assert_eq!(StaticToken::verify(&minted, &[key.as_bytes(), b"k"].concat()), Err(Error::Signature));
    }
    for (key, why) in [(vec![], "is empty"), (vec![b'k'; 16 * 1024 + 1], "has over 16 KiB")] {
        assert!(matches!(StaticToken::new(WORKSPACE, ID).mint(&key), Err(Error::Key(told)) if told.contains(why)));
        assert!(matches!(StaticToken::verify(KEY, &key), Err(Error::Key(told)) if told.contains(why)));
    }
}

#[test]
fn every_changed_character_is_refused() {
    for at in 0..KEY.len() {
        let other = if KEY.as_bytes()[at] == b'A' { "B" } else { "A" };
        let changed = format!("{}{other}{}", &KEY[..at], &KEY[at + 1..]);
        assert!(StaticToken::verify(&changed, b"abcd").is_err(), "{changed}");
    }
}

#[test]
fn an_older_token_without_a_host_is_accepted() {
    let said = StaticToken::verify(&signed(format!(r#"{{"u": "{WORKSPACE}", "id": "{ID}"}}"#)), b"abcd").unwrap();
    assert_eq!((said.u.as_str(), said.host), (WORKSPACE, None));
}

#[test]
fn a_right_mac_does_not_excuse_what_tinybird_does_not_write() {
    for payload in [
        format!(r#"{{"u":"{WORKSPACE}","id":"{ID}","host":null}}"#),
        format!(r#"{{"id": "{ID}", "u": "{WORKSPACE}", "host": null}}"#),
        format!(r#"{{"u": "{WORKSPACE}", "id": "{ID}", "host": null, "x": 1}}"#),
        format!(r#"{{"u": "{WORKSPACE}", "id": "{ID}", "host": null}} "#),
        format!(r#"{{"u": "{WORKSPACE}", "id": "{ID}", "host": ""}}"#),
        format!(r#"{{"u": "{WORKSPACE}", "id": "{ID}", "host": "a b"}}"#),
        format!(r#"{{"u": "{WORKSPACE}", "id": "{ID}", "host": "\u0061"}}"#),
        format!(r#"{{"u": "{WORKSPACE}", "id": "{ID}", "host": "{}"}}"#, "x".repeat(65)),
        format!(r#"{{"u": "{WORKSPACE}", "id": "{ID}", "host": 1}}"#),
        format!(r#"{{"u": "{WORKSPACE}", "id": "1", "host": null}}"#),
        "{}".into(),
        String::new(),
    ] {
        let refused = StaticToken::verify(&signed(&payload), b"abcd");
        assert!(matches!(refused, Err(Error::Malformed(_))), "{payload}: {refused:?}");
    }
    assert!(matches!(StaticToken::verify(&signed(b"\xff"), b"abcd"), Err(Error::Malformed(_))));
}

/// What is wrong with the contents is not learnt from a token whose MAC is wrong.
#[test]
fn the_mac_decides_before_the_contents() {
    for payload in ["{}".to_string(), encode("{}"), format!(r#"{{"u":"{WORKSPACE}","id":"{ID}"}}"#)] {
        let text = format!("p.{}.{}", encode(payload), encode([7; 32]));
        assert_eq!(StaticToken::verify(&text, b"abcd"), Err(Error::Signature));
    }
    // Not even base64url, which the form asks of the MAC alone.
    assert_eq!(StaticToken::verify(&format!("p.!.{}", encode([7; 32])), b"abcd"), Err(Error::Signature));
}

#[test]
fn other_kinds_are_told_by_name() {
    assert!(matches!(StaticToken::verify(&token(&claims(NOW)), b"abcd"), Err(Error::WrongKind(_))));
    let huge = format!("p.{}", "x".repeat(mintbird::MAX_TOKEN_LEN));
    assert!(matches!(StaticToken::verify(&huge, b"abcd"), Err(Error::TooLarge { .. })));
    for text in ["", "p.", "p..", &KEY[2..], &format!("{KEY}\n"), &format!("{KEY}="), &KEY[..KEY.len() - 1]] {
        assert!(matches!(StaticToken::verify(text, b"abcd"), Err(Error::Malformed(_))), "{text}");
    }
    assert_eq!(super::verifier().verify(KEY, NOW).unwrap_err().code(), "wrong-kind");
}

#[test]
fn what_no_token_could_say_is_not_minted() {
    fn refused(u: &str, id: &str, host: Option<&str>) -> &'static str {
        match minted(u, id, host) {
            Err(Error::Option { name, .. }) => name,
            other => panic!("{other:?}"),
        }
    }
    for wrong in
        ["", "x", &WORKSPACE[1..], "47c5dbba-8063-4765-b2e7-4be1bce2370g", "\", \"admin\": \"", &"é".repeat(18)]
    {
        assert_eq!(refused(wrong, ID, None), "u");
        assert_eq!(refused(WORKSPACE, wrong, None), "id");
    }
    for wrong in ["", "a b", "\"", "\\", "é", "\0", &"x".repeat(65)] {
        assert_eq!(refused(WORKSPACE, ID, Some(wrong)), "host");
    }
}
