//! Inspecting: any text at all gives a report, and the report is right.

use mintbird::{Json, Kind, MAX_TOKEN_LEN, Report, Severity, inspect};
use proptest::prelude::*;

use crate::common::{HEADER, claims, claims_with, claims_without, codes, encode, jws, token};
use crate::known::{KEY, NOW, WORKSPACE};

fn report(text: &str) -> Report {
    inspect(text, NOW)
}

#[test]
fn a_good_token_is_taken_apart() {
    let report = report(&token(&claims(NOW + 600)));
    assert_eq!(report.kind, Kind::Jwt);
    assert_eq!(report.header(), Json::parse(HEADER).ok());
    assert_eq!(report.claims(), Json::parse(&claims(NOW + 600)).ok());
    assert_eq!(report.static_token, None);
    let expiry = report.expiry.unwrap();
    assert_eq!((expiry.exp, expiry.expires_in, expiry.expired()), (NOW + 600, 600, false));
    assert_eq!(codes(&report.issues), [""; 0]);
}

#[test]
fn a_static_token_is_taken_apart() {
    let report = report(KEY);
    assert_eq!(report.kind, Kind::StaticToken);
    assert_eq!(report.static_token.as_ref().map(|token| &*token.u), Some(WORKSPACE));
    assert!(
        report.header().is_none() && report.claims().is_none() && report.expiry.is_none() && report.issues.is_empty()
    );
}

#[test]
fn expiry_is_told_to_the_second() {
    for (exp, expires_in, expired) in
        [(NOW + 1, 1, false), (NOW, 0, true), (NOW - 1, -1, true), (1, -1_699_999_999, true)]
    {
        let report = report(&token(&claims(exp)));
        let expiry = report.expiry.unwrap();
        assert_eq!((expiry.exp, expiry.expires_in, expiry.expired()), (exp, expires_in, expired));
        assert_eq!(report.issues.iter().any(|issue| issue.code() == "expired"), expired);
    }
}

/// Without a clock nothing is said that depends on it.
#[test]
fn how_long_ago_is_said_in_the_largest_unit_of_which_there_are_two() {
    for (seconds, words) in [
        (0, "0 s"),
        (119, "119 s"),
        (120, "2 minutes"),
        (3599, "59 minutes"),
        (7199, "119 minutes"),
        (7200, "2 hours"),
        (172_799, "47 hours"),
        (172_800, "2 days"),
        (8_640_000, "100 days"),
    ] {
        let issues = report(&token(&claims(NOW - seconds))).issues;
        assert_eq!(issues[0].message, format!("the token expired {words} ago; mint a new one"));
    }
}

#[test]
fn without_a_clock_the_rest_is_still_told() {
    let report = inspect(&token(&claims_with("limits", "{\"rps\":0}")), 0);
    assert_eq!((report.kind, report.expiry), (Kind::Jwt, None));
    assert_eq!(codes(&report.issues), ["rps-unlimited /claims/limits/rps"]);
}

