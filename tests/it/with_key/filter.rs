//! Filters: which value is written as which literal, what is refused, and where a placeholder may stand. That ClickHouse
//! reads the literals back as the same values is shown in tests/interop.

use mintbird::{Error, Number, Template, Value};

use super::{faults, filter_template, float, literal, minter, payload_json};
use crate::common::codes;
use crate::known::{NOW, WORKSPACE};

fn number(text: &str) -> Value<'_> {
    Value::Number(Number::parse(text).unwrap_or_else(|| panic!("{text} is no number")))
}

#[test]
fn values_become_literals_of_their_type() {
    let cases = [
        ("String", Value::from("acme"), "'acme'"),
        ("String", Value::from("' OR 1=1 --"), r"'\' OR 1=1 --'"),
        ("String", Value::from(r"\' OR 1=1"), r"'\\\' OR 1=1'"),
        ("String", Value::from("\\"), r"'\\'"),
        ("String", Value::from("\0\n\r\t\u{8}\u{1b}"), "'\\0\\n\\r\\t\u{8}\u{1b}'"),
        ("String", Value::from("{{x}} {% end %} {a:Int8}"), r"'\x7B\x7Bx\x7D\x7D \x7B% end %\x7D \x7Ba:Int8\x7D'"),
        ("String", Value::from("`\"’“ü😀%27/*"), "'`\"’“ü😀%27/*'"),
        ("UUID", Value::from("7d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5c"), "toUUID('7d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5c')"),
        ("UUID", Value::from("7D7E5A4C-8D4E-4C1E-9F51-1F0F2F3A4B5C"), "toUUID('7D7E5A4C-8D4E-4C1E-9F51-1F0F2F3A4B5C')"),
        ("Bool", Value::from(true), "true"),
        ("Bool", Value::from("false"), "false"),
        ("Date", Value::from("1970-01-01"), "toDate('1970-01-01')"),
        ("Date", Value::from("2149-06-06"), "toDate('2149-06-06')"),
        ("Date", Value::from("2024-02-29"), "toDate('2024-02-29')"),
        ("Date", Value::from("2000-02-29"), "toDate('2000-02-29')"),
        ("DateTime", Value::from("1970-01-01 00:00:00"), "toDateTime('1970-01-01 00:00:00')"),
        ("DateTime", Value::from("2106-02-07 06:28:15"), "toDateTime('2106-02-07 06:28:15')"),
        ("DateTime", Value::from("2026-11-24T10:20:30"), "toDateTime('2026-11-24 10:20:30')"),
        ("DateTime", Value::from(0), "toDateTime(0)"),
        ("DateTime", Value::from(u32::MAX), "toDateTime(4294967295)"),
        ("Float64", float(0.1), "0.1"),
        ("Float64", float(-1.5e-7), "(-1.5e-7)"),
        ("Float64", Value::from(7), "7"),
        ("Float64", Value::from("2.50"), "2.50"),
        ("Float64", float(f64::MAX), "1.7976931348623157e+308"),
        ("Float64", float(f64::MIN), "(-1.7976931348623157e+308)"),
        ("Float64", float(f64::MIN_POSITIVE), "2.2250738585072014e-308"),
        ("Float64", float(5e-324), "5e-324"),
        ("Float64", Value::from("2.5e-324"), "2.5e-324"),
        ("Float64", Value::from("0.0001e311"), "0.0001e311"),
        ("Float64", Value::from("0e-400"), "0e-400"),
        ("Float64", Value::from("-0.0e400"), "(-0.0e400)"),
        (
            "Float64",
            Value::from("0.12345678901234567890123456789012345678"),
            "0.12345678901234567890123456789012345678",
        ),
        ("Int64", Value::from("9007199254740993"), "9007199254740993"),
        ("Int8", Value::from(-1), "(-1)"),
        ("Int8", Value::from("-1"), "(-1)"),
        ("Array(String)", Value::from(vec!["a", "", "it's"]), r"['a','','it\'s']"),
        ("Array(Int8)", Value::from(vec![-1, 2]), "[(-1),2]"),
        ("Array( Array(UInt8) )", Value::from(vec![vec![1], vec![2, 3]]), "[[1],[2,3]]"),
        ("Array(UUID)", Value::from(vec![WORKSPACE]), "[toUUID('47c5dbba-8063-4765-b2e7-4be1bce2370e')]"),
        (" String ", Value::from("a"), "'a'"),
    ];
    for (kind, value, expected) in cases {
        assert_eq!(literal(kind, value).as_deref(), Ok(expected), "{kind}");
    }
}

