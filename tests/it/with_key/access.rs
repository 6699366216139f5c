//! What a token lets a request do.

use std::borrow::Cow;

use mintbird::{Claims, Denial, MAX_REQUEST_PARAMS, Minter, Request, SigningKey, Template, Value, Verifier, authorize};
use proptest::prelude::*;

use super::float;
#[cfg(feature = "serde")]
use crate::common::{claims_with, token};
use crate::known::{KEY, NOW, OTHER_WORKSPACE};

fn claims(scopes: &str) -> Claims<'static> {
    format!(r#"{{ "workspace_id": "{OTHER_WORKSPACE}", "name": "u_1", "exp": {}, "scopes": {scopes} }}"#, NOW + 600)
        .parse::<Claims<'_>>()
        .unwrap()
}

fn acme() -> Claims<'static> {
    claims(
        r#"[{ "type": "PIPES:READ", "resource": "top_pages", "fixed_params": { "org_id": "acme", "plan": 7, "trial": true } },
            { "type": "DATASOURCES:READ", "resource": "events", "filter": "org_id = 'acme'" }]"#,
    )
}

fn param(name: &'static str, value: impl Into<Value<'static>>) -> (Cow<'static, str>, Value<'static>) {
    (name.into(), value.into())
}

#[test]
fn a_fixed_parameter_wins_and_keeps_its_type() {
    let request = Request::pipe("top_pages").param("org_id", "other").param("plan", 8).param("page", 2);
    let grant = authorize(&acme(), &request).unwrap().into_owned();
    assert_eq!(grant.params(), [param("org_id", "acme"), param("plan", 7), param("trial", true), param("page", 2)]);
    assert_eq!((grant.name(), grant.filter(), grant.rps()), ("u_1", None, None));
}

#[test]
fn a_grant_says_the_limit_of_the_token() {
    let text = format!(
        r#"{{ "workspace_id": "{OTHER_WORKSPACE}", "name": "u_1", "exp": {}, "limits": {{ "rps": 7 }},
              "scopes": [{{ "type": "PIPES:READ", "resource": "top_pages" }}] }}"#,
        NOW + 600
    );
    let grant = authorize(&Claims::parse(&text).unwrap(), &Request::pipe("top_pages")).unwrap().into_owned();
    assert_eq!(grant.rps(), Some(7));
}

/// What may stand in a URL for `org_id`, after percent-decoding: none of it reaches the endpoint.
#[test]
fn no_spelling_of_a_fixed_parameter_gets_through() {
    for name in [
        "org_id",
        "ORG_ID",
        "Org_Id",
        "orgId",
        "orgid",
        "org__id",
        "_org_id",
        "org_id_",
        "org_id[]",
        "org_id[0]",
        "org_id[x][y]",
        "[org_id]",
        "org_id%20",
        "org_id ",
        " org_id",
        "+org_id",
        "\torg_id",
        "org_id\n",
        "org_id\0",
        "\0org_id",
        "org_id\u{a0}",
        "org\u{200b}_id",
        "\u{feff}org_id",
        "org.id",
        "org-id",
        "org id",
        "org[id",
        "org_id.",
        "org_id.0",
        "$org_id",
        "org_id:String",
        "org%5fid",
        "org%255fid",
        "ｏｒｇ＿ｉｄ",
        "оrg_id",
        "org_ıd",
        "ORG_İD",
        "o\u{308}rg_id",
        "org_id=",
        "org_id&x",
        "x&org_id",
        "param;org_id",
        "",
        "0",
        "1org_id",
        "{org_id}",
    ] {
        let request = Request::pipe("top_pages").param(name, "other").param(name, "other2").param("page", "1");
        let grant = authorize(&acme(), &request).unwrap().into_owned();
        let expected = [param("org_id", "acme"), param("plan", 7), param("trial", true), param("page", "1")];
        assert_eq!(grant.params(), expected, "{name:?}");
    }
}

