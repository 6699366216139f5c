//! The JSON reader and writer: held to serde_json where they should agree, and to what only ours refuses or keeps.

use mintbird::{
    Json, Number,
    json::{MAX_DEPTH, MAX_MEMBERS},
};
use proptest::prelude::*;

/// serde_json's value of what was read, number by number.
fn value_of(json: &Json<'_>) -> serde_json::Value {
    match json {
        Json::Null => serde_json::Value::Null,
        Json::Bool(value) => (*value).into(),
        Json::Number(text) => serde_json::from_str(text).unwrap(),
        Json::String(text) => (**text).into(),
        Json::Array(items) => items.iter().map(value_of).collect(),
        Json::Object(members) => members.iter().map(|(key, value)| (key.to_string(), value_of(value))).collect(),
    }
}

fn written(json: &Json<'_>) -> String {
    let mut out = String::new();
    json.write(&mut out);
    out
}

#[test]
fn what_is_not_json_is_refused_where_it_stops_being_it() {
    let deep = "[".repeat(MAX_DEPTH as usize + 1) + &"]".repeat(MAX_DEPTH as usize + 1);
    let deeper = "{\"a\":".repeat(100_000);
    for (text, expected) in [
        ("", "expected a JSON value at line 1, column 1"),
        (" \n ", "expected a JSON value at line 2, column 2"),
        ("\u{feff}{}", "expected a JSON value at line 1, column 1"),
        ("\u{a0}1", "expected a JSON value at line 1, column 1"),
        ("nul", "expected null at line 1, column 1"),
        ("True", "expected a JSON value at line 1, column 1"),
        ("NaN", "expected a JSON value at line 1, column 1"),
        ("Infinity", "expected a JSON value at line 1, column 1"),
        ("'a'", "expected a JSON value at line 1, column 1"),
        ("01", "expected the end of the document at line 1, column 2"),
        ("-", "expected a digit at line 1, column 2"),
        ("-01", "expected the end of the document at line 1, column 3"),
        ("+1", "expected a JSON value at line 1, column 1"),
        (".5", "expected a JSON value at line 1, column 1"),
        ("1.", "expected a digit at line 1, column 3"),
        ("1.e5", "expected a digit at line 1, column 3"),
        ("1e", "expected a digit at line 1, column 3"),
        ("1e+", "expected a digit at line 1, column 4"),
        ("0x10", "expected the end of the document at line 1, column 2"),
        ("1 2", "expected the end of the document at line 1, column 3"),
        ("[1,]", "expected a JSON value at line 1, column 4"),
        ("[1 2]", "expected `,` or `]` at line 1, column 4"),
        ("[", "expected a JSON value at line 1, column 2"),
        ("[1", "expected `,` or `]` at line 1, column 3"),
        ("{", "expected a key in double quotes at line 1, column 2"),
        ("{a:1}", "expected a key in double quotes at line 1, column 2"),
        ("{\"a\" 1}", "expected `:` at line 1, column 6"),
        ("{\"a\":1,}", "expected a key in double quotes at line 1, column 8"),
        ("{\"a\":1", "expected `,` or `}` at line 1, column 7"),
        ("{\n  \"é\": [\n 1, x ]}", "expected a JSON value at line 3, column 5"),
        ("// x\n1", "expected a JSON value at line 1, column 1"),
        ("\"abc", "expected a closing quote at line 1, column 2"),
        ("\"a\\", "escapes"),
        ("\"a\\x\"", "escapes"),
        ("\"a\\u12\"", "expected four hexadecimal digits at line 1, column 7"),
        ("\"\\u+123\"", "expected four hexadecimal digits"),
        ("\"\\uD800\"", "surrogates in pairs"),
        ("\"\\uD800x\"", "surrogates in pairs"),
        ("\"\\uD800\\n\"", "surrogates in pairs"),
        ("\"\\uD800\\uD800\"", "surrogates in pairs"),
        ("\"\\uDC00\"", "surrogates in pairs"),
        ("\"a\tb\"", "no control character in a string at line 1, column 3"),
        ("\"a\nb\"", "no control character in a string at line 1, column 3"),
        ("\"\0\"", "no control character in a string at line 1, column 2"),
        (&deep, "at most 32 levels of nesting at line 1, column 33"),
        (&deeper, "at most 32 levels of nesting"),
    ] {
        let error = Json::parse(text).expect_err(text).to_string();
        assert!(error.contains(expected), "{text:.40}: {error}");
    }
    assert!(Json::parse(&deep[1..deep.len() - 1]).is_ok());
}

