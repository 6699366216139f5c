//! Minting: what fills a template, what does not, and what comes out.

use mintbird::{
    Error, FixedValue, MAX_TIME, MAX_TOKEN_LEN, MAX_TTL, MintOptions, Minter, Number, SigningKey, Template, Value,
};
use proptest::prelude::*;

use super::{NOTHING, minter, payload_json};
use crate::common::{codes, payload};
use crate::known::{KEY, NOW, OTHER_WORKSPACE, TEMPLATE, WORKSPACE};

const PARAMS: [(&str, &str); 2] = [("user_id", "u_1"), ("org_id", "acme")];

fn params<'v>(values: [(&'static str, &'v str); 2]) -> [(&'static str, Value<'v>); 2] {
    values.map(|(name, value)| (name, value.into()))
}

#[test]
fn a_token_says_what_the_template_says_in_the_documented_order() {
    let token = minter(TEMPLATE).mint(params(PARAMS), NOW).unwrap();
    let expected = format!(
        r#"{{"workspace_id":"{WORKSPACE}","name":"dashboard_u_1","exp":1700000600,"scopes":[{{"type":"PIPES:READ","resource":"top_pages","fixed_params":{{"org_id":"acme","currency":"eur"}}}},{{"type":"DATASOURCES:READ","resource":"events","filter":"org_id = 'acme'"}}],"limits":{{"rps":10}}}}"#
    );
    assert_eq!(payload(&token), expected);
    assert_eq!(token, crate::common::token(&expected));
}

#[test]
fn key_order_does_not_follow_the_template() {
    let template = format!(
        r#"{{"limits":{{"rps":1}},"scopes":[{{"fixed_params":{{"z":1,"a":2}},"resource":"r","type":"PIPES:READ"}}],"ttl":1,"name":"n","workspace_id":"{WORKSPACE}"}}"#
    );
    let expected = format!(
        r#"{{"workspace_id":"{WORKSPACE}","name":"n","exp":1700000001,"scopes":[{{"type":"PIPES:READ","resource":"r","fixed_params":{{"z":1,"a":2}}}}],"limits":{{"rps":1}}}}"#
    );
    assert_eq!(payload(&minter(&template).mint(NOTHING, NOW).unwrap()), expected);
}

#[test]
fn the_order_of_the_parameters_does_not_matter() {
    let [user, org] = params(PARAMS);
    let minter = minter(TEMPLATE);
    assert_eq!(minter.mint([org.clone(), user.clone()], NOW), minter.mint([user, org], NOW));
}

/// What each parameter error says. Every one names the parameter.
#[test]
fn what_does_not_fill_a_placeholder_is_an_error_that_names_it() {
    let minter = minter(TEMPLATE);
    let user = ("user_id", Value::from("u"));
    let cases = [
        (vec![], "user_id", "is missing"),
        (vec![user.clone()], "org_id", "is missing"),
        (vec![("org_id", "a".into())], "user_id", "is missing"),
        (vec![user.clone(), ("org_id", "".into())], "org_id", "empty string"),
        (vec![user.clone(), ("org_id", 7.into())], "org_id", "must be a string"),
        (vec![user.clone(), ("org_id", vec!["a"].into())], "org_id", "list"),
        (vec![user.clone(), ("org_id", Vec::<&str>::new().into())], "org_id", "empty list"),
        (vec![user.clone(), ("org_id", "a".into()), ("x", "y".into())], "x", "expected one of: user_id, org_id"),
        (vec![user.clone(), ("orgId", "a".into())], "orgId", "did you mean `org_id`?"),
        (vec![user.clone(), ("Org_ID", "a".into())], "Org_ID", "did you mean `org_id`?"),
        (vec![user.clone(), ("", "a".into())], "", "is not in the template"),
        (vec![user.clone(), user.clone(), ("org_id", "a".into())], "user_id", "twice"),
        (vec![user.clone(), ("org_id", "a".into()), user.clone()], "user_id", "twice"),
    ];
    for (params, name, words) in cases {
        let shown = format!("{params:?}");
        let error = minter.mint(params, NOW).expect_err(&shown);
        assert_eq!(error.code(), "param", "{shown}");
        assert!(matches!(&error, Error::Param { name: named, .. } if named == name), "{shown}: {error}");
        assert!(error.to_string().contains(words), "{shown}: {error}");
        assert!(error.to_string().contains(&format!("`{name}`")), "{shown}: {error}");
    }
}

