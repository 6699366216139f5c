//! Typed placeholders in names and fixed parameters, and the values that a template refuses.

use mintbird::{Error, Number, Template, Value};
use proptest::prelude::*;
use serde_json::json;

use super::{NOTHING, faults, filter_template, float, minter, payload_json};
use crate::common::{codes, payload};
use crate::known::NOW;

fn typed(kind: &str) -> String {
    let name = format!("<{{v:{kind}}}>");
    let fixed = json!({ "whole": format!("{{v:{kind}}}"), "inside": format!("a_{{v:{kind}}}_b") });
    json!({ "name": name, "ttl": 60, "scopes": [{ "type": "PIPES:READ", "resource": "r", "fixed_params": fixed }] })
        .to_string()
}

/// The payload that a value makes: what is written whole, as JSON text.
fn whole<'v>(kind: &str, value: impl Into<Value<'v>>) -> Result<String, Error> {
    let token = minter(&typed(kind)).mint([("v", value)], NOW)?;
    let text = payload(&token);
    let (_, rest) = text.split_once(r#""fixed_params":"#).unwrap();
    let json: serde_json::Value = payload_json(&token);
    let fixed = &json["scopes"][0]["fixed_params"];
    // Inside of a string it is the same, as text.
    let inside = fixed["whole"].as_str().map_or_else(|| rest_of(rest, "whole"), String::from);
    assert_eq!(fixed["inside"], format!("a_{inside}_b"));
    assert_eq!(json["name"], format!("<{inside}>"));
    Ok(rest_of(rest, "whole"))
}

/// The JSON text of a member of the fixed parameters, digits and all.
fn rest_of(fixed: &str, name: &str) -> String {
    let (_, value) = fixed.split_once(&format!("\"{name}\":")).unwrap();
    value.split([',', '}']).next().unwrap().to_string()
}

fn number(text: &str) -> Value<'_> {
    Number::parse(text).unwrap().into()
}

const UUID: &str = "7d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5c";

#[test]
fn values_are_written_as_json_of_their_type() {
    for (kind, value, expected) in [
        ("String", Value::from("acme, globex"), "\"acme"),
        ("UUID", Value::from(UUID), "\"7d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5c\""),
        ("Slug", Value::from("acme-2_x"), "\"acme-2_x\""),
        ("Slug", Value::from("-"), "\"-\""),
        ("Bool", Value::from(true), "true"),
        ("Bool", Value::from("false"), "false"),
        ("Date", Value::from("2024-02-29"), "\"2024-02-29\""),
        ("DateTime", Value::from("2026-11-24 10:20:30"), "\"2026-11-24 10:20:30\""),
        ("DateTime", Value::from("2026-11-24T10:20:30"), "\"2026-11-24 10:20:30\""),
        ("Int8", Value::from(-128), "-128"),
        ("Int64", Value::from("-9223372036854775808"), "-9223372036854775808"),
        ("UInt8", Value::from("255"), "255"),
        ("UInt64", Value::from(u64::MAX), "18446744073709551615"),
        ("UInt64", Value::from("18446744073709551615"), "18446744073709551615"),
        ("UInt64", Value::from(9_007_199_254_740_993_u64), "9007199254740993"),
        ("UInt64", Value::from(7_usize), "7"),
        ("Float64", float(-0.5), "-0.5"),
        ("Float64", Value::from("1e-7"), "1e-7"),
        ("Float64", Value::from(3), "3"),
        (" UInt8 ", Value::from(3), "3"),
    ] {
        assert_eq!(whole(kind, value), Ok(expected.to_string()), "{kind}");
    }
}