#[test]
fn escapes_are_read() {
    let text = r#""\"\\\/\b\f\n\r\t\u0041\u00e9\uD83D\uDE00\u0000 \ud83d\ude00/""#;
    assert_eq!(Json::parse(text).unwrap().as_str(), Some("\"\\/\u{8}\u{c}\n\r\tAé😀\0 😀/"));
    let Json::String(plain) = Json::parse("\"é😀\u{7f}\"").unwrap() else { panic!("a string") };
    assert!(matches!(plain, std::borrow::Cow::Borrowed("é😀\u{7f}")), "strings without escapes are not copied");
}

#[test]
fn numbers_keep_every_digit() {
    for text in ["0", "-0", "1.50", "1E+2", "1e400", "123456789012345678901234567890", "-0.0e-0"] {
        assert_eq!(Json::parse(text).unwrap(), Json::Number(text.into()));
        assert_eq!(written(&Json::parse(&format!(" [ {text} ] ")).unwrap()), format!("[{text}]"));
    }
    for (text, integer) in [
        ("0", Some(0)),
        ("-1", Some(-1)),
        ("9223372036854775807", Some(i64::MAX)),
        ("-9223372036854775808", Some(i64::MIN)),
        ("9223372036854775808", None),
        ("7.0", None),
        ("7e0", None),
        ("-0", None),
        ("\"7\"", None),
        ("true", None),
    ] {
        assert_eq!(Json::parse(text).unwrap().as_integer(), integer, "{text}");
    }
    for text in ["", " 1", "1 ", "+1", "01", "1.", "NaN", "1,", "\"1\"", "[1]", "１"] {
        assert_eq!(Number::parse(text), None, "{text:?}");
    }
}

