//! Tokens for Tinybird Local: made as its client makes them, and never twice.

use std::collections::HashSet;

use mintbird::{SigningKey, StaticToken, generate_local_tokens};

use crate::common::{encode, mac};

/// As `tb local generate-tokens` makes them: the text of `json.dumps`, the key `abcd`.
#[test]
fn local_tokens_are_made_as_tinybirds_client_makes_them() {
    let tokens = generate_local_tokens().unwrap();
    for text in [&tokens.workspace_token, &tokens.user_token] {
        let token = StaticToken::parse(text).unwrap();
        let payload = format!(r#"{{"u": "{}", "id": "{}", "host": null}}"#, token.u, token.id);
        let encoded = encode(payload);
        assert_eq!(*text, format!("p.{encoded}.{}", encode(mac("abcd", &encoded))));
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
