//! How public types are written and read as text, and that serde writes the same.

use std::str::FromStr as _;

use mintbird::{
    Claims, FixedValue, Json, Kind, Rule, ScopeType, Severity, StaticScope, StaticScopeType, StaticToken, Template,
};

use crate::known::{KEY, TEMPLATE};

#[test]
fn what_has_a_name_is_written_by_it() {
    for kind in StaticScopeType::ALL {
        assert_eq!(kind.to_string(), kind.as_str());
    }
    for rule in Rule::ALL {
        assert_eq!(rule.to_string(), rule.code());
    }
    for kind in ScopeType::ALL {
        assert_eq!(ScopeType::from_str(kind.as_str()), Ok(*kind));
        assert_eq!(kind.to_string(), kind.as_str());
    }
    assert_eq!(format!("{:>8}", Severity::Error), "   error");
    assert_eq!(Kind::Jwt.to_string(), Kind::Jwt.as_str());
    for unknown in ["", "pipes:read", "PIPES:READ ", "PIPES"] {
        assert_eq!(ScopeType::from_str(unknown).unwrap_err().code(), "option", "{unknown}");
    }
}

#[test]
fn what_is_read_from_text_is_parsed() {
    assert_eq!(Template::from_str(TEMPLATE).unwrap().params(), ["user_id", "org_id"]);
    assert_eq!(Template::from_str("{").unwrap_err().code(), "template");
    assert_eq!(StaticToken::from_str(KEY), StaticToken::parse(KEY));
    assert_eq!(StaticToken::from_str("p.").unwrap_err().code(), "malformed");
    let text = "PIPES:READ:top_pages";
    assert_eq!(StaticScope::from_str(text).unwrap().to_string(), text);
    let text = r#"{"a":[1.50,"\"",null]}"#;
    assert_eq!(Json::from_str(text).unwrap().to_string(), text);
    assert_eq!(Json::from_str("{").unwrap_err(), Json::parse("{").unwrap_err());
}

#[test]
fn a_fixed_value_is_written_alone() {
    let text = crate::common::claims_with(
        "scopes",
        r#"[{"type":"PIPES:READ","resource":"r","fixed_params":{"a":"x y","b":1.50,"c":true}}]"#,
    );
    let claims = Claims::parse(&text).unwrap();
    let values: Vec<String> = claims.scopes()[0].fixed_params().iter().map(|(_, value)| value.to_string()).collect();
    assert_eq!(values, ["x y", "1.50", "true"]);
    assert!(matches!(claims.scopes()[0].fixed_params()[2].1, FixedValue::Bool(true)));
}

#[cfg(feature = "serde")]
#[test]
fn serde_writes_the_names() {
    fn json(value: impl serde::Serialize) -> String {
        serde_json::to_string(&value).unwrap()
    }
    assert_eq!(json(Severity::Warning), r#""warning""#);
    assert_eq!(json(Rule::ExpMissing), r#""exp-missing""#);
    assert_eq!(json(Kind::Jwt), r#""jwt""#);
    assert_eq!(json(ScopeType::PipesRead), r#""PIPES:READ""#);
    assert_eq!(json(StaticScopeType::Admin), r#""ADMIN""#);
}
