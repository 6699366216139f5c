//! Errors: every code, from a call that makes it, and messages that help without giving anything away.

use mintbird::{Claims, Error, SigningKey, StaticToken, Template, Verifier};

use super::{NOTHING, minter, verifier};
use crate::common::{HEADER, claims, claims_with, jws, token};
use crate::known::{KEY, NOW, OTHER_WORKSPACE, TEMPLATE};

/// A call per code, in the order in which design and documentation list them.
fn all() -> Vec<(&'static str, Error)> {
    let verify = |token: &str| verifier().with_workspace_id(OTHER_WORKSPACE).unwrap().verify(token, NOW).unwrap_err();
    let good = claims(NOW + 600);
    vec![
        ("too-large", verify(&"x".repeat(20_000))),
        ("wrong-kind", verify(KEY)),
        ("wrong-kind", StaticToken::parse(&token(&good)).unwrap_err()),
        ("malformed", verify("x")),
        ("header", verify(&jws(KEY, "[]", &good))),
        ("alg", verify(&jws(KEY, r#"{"alg":"none"}"#, &good))),
        ("crit", verify(&jws(KEY, r#"{"crit":[]}"#, &good))),
        ("signature", verify(&jws("k", HEADER, &good))),
        ("claims", verify(&token("{}"))),
        ("claims", Claims::parse("{}").unwrap_err()),
        ("expired", verify(&token(&claims(NOW)))),
        ("not-yet-valid", verify(&token(&claims_with("nbf", "1700000001")))),
        ("workspace", verify(&token(&good))),
        ("template", Template::parse("{}").unwrap_err()),
        ("template", Template::parse(&TEMPLATE.replace("10m", "x")).unwrap_err()),
        ("param", minter(TEMPLATE).mint(NOTHING, NOW).unwrap_err()),
        ("key", SigningKey::new("").map(|_| ()).unwrap_err()),
        ("clock", minter(TEMPLATE).mint(NOTHING, 0).unwrap_err()),
        ("option", Verifier::new(Vec::<SigningKey>::new()).map(|_| ()).unwrap_err()),
    ]
}

#[test]
fn every_code_is_reached() {
    for (code, error) in all() {
        assert_eq!(error.code(), code, "{error}");
        assert_eq!(error.issues().is_empty(), !matches!(code, "claims" | "template"));
    }
}

#[test]
fn messages_help_and_hold_no_secret() {
    let token = token(&claims(NOW + 600));
    for (code, error) in all() {
        let message = error.to_string();
        assert!((25..1500).contains(&message.len()), "{code}: {message}");
        assert!(!message.contains(KEY) && !message.contains(&KEY[2..40]), "{code}: {message}");
        assert!(!message.contains(&token) && !message.contains(token.split('.').nth(1).unwrap()), "{code}: {message}");
        assert!(message.chars().all(|c| c == '\n' || !c.is_control()), "{code}: {message}");
    }
}

#[test]
fn several_faults_stand_on_lines_of_their_own() {
    let error = Template::parse(r#"{"name":"n","ttl":0,"scopes":[]}"#).unwrap_err();
    let message = error.to_string();
    let lines: Vec<&str> = message.lines().collect();
    assert_eq!(lines[0], "the template cannot be used:");
    assert!(lines[1].starts_with("  /ttl: `ttl` must be seconds"), "{message}");
    assert!(lines[2].starts_with("  /scopes: without a scope"), "{message}");
    let one = Template::parse(&TEMPLATE.replace("10m", "x")).unwrap_err().to_string();
    assert!(one.starts_with("the template cannot be used: /ttl: `ttl`"), "{one}");
}