#[test]
fn what_is_not_of_the_type_is_refused() {
    let cases: &[(&str, &[Value<'_>], &str)] = &[
        ("String", &[7.into(), true.into(), vec!["a"].into()], "must be a string"),
        (
            "Slug",
            &[
                "a b".into(),
                "a,b".into(),
                "*".into(),
                "é".into(),
                "a.b".into(),
                "a/b".into(),
                "a\n".into(),
                7.into(),
                "%".into(),
            ],
            "letters, digits, `_` and `-`",
        ),
        ("UUID", &["acme".into(), 7.into(), "7d7e5a4c8d4e4c1e9f511f0f2f3a4b5c".into(), "all".into()], "must be a UUID"),
        ("Bool", &["yes".into(), 1.into(), "TRUE".into()], "true or false"),
        ("Date", &["2023-02-29".into(), 0.into(), "2024-01-01 00:00:00".into()], "YYYY-MM-DD"),
        ("DateTime", &["2024-01-01".into(), 0.into(), 1_700_000_000.into()], "YYYY-MM-DD hh:mm:ss"),
        (
            "Int8",
            &[128.into(), "-129".into(), float(0.5), "1e1".into(), "-0".into(), true.into()],
            "integer in the range",
        ),
        (
            "UInt64",
            &[
                "-1".into(),
                "18446744073709551616".into(),
                number("1e3"),
                "all".into(),
                "7,8".into(),
                " 7".into(),
                "07".into(),
            ],
            "integer in the range",
        ),
        ("Float64", &["NaN".into(), "1e400".into(), "x".into(), true.into()], "finite"),
    ];
    for (kind, values, words) in cases {
        for value in *values {
            let error = whole(kind, value).expect_err(&format!("{kind}: {value:?}"));
            assert!(
                matches!(&error, Error::Param { name, reason } if name == "v" && reason.contains(words)),
                "{kind}: {error}"
            );
        }
    }
}

#[test]
fn nothing_but_white_space_is_no_value() {
    for template in [typed("String"), typed("String").replace(":String", "")] {
        // Python strips U+001C to U+001F as well, and what renders endpoints is Python.
        for value in [
            " ",
            "\t\n",
            "\u{a0}",
            "\u{3000} \u{2003}",
            "\u{1c}",
            "\u{1f}\u{1e}",
            "\0",
            "\u{7f}",
            "\u{85}",
            "\u{ad}",
            "\u{200b}",
            "\u{200e}\u{202e}",
            "\u{2060}",
            "\u{2800}",
            "\u{3164}",
            "\u{115f}",
            "\u{ffa0}",
            "\u{feff} ",
            "\u{fe0f}",
            "\u{e0061}",
            "\u{e0100}",
        ] {
            let error = minter(&template).mint([("v", value)], NOW).unwrap_err();
            assert!(error.to_string().contains("`v` contains only white space"), "{error}");
        }
        for value in [" x ", "\u{200b}x", "-", "é", "日", "👍\u{fe0f}", "\u{ae}"] {
            assert!(minter(&template).mint([("v", value)], NOW).is_ok(), "{value:?}");
        }
    }
}

#[test]
fn types_are_those_of_filters_and_slug_and_lists_are_none() {
    for (kind, words) in [
        ("Array(String)", "lists belong in filters"),
        ("Array(Slug)", "lists belong in filters"),
        ("", "expected one of: String, UUID"),
        ("slug", "did you mean `Slug`?"),
        ("Strin", "did you mean `String`?"),
        ("Uuid", "did you mean `UUID`?"),
        ("Int", "did you mean `Int64`?"),
        ("Int128", "did you mean `Int64`?"),
        ("Nope", "there is no such type"),
    ] {
        for (path, template) in [
            (
                "/name",
                json!({ "name": format!("{{v:{kind}}}"), "ttl": 1, "scopes": [{ "type": "PIPES:READ", "resource": "r" }] }),
            ),
            (
                "/scopes/0/fixed_params/a",
                json!({ "name": "n", "ttl": 1, "scopes": [
                    { "type": "PIPES:READ", "resource": "r", "fixed_params": { "a": format!("{{v:{kind}}}") } }] }),
            ),
        ] {
            let error = Template::parse(&template.to_string()).expect_err(kind);
            assert_eq!(codes(error.issues()), [format!("placeholder-type {path}")], "{kind}");
            assert!(error.to_string().contains(words), "{kind}: {error}");
        }
    }
    let slug = Template::parse(&filter_template("a = {v:Slug}")).unwrap_err();
    assert_eq!(codes(slug.issues()), ["placeholder-type /scopes/0/filter"]);
    assert!(slug.to_string().contains("in a filter write `String`"), "{slug}");
}

#[test]
fn a_parameter_of_two_types_is_held_to_both() {
    let minter = minter(
        r#"{"name":"{v:Slug}","ttl":1,"scopes":[
            {"type":"PIPES:READ","resource":"r","fixed_params":{"v":"{v:UInt8}"}},
            {"type":"DATASOURCES:READ","resource":"r","filter":"v = {v:String}"}]}"#,
    );
    let payload = payload_json(&minter.mint([("v", "7")], NOW).unwrap());
    assert_eq!(payload["name"], "7");
    assert_eq!(payload["scopes"][0]["fixed_params"]["v"], 7);
    assert_eq!(payload["scopes"][1]["filter"], "v = '7'");
    for value in [Value::from(7), "256".into(), "a".into(), "7.0".into()] {
        assert_eq!(minter.mint([("v", &value)], NOW).unwrap_err().code(), "param", "{value:?}");
    }
}

