//! Scopes of static tokens: each is read, printed to the same letters and explained; nothing else is one.

#![cfg(not(target_arch = "wasm32"))]

use mintbird::{Error, StaticScope, StaticScopeType};

/// Each scope of Tinybird's documentation, with its explanation.
const DOCUMENTED: [(&str, &str); 8] = [
    ("ADMIN", "Does everything in the workspace. Its admin token has this scope, and signs JWTs."),
    ("TOKENS", "Lists, creates, refreshes and deletes the tokens of the workspace."),
    ("WORKSPACE:READ_ALL", "Reads everything in the workspace, and changes nothing."),
    ("WORKSPACE:DEPLOY", "Deploys to the workspace, as CI does."),
    ("ORG_DATASOURCES:READ", "Reads the service data sources of the organization."),
    ("DATASOURCES:READ:events", "Reads the data source `events`."),
    ("DATASOURCES:APPEND:events", "Appends rows to the data source `events`."),
    ("PIPES:READ:top_pages", "Reads the pipe and calls the endpoint `top_pages`."),
];

/// What only older workspaces have.
const LEGACY: [(&str, &str); 6] = [
    ("DATASOURCES:CREATE", "Creates data sources, and appends rows to them."),
    ("DATASOURCES:DROP:events", "Deletes the data source `events`."),
    ("PIPES:CREATE", "Creates pipes."),
    ("PIPES:DROP:top_pages", "Deletes the pipe `top_pages`."),
    (
        "DATASOURCES:READ:events:org_id = 'a:b'",
        "Reads the data source `events`, of it the rows where `org_id = 'a:b'`.",
    ),
    (
        "PIPES:READ:t_b9427fe2bcd543d1a8923d18c094e8c1:x > 1",
        "Reads the pipe and calls the endpoint `t_b9427fe2bcd543d1a8923d18c094e8c1`, of it the rows where `x > 1`.",
    ),
];

#[test]
fn each_is_read_printed_and_explained() {
    let mut types = Vec::new();
    for (text, explanation) in DOCUMENTED {
        let scope = StaticScope::parse(text).unwrap();
        assert_eq!((scope.to_string().as_str(), scope.explanation().as_str()), (text, explanation));
        assert!(!scope.is_legacy(), "{text}");
        types.push(scope.scope_type());
    }
    for (text, explanation) in LEGACY {
        let scope = StaticScope::parse(text).unwrap();
        assert_eq!(scope.to_string(), text);
        assert_eq!(
            scope.explanation(),
            format!("{explanation} Older workspaces have it; Tinybird Forward refuses it.")
        );
        assert!(scope.is_legacy(), "{text}");
        types.push(scope.scope_type());
    }
    for scope_type in StaticScopeType::ALL {
        assert!(types.contains(&scope_type), "{}", scope_type.as_str());
    }
}

#[test]
fn the_parts_are_told_apart() {
    let scope = StaticScope::parse("DATASOURCES:READ:shared.events:a = 'x:y'").unwrap();
    assert_eq!(scope.scope_type(), StaticScopeType::DatasourcesRead);
    assert_eq!((scope.resource(), scope.filter()), (Some("shared.events"), Some("a = 'x:y'")));
    let json: serde_json::Value = serde_json::from_str(&scope.to_json()).unwrap();
    let expected = serde_json::json!({
        "type": "DATASOURCES:READ", "resource": "shared.events", "filter": "a = 'x:y'", "legacy": true,
        "explanation": scope.explanation(),
    });
    assert_eq!(json, expected);
    let admin = StaticScope::parse("ADMIN").unwrap();
    assert_eq!((admin.resource(), admin.filter()), (None, None));
}

#[test]
fn everything_else_is_refused_with_what_was_meant() {
    for (text, part) in [
        ("", "known are ADMIN, TOKENS, WORKSPACE:READ_ALL"),
        ("admin", "`ADMIN` was probably meant"),
        ("ADMIN ", "`ADMIN` was probably meant"),
        ("pipes:read:top_pages", "`PIPES:READ` was probably meant"),
        ("PIPE:READ:top_pages", "`PIPES:READ` was probably meant"),
        ("DATASOURCE:APPEND:events", "`DATASOURCES:APPEND` was probably meant"),
        ("WORKSPACE_READ_ALL", "`WORKSPACE:READ_ALL` was probably meant"),
        ("ADMINISTRATOR", "known are"),
        ("PIPES:READ", "names a resource: `PIPES:READ:name`"),
        ("PIPES:READ:", "without white space"),
        ("PIPES:READ: ", "without white space"),
        ("PIPES:READ:top pages", "without white space"),
        ("PIPES:READ:top_pages\n", "without white space"),
        ("PIPES:READ::x = 1", "without white space"),
        ("DATASOURCES:READ:events:", "an empty filter"),
        ("DATASOURCES:READ:events: ", "an empty filter"),
        ("DATASOURCES:APPEND:events:x = 1", "`DATASOURCES:APPEND:name`, without a filter"),
        ("PIPES:DROP:top_pages:x", "`PIPES:DROP:name`, without a filter"),
        ("ADMIN:", "`ADMIN` alone"),
        ("ADMIN:events", "`ADMIN` alone"),
        ("WORKSPACE:DEPLOY:events", "`WORKSPACE:DEPLOY` alone"),
        ("PIPES:CREATE:top_pages", "`PIPES:CREATE` alone"),
    ] {
        let error = StaticScope::parse(text).unwrap_err();
        assert!(matches!(error, Error::Option { name: "scope", .. }), "{text}: {error}");
        assert!(error.to_string().contains(part), "{text}: {error}");
    }
}

/// An explanation is read by people, and where a secret was pasted for a name it is not repeated.
#[test]
fn no_explanation_shows_a_static_token() {
    let token = format!("p.{}.{}", "eyJ1IjoieCJ9", "A".repeat(43));
    for text in [format!("PIPES:READ:{token}"), format!("DATASOURCES:READ:events:x = '{token}'")] {
        assert!(!StaticScope::parse(&text).unwrap().explanation().contains(&token));
    }
}