#[test]
fn other_parameters_pass_as_they_came() {
    let request = Request::pipe("top_pages")
        .param("org", "o")
        .param("org_ids", "i")
        .param("my_org_id", "m")
        .param("org_id1", "1")
        .param("label", "a")
        .param("page", float(1.5))
        .param("label", "b")
        .param("label", vec!["c", "d"])
        .param("PAGE", "not fixed, so another parameter");
    let grant = authorize(&acme(), &request).unwrap().into_owned();
    assert_eq!(
        grant.params()[3..],
        [
            param("org", "o"),
            param("org_ids", "i"),
            param("my_org_id", "m"),
            param("org_id1", "1"),
            param("label", vec!["a", "b", "c", "d"]),
            param("page", float(1.5)),
            param("PAGE", "not fixed, so another parameter"),
        ]
    );
}

#[test]
fn several_scopes_for_a_pipe_fix_the_parameters_of_all() {
    let both = claims(
        r#"[{ "type": "PIPES:READ", "resource": "p" },
            { "type": "PIPES:READ", "resource": "p", "fixed_params": { "org_id": "acme" } },
            { "type": "PIPES:READ", "resource": "p", "fixed_params": { "org_id": "acme", "region": "eu" } },
            { "type": "PIPES:READ", "resource": "q", "fixed_params": { "org_id": "of another pipe" } }]"#,
    );
    let request = Request::pipe("p").param("org_id", "other").param("Region", "us");
    assert_eq!(authorize(&both, &request).unwrap().params(), [param("org_id", "acme"), param("region", "eu")]);
}

#[test]
fn scopes_that_contradict_each_other_grant_nothing() {
    for (one, other) in [(r#""acme""#, r#""other""#), ("7", r#""7""#), ("7", "7.0"), ("true", "1")] {
        let claims = claims(&format!(
            r#"[{{ "type": "PIPES:READ", "resource": "p", "fixed_params": {{ "org_id": {one} }} }},
                {{ "type": "PIPES:READ", "resource": "p", "fixed_params": {{ "org_id": {other} }} }}]"#
        ));
        let denial = authorize(&claims, &Request::pipe("p")).unwrap_err();
        assert_eq!(denial, Denial::ScopeConflict { param: "org_id".into() });
        assert_eq!((denial.status(), denial.code()), (403, "scope-conflict"));
    }
}