#[test]
fn a_template_says_where_its_placeholders_are() {
    let template = Template::parse(
        r#"{"name":"{user}_{user}_{org:Slug}","ttl":"1h","scopes":[
            {"type":"PIPES:READ","resource":"r","fixed_params":{"org":"{org:UInt64}","n":"{n}"}},
            {"type":"DATASOURCES:READ","resource":"r","filter":"v IN {list: Array( Array(UUID) )} AND org = {org:String}"}]}"#,
    )
    .unwrap();
    let placeholders: Vec<(&str, Option<String>, &str)> = template
        .placeholders()
        .iter()
        .map(|placeholder| (placeholder.param(), placeholder.kind(), placeholder.path()))
        .collect();
    let kind = |kind: &str| Some(kind.to_string());
    assert_eq!(
        placeholders,
        [
            ("user", None, "/name"),
            ("org", kind("Slug"), "/name"),
            ("org", kind("UInt64"), "/scopes/0/fixed_params/org"),
            ("n", None, "/scopes/0/fixed_params/n"),
            ("list", kind("Array(Array(UUID))"), "/scopes/1/filter"),
            ("org", kind("String"), "/scopes/1/filter"),
        ]
    );
    assert_eq!(template.ttl(), 3600);
    assert_eq!(template.params(), ["user", "org", "n", "list"]);
    assert!(
        template.takes("org", &"7".into()) && !template.takes("org", &7.into()) && !template.takes("org", &"a".into())
    );
    assert!(
        template.takes("n", &7.into()) && !template.takes("n", &" ".into()) && !template.takes("n", &vec![1].into())
    );
    assert!(template.takes("list", &vec![vec![UUID]].into()) && !template.takes("list", &vec![UUID].into()));
    assert!(!template.takes("nobody", &"a".into()));
}

fn refusing(refuse: &str) -> String {
    format!(
        r#"{{"name":"n","ttl":1,"refuse":{refuse},"scopes":[
            {{"type":"PIPES:READ","resource":"r","fixed_params":{{"org":"{{org}}","n":"a_{{n}}"}}}},
            {{"type":"DATASOURCES:READ","resource":"r","filter":"org IN {{list:Array(String)}} OR x IN {{deep:Array(Array(Float64))}}"}}]}}"#
    )
}

fn fills(refuse: &str, org: impl Into<Value<'static>>, n: impl Into<Value<'static>>) -> Result<String, Error> {
    let params =
        [("org", org.into()), ("n", n.into()), ("list", vec!["a", "b"].into()), ("deep", vec![vec![1, 3]].into())];
    minter(&refusing(refuse)).mint(params, NOW)
}