#[test]
fn every_claim_that_breaks_a_rule_is_named() {
    for (name, value, issues) in [
        ("workspace_id", "\"x\"", vec!["workspace-id-not-uuid /claims/workspace_id"]),
        ("name", "7", vec!["name-missing /claims/name"]),
        ("exp", "1700000600.5", vec!["exp-not-integer /claims/exp"]),
        ("exp", "1700000600000", vec!["exp-in-milliseconds /claims/exp"]),
        ("exp", "1700000000", vec!["expired /claims/exp"]),
        ("exp", "1700086400", vec![]),
        ("exp", "1700086401", vec!["exp-far /claims/exp"]),
        ("nbf", "1700000000", vec![]),
        ("nbf", "1700000001", vec!["not-yet-valid /claims/nbf"]),
        ("nbf", "-1", vec![]),
        ("nbf", "1.0", vec!["time-not-integer /claims/nbf"]),
        ("iat", "\"x\"", vec!["time-not-integer /claims/iat"]),
        ("scopes", "null", vec!["scopes-missing /claims/scopes"]),
        ("scopes", "[]", vec!["scopes-empty /claims/scopes"]),
        ("scopes", "[7]", vec!["scope-type /claims/scopes/0"]),
        ("scopes", r#"[{"type":"ADMIN","resource":"r"}]"#, vec!["scope-type /claims/scopes/0/type"]),
        (
            "scopes",
            r#"[{"type":"PIPES:READ","resource":null,"fixed_params":{"a":1}}]"#,
            vec!["scope-resource /claims/scopes/0/resource"],
        ),
        (
            "scopes",
            r#"[{"type":"PIPES:READ","resource":"r","fixed_params":{"a":null,"b":[],"c/d":{}},"filter":"x"}]"#,
            vec![
                "fixed-param-null /claims/scopes/0/fixed_params/a",
                "fixed-param-type /claims/scopes/0/fixed_params/b",
                "fixed-param-name /claims/scopes/0/fixed_params/c~1d",
                "fixed-param-type /claims/scopes/0/fixed_params/c~1d",
                "filter-misplaced /claims/scopes/0/filter",
            ],
        ),
        (
            "scopes",
            r#"[{"type":"DATASOURCES:READ","resource":"r","filter":"","fixed_params":{}}]"#,
            vec!["fixed-params-misplaced /claims/scopes/0/fixed_params", "filter-empty /claims/scopes/0/filter"],
        ),
        (
            "scopes",
            r#"[{"type":"DATASOURCES:APPEND","resource":"r","filter":"a"}]"#,
            vec!["filter-misplaced /claims/scopes/0/filter"],
        ),
        ("scopes", r#"[{"type":"PIPES:READ","resource":"r"}]"#, vec!["scope-unfiltered /claims/scopes/0"]),
        (
            "scopes",
            r#"[{"type":"PIPES:READ","resource":"r","fixed_params":{"a":1},"fixed_param":1}]"#,
            vec!["scope-member /claims/scopes/0/fixed_param"],
        ),
        (
            "scopes",
            r#"[{"type":"PIPES:READ","resource":"r","fixed_params":{"a":"undefined","b":"null","c":"[object Object]","d":"org_undefined","e":"nullable","f":"None"}}]"#,
            vec![
                "value-unset /claims/scopes/0/fixed_params/a",
                "value-unset /claims/scopes/0/fixed_params/b",
                "value-unset /claims/scopes/0/fixed_params/c",
                "value-unset /claims/scopes/0/fixed_params/d",
                "value-unset /claims/scopes/0/fixed_params/f",
            ],
        ),
        (
            "scopes",
            r#"[{"type":"PIPES:READ","resource":"r","fixed_params":{"a":"[object Promise]","b":"Undefined","c":"NULL","d":"<nil>","e":"on Invalid Date","f":"none","g":"[object"}}]"#,
            vec![
                "value-unset /claims/scopes/0/fixed_params/a",
                "value-unset /claims/scopes/0/fixed_params/b",
                "value-unset /claims/scopes/0/fixed_params/c",
                "value-unset /claims/scopes/0/fixed_params/d",
                "value-unset /claims/scopes/0/fixed_params/e",
            ],
        ),
        ("name", r#""dashboard_undefined""#, vec!["value-unset /claims/name"]),
        ("limits", "7", vec!["rps-type /claims/limits"]),
        ("limits", "{\"rps\":1e1}", vec!["rps-type /claims/limits/rps"]),
        (
            "limits",
            "{\"rps\":-1,\"rpm\":1}",
            vec!["rps-unlimited /claims/limits/rps", "scope-member /claims/limits/rpm"],
        ),
        ("sub", &format!("[\"see {KEY}!\"]"), vec!["secret-in-claims /claims/sub/0"]),
        ("x", "{\"a\":1,\"a\":1}", vec!["duplicate-key /claims/x/a"]),
        ("x", "{\"anything\":[null,{}]}", vec![]),
    ] {
        assert_eq!(codes(&report(&token(&claims_with(name, value))).issues), issues, "{name}: {value}");
    }
    for (name, issue) in [
        ("workspace_id", "workspace-id-missing /claims"),
        ("name", "name-missing /claims"),
        ("exp", "exp-missing /claims"),
        ("scopes", "scopes-missing /claims"),
    ] {
        assert_eq!(codes(&report(&token(&claims_without(name))).issues), [issue]);
    }
}

#[test]
fn a_resource_has_a_name_that_one_can_have() {
    for (resource, issue) in [
        ("top_pages", ""),
        ("tinybird.pipe_stats_rt", ""),
        ("t_b9427fe2bcd543d1a8923d18c094e8c1", ""),
        ("undefined", "value-unset"),
        ("null", "value-unset"),
        ("{{pipe}}", "placeholder-foreign"),
        ("*", "resource-name"),
        ("top-pages", "resource-name"),
        ("PIPES:READ:top_pages", "resource-name"),
        ("top pages", "resource-name"),
        ("top_pages.JSON", "resource-name"),
        ("top_pages.prometheus", "resource-name"),
    ] {
        let scopes = format!(r#"[{{"type":"PIPES:READ","resource":"{resource}","fixed_params":{{"a":1}}}}]"#);
        let expected = if issue.is_empty() { vec![] } else { vec![format!("{issue} /claims/scopes/0/resource")] };
        assert_eq!(codes(&report(&token(&claims_with("scopes", &scopes))).issues), expected, "{resource}");
    }
}

#[test]
fn a_filter_is_a_condition_with_a_value_in_it() {
    for (filter, issues) in [
        ("org_id = 'acme'", ""),
        ("org_id = 'undefined'", "value-unset"),
        ("org_id IN ('acme', 'null')", "value-unset"),
        ("org_id = '[object Object]'", "value-unset"),
        ("org_id = ''", "value-unset"),
        ("org_id=' '", "value-unset"),
        ("email != ''", ""),
        ("email <> ''", ""),
        ("name = 'it''s' AND x = 'a\\\\\\\\' OR y = ''", "value-unset"),
        ("undefined = 'x'", ""),
        ("org_id = '<nil>'", "value-unset"),
        ("day > 'Invalid Date'", "value-unset"),
        ("org_id = 'acme' OFFSET 5", "filter-clause"),
        ("org_id = 'acme' UNION ALL SELECT 1", "filter-clause"),
        ("org_id = undefined", "value-unset"),
        ("org_id=null AND day > 1", "value-unset"),
        ("day > 1 AND org_id = NULL", "value-unset"),
        ("undefined = org_id AND is_null", ""),
        ("org_id = 'acme' UNION DISTINCT SELECT 1", "filter-clause"),
        ("org_id = 'acme' SETTINGS max_threads = 1", "filter-clause"),
        ("org_id = 'acme' having n > 1", "filter-clause"),
        ("org_id = 'acme' FORMAT JSON", "filter-clause"),
        ("org_id = 'acme' EXCEPT SELECT 1", "filter-clause"),
        ("org_id = 'acme' AND ", "filter-clause"),
        ("org_id = 'acme' or", "filter-clause"),
        ("org_id = 'acme' AND (day > 1 OR n = 2)", ""),
        ("NOT (org_id = 'acme AND')", ""),
        ("CASE format WHEN 'csv' THEN settings ELSE having END = 1", ""),
        ("org_id = format XOR day > 1", ""),
        ("org_id = 'acme' AND settings NOT IN (1)", ""),
        ("format = 'x' AND settings IN ('a') AND having > 1", ""),
        ("format LIKE 'x' OR settings IS NOT NULL", ""),
        ("WHERE org_id = 'acme'", "filter-clause"),
        ("  where org_id = 'acme'", "filter-clause"),
        ("whereabouts = 'acme'", ""),
        ("AND org_id = 'acme'", "filter-clause"),
        ("SELECT * FROM t WHERE org_id = 'acme'", "filter-clause"),
        ("org_id = 'acme' LIMIT 10", "filter-clause"),
        ("org_id = 'acme' limit 10 offset 5", "filter-clause"),
        ("limit > 10", ""),
        ("org_id = 'acme' ORDER BY ts", "filter-clause"),
        ("org_id = 'acme';", "filter-clause"),
        ("org_id = 'a LIMIT 10'", ""),
        ("id IN (SELECT id FROM t WHERE a = 1 ORDER BY b LIMIT 5)", ""),
        ("`order by` = 1", ""),
        ("x = 'never ends LIMIT 1", "filter-clause"),
        (r"x = '\\' LIMIT 1'", ""),
        (r"x = '\\\\' LIMIT 1", "filter-clause"),
        ("x = ''' '", ""),
        ("x = ''''", ""),
        ("x = 'it''s LIMIT 1'", ""),
        ("x = 'it''s' LIMIT 1", "filter-clause"),
        ("(org_id = 'acme') LIMIT 1", "filter-clause"),
        ("f((a), (b)) ORDER BY a", "filter-clause"),
        ("f((a), (b) ORDER BY a)", ""),
        ("a) LIMIT 1", "filter-clause"),
        ("org_id = 'a') OR (1=1", "filter-clause"),
        ("org_id = 'O'Brien'", "filter-clause"),
        ("org_id = 'acme", "filter-clause"),
        ("org_id = `acme", "filter-clause"),
        ("(org_id = 'a'", "filter-clause"),
        ("org_id = 'a')", "filter-clause"),
        ("org_id = ", "filter-clause"),
        ("day >", "filter-clause"),
        ("org_id = ')'", ""),
        ("org_id = 'a' -- don't (", ""),
        ("org_id = 'a' /* don't ( */ AND (day > 1)", ""),
        ("(org_id = 'a') OR ((1=1))", ""),
        ("`a'b(` = 1", ""),
        ("count(*) > 1", ""),
        ("n > 2 * -1", ""),
    ] {
        let scopes = format!(r#"[{{"type":"DATASOURCES:READ","resource":"r","filter":"{filter}"}}]"#);
        let expected = if issues.is_empty() { vec![] } else { vec![format!("{issues} /claims/scopes/0/filter")] };
        assert_eq!(codes(&report(&token(&claims_with("scopes", &scopes))).issues), expected, "{filter}");
    }
}

/// The words of one issue.
#[track_caller]
fn says(name: &str, value: &str, code: &str, words: &str) {
    let issues = report(&token(&claims_with(name, value))).issues;
    let found = issues.iter().find(|issue| issue.code() == code);
    assert!(found.is_some_and(|issue| issue.message.contains(words)), "{value}: {issues:?}");
}

#[test]
fn what_is_wrong_with_a_scope_is_said() {
    for (kind, words) in
        [("pipes:read", "in capitals"), (" DATASOURCES:READ", "in capitals"), ("PIPES", "`type` must be")]
    {
        says("scopes", &format!(r#"[{{"type":"{kind}","resource":"r"}}]"#), "scope-type", words);
    }
    for (resource, words) in [
        (" top_pages", "a space around"),
        ("top_pages ", "a space around"),
        ("top_pages.json", "without `.json`"),
        ("top_pages.Prometheus", "without `.json`"),
        ("top pages", "letters, digits and underscores"),
        ("top-pages", "letters, digits and underscores"),
        ("PIPES:READ:top_pages", "letters, digits and underscores"),
    ] {
        says("scopes", &format!(r#"[{{"type":"PIPES:READ","resource":"{resource}"}}]"#), "resource-name", words);
    }
}

/// Whoever reads them has seen enough after a hundred; but an error is among them.
#[test]
fn a_hundred_issues_are_listed_and_the_first_error() {
    let scope = |n: usize, kind: &str| format!(r#"{{"type":"{kind}","resource":"{n} x","fixed_params":{{"a":1}}}}"#);
    let list = |len: usize, kind: &str| (0..len).map(|n| scope(n, kind)).collect::<Vec<_>>().join(",");
    let warned = report(&token(&claims_with("scopes", &format!("[{}]", list(150, "PIPES:READ"))))).issues;
    assert_eq!(warned.len(), 100);
    let (errors, both) = (list(3, "x"), list(150, "PIPES:READ"));
    let issues = report(&token(&claims_with("scopes", &format!("[{both},{errors}]")))).issues;
    assert_eq!(issues.len(), 101);
    assert_eq!(issues.iter().filter(|issue| issue.severity == Severity::Error).count(), 1);
    assert_eq!(report(&token(&claims_with("scopes", &format!("[{}]", list(150, "x"))))).issues.len(), 100);
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    let text = jws("k", r#"{"alg":"none","crit":[],"zip":1,"typ":"x","a":1,"a":1}"#, r#"{"exp":1,"scopes":[{}]}"#);
    let mut found = codes(&report(&text).issues);
    found.sort();
    assert_eq!(
        found,
        [
            "alg-not-hs256 /header/alg",
            "crit /header/crit",
            "crit /header/zip",
            "duplicate-key /header/a",
            "expired /claims/exp",
            "name-missing /claims",
            "scope-resource /claims/scopes/0",
            "scope-type /claims/scopes/0",
            "typ /header/typ",
            "workspace-id-missing /claims",
        ]
    );
}

#[test]
fn headers_are_judged() {
    for (header, issues) in [
        (HEADER, vec![]),
        ("{}", vec!["alg-missing /header"]),
        (r#"{"alg":"HS256","typ":"jwt"}"#, vec![]),
        (r#"{"alg":"HS256","typ":null}"#, vec!["typ /header/typ"]),
        (r#"{"alg":"RS256"}"#, vec!["alg-not-hs256 /header/alg"]),
        (r#"{"alg":["HS256"]}"#, vec!["alg-not-hs256 /header/alg"]),
        ("[]", vec!["header /header"]),
        ("{", vec!["header /header"]),
        ("", vec!["header /header"]),
    ] {
        let report = report(&jws(KEY, header, claims(NOW + 600)));
        assert_eq!(
            (report.kind, codes(&report.issues)),
            (Kind::Jwt, issues.iter().map(ToString::to_string).collect()),
            "{header}"
        );
    }
    let info = report(&jws(KEY, "{}", claims(NOW + 600)));
    assert_eq!(info.issues[0].severity, Severity::Info);
}

#[test]
fn a_signature_of_another_length_is_told() {
    let good = token(&claims(NOW + 600));
    let (input, mac) = good.rsplit_once('.').unwrap();
    for (mac, words) in
        [("", "0 bytes"), (&mac[..40], "30 bytes"), ("!", "base64url"), (&format!("{mac}="), "base64url")]
    {
        let report = report(&format!("{input}.{mac}"));
        assert_eq!((report.kind, codes(&report.issues)), (Kind::Jwt, vec!["malformed".to_string()]));
        assert!(report.issues[0].message.contains(words), "{}", report.issues[0]);
    }
}

#[test]
fn what_is_no_token_is_told_with_the_likely_reason() {
    let good = token(&claims(NOW + 600));
    let jwe = format!("{}.{}.{}.{}.{}", encode(r#"{"alg":"dir","enc":"A128GCM"}"#), "a", "b", "c", "d");
    for (text, kind, rules, words) in [
        (String::new(), Kind::Unknown, vec!["not-a-token", "not-a-token"], "empty"),
        ("hello".into(), Kind::Unknown, vec!["not-a-token"], "three segments"),
        ("a.b.c".into(), Kind::Unknown, vec!["not-a-token"], "base64url"),
        ("..".into(), Kind::Jwt, vec!["header", "malformed", "claims-not-object"], "not JSON"),
        (format!("{good}\n"), Kind::Jwt, vec!["malformed"], "base64url"),
        (format!("\n{good}"), Kind::Unknown, vec!["not-a-token", "not-a-token"], "white space"),
        (format!("Bearer {good}"), Kind::Unknown, vec!["not-a-token", "not-a-token"], "`Bearer `"),
        (format!("bEARER {good}"), Kind::Unknown, vec!["not-a-token", "not-a-token"], "`Bearer `"),
        (jwe, Kind::Unknown, vec!["not-a-token", "not-a-token"], "JWE"),
        // Two that are glued together.
        (format!("{good}{good}"), Kind::Unknown, vec!["not-a-token"], "three segments"),
        (format!("{}.a.b.c.d", encode(r#"{"alg":"dir"}"#)), Kind::Unknown, vec!["not-a-token"], "three segments"),
        (format!("{}.a.b.c.d", encode("[]")), Kind::Unknown, vec!["not-a-token"], "three segments"),
        ("a.b.c.d.e".into(), Kind::Unknown, vec!["not-a-token"], "three segments"),
        ("-----BEGIN PUBLIC KEY-----".into(), Kind::Unknown, vec!["not-a-token", "not-a-token"], "PEM"),
        ("p.".into(), Kind::Unknown, vec!["not-a-token"], "three segments"),
        (KEY[..100].into(), Kind::Unknown, vec!["not-a-token"], "three segments"),
        (KEY[..KEY.len() - 1].into(), Kind::StaticToken, vec!["malformed"], "static token"),
        (format!("{KEY}\n"), Kind::StaticToken, vec!["malformed"], "static token"),
        (format!("p.eyJ!.{}", &KEY[KEY.len() - 43..]), Kind::StaticToken, vec!["malformed"], "static token"),
        ("x".repeat(MAX_TOKEN_LEN + 1), Kind::Unknown, vec!["too-large"], "16385 bytes"),
        (".".repeat(1_000_000), Kind::Unknown, vec!["too-large"], "1000000 bytes"),
        (format!("p.eyJ{}.x", "x".repeat(100_000)), Kind::Unknown, vec!["too-large"], "bytes"),
        (jws(KEY, HEADER, "[1]"), Kind::Jwt, vec!["claims-not-object"], "an array"),
        (jws(KEY, HEADER, "x"), Kind::Jwt, vec!["claims-not-object"], "not JSON"),
        (jws(KEY, HEADER, b"\"\xff\""), Kind::Jwt, vec!["claims-not-object"], "UTF-8"),
        (jws(KEY, b"\"\xff\"", claims(NOW + 1)), Kind::Jwt, vec!["header"], "UTF-8"),
        (format!("{}.!.x", encode(HEADER)), Kind::Jwt, vec!["malformed"], "payload"),
    ] {
        let report = report(&text);
        let shown: String = text.chars().take(80).collect();
        assert_eq!(report.kind, kind, "{shown}");
        let found: Vec<&str> = report.issues.iter().map(|issue| issue.code()).collect();
        assert_eq!(found, rules, "{shown}");
        assert!(report.issues.iter().any(|issue| issue.message.contains(words)), "{shown}: {:?}", report.issues);
    }
}

#[cfg(feature = "serde")]
#[test]
fn the_report_is_json() {
    let value = |text: &str| serde_json::to_value(report(text)).unwrap();
    assert_eq!(
        value(&token(&claims_with("exp", "1700000000"))),
        serde_json::json!({
            "kind": "jwt",
            "header": { "alg": "HS256", "typ": "JWT" },
            "claims": serde_json::from_str::<serde_json::Value>(&claims_with("exp", "1700000000")).unwrap(),
            "static_token": null,
            "expiry": { "exp": NOW, "expires_in": 0 },
            "issues": [{
                "code": "expired", "severity": "error", "path": "/claims/exp",
                "message": "the token expired 0 s ago; mint a new one",
            }],
        })
    );
    assert_eq!(
        value(KEY),
        serde_json::json!({
            "kind": "static-token", "header": null, "claims": null, "expiry": null, "issues": [],
            "static_token": { "u": WORKSPACE, "id": "489d1355-e9e3-4b61-9982-f5f45c3fee21", "host": null },
        })
    );
    let unknown = value("\"\\\0é");
    assert_eq!((&unknown["kind"], unknown["issues"].as_array().map(Vec::len)), (&"unknown".into(), Some(1)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_gives_a_report(
        text in "(?s:.){0,200}|[A-Za-z0-9_.=-]{0,200}|p\\.eyJ[A-Za-z0-9_-]{0,50}\\.[A-Za-z0-9_-]{0,50}",
        header in "(?s:.){0,40}|\\{(\"[a-z\\\\u]{0,6}\":[0-9\\[\\]\"tn,]{0,4},?){0,4}\\}",
        payload in "(?s:.){0,80}|\\{(\"[a-z]{0,6}\":[0-9\\[\\]\"tn,]{0,4},?){0,4}\\}",
        now in any::<u64>(),
    ) {
        for text in [text, jws(KEY, header, payload)] {
            let report = inspect(&text, now);
            #[cfg(feature = "serde")]
            prop_assert_eq!(&serde_json::to_value(&report).unwrap()["kind"], report.kind.as_str());
            prop_assert!(report.kind == Kind::Jwt || !report.issues.is_empty());
        }
    }

    /// Bytes of a good token changed at random: never a panic, never a good report about another text with an empty key.
    #[test]
    fn mutated_tokens_give_a_report(at in prop::collection::vec((0..400_usize, any::<char>()), 1..6), now in any::<u64>()) {
        let mut chars: Vec<char> = token(&claims(NOW + 600)).chars().collect();
        for (index, c) in at {
            let len = chars.len();
            chars[index % len] = c;
        }
        let text: String = chars.into_iter().collect();
        prop_assert!(inspect(&text, now).issues.iter().all(|issue| !issue.message.is_empty()));
    }
}
