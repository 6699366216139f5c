//! One token, five ways: the compiled path, `sign`, `sign_once`, jwt-simple itself, and an HMAC of another library. The bytes are the same.
//! tests/interop adds PyJWT.

use jwt_simple::algorithms::{HS256Key, MACLike as _};
use jwt_simple::claims::{JWTClaims, NoCustomClaims};
use jwt_simple::common::VerificationOptions;
use jwt_simple::prelude::{Duration, UnixTimeStamp};
use mintbird::{Claims, Error, Json, MAX_TOKEN_LEN, SigningKey, Value, sign, sign_once};
use proptest::prelude::*;
use serde::{Serialize, Serializer};

use super::{key, minter};
use crate::common::{codes, payload, token};
use crate::known::{KEY, NOW, TEMPLATE, WORKSPACE};

/// Claims for jwt-simple, in the order in which they stand.
struct Ordered<'j>(&'j Json<'j>);

impl Serialize for Ordered<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Json::Array(items) => serializer.collect_seq(items.iter().map(Ordered)),
            Json::Object(members) => serializer.collect_map(members.iter().map(|(key, value)| (key, Ordered(value)))),
            Json::String(text) => serializer.serialize_str(text),
            Json::Number(text) => serde_json::from_str::<serde_json::Number>(text).unwrap().serialize(serializer),
            Json::Bool(value) => serializer.serialize_bool(*value),
            Json::Null => serializer.serialize_unit(),
        }
    }
}

/// jwt-simple's own `authenticate`. The claims are custom ones for it: its own `exp` has 32 bits.
fn jwt_simple(payload: &str) -> String {
    let json = Json::parse(payload).unwrap();
    let custom = Ordered(&json);
    let claims = JWTClaims {
        issued_at: None,
        expires_at: None,
        invalid_before: None,
        issuer: None,
        subject: None,
        audiences: None,
        jwt_id: None,
        nonce: None,
        custom,
    };
    HS256Key::from_bytes(KEY.as_bytes()).authenticate(claims).unwrap()
}

#[test]
fn five_ways_make_the_same_bytes() {
    let values: [Value<'_>; 6] = [
        "acme".into(),
        "it's \"{}\" \\ \u{0} é 😀 \u{2028}".into(),
        7.into(),
        u64::MAX.into(),
        super::float(-0.25),
        true.into(),
    ];
    let template = r#"{"name":"n_{v}","ttl":60,"scopes":[
        {"type":"PIPES:READ","resource":"r","fixed_params":{"v":"{v}","x":"{v}!","y":1,"z":false}}],"limits":{"rps":-1}}"#;
    let minter = minter(template);
    for now in [1, NOW, 4_294_967_295, 4_294_967_296, 123_123_123_063] {
        for value in &values {
            let minted = minter.mint([("v", value.clone())], now).unwrap();
            let text = payload(&minted);
            assert_eq!(sign(&Claims::parse(&text).unwrap(), &key()).unwrap(), minted);
            assert_eq!(sign_once(&Claims::parse(&text).unwrap(), &format!(" {KEY}\n")).unwrap(), minted);
            assert_eq!(jwt_simple(&text), minted);
            assert_eq!(token(&text), minted);
        }
    }
}

#[test]
fn jwt_simple_accepts_ours_and_refuses_a_changed_byte() {
    let ours = minter(TEMPLATE).mint([("user_id", "u_1"), ("org_id", "acme")], NOW).unwrap();
    let verify = |token: &str, now: u64| {
        let options = VerificationOptions {
            artificial_time: Some(UnixTimeStamp::from_secs(now)),
            time_tolerance: Some(Duration::from_secs(0)),
            ..VerificationOptions::default()
        };
        HS256Key::from_bytes(KEY.as_bytes()).verify_token::<NoCustomClaims>(token, Some(options))
    };
    assert_eq!(verify(&ours, NOW).unwrap().expires_at, Some(UnixTimeStamp::from_secs(NOW + 600)));
    assert!(verify(&ours, NOW + 601).is_err());
    for (at, byte) in ours.bytes().enumerate() {
        let mut changed = ours.clone().into_bytes();
        changed[at] = if byte == b'x' { b'y' } else { b'x' };
        assert!(verify(std::str::from_utf8(&changed).unwrap(), NOW).is_err(), "{at}");
    }
}

#[test]
fn the_documentations_example_is_signed_as_it_stands() {
    let text = format!(
        r#"{{"workspace_id":"{WORKSPACE}","name":"frontend_jwt","exp":123123123123,"scopes":[{{"type":"PIPES:READ","resource":"requests_per_day","fixed_params":{{"org_id":"testing"}}}},{{"type":"DATASOURCES:READ","resource":"events","filter":"org_id = 'testing'"}}],"limits":{{"rps":10}}}}"#
    );
    let signed = sign(&Claims::parse(&text).unwrap(), &key()).unwrap();
    assert_eq!(payload(&signed), text);
    assert_eq!(signed, token(&text));
    assert_eq!(signed, jwt_simple(&text));
}