#[test]
fn refused_values_never_fill() {
    let refuse = r#"{"org":["all","*",0,true,""],"list":["all"],"n":[7,"1.50"],"deep":[2]}"#;
    let refused: &[Value<'static>] = &[
        "all".into(),
        "*".into(),
        0.into(),
        "0".into(),
        number("0.0"),
        number("-0"),
        "0e5".into(),
        true.into(),
        "true".into(),
    ];
    for value in refused {
        let error = fills(refuse, value.clone(), "a").expect_err(&format!("{value:?}"));
        assert!(
            matches!(&error, Error::Param { name, reason } if name == "org" && reason.contains("refuses")),
            "{value:?}: {error}"
        );
        assert!(!Template::parse(&refusing(refuse)).unwrap().takes("org", value));
    }
    // Exactly what is listed, and only for its parameter.
    for value in ["ALL", "All", "all ", "alle", "0a", "false", "7", "1"] {
        assert!(fills(refuse, value, "a").is_ok(), "{value}");
    }
    for value in [
        Value::from(7),
        "7".into(),
        number("7.0"),
        number("70e-1"),
        number("0.7e1"),
        float(1.5),
        "1.5".into(),
        "15e-1".into(),
    ] {
        assert!(fills(refuse, "a", value.clone()).is_err(), "{value:?}");
    }
    for value in
        [Value::from(-7), "all".into(), number("7.1"), number("7e1"), number("0.7"), "-7".into(), "1e2147483648".into()]
    {
        assert!(fills(refuse, "a", value.clone()).is_ok(), "{value:?}");
    }
    // Lists, item by item, at any depth.
    let minter = minter(&refusing(refuse));
    for (list, deep, name) in
        [(vec!["a", "all"], vec![vec![1]], "list"), (vec!["a"], vec![vec![1], vec![3, 2]], "deep")]
    {
        let params = [("org", Value::from("a")), ("n", "a".into()), ("list", list.into()), ("deep", deep.into())];
        let error = minter.mint(params, NOW).unwrap_err();
        assert!(matches!(&error, Error::Param { name: named, .. } if named == name), "{error}");
    }
}

#[test]
fn a_number_that_no_float_holds_fills_nothing() {
    for text in ["1e309", "-1e999", "1e-400", "1e2147483648"] {
        let error = fills("{}", number(text), "a").expect_err(text);
        assert!(
            matches!(&error, Error::Param { name, reason } if name == "org" && reason.contains("64-bit float")),
            "{error}"
        );
    }
    for text in ["1e308", "-0.5e-3", "18446744073709551616", "0", "0e999", "-0.0e-999"] {
        assert!(payload(&fills("{}", number(text), "a").unwrap()).contains(&format!("\"org\":{text},")), "{text}");
    }
}

