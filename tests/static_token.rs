//! Static tokens: the real ones that Tinybird's client has made are read, look-alikes are not; local ones are made like them.

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