#[test]
fn names_are_looked_at_before_values() {
    let minter = minter(TEMPLATE);
    for (params, words) in [
        (vec![("user_id", "u"), ("org_id", ""), ("image", "x")], "`image` is not in the template"),
        (vec![("user_id", "u"), ("org_id", "a"), ("image", "")], "`image` is not in the template"),
        (vec![("user_id", "")], "`org_id` is missing; every placeholder needs a value"),
        (vec![("user_id", ""), ("user_id", ""), ("org_id", "a")], "`user_id` is given twice"),
        (vec![("org_id", "a"), ("user_id", "")], "`user_id` is an empty string"),
    ] {
        let error = minter.mint(params, NOW).unwrap_err();
        assert!(error.to_string().contains(words), "{error}");
    }
}

#[test]
fn names_and_values_come_from_any_map() {
    let minter = minter(TEMPLATE);
    let expected = minter.mint(PARAMS, NOW).unwrap();
    let owned = PARAMS.map(|(name, value)| (name.to_string(), value.to_string()));
    assert_eq!(minter.mint(owned.clone(), NOW).as_ref(), Ok(&expected));
    let map: std::collections::HashMap<String, String> = owned.clone().into();
    assert_eq!(minter.mint(&map, NOW).as_ref(), Ok(&expected));
    let values: std::collections::BTreeMap<&str, Value<'_>> = params(PARAMS).into();
    assert_eq!(minter.mint(&values, NOW).as_ref(), Ok(&expected));
    assert_eq!(minter.mint(values, NOW).as_ref(), Ok(&expected));
    assert_eq!(minter.mint_many([&map, &map], NOW), Ok(vec![expected.clone(), expected]));
}

