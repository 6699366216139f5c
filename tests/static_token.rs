//! Static tokens: the real ones that Tinybird's client has made are read and checked, look-alikes are not; ours are made like them.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::string_slice, reason = "a test is meant to panic")]

#[cfg(test)]
mod common;

use common::{NOW, WORKSPACE, claims, encode, token};
use mintbird::{Error, MAX_TOKEN_LEN, StaticToken};

const MAC: [u8; 32] = [7; 32];

fn with(payload: &str) -> String {
    format!("p.{}.{}", encode(payload), encode(MAC))
}

#[test]
fn the_real_ones_are_read() {
    let vectors: serde_json::Value = serde_json::from_str(include_str!("vectors/tb-local-tokens.json")).unwrap();
    let pairs = vectors["tokens"].as_array().unwrap();
    assert_eq!(pairs.len(), 3);
    for pair in pairs {
        for name in ["workspace_token", "user_token"] {
            let text = pair[name].as_str().unwrap();
            let token = StaticToken::parse(text).unwrap();
            assert_eq!((token.u.len(), token.id.len(), token.host), (36, 36, None));
            let payload = common::payload(&format!("x.{}", text.strip_prefix("p.").unwrap()));
            assert_eq!(payload, format!(r#"{{"u": "{}", "id": "{}", "host": null}}"#, token.u, token.id));
        }
    }
}

#[test]
fn a_host_may_be_there_or_not() {
    let id = "489d1355-e9e3-4b61-9982-f5f45c3fee21";
    for (payload, host) in [
        (format!(r#"{{"u": "{WORKSPACE}", "id": "{id}", "host": "us_east"}}"#), Some("us_east")),
        (format!(r#"{{"u": "{WORKSPACE}", "id": "{id}", "host": null}}"#), None),
        (format!(r#"{{"u": "{WORKSPACE}", "id": "{id}"}}"#), None),
        (format!(r#"{{"id":"{id}","u":"{WORKSPACE}"}}"#), None),
    ] {
        let token = StaticToken::parse(&with(&payload)).unwrap();
        assert_eq!((token.u.as_str(), token.id.as_str(), token.host.as_deref()), (WORKSPACE, id, host));
    }
}

#[test]
fn a_known_region_stands_for_its_api_host() {
    let id = "489d1355-e9e3-4b61-9982-f5f45c3fee21";
    for (code, host) in [
        ("us_east", Some("https://api.us-east.tinybird.co")),
        ("eu_shared", Some("https://api.tinybird.co")),
        ("gcp-europe-west2", Some("https://api.europe-west2.gcp.tinybird.co")),
        ("aws-us-east-1", Some("https://api.us-east.aws.tinybird.co")),
        ("aws-us-west-2", Some("https://api.us-west-2.aws.tinybird.co")),
        ("aws-eu-central-1", Some("https://api.eu-central-1.aws.tinybird.co")),
        ("aws-eu-west-1", Some("https://api.eu-west-1.aws.tinybird.co")),
        ("aws-ap-east-1", Some("https://api.ap-east.aws.tinybird.co")),
        ("aws-ap-southeast-2", Some("https://api.ap-southeast-2.aws.tinybird.co")),
        ("aws-us-east-2", None),
        ("US_EAST", None),
        ("us_east.evil.example", None),
        ("", None),
    ] {
        let token =
            StaticToken::parse(&with(&format!(r#"{{"u":"{WORKSPACE}","id":"{id}","host":"{code}"}}"#))).unwrap();
        assert_eq!(token.api_host().as_deref(), host, "{code}");
    }
    let local = StaticToken::parse(common::KEY).unwrap();
    assert_eq!((local.host.as_deref(), local.api_host()), (None, None));
}

#[test]
fn look_alikes_are_refused() {
    let u = WORKSPACE;
    let good = with(&format!(r#"{{"u":"{u}","id":"{u}"}}"#));
    assert!(StaticToken::parse(&good).is_ok());
    let payload = &good[2..good.len() - 44];
    for text in [
        String::new(),
        "p".into(),
        "p.".into(),
        "p..".into(),
        good.replacen("p.", "P.", 1),
        good.replacen("p.", "", 1),
        format!("{good}."),
        format!("{good}.x"),
        format!("{good}="),
        format!("{good}\n"),
        format!(" {good}"),
        good[..good.len() - 1].to_string(),
        format!("p.{payload}."),
        format!("p.{payload}.{}", encode([7; 31])),
        format!("p.{payload}.{}", encode([7; 33])),
        with(""),
        with("[]"),
        with("null"),
        with("{}"),
        with(&format!(r#"{{"u":"{u}"}}"#)),
        with(&format!(r#"{{"id":"{u}"}}"#)),
        with(&format!(r#"{{"u":null,"id":"{u}"}}"#)),
        with(&format!(r#"{{"u":"x","id":"{u}"}}"#)),
        with(&format!(r#"{{"u":"{u}","id":7}}"#)),
        with(&format!(r#"{{"u":"{u}","id":"{u}","host":7}}"#)),
        with(&format!(r#"{{"u":"{u}","id":"{u}","u":"{u}"}}"#)),
        with(&format!(r#"{{"u":"{u}","id":"{u}"}}x"#)),
        format!("p.{}.{}", encode(b"{\"u\":\"\xff\"}"), encode(MAC)),
        "é".repeat(100),
    ] {
        assert!(matches!(StaticToken::parse(&text), Err(Error::Malformed(_))), "{text}");
    }
    assert!(matches!(StaticToken::parse(&token(&claims(NOW))), Err(Error::WrongKind(_))));
    assert!(matches!(StaticToken::parse(&format!("p.{}", "x".repeat(MAX_TOKEN_LEN))), Err(Error::TooLarge { .. })));
}

#[cfg(feature = "mint")]
mod with_the_key {
    use mintbird::{Error, mint_static_token, verify_static_token};

    use super::common::{self, KEY, NOW, WORKSPACE, claims, encode, mac, token};

    const ID: &str = "489d1355-e9e3-4b61-9982-f5f45c3fee21";

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
            let minted = mint_static_token(WORKSPACE, ID, host, b"abcd").unwrap();
            assert_eq!(minted, signed(format!(r#"{{"u": "{WORKSPACE}", "id": "{ID}", "host": {text}}}"#)));
            let said = verify_static_token(&minted, b"abcd").unwrap();
            assert_eq!((said.u.as_str(), said.id.as_str(), said.host.as_deref()), (WORKSPACE, ID, host));
        }
        assert_eq!(mint_static_token(WORKSPACE, ID, None, b"abcd").unwrap(), KEY);
    }

    #[test]
    fn the_real_ones_are_accepted_with_the_public_key_and_no_other() {
        let vectors: serde_json::Value = serde_json::from_str(include_str!("vectors/tb-local-tokens.json")).unwrap();
        let key = vectors["mac_key"].as_str().unwrap().as_bytes();
        for pair in vectors["tokens"].as_array().unwrap() {
            for name in ["workspace_token", "user_token"] {
                let text = pair[name].as_str().unwrap();
                let said = verify_static_token(text, key).unwrap();
                assert_eq!(mint_static_token(&said.u, &said.id, said.host.as_deref(), key).unwrap(), text);
                for other in [&b"abc"[..], b"abcde", b"ABCD", b"dcba", b"abcd\n"] {
                    assert_eq!(verify_static_token(text, other), Err(Error::Signature));
                }
            }
        }
    }

    #[test]
    fn keys_of_every_length_are_used_whole() {
        for length in [1, 4, 31, 32, 63, 64, 65, 200] {
            let key = "k".repeat(length);
            let minted = mint_static_token(WORKSPACE, ID, None, key.as_bytes()).unwrap();
            let payload = minted.split('.').nth(1).unwrap();
            assert_eq!(minted.rsplit('.').next().unwrap(), encode(mac(&key, payload)));
            assert!(verify_static_token(&minted, key.as_bytes()).is_ok());
            assert_eq!(verify_static_token(&minted, &[key.as_bytes(), b"k"].concat()), Err(Error::Signature));
        }
        for key in [vec![], vec![b'k'; 16 * 1024 + 1]] {
            assert!(matches!(mint_static_token(WORKSPACE, ID, None, &key), Err(Error::Key(_))));
            assert!(matches!(verify_static_token(KEY, &key), Err(Error::Key(_))));
        }
    }

    #[test]
    fn every_changed_character_is_refused() {
        for at in 0..KEY.len() {
            let other = if KEY.as_bytes()[at] == b'A' { "B" } else { "A" };
            let changed = format!("{}{other}{}", &KEY[..at], &KEY[at + 1..]);
            assert!(verify_static_token(&changed, b"abcd").is_err(), "{changed}");
        }
    }

    #[test]
    fn an_older_token_without_a_host_is_accepted() {
        let said = verify_static_token(&signed(format!(r#"{{"u": "{WORKSPACE}", "id": "{ID}"}}"#)), b"abcd").unwrap();
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
            let refused = verify_static_token(&signed(&payload), b"abcd");
            assert!(matches!(refused, Err(Error::Malformed(_))), "{payload}: {refused:?}");
        }
        assert!(matches!(verify_static_token(&signed(b"\xff"), b"abcd"), Err(Error::Malformed(_))));
    }

    /// What is wrong with the contents is not learnt from a token whose MAC is wrong.
    #[test]
    fn the_mac_decides_before_the_contents() {
        for payload in ["{}".to_string(), encode("{}"), format!(r#"{{"u":"{WORKSPACE}","id":"{ID}"}}"#)] {
            let text = format!("p.{}.{}", encode(payload), encode([7; 32]));
            assert_eq!(verify_static_token(&text, b"abcd"), Err(Error::Signature));
        }
        // Not even base64url, which the form asks of the MAC alone.
        assert_eq!(verify_static_token(&format!("p.!.{}", encode([7; 32])), b"abcd"), Err(Error::Signature));
    }

    #[test]
    fn other_kinds_are_told_by_name() {
        assert!(matches!(verify_static_token(&token(&claims(NOW)), b"abcd"), Err(Error::WrongKind(_))));
        let huge = format!("p.{}", "x".repeat(mintbird::MAX_TOKEN_LEN));
        assert!(matches!(verify_static_token(&huge, b"abcd"), Err(Error::TooLarge { .. })));
        for text in ["", "p.", "p..", &KEY[2..], &format!("{KEY}\n"), &format!("{KEY}="), &KEY[..KEY.len() - 1]] {
            assert!(matches!(verify_static_token(text, b"abcd"), Err(Error::Malformed(_))), "{text}");
        }
        assert_eq!(common::verifier().verify(KEY, NOW).unwrap_err().code(), "wrong-kind");
    }

    #[test]
    fn what_no_token_could_say_is_not_minted() {
        fn refused(u: &str, id: &str, host: Option<&str>) -> &'static str {
            match mint_static_token(u, id, host, b"abcd") {
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
}

#[cfg(feature = "mint")]
mod local {
    use std::collections::HashSet;

    use mintbird::{SigningKey, StaticToken, generate_local_tokens};

    use super::common;

    /// As `tb local generate-tokens` makes them: the text of `json.dumps`, the key `abcd`.
    #[test]
    fn local_tokens_are_made_as_tinybirds_client_makes_them() {
        let tokens = generate_local_tokens().unwrap();
        for text in [&tokens.workspace_token, &tokens.user_token] {
            let token = StaticToken::parse(text).unwrap();
            let payload = format!(r#"{{"u": "{}", "id": "{}", "host": null}}"#, token.u, token.id);
            let encoded = common::encode(payload);
            assert_eq!(*text, format!("p.{encoded}.{}", common::encode(common::mac("abcd", &encoded))));
        }
        assert_eq!(SigningKey::new(&tokens.workspace_token).unwrap().issues(), []);
    }

    #[test]
    fn no_two_uuids_are_the_same_and_all_are_of_version_4() {
        let mut seen = HashSet::new();
        for _ in 0..10_000 {
            let tokens = generate_local_tokens().unwrap();
            for text in [tokens.workspace_token, tokens.user_token] {
                let token = StaticToken::parse(&text).unwrap();
                for id in [token.u, token.id] {
                    assert_eq!(&id[14..15], "4", "{id}");
                    assert!(matches!(&id[19..20], "8" | "9" | "a" | "b"), "{id}");
                    assert_eq!(id, id.to_lowercase());
                    assert!(seen.insert(id));
                }
            }
        }
    }
}