/// Whichever way a value is written: what counts is what an endpoint or ClickHouse reads.
#[test]
fn refused_values_have_no_other_spelling() {
    const TIME: &str = "2020-02-29 23:59:07";
    let refuses = |kind: &str, refused: &str, value: Value<'static>| {
        let template = format!(
            r#"{{"name":"n","ttl":1,"refuse":{{"v":[{refused}]}},"scopes":[{{"type":"DATASOURCES:READ","resource":"r","filter":"v = {{v:{kind}}}"}}]}}"#
        );
        let takes = Template::parse(&template).unwrap().takes("v", &value);
        assert_eq!(minter(&template).mint([("v", &value)], NOW).is_ok(), takes);
        !takes
    };
    let quoted = |text: &str| format!("\"{text}\"");
    for (kind, refused, values) in [
        ("UUID", quoted(UUID), vec![UUID.into(), UUID.to_uppercase().into()]),
        ("UUID", quoted(&UUID.to_uppercase()), vec![UUID.into()]),
        ("DateTime", quoted(TIME), vec![TIME.into(), TIME.replace(' ', "T").into(), 1_583_020_747.into()]),
        ("DateTime", quoted(&TIME.replace(' ', "T")), vec![TIME.into(), 1_583_020_747.into()]),
        ("DateTime", "1583020747".into(), vec![TIME.into(), TIME.replace(' ', "T").into()]),
        ("DateTime", "0".into(), vec!["1970-01-01 00:00:00".into()]),
        ("DateTime", "951868799".into(), vec!["2000-02-29 23:59:59".into()]),
        ("DateTime", "4294967290".into(), vec!["2106-02-07T06:28:10".into()]),
        ("Float64", "10".into(), vec!["10".into(), number("1e1"), number("100e-1")]),
        ("Float64", "1e19".into(), vec![number("10000000000000000000"), number("1e+19")]),
        ("Float64", "1e20".into(), vec![number("100000000000000000000"), number("10e19")]),
        ("Float64", "123e3".into(), vec![number("123000"), "123000.0".into()]),
        ("Float64", "1e38".into(), vec![number("100000000000000000000000000000000000000")]),
        ("Float64", "-0.5".into(), vec![number("-5e-1")]),
    ] {
        for value in values {
            assert!(refuses(kind, &refused, value.clone()), "{kind} {refused} {value:?}");
        }
    }
    for (kind, refused, value) in [
        ("UUID", quoted(UUID), "00000000-0000-4000-8000-00000000000A".into()),
        ("DateTime", quoted(TIME), "2020-03-01 00:00:00".into()),
        ("DateTime", quoted(TIME), Value::from(1_583_020_748)),
        ("Date", quoted("2020-02-29"), "2020-02-28".into()),
        ("Float64", "10".into(), 1.into()),
        ("Float64", "10".into(), number("-10")),
    ] {
        assert!(!refuses(kind, &refused, value.clone()), "{kind} {refused} {value:?}");
    }
}