#[test]
fn filters_are_joined_by_and() {
    let read = |scopes: &str| authorize(&claims(scopes), &Request::datasource("d")).unwrap().into_owned();
    let scope = |filter: &str| format!(r#"{{ "type": "DATASOURCES:READ", "resource": "d"{filter} }}"#);
    let a = scope(r#", "filter": "a = 1""#);
    let b = scope(r#", "filter": "b = 2 OR c = 3 -- why""#);

    assert_eq!(read(&format!("[{a}]")).filter(), Some("a = 1"));
    assert_eq!(read(&format!("[{}]", scope(""))).filter(), None);
    // One without a filter takes nothing from one with a filter; equal ones count once.
    assert_eq!(read(&format!("[{}, {a}, {a}]", scope(""))).filter(), Some("a = 1"));
    assert_eq!(read(&format!("[{a}, {b}]")).filter(), Some("(a = 1\n) AND (b = 2 OR c = 3 -- why\n)"));
    // Parameters do not belong on a data source.
    assert_eq!(authorize(&acme(), &Request::datasource("events").param("x", "1")).unwrap().params(), []);
}

#[test]
fn a_resource_is_matched_exactly() {
    let denied = |request: Request<'_>| {
        let denial = authorize(&acme(), &request).unwrap_err();
        assert_eq!((denial.status(), denial.code()), (403, "scope"), "{request:?}");
        denial.to_string()
    };
    for pipe in [
        "top_page",
        "top_pages2",
        "TOP_PAGES",
        " top_pages",
        "top_pages ",
        "top_pages.json",
        "*",
        "events",
        "top_pages\0",
    ] {
        denied(Request::pipe(pipe));
    }
    denied(Request::datasource("top_pages"));
    assert_eq!(
        denied(Request::pipe("revenue")),
        "the token has no scope PIPES:READ for `revenue`; a scope's resource is the exact name or id"
    );
    // A scope to append does not read.
    let append = claims(r#"[{ "type": "DATASOURCES:APPEND", "resource": "events" }]"#);
    assert_eq!(authorize(&append, &Request::datasource("events")).unwrap_err().code(), "scope");
}

#[test]
fn a_resource_has_a_name_and_an_id() {
    let by_id = claims(
        r#"[{ "type": "PIPES:READ", "resource": "t_b9427fe2", "fixed_params": { "org_id": "acme" } },
            { "type": "PIPES:READ", "resource": "top_pages", "fixed_params": { "region": "eu" } }]"#,
    );
    let names = |request: &Request<'_>| -> Vec<String> {
        authorize(&by_id, request).unwrap().params().iter().map(|(name, _)| name.to_string()).collect()
    };
    assert_eq!(names(&Request::pipe("t_b9427fe2")), ["org_id"]);
    assert_eq!(names(&Request::pipe("top_pages")), ["region"]);
    assert_eq!(names(&Request::pipe("top_pages").with_id("t_b9427fe2")), ["org_id", "region"]);
}

#[test]
fn too_many_parameters_are_refused() {
    let fill = |count| (0..count).fold(Request::pipe("top_pages"), |request, _| request.param("label", "a"));
    assert!(authorize(&acme(), &fill(MAX_REQUEST_PARAMS)).is_ok());
    let denial = authorize(&acme(), &fill(MAX_REQUEST_PARAMS + 1)).unwrap_err();
    assert_eq!((denial.status(), denial.code()), (400, "params"));
}

#[test]
fn a_request_is_read_from_json() {
    let object = Request::parse(
        r#"{ "pipe": "top_pages", "id": "t_1", "params": { "s": "a", "n": 1.50, "b": true, "l": ["x", 2], "l": "y" } }"#,
    );
    let built = Request::pipe("top_pages")
        .with_id("t_1")
        .param("s", "a")
        .param("n", mintbird::Number::parse("1.50").unwrap())
        .param("b", true)
        .param("l", Value::List(vec!["x".into(), 2.into()]))
        .param("l", "y");
    assert_eq!(object.unwrap(), built);
    let allowing = Request::parse(r#"{ "pipe": "top_pages", "allow": ["debug", "q"] }"#);
    assert_eq!(allowing.unwrap(), Request::pipe("top_pages").allow("debug").allow("q"));
    let pairs = Request::parse(r#"{ "datasource": "events", "params": [["a", "1"], ["a", "2"]] }"#);
    assert_eq!(pairs.unwrap(), Request::datasource("events").param("a", "1").param("a", "2"));

    let mut longest = String::from(r#"{"pipe":"p"}"#);
    longest.push_str(&" ".repeat(256 * 1024 - longest.len()));
    assert_eq!(Request::parse(&longest).unwrap(), Request::pipe("p"));
    let long = Request::parse(&(longest + " ")).unwrap_err();
    assert_eq!(long.to_string(), "option `request` is longer than 256 KiB");
    for (text, message) in [
        ("", "option `request` must be an object, such as {\"pipe\": \"top_pages\"}"),
        ("[]", "option `request` must be an object, such as {\"pipe\": \"top_pages\"}"),
        ("{}", "option `request` must name a pipe or a datasource"),
        (r#"{ "pipe": "p", "datasource": "d" }"#, "option `request` must name a pipe or a datasource"),
        (r#"{ "pipe": "p", "pipe": "q" }"#, "option `request` has a key twice"),
        (r#"{ "params": {}, "pipe": "p", "p\u0061rams": { "a": 1 } }"#, "option `request` has a key twice"),
        (
            r#"{ "pipe": "p", "param": { "a": 1 } }"#,
            "option `request` has a key other than `pipe`, `datasource`, `id`, `params` and `allow`",
        ),
        (r#"{ "pipe": 7 }"#, "option `pipe` must be the name or id of a resource"),
        (r#"{ "pipe": "" }"#, "option `pipe` must be the name or id of a resource"),
        (r#"{ "pipe": "p", "id": null }"#, "option `id` must be the name or id of a resource"),
        (r#"{ "pipe": "p", "allow": "q" }"#, "option `allow` must be a list of names of parameters"),
        (r#"{ "pipe": "p", "allow": ["q", 1] }"#, "option `allow` must be a list of names of parameters"),
        (r#"{ "pipe": "p", "params": "a=1" }"#, "option `params` must be an object or a list of pairs"),
        (
            r#"{ "pipe": "p", "params": { "a": null } }"#,
            "option `params` has `a`, which must be a string, number, boolean or a list of these",
        ),
        (
            r#"{ "pipe": "p", "params": { "a": [["b"]] } }"#,
            "option `params` has `a`, which must be a string, number, boolean or a list of these",
        ),
        (r#"{ "pipe": "p", "params": [["a"]] }"#, "option `params` must be a list of pairs, each a name and a value"),
        (
            r#"{ "pipe": "p", "params": [["a", null]] }"#,
            "option `params` has `a`, which must be a string, number, boolean or a list of these",
        ),
        (
            r#"{ "pipe": "p", "params": [[1, "a"]] }"#,
            "option `params` must be a list of pairs, each a name and a value",
        ),
        (
            r#"{ "pipe": "p", "params": [["a", "1", "2"]] }"#,
            "option `params` must be a list of pairs, each a name and a value",
        ),
    ] {
        let error = Request::parse(text).unwrap_err();
        assert_eq!((error.code(), error.to_string().as_str()), ("option", message), "{text}");
    }
}

#[cfg(feature = "serde")]
#[test]
fn a_decision_is_serialized() {
    let scopes = r#"[{ "type": "PIPES:READ", "resource": "p", "fixed_params": {
            "a": 18446744073709551615, "b": 18446744073709551616, "c": 1.0, "d": 0.5, "e": -3, "f": 1e400, "g": true } }]"#;
    // Signed by somebody else: the last but one no float holds.
    let token = token(&claims_with("scopes", scopes));
    let verifier = Verifier::new([SigningKey::new(KEY).unwrap()]).unwrap();
    let request = Request::pipe("p").param("list", vec![1, 2]);
    assert_eq!(
        serde_json::to_string(&verifier.authorize(&token, &request, NOW).unwrap()).unwrap(),
        r#"{"name":"n","params":{"a":18446744073709551615,"b":"18446744073709551616","c":"1.0","d":0.5,"e":-3,"f":"1e400","g":true,"list":[1,2]},"filter":null,"rps":null}"#
    );
    assert_eq!(
        serde_json::to_value(authorize(&acme(), &Request::pipe("x")).unwrap_err()).unwrap()["code"],
        serde_json::json!("scope")
    );
}

#[test]
fn a_verifier_decides_from_the_token() {
    let template = r#"{ "workspace_id": "7d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5c", "name": "u", "ttl": 60,
        "scopes": [{ "type": "PIPES:READ", "resource": "p", "fixed_params": { "org_id": "{org_id}" } }] }"#;
    let minter = Minter::new(Template::parse(template).unwrap(), SigningKey::new(KEY).unwrap()).unwrap();
    let token = minter.mint([("org_id", "acme")], NOW).unwrap();
    let verifier = Verifier::new([SigningKey::new(KEY).unwrap()]).unwrap();
    let decide = |token: &str, now| verifier.authorize(token, &Request::pipe("p"), now);
    let code = |token: &str, now| {
        let denial = decide(token, now).unwrap_err();
        (denial.status(), denial.code())
    };

    assert_eq!(decide(&token, NOW).unwrap().params(), [param("org_id", "acme")]);
    assert_eq!(code("", NOW), (401, "token-missing"));
    assert_eq!(code("x", NOW), (403, "malformed"));
    let source = |denial: &Denial| std::error::Error::source(denial).map(ToString::to_string);
    let denial = decide("x", NOW).unwrap_err();
    assert_eq!(source(&denial), Some(verifier.verify("x", NOW).unwrap_err().to_string()));
    assert_eq!(source(&decide("", NOW).unwrap_err()), None);
    assert_eq!(code(KEY, NOW), (403, "wrong-kind"));
    assert_eq!(code(&token, NOW + 60), (403, "expired"));
    let (input, _) = token.rsplit_once('.').unwrap();
    assert_eq!(code(&format!("{input}.{}", "A".repeat(43)), NOW), (403, "signature"));
}

fn names() -> impl Strategy<Value = String> {
    prop_oneof![
        "[_oO][_rR]?[_gG]?_?[iI]?[dD]?_?",
        "(org_id|plan|trial|tag)(\\[[a-z0-9]?\\]?|[. %_A-Z\\PC])?",
        "[a-zA-Z_][a-zA-Z0-9_]{0,3}",
        any::<String>(),
    ]
}

fn values() -> impl Strategy<Value = Value<'static>> {
    let scalar = prop_oneof![
        any::<String>().prop_map(Value::from),
        any::<f64>().prop_filter("finite", |value| value.is_finite()).prop_map(float),
        any::<bool>().prop_map(Value::from),
    ];
    prop_oneof![scalar.clone(), proptest::collection::vec(scalar, 0..3).prop_map(Value::List)]
}

proptest! {
    /// Whatever is asked for, a fixed parameter is there once, with its value, and nothing else is spelt like it.
    #[test]
    fn a_request_never_changes_a_fixed_parameter(params in proptest::collection::vec((names(), values()), 0..20)) {
        let request = params.iter().fold(Request::pipe("top_pages"), |request, (name, value)| request.param(name, value.clone()));
        let grant = authorize(&acme(), &request).unwrap().into_owned();
        let (fixed, chosen) = grant.params().split_at(3);
        prop_assert_eq!(fixed, [param("org_id", "acme"), param("plan", 7), param("trial", true)]);
        for (name, value) in chosen {
            let letters: String = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
            prop_assert!(!["orgid", "plan", "trial"].contains(&letters.as_str()), "{}", name);
            prop_assert_eq!(chosen.iter().filter(|(other, _)| other == name).count(), 1);
            // What is passed on is what was sent under this very name, in its order.
            fn flat<'v>(value: &Value<'v>) -> Vec<Value<'v>> {
                match value {
                    Value::List(items) => items.clone(),
                    value => vec![value.clone()],
                }
            }
            let sent: Vec<_> = params.iter().filter(|(other, _)| other == name).flat_map(|(_, value)| flat(value)).collect();
            prop_assert_eq!(flat(value), sent);
        }
    }
}

#[test]
fn what_the_api_reserves_is_kept_back_in_any_case() {
    let reserved = [
        "q",
        "Q",
        "format",
        "token",
        "Token",
        "tag",
        "debug",
        "explain",
        "EXPLAIN",
        "pipeline",
        "playground",
        "query_id",
        "template_parameters",
        "Template_Parameters",
        "release_replacements",
        "finalize_aggregations",
        "job_timestamp",
        "debug_source_tables",
        "__tb__semver",
        "__TB__csv_header",
        "output_format_json_quote_64bit_integers",
        "OUTPUT_FORMAT_x",
        "from",
        "lambda",
    ];
    let ask = |request: Request<'_>| authorize(&acme(), &request).unwrap().into_owned();
    for name in reserved {
        let names: Vec<_> = ask(Request::pipe("top_pages").param(name, "x"))
            .params()
            .iter()
            .map(|(name, _)| name.to_string())
            .collect();
        assert!(!names.contains(&name.to_string()), "{name}");
        let allowed = ask(Request::pipe("top_pages").param(name, "x").allow(name));
        assert!(allowed.params().iter().any(|(param, _)| param == name), "{name}");
    }
    let page = ask(Request::pipe("top_pages").param("page", "2").param("tags", "a").param("formats", "b"));
    assert!(["page", "tags", "formats"].iter().all(|name| page.params().iter().any(|(param, _)| param == name)));
    // To allow a name does not unpin it.
    let pinned = ask(Request::pipe("top_pages").param("org_id", "other").allow("org_id"));
    assert_eq!(
        pinned.params().iter().filter(|(name, _)| name == "org_id").collect::<Vec<_>>(),
        [&param("org_id", "acme")]
    );
}

#[test]
fn a_request_comes_from_a_query_string_and_a_grant_becomes_one() {
    let request = Request::pipe("top_pages")
        .query("org_id=other&page=1&label=a&label=b+c&empty=&na%C3%AFve=x&%F0%9F%90%A6=y&ORG_ID=z");
    let claims = acme();
    let grant = authorize(&claims, &request).unwrap();
    let query = grant.to_query();
    assert!(query.contains("org_id=acme") && query.ends_with("page=1&label=a&label=b+c&empty="), "{query}");
    let again = authorize(&acme(), &Request::pipe("top_pages").query(&query)).unwrap().into_owned();
    assert_eq!(again.to_query(), query);
}