/// Whatever a template repeats and however a value is escaped: it costs no more than a token does.
#[test]
fn what_does_not_fit_is_not_written() {
    let repeated = "{v}".repeat(21_000);
    let many: Vec<String> = (0..100)
        .map(|n| {
            format!(
                r#"{{"type":"PIPES:READ","resource":"r{n}","fixed_params":{{"a":"{{v}}","b":"{{v}}","c":"{{v}}"}}}}"#
            )
        })
        .collect();
    let literals = "OR a = {v:String} ".repeat(1090);
    let lists = "OR a IN {v:Array(String)} ".repeat(800);
    let templates = [
        format!(
            r#"{{"name":"n","ttl":1,"scopes":[{{"type":"PIPES:READ","resource":"r","fixed_params":{{"a":"{repeated}"}}}}]}}"#
        ),
        format!(r#"{{"name":"n","ttl":1,"scopes":[{}]}}"#, many.join(",")),
        crate::with_key::filter_template(&format!("a = {{v:String}} {literals}")),
        crate::with_key::filter_template(&format!("a IN {{v:Array(String)}} {lists}")),
    ];
    for (template, list) in templates.iter().zip([false, false, false, true]) {
        let minter = minter(template);
        for text in ["\u{1}", "\\", "'", "{", "é", "x", "\""] {
            for len in [1, 100, 12_000, 16_384, 100_000] {
                // Something that is seen before it: what nobody sees is no value.
                let text = ["x", &text.repeat(len / text.len() + 1)].concat();
                let value: Value<'_> = if list { vec![text.as_str(); 10].into() } else { text.as_str().into() };
                let start = std::time::Instant::now();
                let fastest = (0..3).map(|_| {
                    let minted = minter.mint([("v", &value)], NOW);
                    if let Err(error) = &minted {
                        assert!(matches!(error, Error::TooLarge { len } if *len > MAX_TOKEN_LEN), "{error}");
                    }
                    start.elapsed()
                });
                // Without optimisation, on a busy machine; to write it all took seconds to minutes.
                assert!(fastest.min().unwrap() < std::time::Duration::from_millis(300), "{len}");
            }
        }
    }
}

/// As many values as a template may refuse, and a list as long as one is read: each item is looked up, not compared with all.
#[test]
fn to_refuse_many_values_costs_little() {
    let refused: Vec<String> = (0..1000).map(|n| format!("\"{}\"", 1_000_000 + n)).collect();
    let template = crate::with_key::filter_template("a IN {v:Array(String)}").replacen(
        '{',
        &format!(r#"{{"refuse":{{"v":[{}]}},"#, refused.join(",")),
        1,
    );
    let minter = minter(&template);
    let value: Value<'_> = (0..8000).map(|n| format!("{}", 2_000_000 + n)).collect::<Vec<_>>().into();
    let fastest = (0..3).map(|_| {
        let start = std::time::Instant::now();
        assert!(matches!(minter.mint([("v", &value)], NOW), Err(Error::TooLarge { .. })));
        start.elapsed()
    });
    // Without optimisation, on a busy machine; to compare each with all took seconds.
    assert!(fastest.min().unwrap() < std::time::Duration::from_millis(500));
}

#[test]
fn an_unknown_name_of_any_length_makes_a_short_message() {
    let name = "é".repeat(100_000);
    let error = minter(TEMPLATE).mint([(name.as_str(), "a")], NOW).unwrap_err();
    assert!(error.to_string().len() < 300, "{error}");
}

#[test]
fn an_unknown_name_is_told_with_the_one_that_was_meant() {
    let long = "a".repeat(64);
    let (near, longer) = (long.replacen('a', "b", 1), format!("{long}a"));
    for (known, name, words) in [
        ("org_id", "orgId", "did you mean `org_id`?"),
        ("org_id", "orgs_ids", "did you mean `org_id`?"),
        ("org_id", "my_orgs_id", "expected one of: org_id"),
        (&long, &near, "did you mean `aaa"),
        (&long, &longer, "expected one of: aaa"),
        ("ab", "b", "did you mean `ab`?"),
        ("a", "b", "expected one of: a"),
        ("org_id", KEY, "`p.…` is not in the template"),
        ("org_id", &KEY[2..], "`eyJ…` is not in the template"),
    ] {
        let template = format!(
            r#"{{"name":"n","ttl":1,"scopes":[{{"type":"PIPES:READ","resource":"r","fixed_params":{{"v":"{{{known}}}"}}}}]}}"#
        );
        let error = minter(&template).mint([(name, "x")], NOW).unwrap_err().to_string();
        assert!(error.contains(words), "{name}: {error}");
        assert!(!error.contains(&KEY[2..60]), "{error}");
    }
    let constant = r#"{"name":"n","ttl":1,"scopes":[{"type":"PIPES:READ","resource":"r"}]}"#;
    let error = minter(constant).mint([("org_id", "x")], NOW).unwrap_err().to_string();
    assert!(error.contains("there are none"), "{error}");
}

#[test]
fn integers_of_64_bits_keep_every_digit() {
    let template = r#"{"name":"n","ttl":1,"scopes":[
        {"type":"PIPES:READ","resource":"r","fixed_params":{"v":"{v}"}},
        {"type":"DATASOURCES:READ","resource":"r","filter":"v = {v:Int64}"}]}"#;
    for text in ["9007199254740993", "9223372036854775807", "-9223372036854775807"] {
        let expected = |value: &str, literal: &str| {
            format!(r#""v":{value}}}}},{{"type":"DATASOURCES:READ","resource":"r","filter":"v = {literal}"}}]}}"#)
        };
        let literal = if text.starts_with('-') { format!("({text})") } else { text.to_string() };
        let quoted = format!("\"{text}\"");
        let minter = minter(template);
        for (value, shown) in [
            (Value::from(text), quoted.as_str()),
            (text.parse::<i64>().unwrap().into(), text),
            (Number::parse(text).unwrap().into(), text),
        ] {
            let payload = payload(&minter.mint([("v", value)], NOW).unwrap());
            assert!(payload.ends_with(&expected(shown, &literal)), "{payload}");
        }
    }
}

#[test]
fn a_float_that_is_no_number_is_no_value() {
    for float in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(Value::try_from(float).unwrap_err().to_string(), "a value must be a finite number");
    }
}

#[test]
fn the_time_has_to_be_one() {
    let minter = minter(TEMPLATE);
    let millis = NOW.saturating_mul(1000);
    for now in [0, MAX_TIME.saturating_add(1), millis, u64::MAX] {
        assert_eq!(minter.mint(params(PARAMS), now), Err(Error::Clock), "{now}");
    }
    // The clock can be, the expiry cannot.
    assert_eq!(minter.mint(params(PARAMS), MAX_TIME), Err(Error::Clock));
    assert_eq!(payload_json(&minter.mint(params(PARAMS), MAX_TIME.saturating_sub(600)).unwrap())["exp"], MAX_TIME);
    assert_eq!(payload_json(&minter.mint(params(PARAMS), 1).unwrap())["exp"], 601);
}

