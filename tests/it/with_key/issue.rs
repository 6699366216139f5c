//! Every rule is broken here by something. A rule that nothing can break would be a promise that nobody keeps.

use mintbird::{Issue, Minter, Rule, Severity, SigningKey, Template, inspect};

use crate::common::{HEADER, claims, claims_with, claims_without, jws, token};
use crate::known::{KEY, NOW, OTHER_WORKSPACE, TEMPLATE};

/// The issues of every kind of input, good and bad, that the other tests look at one by one.
fn found() -> Vec<Issue> {
    let scopes = |scopes: &str| token(&claims_with("scopes", scopes));
    let tokens = [
        String::new(),
        "x".repeat(20_000),
        format!("{}=", token(&claims(NOW))),
        jws(KEY, "[]", claims(NOW)),
        jws(KEY, "{}", claims(NOW)),
        jws(KEY, r#"{"alg":"none","crit":[],"typ":"x","x":1,"x":1}"#, claims(NOW)),
        jws(KEY, HEADER, "[]"),
        jws(KEY, HEADER, "{}"),
        token(&claims_with("workspace_id", "1")),
        token(&claims_without("name")),
        token(&claims_with("exp", "1.5")),
        token(&claims_with("exp", "1700000000000")),
        token(&claims(NOW)),
        token(&claims(NOW + 1_000_000)),
        token(&claims_with("nbf", "1800000000")),
        token(&claims_with("iat", "\"x\"")),
        token(&claims_with("limits", "{\"rps\":0,\"x\":1}")),
        token(&claims_with("limits", "1")),
        token(&claims_with("sub", &format!("\"{KEY}\""))),
        scopes("[]"),
        scopes("[{}]"),
        scopes(r#"[{"type":"PIPES:READ","resource":"top_pages.json"}]"#),
        scopes(r#"[{"type":"PIPES:READ","resource":"p","fixed_params":{"org_id":"undefined"}}]"#),
        scopes(r#"[{"type":"DATASOURCES:READ","resource":"d","filter":"WHERE org_id = 'acme'"}]"#),
        scopes(r#"[{"type":"PIPES:READ","resource":"r","fixed_params":{"a":null,"b":[]},"filter":""}]"#),
        scopes(
            r#"[{"type":"DATASOURCES:READ","resource":"r","fixed_params":{}},{"type":"DATASOURCES:READ","resource":"r"}]"#,
        ),
    ];
    let scope = r#"{"type":"DATASOURCES:READ","resource":"r","filter":"#;
    let templates = [
        "x".to_string(),
        " ".repeat(100_000),
        TEMPLATE.replace("10m", "10 m").replace("limits", "limit"),
        TEMPLATE.replace("\"10m\"", "600000"),
        TEMPLATE.replace("{user_id}", "{user id}").replace(":String", ""),
        TEMPLATE.replace("{user_id}", "{{user.id}}").replace("\"currency\": \"eur\"", "\"q\": \"\""),
        TEMPLATE.replace("{org_id:String}", "'{org_id:String}'"),
        format!(r#"{{"name":"n","ttl":1,"scopes":[{scope}1}}]}}"#),
    ];
    let key = |text: &str| SigningKey::new(text).unwrap();
    let shared = TEMPLATE.replace("dashboard_{user_id}", "n");
    let elsewhere = TEMPLATE.replacen('{', &format!("{{\"workspace_id\":\"{OTHER_WORKSPACE}\","), 1);
    let minters = [
        Minter::new(Template::parse(&shared).unwrap(), key(KEY)),
        Minter::new(
            Template::parse(r#"{"name":"n","ttl":1,"scopes":[{"type":"PIPES:READ","resource":"r"}]}"#).unwrap(),
            key(KEY),
        ),
        Minter::new(Template::parse(&elsewhere).unwrap(), key(KEY)),
        Minter::new(Template::parse(&elsewhere).unwrap(), key(" thirty-two-bytes-that-are-no-token ")),
    ];
    let mut issues: Vec<Issue> = tokens.iter().flat_map(|token| inspect(token, NOW).issues).collect();
    issues.extend(templates.iter().flat_map(|text| Template::parse(text).unwrap_err().issues().to_vec()));
    issues.extend(SigningKey::new(&KEY[..80]).map(drop).unwrap_err().issues().to_vec());
    issues.extend(minters.iter().flat_map(|minter| minter.as_ref().unwrap().issues().to_vec()));
    issues
}

#[test]
fn every_rule_is_broken_by_something() {
    let found = found();
    let missing: Vec<&str> = Rule::ALL
        .iter()
        .filter(|rule| !found.iter().any(|issue| issue.rule == **rule))
        .map(|rule| rule.code())
        .collect();
    assert_eq!(missing, [""; 0]);
}

#[test]
fn every_issue_says_what_to_do_and_no_secret() {
    for issue in found() {
        assert_eq!(issue.code(), issue.rule.code());
        assert!(issue.message.len() > 20 && issue.message.len() < 400, "{issue}");
        assert!(issue.path.is_empty() || issue.path.starts_with('/'), "{issue}");
        assert!(issue.is_error() == (issue.severity == Severity::Error));
        for secret in [KEY, &KEY[2..60], &KEY[KEY.len() - 43..]] {
            assert!(!issue.message.contains(secret), "{issue}");
        }
        let at = if issue.path.is_empty() { String::new() } else { format!(" at {}", issue.path) };
        assert_eq!(issue.to_string(), format!("{} {}{at}: {}", issue.severity.as_str(), issue.code(), issue.message));
    }
}

/// What other software keys on: the codes and their severities do not change without a word in the changelog.
#[test]
fn codes_and_severities_are_stable() {
    let all: Vec<String> =
        Rule::ALL.iter().map(|rule| format!("{} {}", rule.code(), rule.severity().as_str())).collect();
    let expected = "not-a-token error, malformed error, too-large error, header error, alg-missing info, \
        alg-not-hs256 error, crit error, typ warning, duplicate-key error, claims-not-object error, \
        workspace-id-missing error, workspace-id-not-uuid error, name-missing error, exp-missing error, \
        exp-not-integer error, exp-in-milliseconds error, expired error, exp-far warning, not-yet-valid error, \
        time-not-integer error, scopes-missing error, scopes-empty error, scope-type error, scope-resource error, \
        fixed-params-misplaced error, filter-misplaced error, fixed-param-null error, fixed-param-type error, \
        fixed-param-name error, fixed-param-empty error, filter-empty error, rps-type error, rps-unlimited warning, scope-duplicate warning, scope-unfiltered warning, \
        name-shared warning, secret-in-claims error, scope-member error, resource-name warning, value-unset warning, filter-clause warning, template-json error, \
        template-too-large error, template-member error, ttl error, ttl-in-milliseconds error, placeholder error, placeholder-type error, \
        placeholder-foreign error, filter-syntax error, scope-constant info, key-workspace warning, key-whitespace warning, key-damaged error, key-not-static-token warning";
    assert_eq!(all.join(", "), expected);
}
