//! Scopes of static tokens: each is read, printed to the same letters and explained; nothing else is one. The npm package is
//! held to the same table.

use std::collections::HashSet;

use mintbird::{Error, StaticScope, StaticScopeType};
use serde_json::{Value, json};

fn vectors(name: &str) -> Vec<Value> {
    let mut vectors: Value = serde_json::from_str(include_str!("../../vectors/static-scopes.json")).unwrap();
    serde_json::from_value(vectors[name].take()).unwrap()
}

#[test]
fn each_is_read_printed_and_explained() {
    let mut seen = HashSet::new();
    for vector in vectors("scopes") {
        let text = vector[0].as_str().unwrap();
        let scope = StaticScope::parse(text).unwrap();
        let scope_type = scope.scope_type().as_str();
        let said = json!([
            scope.to_string(),
            scope_type,
            scope.resource(),
            scope.filter(),
            scope.is_legacy(),
            scope.explanation()
        ]);
        assert_eq!(said, vector);
        assert_eq!(scope.scope_type().takes_resource(), scope.resource().is_some());
        assert_eq!(scope.scope_type().as_str().parse(), Ok(scope.scope_type()));
        seen.insert(scope_type);
    }
    let error = "PIPE:READ".parse::<StaticScopeType>().unwrap_err();
    assert!(error.code() == "option" && error.to_string().contains("did you mean `PIPES:READ`?"), "{error}");
    assert_eq!(seen, StaticScopeType::ALL.iter().map(|kind| kind.as_str()).collect());
}

#[test]
fn everything_else_is_refused_with_what_was_meant() {
    let typos = [
        json!(["PIPE:READ:top_pages", "is not a scope of static tokens; did you mean `PIPES:READ`?"]),
        json!(["DATASOURCE:APPEND:events", "is not a scope of static tokens; did you mean `DATASOURCES:APPEND`?"]),
    ];
    for vector in vectors("refused").into_iter().chain(typos) {
        let error = StaticScope::parse(vector[0].as_str().unwrap()).unwrap_err();
        let Error::Option { name: "scope", reason } = &error else { panic!("{vector}: {error}") };
        assert_eq!(json!(reason), vector[1], "{vector}");
    }
}

#[test]
fn a_scope_has_a_length() {
    let scope = |len: usize| StaticScope::parse(&format!("PIPES:READ:{}", "x".repeat(len - "PIPES:READ:".len())));
    assert!(scope(16 * 1024).is_ok());
    assert_eq!(scope(16 * 1024 + 1).unwrap_err().code(), "option");
}

/// An explanation is read by people, and where a secret was pasted for a name it is not repeated.
#[test]
fn no_explanation_shows_a_static_token() {
    let token = format!("p.{}.{}", "eyJ1IjoieCJ9", "A".repeat(43));
    for text in [format!("PIPES:READ:{token}"), format!("DATASOURCES:READ:events:x = '{token}'")] {
        assert!(!StaticScope::parse(&text).unwrap().explanation().contains(&token));
    }
}