#[test]
fn a_ttl_of_the_call_wins_over_the_template() {
    let minter = minter(TEMPLATE);
    assert_eq!(minter.ttl(), 600);
    for ttl in [1, 86_400, MAX_TTL] {
        let token = minter.mint(params(PARAMS), MintOptions::at(NOW).with_ttl(ttl)).unwrap();
        assert_eq!(payload_json(&token)["exp"], NOW.saturating_add(ttl));
    }
    for ttl in [0, MAX_TTL.saturating_add(1), u64::MAX] {
        let error = minter.mint(params(PARAMS), MintOptions::at(NOW).with_ttl(ttl)).unwrap_err();
        assert!(matches!(error, Error::Option { name: "ttl", .. }), "{ttl}: {error}");
    }
}

/// jwt-simple keeps time in 32 bits. Tinybird's own example, 123123123123, needs more.
#[test]
fn an_expiry_over_32_bits_keeps_its_digits() {
    let minter = minter(TEMPLATE);
    let now = 123_123_122_523;
    assert_eq!(payload_json(&minter.mint(params(PARAMS), now).unwrap())["exp"], 123_123_123_123_u64);
}

#[test]
fn the_workspace_is_the_templates_or_else_the_keys() {
    let with = |id: &str| TEMPLATE.replacen('{', &format!("{{\"workspace_id\":\"{id}\","), 1);
    assert_eq!(payload_json(&minter(TEMPLATE).mint(params(PARAMS), NOW).unwrap())["workspace_id"], WORKSPACE);
    for (id, issues) in [
        (WORKSPACE.to_string(), vec![]),
        (WORKSPACE.to_uppercase(), vec![]),
        (OTHER_WORKSPACE.to_string(), vec!["key-workspace /workspace_id"]),
    ] {
        let minter = minter(&with(&id));
        assert_eq!(codes(minter.issues()), issues);
        assert_eq!(payload_json(&minter.mint(params(PARAMS), NOW).unwrap())["workspace_id"], id);
    }
    let plain = || SigningKey::new("a-secret-of-thirty-two-bytes,-no-token").unwrap();
    let error = Minter::new(Template::parse(TEMPLATE).unwrap(), plain()).unwrap_err();
    assert_eq!((error.code(), codes(error.issues())), ("template", vec!["workspace-id-missing".to_string()]));
    let minter = Minter::new(Template::parse(&with(WORKSPACE)).unwrap(), plain()).unwrap();
    assert_eq!(codes(minter.issues()), ["key-not-static-token"]);
}

#[test]
fn the_issues_of_template_and_key_are_the_minters() {
    let template = Template::parse(&TEMPLATE.replace("dashboard_{user_id}", "shared")).unwrap();
    let key = SigningKey::new(&format!("{KEY}\n")).unwrap();
    assert_eq!(codes(Minter::new(template, key).unwrap().issues()), ["name-shared /name", "key-whitespace"]);
}

