//! Templates: what is read, every fault with its pointer, what is warned of, and the bad input that must never get through.

use std::time::{Duration, Instant};

use mintbird::{MAX_PARAMS, MAX_SCOPES, MAX_TEMPLATE_LEN, Template};

use super::{NOTHING, faults, filter_template};
use crate::common::codes;
use crate::known::TEMPLATE;

#[test]
fn params_come_in_order_of_appearance_and_once() {
    assert_eq!(Template::parse(TEMPLATE).unwrap().params(), ["user_id", "org_id"]);
    let template = r#"{"name":"{b}_{a}_{b}","ttl":1,"scopes":[
        {"type":"DATASOURCES:READ","resource":"r","filter":"c = {c:Int8} AND a = {a:String}"}]}"#;
    assert_eq!(Template::parse(template).unwrap().params(), ["b", "a", "c"]);
}

#[test]
fn all_faults_are_reported_at_once_with_their_pointers() {
    let template = r#"{
        "workspace_id": "workspace",
        "name": "dashboard_{user id}",
        "ttl": "10 minutes",
        "expires": 1,
        "scopes": [
            { "type": "PIPES", "resource": "r", "fixed_params": { "a/b": "{x:Array(String)}", "c~d": null, "e": [1] } },
            { "type": "PIPES:READ", "resource": "{r}", "filter": "a = {b}" },
            { "type": "DATASOURCES:READ", "resource": 7, "filter": "a = '{b:String}'" },
            { "type": "DATASOURCES:READ", "resource": "r", "filter": "a = {b:Strin}", "fixed_param": {} },
            "PIPES:READ",
            { "type": "DATASOURCES:READ", "resource": "s", "filter": "  " }
        ],
        "limits": { "rps": 1.5, "rpm": 60 }
    }"#;
    let mut found = faults(template);
    found.sort();
    let mut expected = vec![
        "workspace-id-not-uuid /workspace_id",
        "placeholder /name",
        "ttl /ttl",
        "template-member /expires",
        "scope-type /scopes/0/type",
        "fixed-param-name /scopes/0/fixed_params/a~1b",
        "placeholder-type /scopes/0/fixed_params/a~1b",
        "fixed-param-name /scopes/0/fixed_params/c~0d",
        "fixed-param-null /scopes/0/fixed_params/c~0d",
        "fixed-param-type /scopes/0/fixed_params/e",
        "placeholder /scopes/1/resource",
        "filter-misplaced /scopes/1/filter",
        "placeholder-type /scopes/1/filter",
        "scope-resource /scopes/2/resource",
        "filter-syntax /scopes/2/filter",
        "placeholder-type /scopes/3/filter",
        "scope-member /scopes/3/fixed_param",
        "scope-type /scopes/4",
        "filter-empty /scopes/5/filter",
        "rps-type /limits/rps",
        "scope-member /limits/rpm",
    ];
    expected.sort();
    assert_eq!(found, expected);
}