#[test]
fn integers_are_held_to_the_range_of_their_type() {
    let cases = [
        ("Int8", "-128", "127"),
        ("Int16", "-32768", "32767"),
        ("Int32", "-2147483648", "2147483647"),
        ("Int64", "-9223372036854775808", "9223372036854775807"),
        ("UInt8", "0", "255"),
        ("UInt16", "0", "65535"),
        ("UInt32", "0", "4294967295"),
        ("UInt64", "0", "18446744073709551615"),
    ];
    for (kind, min, max) in cases {
        for text in [min, max] {
            let expected = if text.starts_with('-') { format!("({text})") } else { text.to_string() };
            assert_eq!(literal(kind, text), Ok(expected.clone()), "{kind} as a decimal string");
            assert_eq!(literal(kind, number(text)), Ok(expected), "{kind} as a number");
        }
        let over = (max.parse::<i128>().unwrap_or_default().wrapping_add(1)).to_string();
        let under = (min.parse::<i128>().unwrap_or_default().wrapping_sub(1)).to_string();
        for text in [&over, &under, "170141183460469231731687303715884105728"] {
            refuses(kind, text, "integer in the range");
            refuses(kind, number(text), "integer in the range");
        }
        for text in ["1.0", "1e1", "1E1", "-0", "01", "+1", " 1", "1 ", "1_0", "0x1", "", "x", "1;", "1)", "１", "--1"]
        {
            refuses(kind, text, if text.is_empty() { "empty string" } else { "integer in the range" });
        }
        for value in [Value::from(true), float(0.5), Value::from(vec![1])] {
            refuses(kind, value, "integer in the range");
        }
    }
}

#[track_caller]
fn refuses<'v>(kind: &str, value: impl Into<Value<'v>>, words: &str) {
    let value = value.into();
    let shown = format!("{kind}: {value:?}");
    let error = literal(kind, value).expect_err(&shown);
    assert!(
        matches!(&error, Error::Param { name, reason } if name == "v" && reason.contains(words)),
        "{shown}: {error}"
    );
}

#[track_caller]
fn refuses_each<'v, V: Into<Value<'v>>>(kind: &str, words: &str, values: impl IntoIterator<Item = V>) {
    for value in values {
        refuses(kind, value, words);
    }
}