#[test]
fn many_tokens_are_the_same_as_one_by_one_or_none_at_all() {
    let minter = minter(TEMPLATE);
    let users: Vec<String> = (0..500).map(|n| format!("u_{n}")).collect();
    let sets = || users.iter().map(|user| [("user_id", Value::from(user.as_str())), ("org_id", "acme".into())]);
    let one_by_one: Vec<String> = sets().map(|set| minter.mint(set, NOW).unwrap()).collect();
    assert_eq!(minter.mint_many(sets(), NOW).unwrap(), one_by_one);
    assert_eq!(minter.mint_many(Vec::<[(&str, Value<'_>); 0]>::new(), NOW), Ok(Vec::new()));

    let broken = sets().chain([[("user_id", Value::from("")), ("org_id", "acme".into())]]);
    assert_eq!(minter.mint_many(broken, NOW).unwrap_err().code(), "param");
    assert_eq!(minter.mint_many(sets(), 0), Err(Error::Clock));
}

#[test]
fn a_token_of_16_kib_is_made_and_one_byte_more_is_not() {
    let minter = minter(r#"{"name":"{v}","ttl":1,"scopes":[{"type":"PIPES:READ","resource":"r"}]}"#);
    let mint = |len: usize| minter.mint([("v", "x".repeat(len))], NOW);
    let longest = (1..MAX_TOKEN_LEN).rev().find(|len| mint(*len).is_ok()).unwrap();
    let token = mint(longest).unwrap();
    assert!((MAX_TOKEN_LEN.saturating_sub(1)..=MAX_TOKEN_LEN).contains(&token.len()), "{}", token.len());
    assert!(super::verifier().verify(&token, NOW).is_ok());
    let error = mint(longest.saturating_add(1)).unwrap_err();
    assert!(matches!(error, Error::TooLarge { len } if len > MAX_TOKEN_LEN), "{error}");
    assert!(matches!(mint(2_000_000).unwrap_err(), Error::TooLarge { len } if len > 2_000_000));
}

/// So many bytes of JSON make the longest token.
const LONGEST: usize = 12_227;

#[test]
fn escapes_count_as_they_are_written() {
    for fixed in ["{v}", "in a text: {v}"] {
        let template = format!(
            r#"{{"name":"n","ttl":1,"scopes":[{{"type":"PIPES:READ","resource":"r","fixed_params":{{"v":"{fixed}"}}}}]}}"#
        );
        let minter = minter(&template);
        let mint = |value: &str| minter.mint([("v", value)], NOW);
        let room = LONGEST - payload(&mint("x").unwrap()).len() + 1;
        for (character, len) in
            [("a", 1), ("\"", 2), ("\\", 2), ("\n", 2), ("\u{8}", 2), ("\u{1}", 6), ("\u{1f}", 6), ("é", 2)]
        {
            let longest = character.repeat(room / len - 1) + &"x".repeat(room % len + len);
            assert_eq!(mint(&longest).unwrap().len(), MAX_TOKEN_LEN, "{character:?}");
            let error = mint(&(longest + "x")).unwrap_err();
            assert!(matches!(error, Error::TooLarge { .. }), "{character:?}: {error}");
        }
    }
}

#[test]
fn nothing_prints_a_secret() {
    let minter = minter(TEMPLATE);
    let shown = format!("{minter:?} {:?} {:?}", super::key(), super::verifier());
    for secret in [&KEY[2..40], &KEY[100..130], "[65, 43"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

/// Text that a template's string can stand for: its braces doubled.
fn escaped(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    /// Any text lands as itself, wherever it is inserted.
    #[test]
    fn any_text_lands_as_itself(value in "\\PC+|[\\x00-\\x7f]+|[{}\"'\\\\]+|(?s:.)+") {
        prop_assume!(value.contains(|c: char| c.is_alphanumeric() || c.is_ascii_punctuation()));
        let minter = minter(r#"{"name":"<{v}>","ttl":1,"scopes":[
            {"type":"PIPES:READ","resource":"r","fixed_params":{"v":"{v}"}},
            {"type":"DATASOURCES:READ","resource":"r","filter":"v = {v:String}"}]}"#);
        let token = minter.mint([("v", value.as_str())], NOW).unwrap();
        let payload = payload_json(&token);
        prop_assert_eq!(&payload["name"], &format!("<{value}>"));
        prop_assert_eq!(&payload["scopes"][0]["fixed_params"]["v"], &value);
        // The literal ends where the filter ends, and nowhere before.
        let filter = payload["scopes"][1]["filter"].as_str().unwrap();
        let inside = filter.strip_prefix("v = '").and_then(|rest| rest.strip_suffix('\'')).unwrap();
        let mut read = String::new();
        let mut chars = inside.chars();
        while let Some(c) = chars.next() {
            prop_assert!(!matches!(c, '\'' | '{' | '}' | '\0' | '\n'), "{filter}");
            read.push(match c {
                '\\' => match chars.next().unwrap() {
                    '0' => '\0',
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    'x' => match (chars.next(), chars.next()) {
                        (Some('7'), Some('B')) => '{',
                        (Some('7'), Some('D')) => '}',
                        other => panic!("{other:?}"),
                    },
                    c @ ('\\' | '\'') => c,
                    other => panic!("{other:?}"),
                },
                c => c,
            });
        }
        prop_assert_eq!(read, value);
    }

    /// What is minted verifies, and says what was put in.
    #[test]
    fn minted_tokens_verify(user in "(?s:.){0,40}x", org in "x\\PC{0,40}", now in 1..MAX_TIME - MAX_TTL, ttl in 1..=MAX_TTL) {
        let options = MintOptions::at(now).with_ttl(ttl);
        let token = minter(TEMPLATE).mint([("user_id", user.as_str()), ("org_id", org.as_str())], options).unwrap();
        let claims = super::verifier().verify(&token, now).unwrap();
        prop_assert_eq!(claims.exp(), now + ttl);
        prop_assert_eq!(claims.name(), format!("dashboard_{user}"));
        prop_assert_eq!(claims.workspace_id(), WORKSPACE);
        prop_assert_eq!(claims.rps(), Some(10));
        prop_assert_eq!(&claims.scopes()[0].fixed_params()[0].1, &FixedValue::Text(org.as_str().into()));
        prop_assert_eq!(&claims.to_json(), &payload(&token));
        // And the same bytes as by two other ways.
        prop_assert_eq!(&crate::common::token(&payload(&token)), &token);
        prop_assert_eq!(mintbird::sign(&claims, &super::key()).unwrap(), token);
    }

    /// Whatever the texts around the placeholders are, they come out as they went in.
    #[test]
    fn any_template_text_lands_as_itself(
        name in "(?s:.){1,20}", resource in "[^{}]{1,20}", key in "[a-z_][a-zA-Z0-9_]{0,10}X", text in "(?s:.){1,30}", sql in "[^\\\\'{}]{0,20}",
    ) {
        let template = serde_json::json!({
            "name": escaped(&name), "ttl": 60, "scopes": [
                { "type": "PIPES:READ", "resource": resource, "fixed_params": { key.as_str(): escaped(&text) + "{v}" + &escaped(&text) } },
                { "type": "DATASOURCES:READ", "resource": resource, "filter": format!("a = '{sql}' AND v = {{v:UInt8}}") },
            ],
        });
        if let Err(error) = Template::parse(&template.to_string()) {
            // Nothing is refused but what looks like another system's placeholder.
            prop_assert!(error.issues().iter().all(|issue| issue.code() == "placeholder-foreign"), "{error}");
            prop_assert!([&name, &text].iter().any(|text| text.contains(['{', '<', '%', '$', '#'])), "{error}");
            return Ok(());
        }
        let minter = minter(&template.to_string());
        let payload = payload_json(&minter.mint([("v", 7)], NOW).unwrap());
        prop_assert_eq!(&payload["name"], &name);
        prop_assert_eq!(&payload["scopes"], &serde_json::json!([
            { "type": "PIPES:READ", "resource": resource, "fixed_params": { key.as_str(): format!("{text}7{text}") } },
            { "type": "DATASOURCES:READ", "resource": resource, "filter": format!("a = '{sql}' AND v = 7") },
        ]));
    }
}

#[test]
fn a_static_token_is_no_value() {
    let minter = minter(TEMPLATE);
    for value in [KEY.to_string(), format!("Bearer {KEY}")] {
        let refused = minter.mint([("user_id", "u"), ("org_id", value.as_str())], NOW).unwrap_err();
        assert_eq!(refused.code(), "param");
        assert!(refused.to_string().contains("`org_id` is a static token"), "{refused}");
    }
}

/// What has the form of one, to the letters it is written with; a text that has not is a value like any other.
#[test]
fn a_static_token_is_told_by_its_form() {
    let minter = minter(TEMPLATE);
    let mint = |value: &str| minter.mint([("user_id", "u"), ("org_id", value)], NOW).is_ok();
    let mac = "A".repeat(43);
    for (payload, mac) in [("eyJ1", &mac), ("eyJ-1", &mac), ("eyJ_1", &mac), ("eyJ1", &"-_".repeat(22))] {
        assert!(!mint(&format!("p.{payload}.{mac}")), "{payload}.{mac}");
    }
    let short = format!("{}!", "A".repeat(42));
    for (payload, mac) in [("eyJ!1", &mac), ("eyJ 1", &mac), ("eyJé1", &mac), ("eyK1", &mac), ("eyJ11", &short)] {
        assert!(mint(&format!("p.{payload}.{mac}")), "{payload}.{mac}");
    }
}