/// Where nothing says what a text is, an endpoint may read it as a number.
#[test]
fn a_refused_number_is_refused_in_any_text_that_reads_as_it() {
    for (refused, texts) in [
        (r#""7""#, ["7", "007", "+7", " 7", "7\u{a0}", "07.0", "0.7e1"].as_slice()),
        ("7", &["7", "+007", "70e-1"]),
        ("0", &["0", "00", "-0", "+0", "-00.0", "0e9", "0e999"]),
        ("-10", &["-10", "-010", " -10 ", "-1e1"]),
        (r#""007""#, &["7", "07"]),
        ("0.5", &["00.5", "+0.5", "5e-1"]),
    ] {
        let refuse = format!(r#"{{"org":[{refused}]}}"#);
        for text in texts {
            assert!(fills(&refuse, *text, "a").is_err(), "{refused} {text:?}");
        }
        for text in ["70", "-7", "10", "0x7", "007a", "7 7", "+", "-", "+a", " a", "0.05", "1e400"] {
            assert!(fills(&refuse, text, "a").is_ok(), "{refused} {text:?}");
        }
    }
}

#[test]
fn refuse_is_no_part_of_the_payload() {
    let token = fills(r#"{"org":["all"]}"#, "a", "b").unwrap();
    assert!(!payload(&token).contains("refuse") && !payload(&token).contains("all"));
    let template = Template::parse(&refusing(r#"{"org":["all",7],"n":[]}"#)).unwrap();
    assert_eq!(template.refused("org"), [Value::from("all"), 7.into()]);
    assert_eq!(template.refused("n"), []);
    assert_eq!(template.refused("list"), []);
    assert_eq!(template.refused("nobody"), []);
    assert!(Template::parse(&refusing("{}")).is_ok());
}

#[test]
fn refuse_of_another_shape_is_a_fault() {
    let many = format!(r#"{{"org":[{}]}}"#, ["1"; 1001].join(","));
    for (refuse, issue, words) in [
        ("[]", "template-member /refuse", "an object"),
        ("null", "template-member /refuse", "an object"),
        (r#""all""#, "template-member /refuse", "an object"),
        (r#"{"org":"all"}"#, "template-member /refuse/org", "a list"),
        (r#"{"org":null}"#, "template-member /refuse/org", "a list"),
        (r#"{"org":{"all":1}}"#, "template-member /refuse/org", "a list"),
        (r#"{"org":["all",null]}"#, "template-member /refuse/org/1", "string, number or boolean"),
        (r#"{"org":[["all"]]}"#, "template-member /refuse/org/0", "string, number or boolean"),
        (r#"{"org":[{}]}"#, "template-member /refuse/org/0", "string, number or boolean"),
        (r#"{"Org":["all"]}"#, "template-member /refuse/Org", "did you mean `org`?"),
        (r#"{"tenant":["all"]}"#, "template-member /refuse/tenant", "expected one of: org, n, list, deep"),
        (r#"{"org":["all"],"org":["x"]}"#, "duplicate-key /refuse/org", "twice"),
        (many.as_str(), "template-too-large /refuse", "1000"),
    ] {
        let error = Template::parse(&refusing(refuse)).expect_err(refuse);
        assert_eq!(codes(error.issues()), [issue], "{refuse}");
        assert!(error.to_string().contains(words), "{refuse}: {error}");
    }
    let misspelt = refusing("{}").replace("\"refuse\"", "\"refuses\"");
    assert_eq!(faults(&misspelt), ["template-member /refuses"]);
}

#[test]
fn names_of_fixed_parameters_are_those_that_an_endpoint_can_have() {
    let template = |name: &str, value: &str| {
        json!({ "name": "n", "ttl": 1, "scopes": [{ "type": "PIPES:READ", "resource": "r", "fixed_params": { name: value } }] }).to_string()
    };
    let long = "n".repeat(65);
    for name in ["a", "_", "org_id", "ORG", "a1", "from_", "Q", "tags", "tokens", "_tb", long.as_str()] {
        let template = Template::parse(&template(name, "{v}")).unwrap_or_else(|error| panic!("{name}: {error}"));
        let warned = template.issues().iter().any(|issue| issue.code() == "fixed-param-name");
        assert_eq!(warned, name == "Q", "{name}");
    }
    for name in [
        "",
        " ",
        "org_id ",
        " org_id",
        "org-id",
        "org.id",
        "org[]",
        "1org",
        "\u{43e}rg_id",
        "org\u{200b}_id",
        "größe",
        "a\n",
        "{{a}}",
        "{a}",
    ] {
        let error = Template::parse(&template(name, "{v}")).expect_err(name);
        assert_eq!(error.issues()[0].code(), "fixed-param-name", "{name:?}");
        assert_eq!(error.issues().len(), 1, "{name:?}");
    }
    for name in ["q", "format", "token", "class", "in", "from", "None", "is"] {
        let error = Template::parse(&template(name, "{v}")).expect_err(name);
        assert_eq!(error.issues()[0].code(), "fixed-param-name", "{name:?}");
        assert!(error.to_string().contains(&format!("named `{name}`")), "{error}");
    }
    for name in [
        "debug",
        "debug_source_tables",
        "explain",
        "finalize_aggregations",
        "pipeline",
        "playground",
        "query_id",
        "release_replacements",
        "tag",
        "template_parameters",
        "job_timestamp",
        "__tb__semver",
        "__TB__x",
        "output_format_json_quote_denormals",
        "Template_Parameters",
        "TOKEN",
        "Format",
        "OUTPUT_FORMAT_x",
    ] {
        let template = Template::parse(&template(name, "{v}")).unwrap();
        let issues: Vec<(&str, &str)> =
            template.issues().iter().map(|issue| (issue.code(), issue.severity.as_str())).collect();
        assert_eq!(issues, [("fixed-param-name", "warning")], "{name}");
    }
    for value in ["", " ", "\t\r\n", "\u{a0}"] {
        assert_eq!(
            faults(&template("org_id", value)),
            ["fixed-param-empty /scopes/0/fixed_params/org_id"],
            "{value:?}"
        );
    }
}

#[test]
fn scopes_without_a_placeholder_are_the_same_for_everybody() {
    let template =
        r#"{"name":"{user}","ttl":1,"scopes":[{"type":"PIPES:READ","resource":"r","fixed_params":{"a":"x"}}]}"#;
    let constant = Template::parse(template).unwrap();
    assert_eq!(codes(constant.issues()), ["scope-constant /scopes"]);
    assert_eq!(constant.issues()[0].severity.as_str(), "info");
    assert_eq!(Template::parse(&template.replace("\"x\"", "\"{x}\"")).unwrap().issues(), []);
    assert_eq!(Template::parse(&filter_template("a = {v:String}")).unwrap().issues(), []);
    assert!(minter(template).mint(NOTHING, NOW).is_err());
}

/// Every value that a type takes is what another reader of JSON reads.
fn any_typed() -> impl Strategy<Value = (&'static str, Value<'static>, serde_json::Value)> {
    let text = |kind: &'static str| move |text: String| (kind, Value::from(text.clone()), json!(text));
    prop_oneof![
        "(?s:.){0,20}x".prop_map(text("String")),
        "[A-Za-z0-9_-]{1,20}".prop_map(text("Slug")),
        "[0-9a-fA-F]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}".prop_map(text("UUID")),
        any::<bool>().prop_map(|value| ("Bool", value.into(), json!(value))),
        any::<bool>().prop_map(|value| ("Bool", value.to_string().into(), json!(value))),
        (1970_u32..2106, 1_u32..13, 1_u32..29)
            .prop_map(|(year, month, day)| format!("{year}-{month:02}-{day:02}"))
            .prop_map(text("Date")),
        (1970_u32..2106, 0_u32..24, 0_u32..60)
            .prop_map(|(year, hour, rest)| format!("{year}-01-31 {hour:02}:{rest:02}:59"))
            .prop_map(text("DateTime")),
        any::<i64>().prop_map(|value| ("Int64", value.into(), json!(value))),
        any::<i64>().prop_map(|value| ("Int64", value.to_string().into(), json!(value))),
        any::<u64>().prop_map(|value| ("UInt64", value.into(), json!(value))),
        any::<u64>().prop_map(|value| ("UInt64", value.to_string().into(), json!(value))),
        any::<i8>().prop_map(|value| ("Int8", value.into(), json!(value))),
        any::<f64>().prop_filter("finite", |value| value.is_finite() && *value != 0.0).prop_map(|value| (
            "Float64",
            float(value),
            json!(value)
        )),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn typed_values_read_back_as_themselves((kind, value, expected) in any_typed()) {
        let payload = payload_json(&minter(&typed(kind)).mint([("v", &value)], NOW).unwrap());
        let whole = &payload["scopes"][0]["fixed_params"]["whole"];
        if kind == "Float64" {
            prop_assert_eq!(whole.as_f64(), expected.as_f64());
        } else {
            prop_assert_eq!(whole, &expected);
        }
        prop_assert!(Template::parse(&typed(kind)).unwrap().takes("v", &value));
    }

    /// What a template says that it takes is what it takes.
    #[test]
    fn takes_says_what_mint_does(kind in 0..9_usize, text in "[0-9a-z,. -]{0,3}|-?[0-9]{1,20}|true|2024-0[12]-[0-3][0-9]| ", listed in "[0-9a-z]{1,2}") {
        let kind = ["String", "UUID", "Bool", "Date", "DateTime", "Int8", "UInt64", "Float64", "Slug"][kind];
        let mut template: serde_json::Value = serde_json::from_str(&typed(kind)).unwrap();
        template["refuse"] = json!({ "v": [listed] });
        let template = template.to_string();
        let value = Value::from(text.as_str());
        let takes = Template::parse(&template).unwrap().takes("v", &value);
        prop_assert_eq!(takes, minter(&template).mint([("v", &value)], NOW).is_ok());
        prop_assert!(!(takes && text == listed));
    }
}