#[test]
fn values_of_another_type_are_refused() {
    refuses_each("String", "must be a string", [Value::from(7), Value::from(true), Value::from(vec!["a"])]);
    refuses_each("Bool", "true or false", ["yes", "1", "True", "TRUE", "true ", "true) OR (true"]);
    refuses("Bool", 1, "true or false");
    refuses_each(
        "UUID",
        "UUID",
        [
            "7d7e5a4c8d4e4c1e9f511f0f2f3a4b5c",
            "{7d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5c}",
            "7d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5g",
            "7d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5",
            "7d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5c'",
            "7d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5c ",
            "7d7e5a4cé8d4e-4c1e-9f51-1f0f2f3a4b5",
        ],
    );
    refuses("UUID", 7, "UUID");
    refuses_each(
        "Date",
        "YYYY-MM-DD",
        [
            "1969-12-31",
            "2149-06-07",
            "9999-12-31",
            "2023-02-29",
            "1900-02-29",
            "2100-02-29",
            "2024-00-01",
            "2024-13-01",
            "2024-04-31",
            "2024-01-00",
            "2024-01-32",
            "2024-1-1",
            "24-01-01",
            "2024/01/01",
            "2024-01-01 ",
            " 2024-01-01",
            "2024-01-01 00:00:00",
            "20240101",
            "２024-01-1",
            "2024-01-0é",
            "today",
            "+024-01-01",
            "2024-+1-01",
            "2024-01-1'",
        ],
    );
    refuses("Date", 0, "YYYY-MM-DD");
    refuses_each(
        "DateTime",
        "hh:mm:ss",
        [
            "1969-12-31 23:59:59",
            "2106-02-07 06:28:16",
            "2106-02-08 00:00:00",
            "2024-01-01",
            "2024-01-01 24:00:00",
            "2024-01-01 00:60:00",
            "2024-01-01 00:00:60",
            "2024-01-01 0:0:0",
            "2024-01-01  00:00:00",
            "2024-01-01 00:00:00Z",
            "2024-01-01T00:00:00+01:00",
            "2024-01-01t00:00:00",
            "2024-01-01 00-00-00",
            "2024-01-01 12:00000",
            "2024-01-01 12000000",
            "2024-01-01 00:00:00.5",
            "1700000000",
            "2024-01-01 00:00:0'",
            "2024-01-01TT0:00:00",
        ],
    );
    refuses_each(
        "DateTime",
        "hh:mm:ss",
        [number("-1"), number("4294967296"), number("0.5"), number("1e9"), number("1700000000000"), true.into()],
    );
    refuses_each(
        "Float64",
        "finite",
        [
            "NaN", "nan", "inf", "-inf", "Infinity", "1e", "1.", ".5", "+1", "1e400", "-1e309", "0x1p3", "1,5", "1 ",
            "1f",
        ],
    );
    refuses_each(
        "Float64",
        "finite",
        [
            "1.7976931348623159e308",
            "2.0e308",
            "10e308",
            "1e999999999999999999999999999",
            "17976931348623159e292",
            "0.0001e313",
            "0e2147483648",
        ]
        .map(number),
    );
    // Over 40 characters.
    refuses("Float64", "0.123456789012345678901234567890123456789", "finite");
    // ClickHouse would read zero.
    refuses_each("Float64", "finite", ["2.4e-324", "1e-324", "0.01e-322", "1e-400", "-1e-324"].map(number));
    refuses("Float64", true, "finite");
    refuses("Array(String)", "a", "list");
    refuses("Array(String)", vec![1], "string");
    refuses("Array(Int8)", vec![1, 128], "integer");
    refuses("Array(Array(Int8))", vec![1], "list");
    refuses("Array(String)", Vec::<&str>::new(), "empty list");
    refuses("Array(Array(String))", vec![Vec::<&str>::new()], "empty list");
}

#[test]
fn types_are_those_of_clickhouse_and_no_others() {
    for kind in [
        "String",
        "UUID",
        "Bool",
        "Date",
        "DateTime",
        "Int8",
        "Int16",
        "Int32",
        "Int64",
        "UInt8",
        "UInt16",
        "UInt32",
        "UInt64",
        "Float64",
        "Array(String)",
        "Array(Array(Array(Array(UInt64))))",
    ] {
        assert_eq!(faults(&filter_template(&format!("a = {{v:{kind}}}"))), [""; 0], "{kind}");
    }
    let deep = format!("{}String{}", "Array(".repeat(5), ")".repeat(5));
    let deeper = format!("{}String{}", "Array(".repeat(5000), ")".repeat(5000));
    for (kind, words) in [
        ("", "expected one of: String"),
        ("string", "`String`"),
        ("Nope", "Float64 or Array(T)"),
        ("Nullable(String)", "there is no such type"),
        ("LowCardinality(String)", "there is no such type"),
        ("Identifier", "there is no such type"),
        ("Array", "there is no such type"),
        ("Array()", "there is no such type"),
        ("Array(String", "there is no such type"),
        ("Array(Nope)", "there is no such type"),
        ("String)", "there is no such type"),
        ("String:String", "there is no such type"),
        (deep.as_str(), "four levels"),
        (deeper.as_str(), "four levels"),
    ] {
        has_issue(&format!("a = {{v:{kind}}}"), "placeholder-type", words);
    }
    // One that is near, or the widest of its kind, and then nothing else.
    for (kind, near) in [
        ("uint64", "UInt64"),
        ("Int", "Int64"),
        ("Int128", "Int64"),
        ("UInt256", "UInt64"),
        ("Float32", "Float64"),
        ("Date32", "Date"),
        ("DateTime64(3)", "DateTime"),
        ("Array(Int128)", "Int64"),
    ] {
        let template = filter_template(&format!("a = {{v:{kind}}}"));
        let message = Template::parse(&template).expect_err(kind).issues()[0].message.to_string();
        assert!(message.ends_with(&format!("there is no such type; did you mean `{near}`?")), "{kind}: {message}");
    }
    has_issue("a = {v}", "placeholder-type", "`{v:String}`");
}