#[test]
fn a_number_that_no_float_holds_is_not_signed() {
    for number in ["1e999", "-1e309", "1e-400"] {
        let scope = format!(r#"[{{"type":"PIPES:READ","resource":"r","fixed_params":{{"org_id":{number}}}}}]"#);
        let text = crate::common::claims_with("scopes", &scope);
        let error = Claims::parse(&text).and_then(|claims| sign(&claims, &key())).unwrap_err();
        assert_eq!(codes(error.issues()), ["fixed-param-type /scopes/0/fixed_params/org_id"], "{number}");
    }
}

#[test]
fn further_claims_come_after_those_of_tinybird() {
    let text = format!(
        r#" {{ "sub": "u", "iat": 1, "exp": 2, "scopes": [ {{ "resource": "r", "type": "PIPES:READ" }} ], "name": "n",
            "workspace_id": "{WORKSPACE}", "limits": {{ "rps": 1 }}, "aud": ["a", {{}}] }} "#
    );
    let expected = format!(
        r#"{{"workspace_id":"{WORKSPACE}","name":"n","exp":2,"scopes":[{{"type":"PIPES:READ","resource":"r"}}],"limits":{{"rps":1}},"sub":"u","iat":1,"aud":["a",{{}}]}}"#
    );
    assert_eq!(payload(&sign(&Claims::parse(&text).unwrap(), &key()).unwrap()), expected);
}

#[test]
fn claims_of_16_kib_are_not_signed() {
    let text = crate::common::claims_with("name", &format!("\"{}\"", "x".repeat(MAX_TOKEN_LEN)));
    let claims = Claims::parse(&text).unwrap();
    for error in [sign(&claims, &key()).unwrap_err(), sign_once(&claims, KEY).unwrap_err()] {
        assert!(matches!(error, Error::TooLarge { len } if len > MAX_TOKEN_LEN));
    }
    // The longest, to the byte.
    let json = |len: usize| crate::common::claims_with("name", &format!("\"{}\"", "x".repeat(len)));
    let longest = 12_227 - Claims::parse(&json(1)).unwrap().to_json().len() + 1;
    let (fits, does_not) = (json(longest), json(longest + 1));
    assert_eq!(sign(&Claims::parse(&fits).unwrap(), &key()).unwrap().len(), MAX_TOKEN_LEN);
    let error = sign(&Claims::parse(&does_not).unwrap(), &key()).unwrap_err();
    assert!(matches!(error, Error::TooLarge { len } if len == MAX_TOKEN_LEN + 1), "{error}");
}

#[test]
fn a_key_that_is_used_once_is_checked_as_any_other() {
    let text = crate::common::claims_with("name", "\"x\"");
    let claims = Claims::parse(&text).unwrap();
    for (key, code) in
        [("", "key"), ("short", "key"), (&KEY[..80], "key-damaged"), ("a.b.c", "key"), ("p.x y", "key-damaged")]
    {
        let [once, kept] = [sign_once(&claims, key).unwrap_err(), SigningKey::new(key).unwrap_err()];
        assert_eq!((once.code(), once.to_string()), (kept.code(), kept.to_string()), "{key}");
        assert!(once.code() == code || once.issues().iter().any(|issue| issue.code() == code), "{key}: {once:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_user_any_way(user in "(?s:.){1,60}x", org in "(?s:.){1,60}x", now in 1..250_000_000_000_u64) {
        let minted = minter(TEMPLATE).mint([("user_id", user.as_str()), ("org_id", org.as_str())], now).unwrap();
        let text = payload(&minted);
        prop_assert_eq!(sign(&Claims::parse(&text).unwrap(), &key()).unwrap(), minted.as_str());
        prop_assert_eq!(sign_once(&Claims::parse(&text).unwrap(), KEY).unwrap(), minted.as_str());
        prop_assert_eq!(jwt_simple(&text), minted.as_str());
        prop_assert_eq!(token(&text), minted.as_str());
    }
}

/// What a literal or a quoted name contains is nobody's to fill.
#[test]
fn braces_in_quotes_are_signed() {
    for filter in [
        "a = '{org_id:String}'",
        r"a = '\'{x:y}'",
        r#""{c:d}" = `{e:f}`"#,
        "a = 'it''s {x:y}' AND b = 1",
        "a = {} AND b:c = 1",
    ] {
        let text = format!(
            r#"{{"workspace_id":"{WORKSPACE}","name":"n","exp":{NOW},"scopes":[{{"type":"DATASOURCES:READ","resource":"r","filter":{}}}]}}"#,
            serde_json::to_string(filter).unwrap()
        );
        assert!(sign(&Claims::parse(&text).unwrap(), &key()).is_ok(), "{filter}");
    }
}