/// One fault each: the template, what is reported, and words that its message has to have.
#[test]
fn each_fault_has_its_code_its_pointer_and_a_message() {
    let scope = r#"{"type":"PIPES:READ","resource":"r","fixed_params":{"a":"{a}"}}"#;
    let with = |members: &str| format!(r#"{{"name":"n","ttl":60,"scopes":[{scope}],{members}}}"#);
    let ttl = |ttl: &str| format!(r#"{{"name":"n","scopes":[{scope}],"ttl":{ttl}}}"#);
    let scopes = |scopes: &str| format!(r#"{{"name":"n","ttl":60,"scopes":{scopes}}}"#);
    let fixed =
        |value: &str| scopes(&format!(r#"[{{"type":"PIPES:READ","resource":"r","fixed_params":{{"a":{value}}}}}]"#));
    let cases: &[(String, &str, &str)] = &[
        ("".into(), "template-json", "line 1, column 1"),
        ("{\n  \"name\": x\n}".into(), "template-json", "line 2, column 11"),
        ("[]".into(), "template-json", "an array"),
        ("7".into(), "template-json", "a number"),
        ("\u{feff}{}".into(), "template-json", "line 1, column 1"),
        (fixed("1e999"), "fixed-param-type /scopes/0/fixed_params/a", "does not fit in a 64-bit float"),
        (fixed("-1e-400"), "fixed-param-type /scopes/0/fixed_params/a", "does not fit in a 64-bit float"),
        (with(r#""ttl":60"#), "duplicate-key /ttl", "twice"),
        (with(r#""limits":{"rps":1,"r\u0070s":2}"#), "duplicate-key /limits/rps", "twice"),
        (with(r#""workspace_id":null"#), "workspace-id-not-uuid /workspace_id", "UUID"),
        (with(r#""workspace_id":"7d7e5a4c8d4e4c1e9f511f0f2f3a4b5c""#), "workspace-id-not-uuid /workspace_id", "UUID"),
        (with(r#""workspace":"x""#), "template-member /workspace", "`workspace_id`"),
        (with(r#""exp":1"#), "template-member /exp", "expected one of"),
        (with(r#""Limits":{}"#), "template-member /Limits", "`limits`"),
        (with(r#""limits":10"#), "rps-type /limits", "object"),
        (with(r#""limits":{"rps":"10"}"#), "rps-type /limits/rps", "integer"),
        (with(r#""limits":{"rps":null}"#), "rps-type /limits/rps", "integer"),
        (with(r#""limits":{"rps":10.0}"#), "rps-type /limits/rps", "integer"),
        (with(r#""limits":{"RPS":10}"#), "scope-member /limits/RPS", "`rps`"),
        (format!(r#"{{"ttl":60,"scopes":[{scope}]}}"#), "name-missing", "add `name`"),
        (format!(r#"{{"name":"","ttl":60,"scopes":[{scope}]}}"#), "name-missing /name", "non-empty"),
        (format!(r#"{{"name":7,"ttl":60,"scopes":[{scope}]}}"#), "name-missing /name", "string"),
        (format!(r#"{{"name":"n","scopes":[{scope}]}}"#), "ttl", "add `ttl`"),
        (ttl("0"), "ttl /ttl", "at least a second"),
        (ttl("-1"), "ttl /ttl", "at least a second"),
        (ttl("315360001"), "ttl /ttl", "at most ten years"),
        (ttl("99999999999999999999"), "ttl /ttl", "at most ten years"),
        (ttl("60.5"), "ttl /ttl", "seconds"),
        (ttl("null"), "ttl /ttl", "seconds"),
        (ttl("true"), "ttl /ttl", "seconds"),
        (ttl(r#""""#), "ttl /ttl", "\"10m\""),
        (ttl(r#""60""#), "ttl /ttl", "\"10m\""),
        (ttl(r#""0s""#), "ttl /ttl", "at least a second"),
        (ttl(r#""-1m""#), "ttl /ttl", "\"10m\""),
        (ttl(r#""+1m""#), "ttl /ttl", "\"10m\""),
        (ttl(r#""1.5h""#), "ttl /ttl", "\"10m\""),
        (ttl(r#""10M""#), "ttl /ttl", "\"10m\""),
        (ttl(r#""10 m""#), "ttl /ttl", "\"10m\""),
        (ttl(r#"" 10m""#), "ttl /ttl", "\"10m\""),
        (ttl(r#""10m\n""#), "ttl /ttl", "\"10m\""),
        (ttl(r#""an hour""#), "ttl /ttl", "\"10m\""),
        (ttl(r#""PT1H""#), "ttl /ttl", "\"10m\""),
        (ttl(r#""1w""#), "ttl /ttl", "\"10m\""),
        (ttl(r#""3651d""#), "ttl /ttl", "at most ten years"),
        (ttl(r#""99999999999999999999s""#), "ttl /ttl", "at most ten years"),
        (ttl(r#""18446744073709551615d""#), "ttl /ttl", "at most ten years"),
        (r#"{"name":"n","ttl":60}"#.into(), "scopes-missing", "add `scopes`"),
        (scopes("{}"), "scopes-missing /scopes", "list"),
        (scopes("null"), "scopes-missing /scopes", "list"),
        (scopes("[]"), "scopes-empty /scopes", "anything"),
        (scopes("[null]"), "scope-type /scopes/0", "object"),
        (scopes(r#"[{"resource":"r"}]"#), "scope-type /scopes/0", "PIPES:READ"),
        (scopes(r#"[{"type":"pipes:read","resource":"r"}]"#), "scope-type /scopes/0/type", "PIPES:READ"),
        (scopes(r#"[{"type":"PIPES:READ"}]"#), "scope-resource /scopes/0", "`resource`"),
        (scopes(r#"[{"type":"PIPES:READ","resource":""}]"#), "scope-resource /scopes/0/resource", "`resource`"),
        (
            scopes(r#"[{"type":"PIPES:READ","resource":"r","fixed_params":["a"]}]"#),
            "fixed-param-type /scopes/0/fixed_params",
            "object",
        ),
        (
            scopes(r#"[{"type":"PIPES:READ","resource":"r","fixed_params":{"a":null}}]"#),
            "fixed-param-null /scopes/0/fixed_params/a",
            "every tenant's rows",
        ),
        (
            scopes(r#"[{"type":"PIPES:READ","resource":"r","fixed_params":{"a":{"b":"{c}"}}}]"#),
            "fixed-param-type /scopes/0/fixed_params/a",
            "string, number or boolean",
        ),
        (
            scopes(r#"[{"type":"PIPES:READ","resource":"r","fixed_param":{"a":"{a}"}}]"#),
            "scope-member /scopes/0/fixed_param",
            "did you mean `fixed_params`?",
        ),
        (
            scopes(r#"[{"type":"PIPES:READ","resource":"r","fixedParams":{"a":"{a}"}}]"#),
            "scope-member /scopes/0/fixedParams",
            "did you mean `fixed_params`?",
        ),
        (
            scopes(r#"[{"type":"DATASOURCES:READ","resource":"r","fixed_params":{"a":1},"filter":"a = 1"}]"#),
            "fixed-params-misplaced /scopes/0/fixed_params",
            "`filter`",
        ),
        (
            scopes(r#"[{"type":"PIPES:READ","resource":"r","filter":"a = 1"}]"#),
            "filter-misplaced /scopes/0/filter",
            "`fixed_params`",
        ),
        (
            scopes(r#"[{"type":"DATASOURCES:READ","resource":"r","filter":""}]"#),
            "filter-empty /scopes/0/filter",
            "leave it out",
        ),
        (
            scopes(r#"[{"type":"DATASOURCES:READ","resource":"r","filter":null}]"#),
            "filter-empty /scopes/0/filter",
            "leave it out",
        ),
        (
            scopes(&format!(
                r#"[{{"type":"PIPES:READ","resource":"r","fixed_params":{{"k":"{}"}}}}]"#,
                crate::known::KEY
            )),
            "secret-in-claims /scopes/0/fixed_params/k",
            "remove the token",
        ),
    ];
    for (template, issue, words) in cases {
        let error = Template::parse(template).expect_err(template);
        assert_eq!(error.code(), "template");
        assert_eq!(codes(error.issues()), [*issue], "{template}");
        let message = &error.issues()[0].message;
        assert!(message.contains(words), "{template}: {message:?} does not say {words:?}");
        assert!(error.to_string().contains(&**message));
    }
}

#[test]
fn a_ttl_is_seconds_or_a_duration() {
    let cases = [
        ("1", 1),
        ("600", 600),
        ("315360000", 315_360_000),
        (r#""1s""#, 1),
        (r#""90s""#, 90),
        (r#""10m""#, 600),
        (r#""1h""#, 3600),
        (r#""7d""#, 604_800),
        (r#""3650d""#, 315_360_000),
        (r#""0010m""#, 600),
    ];
    for (ttl, seconds) in cases {
        let template = format!(r#"{{"name":"n","ttl":{ttl},"scopes":[{{"type":"PIPES:READ","resource":"r"}}]}}"#);
        let token = super::minter(&template).mint(NOTHING, crate::known::NOW).unwrap();
        assert_eq!(super::payload_json(&token)["exp"], crate::known::NOW + seconds, "{ttl}");
    }
}

#[test]
fn what_is_legal_but_hardly_meant_is_a_warning() {
    let template = r#"{
        "name": "dashboard", "ttl": "2d",
        "scopes": [
            { "type": "DATASOURCES:READ", "resource": "events" },
            { "type": "PIPES:READ", "resource": "top", "fixed_params": {} },
            { "type": "PIPES:READ", "resource": "top", "fixed_params": { "a": 1 } }
        ],
        "limits": { "rps": 10 }
    }"#;
    let template = Template::parse(template).unwrap();
    let mut issues = codes(template.issues());
    issues.sort();
    assert_eq!(
        issues,
        [
            "exp-far /ttl",
            "name-shared /name",
            "scope-constant /scopes",
            "scope-duplicate /scopes/2",
            "scope-unfiltered /scopes/0",
            "scope-unfiltered /scopes/1",
        ]
    );
    assert!(template.issues().iter().all(|issue| !issue.is_error()));
}

#[test]
fn a_ttl_that_looks_like_milliseconds_is_an_error_that_says_of_how_many_seconds() {
    let error = Template::parse(&TEMPLATE.replace("\"10m\"", "600000")).unwrap_err();
    let [issue] = error.issues() else { panic!("{error}") };
    assert_eq!(
        issue.message,
        "`ttl` must be seconds; this looks like milliseconds, of 600 seconds. If seconds are meant, write \"600000s\""
    );
    assert_eq!(Template::parse(&TEMPLATE.replace("\"10m\"", "\"600000s\"")).unwrap().ttl(), 600_000);
    // Thousands, but neither a number of hours up to two days, nor days; 1000 days are a day in milliseconds.
    for (ttl, is_told) in [
        (9000, false),
        (10_000, true),
        (10_500, false),
        (36_000, false),
        (90_000, false),
        (180_000, true),
        (432_000, false),
        (600_000, true),
        (2_592_000, false),
        (3_600_000, true),
        (86_400_000, true),
    ] {
        let codes = faults(&TEMPLATE.replace("\"10m\"", &ttl.to_string()));
        assert_eq!(codes, if is_told { vec!["ttl-in-milliseconds /ttl"] } else { vec![] }, "{ttl}");
    }
}

#[test]
fn a_limit_of_zero_is_a_warning_and_shares_nothing() {
    for rps in ["0", "-1"] {
        let template = TEMPLATE.replace("10 }", &format!("{rps} }}")).replace("dashboard_{user_id}", "dashboard");
        assert_eq!(codes(Template::parse(&template).unwrap().issues()), ["rps-unlimited /limits/rps"]);
    }
}

#[test]
fn a_good_template_has_no_issues() {
    assert_eq!(Template::parse(TEMPLATE).unwrap().issues(), []);
    assert_eq!(Template::parse(&TEMPLATE.replace("10m", "1d")).unwrap().issues(), []);
}

#[test]
fn braces_and_quotes_of_json_do_not_reach_the_payload_unescaped() {
    let template = r#"{"name":"\"{{[{a}]}}\"\\","ttl":1,"scopes":[
        {"type":"PIPES:READ","resource":"\"r\\","fixed_params":{"k":"{{\"x\"}}","l":"}}{{{a}\n"}}]}"#;
    let token = super::minter(template).mint([("a", "\"}")], crate::known::NOW).unwrap();
    let payload = super::payload_json(&token);
    assert_eq!(payload["name"], r#""{["}]}"\"#);
    assert_eq!(payload["scopes"][0]["resource"], r#""r\"#);
    assert_eq!(payload["scopes"][0]["fixed_params"], serde_json::json!({ "k": "{\"x\"}", "l": "}{\"}\n" }));
}

/// Each is refused, quickly, with one message that says how much there may be.
#[test]
fn oversized_templates_are_refused_quickly() {
    let scope = r#"{"type":"PIPES:READ","resource":"r"}"#;
    let scopes = |count: usize| format!(r#"{{"name":"n","ttl":1,"scopes":[{}]}}"#, [scope].repeat(count).join(","));
    let params = |count: usize| {
        let placeholders: String = (0..count).map(|n| format!("{{p{n}}}")).collect();
        format!(r#"{{"name":"{placeholders}","ttl":1,"scopes":[{scope}]}}"#)
    };
    let nested = |depth: usize| {
        format!(r#"{{"name":"n","ttl":1,"scopes":[{scope}],"limits":{}{}}}"#, "[".repeat(depth), "]".repeat(depth))
    };
    let big = format!(r#"{{"name":"{}","ttl":1,"scopes":[{scope}]}}"#, "n".repeat(1_000_000));
    let cases = [
        (big.clone(), "template-too-large", MAX_TEMPLATE_LEN.to_string()),
        (format!("{}x", &big[..MAX_TEMPLATE_LEN]), "template-too-large", MAX_TEMPLATE_LEN.to_string()),
        (scopes(10_000), "template-too-large", MAX_TEMPLATE_LEN.to_string()),
        (params(200), "template-too-large", MAX_PARAMS.to_string()),
        (nested(5_000), "template-json", "32".to_string()),
        (nested(33), "template-json", "32".to_string()),
    ];
    for (template, code, words) in cases {
        let start = Instant::now();
        let error = Template::parse(&template).unwrap_err();
        assert!(start.elapsed() < Duration::from_secs(2), "{code} took {:?}", start.elapsed());
        assert_eq!(codes(error.issues()), [code]);
        assert!(error.to_string().contains(&words), "{error}");
        assert!(error.to_string().len() < 500);
    }
    let mut longest = params(1);
    longest.push_str(&" ".repeat(MAX_TEMPLATE_LEN - longest.len()));
    assert_eq!(faults(&longest), [""; 0]);
    assert_eq!(faults(&(longest + " ")), ["template-too-large"]);
    assert_eq!(faults(&params(MAX_PARAMS)), [""; 0]);
    assert_eq!(faults(&params(MAX_PARAMS + 1)), ["template-too-large"]);
    let distinct = |count: usize| {
        let scopes: Vec<String> = (0..count).map(|n| format!(r#"{{"type":"PIPES:READ","resource":"r{n}"}}"#)).collect();
        format!(r#"{{"name":"n","ttl":1,"scopes":[{}]}}"#, scopes.join(","))
    };
    assert_eq!(faults(&distinct(MAX_SCOPES)), [""; 0]);
    assert_eq!(faults(&distinct(MAX_SCOPES + 1)), ["template-too-large /scopes"]);
}

/// Templates that did not come as text have no length; what they hold is limited all the same.
#[test]
fn templates_from_json_are_held_to_the_same() {
    let scopes: Vec<String> = (0..20_000).map(|n| format!(r#"{{"type":"PIPES:READ","resource":"r{n}"}}"#)).collect();
    let text = format!(r#"{{"name":"n","ttl":1,"scopes":[{}]}}"#, scopes.join(","));
    let json = mintbird::Json::parse(&text).unwrap();
    let start = Instant::now();
    let error = Template::from_json(&json).unwrap_err();
    // Under a second, unoptimized; comparing all of them with each other takes half a minute.
    assert!(start.elapsed() < Duration::from_secs(10), "took {:?}", start.elapsed());
    assert_eq!(codes(error.issues()), ["template-too-large /scopes"]);
}

#[test]
fn a_template_whose_tokens_would_all_be_too_long_has_no_minter() {
    let template = Template::parse(&filter_template(&format!("a = '{}'", "x".repeat(13_000)))).unwrap();
    let error = mintbird::Minter::new(template, super::key()).unwrap_err();
    assert_eq!(codes(error.issues()), ["template-too-large"]);
}

#[test]
fn broken_templates_never_panic() {
    let whole = TEMPLATE;
    for end in (0..whole.len()).filter(|end| whole.is_char_boundary(*end)) {
        assert!(Template::parse(&whole[..end]).is_err(), "{}", &whole[..end]);
    }
    for at in 0..whole.len() {
        for byte in [b'"', b'{', b'}', b'\\', b'0', b' ', 0x7f] {
            let mut bytes = whole.as_bytes().to_vec();
            bytes[at] = byte;
            if let Ok(text) = std::str::from_utf8(&bytes) {
                let _ = Template::parse(text);
            }
        }
    }
}