/// A template with this filter is refused for one issue of it, in these words.
#[track_caller]
fn has_issue(filter: &str, code: &str, words: &str) {
    let error = Template::parse(&filter_template(filter)).expect_err(filter);
    assert_eq!(codes(error.issues()), [format!("{code} /scopes/0/filter")], "{filter}");
    assert!(error.to_string().contains(words), "{filter}: {error}");
}

#[test]
fn a_placeholder_stands_where_a_literal_stands_alone() {
    for filter in [
        "{v:String} = a",
        "a={v:String}",
        "a IN ({v:String}, 'b')",
        "a IN ({v:String},{w:String})",
        "(a = {v:String})OR(b={v:String})",
        "has({v:Array(String)}, a)",
        "a = {v:String}\nAND\tb = 1",
        "a > -{v:Int8}",
        "a-{v:Int8} > 1",
        "a = {v:String}::String",
        "m['{{}}'] = {v:String} AND c = '{{\"k\":1}}'",
        r"match(a, '^\\d{{2,3}}\\p{{Greek}}$') AND b = {v:String}",
        r"a = '\'' AND b = {v:String}",
        "a = 'it''s' AND b = {v:String}",
        r#""a""b" = {v:String} AND `c\`d` = 1"#,
        "a = '.' AND b = 'c.' OR {v:Bool}",
        "a = '--' AND b = '/*' AND c = '#;$//' AND d = {v:String}",
        "a = 'ü’“' AND `größe` = {v:String}",
        "a / {v:Int8} > 1 AND a - {v:Int8} > 1",
        "a % {v:Int8} = 1 AND a %{v:Int8} = 1",
        "a BETWEEN {v:Int8} AND {w:Int8}",
        "a not in {v:Array(String)} and b Like {s:String} or c ILIKE {s:String}",
        "CASE {v:Int8} WHEN {w:Int8} THEN {x:Int8} ELSE {y:Int8} END > 1",
        "a > now() - INTERVAL {v:UInt8} DAY AND b < now() + interval {v:UInt8} days",
        "a IN (SELECT b FROM c WHERE d = {v:String} GROUP BY b HAVING {w:Bool} ORDER BY {n:UInt8}, b LIMIT {n:UInt8})",
        "a IN (SELECT {v:String} UNION ALL SELECT DISTINCT {v:String} FROM t)",
        "a ? {v:Int8} : {w:Int8}",
        "a ? -{v:Int8} : 2",
        "a ? b:{w:Int8}",
        "a - {v:Int8}::Int64 > 1",
        "a MOD {v:Int8} = 1 AND a DIV {v:Int8} = 1 AND NOT {w:Bool}",
        "has({v:Array(String)}, a) AND arr[{n:UInt8}] = 1 AND a IN (WITH {v:String} AS b SELECT b)",
        "{v:Int8} IS NOT NULL AND {w:Bool}",
        "x1e+{v:UInt8} > 1 AND 0x1e+{v:UInt8} > 1 AND 1e5+{v:UInt8} > 1 AND 1e+5 + {v:UInt8} > 1",
        "if(a IS DISTINCT FROM b, {v:Int8}, {w:Int8}) = 1",
        "arrayExists(x -> x = {v:Int8}, a) AND a != {v:Int8} AND a <> {v:Int8}",
        "a = concat({v:String}, 'x') || {v:String}",
        "a = '\\{{' AND b = {v:String}",
        "cast({v:String} AS UUID) = a",
        "a = '{{' OR a = '}}'",
    ] {
        assert_eq!(faults(&filter_template(filter)), [""; 0], "{filter}");
    }
}