#[test]
fn equal_keys_are_both_kept_and_found() {
    let many = |extra: &str| {
        let members: Vec<String> = (0..200).map(|n| format!("\"k{n}\":{n}")).collect();
        format!("{{{}{extra}}}", members.join(","))
    };
    for (text, pointer) in [
        (r#"{"a":1,"a":2}"#.to_string(), Some("/a")),
        (r#"{"a":1,"\u0061":2}"#.to_string(), Some("/a")),
        (r#"{"":1,"":2}"#.to_string(), Some("/")),
        (r#"{"x":[0,{"a/b~c":1,"a/b~c":2}]}"#.to_string(), Some("/x/1/a~1b~0c")),
        (r#"{"x":{"a":1},"y":{"a":1}}"#.to_string(), None),
        (r#"{"a":1,"A":2}"#.to_string(), None),
        (many(""), None),
        (many(",\"k77\":0"), Some("/k77")),
    ] {
        assert_eq!(Json::parse(&text).unwrap().duplicate_key().as_deref(), pointer, "{text:.60}");
    }
    let json = Json::parse(r#"{"a":1,"a":2}"#).unwrap();
    assert_eq!(json.get("a").and_then(Json::as_integer), Some(1));
    assert_eq!(written(&json), r#"{"a":1,"a":2}"#);
}

/// The limit keeps the search for equal keys from costing more than the text is long.
#[test]
fn objects_have_a_limit_of_members() {
    let object = |count: usize| {
        let members: Vec<String> = (0..count).map(|n| format!("\"{n}\":0")).collect();
        format!("[{{{}}}]", members.join(","))
    };
    assert!(Json::parse(&object(MAX_MEMBERS)).is_ok());
    for count in [MAX_MEMBERS + 1, 100_000] {
        let error = Json::parse(&object(count)).unwrap_err();
        assert_eq!((error.expected, error.line), ("at most 256 members of an object", 1));
    }
}

/// `Number::toString` of ECMAScript: the samples of RFC 8785, appendix B, and those around the borders of its notations.
#[test]
fn numbers_are_written_as_ecmascript_does() {
    for (bits, text) in [
        (0x0000000000000000, "0"),
        (0x8000000000000000, "0"),
        (0x0000000000000001, "5e-324"),
        (0x8000000000000001, "-5e-324"),
        (0x7fefffffffffffff, "1.7976931348623157e+308"),
        (0xffefffffffffffff, "-1.7976931348623157e+308"),
        (0x4340000000000000, "9007199254740992"),
        (0xc340000000000000, "-9007199254740992"),
        (0x4430000000000000, "295147905179352830000"),
        (0x44b52d02c7e14af5, "9.999999999999997e+22"),
        (0x44b52d02c7e14af6, "1e+23"),
        (0x44b52d02c7e14af7, "1.0000000000000001e+23"),
        (0x444b1ae4d6e2ef4e, "999999999999999700000"),
        (0x444b1ae4d6e2ef4f, "999999999999999900000"),
        (0x444b1ae4d6e2ef50, "1e+21"),
        (0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"),
        (0x3eb0c6f7a0b5ed8d, "0.000001"),
        (0x41b3de4355555553, "333333333.3333332"),
        (0x41b3de4355555557, "333333333.33333343"),
        (0xbecbf647612f3696, "-0.0000033333333333333333"),
        (0x43143ff3c1cb0959, "1424953923781206.2"),
    ] {
        assert_eq!(number(f64::from_bits(bits)), text);
    }
    for (value, text) in [
        (1.0, "1"),
        (-1.5, "-1.5"),
        (100.0, "100"),
        (0.1, "0.1"),
        (123e-20, "1.23e-18"),
        (1e20, "100000000000000000000"),
    ] {
        assert_eq!(number(value), text);
    }
}

fn number(value: f64) -> String {
    Number::from_f64(value).unwrap().as_str().to_string()
}

fn any_json() -> impl Strategy<Value = serde_json::Value> {
    let number = prop_oneof![
        any::<i64>().prop_map(serde_json::Value::from),
        any::<u64>().prop_map(serde_json::Value::from),
        any::<f64>().prop_filter("finite", |value| value.is_finite()).prop_map(serde_json::Value::from),
    ];
    let text = prop_oneof!["(?s:.){0,12}", "[\\x00-\\x7f]{0,12}"];
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(serde_json::Value::from),
        number,
        text.clone().prop_map(serde_json::Value::from),
    ];
    leaf.prop_recursive(6, 64, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(serde_json::Value::from),
            prop::collection::vec((text.clone(), inner), 0..8).prop_map(|members| members.into_iter().collect()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_json_is_read_and_written_as_serde_json_does(value in any_json()) {
        for text in [serde_json::to_string(&value).unwrap(), serde_json::to_string_pretty(&value).unwrap()] {
            let read = Json::parse(&text).unwrap();
            prop_assert_eq!(value_of(&read), value.clone());
            // serde_json writes floats in its own way, ours keeps their text: the compact texts are the same.
            prop_assert_eq!(written(&read), serde_json::to_string(&value).unwrap());
            prop_assert_eq!(read.clone().into_owned(), read);
        }
    }

    /// Near-JSON: whatever serde_json reads, ours reads as the same value; what it refuses, ours refuses.
    #[test]
    fn any_text_is_json_for_both_or_for_neither(
        parts in prop::collection::vec(prop::sample::select(vec![
            "{", "}", "[", "]", ",", ":", "\"", "\"a\"", "\"\\u0061\"", "\"\\ud83d\\ude00\"", "\"\\udc00\"", "\\", "0", "1", "-", ".", "e", "E", "+", "true", "false",
            "null", "nul", " ", "\n", "\t", "\r", "\u{a0}", "\u{feff}", "é", "\u{0}", "1.5", "-0", "1e5", "\"b\":", "\"\"",
        ]), 0..12),
    ) {
        let text = parts.concat();
        let theirs = serde_json::from_str::<serde_json::Value>(&text);
        match Json::parse(&text) {
            // A number too large for a float is still JSON; serde_json has no place for it.
            Ok(ours) => match theirs {
                Ok(theirs) => prop_assert_eq!(value_of(&ours), theirs),
                Err(error) => prop_assert!(error.to_string().contains("number out of range"), "{text:?}: {error}"),
            },
            Err(error) => prop_assert!(theirs.is_err(), "{text:?}: {error}"),
        }
    }

    #[test]
    fn any_number_reads_back_as_itself(bits in any::<u64>()) {
        let value = f64::from_bits(bits);
        if value.is_finite() {
            let text = number(value);
            prop_assert_eq!(text.parse::<f64>().unwrap(), value);
            prop_assert!(Number::parse(&text).is_some());
        } else {
            prop_assert_eq!(Number::from_f64(value), None);
        }
    }

    #[test]
    fn any_bytes_at_all_do_not_panic(text in "(?s:.){0,200}") {
        let _ = Json::parse(&text);
        let _ = Json::parse(&format!("\"{text}\""));
        let _ = Json::parse(&format!("{{\"a\":{text}}}"));
    }
}
