//! The grammar of placeholders in `name` and `fixed_params`. That of filters has its own file.

use mintbird::{Template, Value};

use super::{faults, minter, payload_json};
use crate::known::NOW;

fn template(name: &str) -> String {
    let name = serde_json::to_string(name).unwrap_or_default();
    format!(r#"{{"name":{name},"ttl":60,"scopes":[{{"type":"PIPES:READ","resource":"r"}}]}}"#)
}

#[test]
fn names_are_words() {
    let longest = "n".repeat(64);
    for name in ["a", "_", "A9_", "user_id", "__proto__", "constructor", longest.as_str()] {
        let parsed = Template::parse(&template(&format!("{{{name}}}"))).unwrap();
        assert_eq!(parsed.params(), [name]);
    }
    let too_long = "n".repeat(65);
    for name in ["", " ", "9a", "a b", " a", "a ", "a-b", "a.b", "ü", "a\n", "a\u{200b}", "a/b", too_long.as_str()] {
        assert_eq!(faults(&template(&format!("{{{name}}}"))), ["placeholder /name"], "{name:?}");
    }
}

#[test]
fn braces_come_in_pairs() {
    let cases = [
        ("{{", "{"),
        ("}}", "}"),
        ("{{}}", "{}"),
        ("{{{{}}}}", "{{}}"),
        ("{{2,3}}", "{2,3}"),
        ("{{\"a\":\"{a}\"}}", "{\"a\":\"A\"}"),
        ("{a}{a}", "AA"),
        ("{a}}}", "A}"),
        ("{{{a}", "{A"),
        ("é{a}✓", "éA✓"),
    ];
    for (name, expected) in cases {
        let minter = minter(&template(name));
        let params = minter.params().iter().map(|_| ("a", Value::from("A"))).collect::<Vec<_>>();
        assert_eq!(payload_json(&minter.mint(params, NOW).unwrap())["name"], expected, "{name}");
    }
    for name in ["{", "}", "{a", "a}", "{{a}", "{a}}", "{}", "{{}", "{a{b}}", "{a}}}}", "}{", "x{", "x}", "é}"] {
        assert_eq!(faults(&template(name)), ["placeholder /name"], "{name}");
    }
}

#[test]
fn a_fixed_parameter_that_is_one_placeholder_keeps_the_type_of_its_value() {
    let minter = minter(
        r#"{"name":"n","ttl":60,"scopes":[{"type":"PIPES:READ","resource":"r",
            "fixed_params":{"whole":"{v}","inside":"<{v}>","twice":"{v}{v}","text":"7","number":7.0,"flag":true}}]}"#,
    );
    let cases = [
        (Value::from("7"), r#"{"whole":"7","inside":"<7>","twice":"77","text":"7","number":7.0,"flag":true}"#),
        (Value::from(7), r#"{"whole":7,"inside":"<7>","twice":"77","text":"7","number":7.0,"flag":true}"#),
        (
            super::float(-0.5),
            r#"{"whole":-0.5,"inside":"<-0.5>","twice":"-0.5-0.5","text":"7","number":7.0,"flag":true}"#,
        ),
        (
            Value::from(u64::MAX),
            r#"{"whole":18446744073709551615,"inside":"<18446744073709551615>","twice":"1844674407370955161518446744073709551615","text":"7","number":7.0,"flag":true}"#,
        ),
        (
            Value::from(true),
            r#"{"whole":true,"inside":"<true>","twice":"truetrue","text":"7","number":7.0,"flag":true}"#,
        ),
        (
            Value::from("\"\u{0}\u{1f}é\u{2028}"),
            "{\"whole\":\"\\\"\\u0000\\u001fé\u{2028}\",\"inside\":\"<\\\"\\u0000\\u001fé\u{2028}>\",\"twice\":\"\\\"\\u0000\\u001fé\u{2028}\\\"\\u0000\\u001fé\u{2028}\",\"text\":\"7\",\"number\":7.0,\"flag\":true}",
        ),
    ];
    for (value, fixed) in cases {
        let payload = crate::common::payload(&minter.mint([("v", value)], NOW).unwrap());
        let expected = format!(r#""fixed_params":{fixed}}}]"#);
        assert!(payload.contains(&expected), "{payload}\nhas no\n{expected}");
    }
}

#[test]
fn a_list_fits_neither_a_name_nor_a_fixed_parameter() {
    let minter =
        minter(r#"{"name":"n","ttl":60,"scopes":[{"type":"PIPES:READ","resource":"r","fixed_params":{"v":"{v}"}}]}"#);
    let error = minter.mint([("v", vec!["a"])], NOW).unwrap_err();
    assert_eq!(error.code(), "param");
    assert!(error.to_string().contains("`v`") && error.to_string().contains("not a list"), "{error}");
}
