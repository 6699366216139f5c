//! Claims: what is read keeps its wire names and its text; what breaks a rule is no claims.

use mintbird::{Claims, FixedValue, Json, ScopeType};

use crate::common::{claims, claims_with, codes};
use crate::known::{NOW, WORKSPACE};

#[test]
fn claims_are_read() {
    let text = format!(
        r#"{{"workspace_id":"{WORKSPACE}","name":"n","exp":123123123123,"scopes":[{{"type":"PIPES:READ","resource":"p","fixed_params":{{"a":"1","b":2.50,"c":true}}}},{{"type":"DATASOURCES:READ","resource":"d","filter":"a = 1"}}],"limits":{{"rps":10}},"sub":"s"}}"#
    );
    let claims = Claims::parse(&text).unwrap();
    assert_eq!(
        (claims.workspace_id(), claims.name(), claims.exp(), claims.rps()),
        (WORKSPACE, "n", 123_123_123_123, Some(10))
    );
    let [pipe, datasource] = claims.scopes() else { panic!("two scopes") };
    assert_eq!((pipe.scope_type(), pipe.resource(), pipe.filter()), (ScopeType::PipesRead, "p", None));
    assert_eq!(
        pipe.fixed_params(),
        [
            ("a".into(), FixedValue::Text("1".into())),
            ("b".into(), FixedValue::Number("2.50".into())),
            ("c".into(), FixedValue::Bool(true))
        ]
    );
    assert_eq!((datasource.scope_type(), datasource.resource()), (ScopeType::DatasourcesRead, "d"));
    assert_eq!((datasource.filter(), datasource.fixed_params()), (Some("a = 1"), &[][..]));
    assert_eq!(claims.other("sub"), Some(&Json::String("s".into())));
    assert_eq!((claims.to_json(), claims.to_string()), (text.clone(), text));
}

#[test]
fn the_order_of_members_says_nothing() {
    let mixed = format!(
        r#"{{"sub":"s","limits":{{"rps":10}},"scopes":[{{"filter":"a = 1","resource":"d","type":"DATASOURCES:READ"}}],"iat":1,
            "exp":{NOW},"name":"n","workspace_id":"{WORKSPACE}"}}"#
    );
    let ordered = format!(r#"{{"workspace_id":"{WORKSPACE}","name":"n","exp":{NOW},"#)
        + r#""scopes":[{"type":"DATASOURCES:READ","resource":"d","filter":"a = 1"}],"limits":{"rps":10},"sub":"s","iat":1}"#;
    let claims = Claims::parse(&mixed).unwrap();
    assert_eq!(claims.to_json(), ordered);
    assert_eq!(claims, Claims::parse(&ordered).unwrap());
}

#[test]
fn what_is_absent_stays_absent() {
    let text = claims(NOW);
    let parsed = Claims::parse(&text).unwrap();
    assert_eq!((parsed.rps(), parsed.other("limits"), parsed.other("exp")), (None, None, None));
    assert_eq!(parsed.to_json(), text);
    for limits in ["{}", "{\"rps\":0}", "{\"rps\":-1}"] {
        let text = claims_with("limits", limits);
        assert_eq!(Claims::parse(&text).unwrap().to_json(), text);
    }
    let empty = claims_with("scopes", r#"[{"type":"PIPES:READ","resource":"r","fixed_params":{}}]"#);
    assert_eq!(Claims::parse(&empty).unwrap().to_json(), empty);
}

#[test]
fn what_breaks_a_rule_is_no_claims_and_all_of_it_is_told() {
    let error = Claims::parse(
        r#"{"name":"","exp":"1","scopes":[{"type":"PIPES:READ","resource":"r","fixed_params":{"a":null}}]}"#,
    );
    assert_eq!(
        codes(error.unwrap_err().issues()),
        [
            "workspace-id-missing",
            "name-missing /name",
            "exp-not-integer /exp",
            "fixed-param-null /scopes/0/fixed_params/a",
        ]
    );
    for text in ["", "x", "[]", "null", "{}"] {
        assert_eq!(Claims::parse(text).unwrap_err().code(), "claims", "{text}");
    }
    let mut longest = claims_with("limits", "{\"rps\":1}");
    longest.push_str(&" ".repeat(64 * 1024 - longest.len()));
    assert!(Claims::parse(&longest).is_ok());
    assert!(Claims::parse(&(longest + " ")).unwrap_err().to_string().contains("over 65536 bytes"));
    // What would be a warning takes no place among the errors.
    let scopes = [r#"{"type":"PIPES:READ","resource":"undefined"}"#; 200].join(",");
    let bad = r#"{"type":"PIPES:READ"}"#;
    let errors = Claims::parse(&claims_with("scopes", &format!("[{scopes},{bad},{bad}]"))).unwrap_err();
    assert_eq!(codes(errors.issues()), ["scope-resource /scopes/200", "scope-resource /scopes/201"]);
    // Warnings are no obstacle, and an expiry that has passed is not looked at.
    assert!(Claims::parse(&claims_with("exp", "1")).is_ok());
    assert!(Claims::parse(&claims_with("limits", "{\"rps\":0}")).is_ok());
}

#[test]
fn a_scope_of_every_type_is_read() {
    for kind in ScopeType::ALL {
        let text = claims_with("scopes", &format!(r#"[{{"type":"{}","resource":"r"}}]"#, kind.as_str()));
        assert_eq!(Claims::parse(&text).unwrap().scopes()[0].scope_type(), *kind);
    }
}
