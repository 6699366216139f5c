//! Static tokens: the real ones that Tinybird's client has made are read, look-alikes are not.

use mintbird::{Error, MAX_TOKEN_LEN, StaticToken};

use crate::common::{claims, encode, token};
use crate::known::{NOW, WORKSPACE};

const MAC: [u8; 32] = [7; 32];

fn with(payload: &str) -> String {
    format!("p.{}.{}", encode(payload), encode(MAC))
}

#[test]
fn the_real_ones_are_read() {
    let vectors: serde_json::Value = serde_json::from_str(include_str!("../../vectors/tb-local-tokens.json")).unwrap();
    let pairs = vectors["tokens"].as_array().unwrap();
    assert_eq!(pairs.len(), 3);
    for pair in pairs {
        for name in ["workspace_token", "user_token"] {
            let text = pair[name].as_str().unwrap();
            let token = StaticToken::parse(text).unwrap();
            assert_eq!((token.u.len(), token.id.len(), token.host), (36, 36, None));
            let payload = crate::common::payload(&format!("x.{}", text.strip_prefix("p.").unwrap()));
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
        ("us-east-aws", Some("https://api.us-east.aws.tinybird.co")),
        ("gcp-northamerica-northeast2", Some("https://api.northamerica-northeast2.gcp.tinybird.co")),
        ("gcp-europe-west3", Some("https://api.tinybird.co")),
        ("gcp-us-east4", Some("https://api.us-east.tinybird.co")),
        ("local", Some("http://localhost:7181")),
        ("localhost", Some("http://localhost:7181")),
        ("aws-us-east-2", None),
        ("US_EAST", None),
        ("us_east.evil.example", None),
        ("", None),
    ] {
        let token =
            StaticToken::parse(&with(&format!(r#"{{"u":"{WORKSPACE}","id":"{id}","host":"{code}"}}"#))).unwrap();
        assert_eq!(token.api_host().as_deref(), host, "{code}");
    }
    let local = StaticToken::parse(crate::known::KEY).unwrap();
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
    let longest = format!("p.{}", "x".repeat(MAX_TOKEN_LEN - 2));
    assert!(matches!(StaticToken::parse(&longest), Err(Error::Malformed(_))));
    assert!(matches!(StaticToken::parse(&(longest + "x")), Err(Error::TooLarge { .. })));
}