#[test]
fn a_placeholder_stands_nowhere_else() {
    let cases = [
        ("a = '{v:String}'", "remove the quotes"),
        (r#"a = "{v:String}""#, "remove the quotes"),
        ("`{v:String}` = 1", "remove the quotes"),
        (r"a = '\'{v:String}'", "remove the quotes"),
        (r"a = '\\\'{v:String}'", "remove the quotes"),
        ("a = 'it''{v:String}'", "remove the quotes"),
        ("a = '{v:String}", "remove the quotes"),
        ("a{v:String}", "put a space"),
        ("x{v:String} = a", "put a space"),
        ("{v:String}a", "put a space"),
        ("a = {v:Int8}e5", "put a space"),
        ("a = {v:Int8}.5", "put a space"),
        ("a = 5{v:Int8}", "put a space"),
        ("a.{v:String}", "put a space"),
        ("a = 'b'{v:String}", "put a space"),
        ("a = {v:String}'b'", "put a space"),
        ("a = {v:String}{v:String}", "put a space"),
        (r"a = \{v:String}", "put a space"),
        ("a = @{v:String}", "put a space"),
        ("_{v:String}", "put a space"),
        ("a . {v:Bool} = 1", "after a `.`"),
        ("a.\n\t{v:Int8} = 1", "after a `.`"),
        ("1. {v:Float64} = 1", "after a `.`"),
        ("a = ‘{v:String}’", ""),
        ("a = “{v:String}”", ""),
        ("a = ‘b’ AND c = {v:String}", ""),
        ("größe = {v:Int8}", ""),
        ("a = {v:String}\u{a0}", ""),
        ("f {v:Int8}", "put an operator"),
        ("CASE {v:Array(String)}", "`WHEN`"),
        ("case {v:Int8} + 1", "`WHEN`"),
        ("a > INTERVAL {v:Int8}", "a unit"),
        ("INTERVAL {v:Int8} (1)", "a unit"),
        ("a IN (WITH {v:Int8})", "`AS`"),
        ("a = -{v:Int8}::String", "put an operator"),
        ("- {v:Int8} :: String", "put an operator"),
        ("-{v:Int8}[1]", "put a space and an operator"),
        ("{v:Array(Int8)} [1]", "put an operator"),
        ("AND {v:Int8}", "put an operator"),
        ("like {v:Array(String)}", "put an operator"),
        ("(mod {v:Int8})", "put an operator"),
        ("a = in {v:Int8}", "put an operator"),
        ("then {v:Int8}", "put an operator"),
        ("when {v:Int8}", "put an operator"),
        ("CASE like {v:String} WHEN 1 THEN 2 END", "put an operator"),
        ("limit {v:Array(String)}", "put an operator"),
        ("f(distinct {v:Int8})", "put an operator"),
        ("where {v:Int8}", "put an operator"),
        ("a = 1 limit {v:Int8}", "put an operator"),
        ("a = f {v:Int8}", "put an operator"),
        ("s {v:Array(String)}", "put an operator"),
        ("s AS {v:Bool}", "put an operator"),
        ("a = 1 {v:Int8}", "put an operator"),
        ("a = 'b' {v:String}", "put an operator"),
        ("\"f\" {v:Int8}", "put an operator"),
        ("`f`\n{v:Int8}", "put an operator"),
        ("f(1) {v:Int8}", "put an operator"),
        ("f(1){v:Int8}", "put an operator"),
        ("a[1] {v:Array(Int8)}", "put an operator"),
        ("a[1]{v:Array(Int8)}", "put an operator"),
        ("{v:String} {v:String}", "put an operator"),
        ("{v:Int8} a", "put an operator"),
        ("{v:Bool} (1)", "put an operator"),
        ("{v:Bool}(1)", "put an operator"),
        ("{v:String} 'b'", "put an operator"),
        ("{v:Int8} 5", "put an operator"),
        ("{v:Int8} . 5", "put an operator"),
        ("NULL {v:Int8}", "put an operator"),
        ("a IS {v:Bool}", "put an operator"),
        ("t.and {v:Int8}", "put an operator"),
        ("t . `x` {v:Int8}", "put an operator"),
        ("a::{v:String}", "put an operator"),
        ("a :: {v:Bool}", "put an operator"),
        ("a = @ {v:Bool}", "put an operator"),
        ("j.^ {v:Bool}", "put an operator"),
        ("1e+{v:UInt8}", "put a space and an operator"),
        ("1e-{v:UInt8}", "put a space and an operator"),
        (".5E+{v:UInt8}", "put a space and an operator"),
        ("1.e+{v:UInt8}", "put a space and an operator"),
        ("1_0e+{v:UInt8}", "put a space and an operator"),
        ("0x1p-{v:UInt8}", "put a space and an operator"),
        ("1e+ {v:UInt8}", "put an operator"),
        ("a AND{v:Bool}", "put a space"),
        ("{v:Bool}AND a", "put a space"),
        ("COLUMNS({v:Bool})", "names"),
        ("tuple(columns( 'a', {v:String} ))", "names"),
        ("tuple(* EXCEPT ({v:Bool}))", "names"),
        ("tuple(* APPLY({v:Bool}))", "names"),
        ("a IN (SELECT b FROM c, {v:Bool})", "names"),
        ("a IN (SELECT b FROM c JOIN d USING ({v:Bool}))", "names"),
        ("a IN (SELECT b FROM {v:Bool})", "put an operator"),
        ("a IN (SELECT sum(b) OVER ({v:Bool}))", "names"),
        ("a = {v:String}\0", ""),
        ("a = 1 -- {v:String}", "comment"),
        ("a = {v:String} --", "comment"),
        ("a = 1 /* {v:String} */", "comment"),
        ("a = 1 // {v:String}", "comment"),
        ("a = 1 # {v:String}", "`#`"),
        ("a = 1; {v:String}", "`;`"),
        ("a = $x$ {v:String}", "`$`"),
        ("a = 'b", "quote is not closed"),
        ("a = `b", "quote is not closed"),
        ("a = \"b'", "quote is not closed"),
        (r"a = 'b\'", "quote is not closed"),
        ("(a = {v:String}", "`(` is not closed"),
        ("a = {v:String})", "`)` closes nothing"),
        ("a = {v:String}) OR (1 = 1", "`)` closes nothing"),
    ];
    for (filter, words) in cases {
        has_issue(filter, "filter-syntax", words);
    }
    for filter in ["a = {", "a = }", "a = {}", "a = {v:String", "a = {v :String}", "a = { v:String}", "m = {{'a': 1}"] {
        assert_eq!(faults(&filter_template(filter)), ["placeholder /scopes/0/filter"], "{filter}");
    }
}

#[test]
fn minus_before_a_negative_number_is_no_comment() {
    let minter = minter(&filter_template("a > -{n:Int8} AND a-{f:Float64} > 0"));
    let token = minter.mint([("n", Value::from(-5)), ("f", float(-0.5))], NOW).unwrap();
    let filter = &payload_json(&token)["scopes"][0]["filter"];
    assert_eq!(filter, "a > -(-5) AND a-(-0.5) > 0");
}

#[test]
fn literals_pass_through_json_unharmed() {
    let value = "\"\\\"'\\\\\u{0}\u{7f}\u{2028}\n";
    let token = minter(&filter_template("a = {v:String}")).mint([("v", value)], NOW).unwrap();
    let filter = payload_json(&token)["scopes"][0]["filter"].as_str().map(String::from);
    assert_eq!(filter.as_deref(), Some("a = '\"\\\\\"\\'\\\\\\\\\\0\u{7f}\u{2028}\\n'"));
}
