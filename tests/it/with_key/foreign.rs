//! Other systems' placeholders: refused wherever a template could carry one, with what to write instead.

use std::time::{Duration, Instant};

use mintbird::{Template, inspect};

use super::{faults, filter_template};
use crate::common::{claims_with, codes, token};
use crate::known::NOW;

fn named(name: &str) -> String {
    serde_json::json!({ "name": name, "ttl": 60, "scopes": [{ "type": "PIPES:READ", "resource": "r" }] }).to_string()
}

fn fixing(key: &str, value: &str) -> String {
    let fixed = serde_json::json!({ key: value });
    serde_json::json!({ "name": "n", "ttl": 60, "scopes": [{ "type": "PIPES:READ", "resource": "r", "fixed_params": fixed }] })
        .to_string()
}

/// As it is written, and what to write.
const FOREIGN: &[(&str, &str)] = &[
    ("{{org}}", "`{org}`"),
    ("{{ org }}", "`{org}`"),
    ("{{{org}}}", "`{org}`"),
    ("{{{{org}}}}", "`{org}`"),
    ("{{a_{org}}}", "`{a_org}`"),
    ("app_{{org}}_x", "`{org}`"),
    ("${org}", "`{org}`"),
    ("app-${org}", "`{org}`"),
    ("${{org}}", "`{org}`"),
    ("#{org}", "`{org}`"),
    ("%{org}", "`{org}`"),
    ("{{org_id:String}}", "`{org_id}`"),
    ("{{String(org)}}", "`{org}`"),
    ("{{ String(org, 'all') }}", "`{org}`"),
    ("{{Array(org, 'String', default='')}}", "`{org}`"),
    ("{{split_to_array(String(org))}}", "`{org}`"),
    ("{{org | upper}}", "`{org}`"),
    ("{{#if org}}", "`{if}`"),
    ("{{> org}}", "`{org}`"),
    ("{{&org}}", "`{org}`"),
    ("{{- org -}}", "`{org}`"),
    ("{{% org %}}", "`{org}`"),
    ("{{{{% org %}}}}", "`{org}`"),
    ("{{# org #}}", "`{org}`"),
    ("{{$org}}", "`{org}`"),
    ("{{@org}}", "`{org}`"),
    ("{{ .Values.org }}", "`{Values_org}`"),
    ("{{größe}}", "`{gr}`"),
    ("{{über}}", "`{org_id}`"),
    ("{{组织}}", "`{org_id}`"),
    ("<?= $org ?>", "`{org}`"),
    ("<?php echo $org ?>", "`{php}`"),
    ("<%= org %>", "`{org}`"),
    ("<%- org -%>", "`{org}`"),
    ("<%org%>", "`{org}`"),
    ("%(org)s", "`{org}`"),
    ("[[org]]", "`{org}`"),
    ("[[ org ]]", "`{org}`"),
    ("[[{org}]]", "`{org}`"),
    ("<<org>>", "`{org}`"),
    ("app_$(org)", "`{org}`"),
    ("[% org %]", "`{org}`"),
    ("*|org|*", "`{org}`"),
    ("｛org｝", "`{org}`"),
    ("%7Borg%7D", "`{org}`"),
    ("%7borg%7d_x", "`{org}`"),
];

const CLERK: &[(&str, &str)] = &[
    ("{{org.slug}}", "`{org_slug}`"),
    ("{{ org.id }}", "`{org_id}`"),
    ("{{user.id}}", "`{user_id}`"),
    ("{{user.public_metadata.org}}", "`{user_public_metadata_org}`"),
    ("{{user.first_name || 'none'}}", "`{user_first_name}`"),
    ("{{org_membership.role}}", "`{org_membership_role}`"),
    ("app_{{session.id}}", "`{session_id}`"),
];

#[test]
fn no_name_and_no_fixed_parameter_has_one() {
    for (at, (text, spelling)) in FOREIGN.iter().chain(CLERK).enumerate() {
        for (template, path) in [(named(text), "/name"), (fixing("tenant", text), "/scopes/0/fixed_params/tenant")] {
            let error = Template::parse(&template).expect_err(text);
            assert_eq!(codes(error.issues()), [format!("placeholder-foreign {path}")], "{text}");
            let message = &error.issues()[0].message;
            // Of a path, the fixed parameter's own name says more.
            let own = at >= FOREIGN.len() || text.contains("Values");
            let spelling = if own && path != "/name" { "`{tenant}`" } else { spelling };
            assert!(message.contains(&format!("write {spelling}")), "{text}: {message}");
            assert_eq!(message.contains("`mintbird export clerk`"), at >= FOREIGN.len(), "{text}: {message}");
        }
    }
}

#[test]
fn braces_and_signs_that_hold_no_name_are_text() {
    for text in [
        "{{}}",
        "{{ }}",
        "{{{{}}}}",
        "{{2,3}}",
        "{{0}}",
        "{{-1}}",
        "{{\"a\":1,\"b\":[{{}}]}}",
        "{{'a': 1}}",
        "{{\"org\":\"{org}\"}}",
        r"\p{{Greek}}",
        r"\x{{1F426}}",
        "{{7d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5c}}",
        "{{ad7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5c}}",
        "a }} b {{ c",
        "{{a",
        "a}}",
        "$ {org}",
        "$5",
        "$org",
        "$pageview",
        "%{org}%",
        "100 %",
        "%(org)",
        "%(a b)s",
        "a < b",
        "<% 1 %>",
        "<org %>",
        "#1 @x",
        "{org}$",
        "[[:alpha:]]+",
        "[[a,b]]",
        "[[1]]",
        "[[]]",
        "[[org]",
        "[org]",
        "<<a",
        "<<a>",
        "a<<b",
        "$()",
        "^a$(b|c)",
        "*|*",
        "%7B%7D",
        "%7B\"a\"%7D",
        "｛｝",
    ] {
        assert_eq!(faults(&named(text)), [""; 0], "{text}");
        assert_eq!(faults(&fixing("tenant", text)), [""; 0], "{text}");
    }
}

#[test]
fn a_fixed_parameter_is_not_its_own_name_in_signs() {
    for text in
        ["$org_id", ":org_id", "@org_id", "%ORG_ID%", "<org_id>", "__ORG_ID__", "(org_id)", "\"org_id\"", " <Org_Id> "]
    {
        let error = Template::parse(&fixing("org_id", text)).expect_err(text);
        assert_eq!(codes(error.issues()), ["placeholder-foreign /scopes/0/fixed_params/org_id"], "{text}");
        assert!(error.to_string().contains("write `{org_id}`"), "{error}");
    }
    // Another name, the name without signs, or a name that signs begin.
    for (key, text) in [
        ("org_id", "$org"),
        ("org_id", "org_id"),
        ("org_id", "ORG_ID"),
        ("org_id", "org_id."),
        ("_org", "_org"),
        ("_", "-"),
        ("_", "__"),
        ("org_id", "{org_id}"),
        ("org_id", "({org_id})"),
    ] {
        assert_eq!(faults(&fixing(key, text)), [""; 0], "{key}: {text}");
    }
}

#[test]
fn a_message_repeats_the_whole_placeholder_and_nothing_beside_it() {
    for (text, whole) in [
        ("a {{org}} b", "{{org}}"),
        ("a{{{{org}}}}b", "{{{{org}}}}"),
        ("a {{{{ org }}}} }} b", "{{{{ org }}}}"),
        ("a ${{org}} b", "${{org}}"),
        ("a <%= org %> b", "<%= org %>"),
        ("a %(org)s b", "%(org)s"),
        ("a [[org]]] b", "[[org]]"),
        ("a $(org)) b", "$(org)"),
    ] {
        let error = Template::parse(&named(text)).expect_err(text);
        let message = &error.issues()[0].message;
        assert!(message.starts_with(&format!("`{whole}` is another")), "{text}: {message}");
    }
}

#[test]
fn who_inspects_a_token_of_others_is_told() {
    for (key, text) in
        [("org", "{{org}}"), ("org", "[[org.id]]"), ("org", "a-%7Borg%7D"), ("org", "$org"), ("org_id", "<ORG_ID>")]
    {
        let scopes = serde_json::json!([{ "type": "PIPES:READ", "resource": "r", "fixed_params": { key: text } }]);
        let token = token(&claims_with("scopes", &scopes.to_string()));
        let issues = inspect(&token, NOW).issues;
        assert_eq!(codes(&issues), [format!("placeholder-foreign /claims/scopes/0/fixed_params/{key}")], "{text}");
        assert_eq!(issues[0].severity.as_str(), "warning");
    }
    for text in ["org", "$other", "[[:alpha:]]", "{2}"] {
        let scopes = serde_json::json!([{ "type": "PIPES:READ", "resource": "r", "fixed_params": { "org": text } }]);
        let token = token(&claims_with("scopes", &scopes.to_string()));
        assert_eq!(codes(&inspect(&token, NOW).issues), [""; 0], "{text}");
    }
}

#[test]
fn no_filter_has_one() {
    for (filter, spelling) in [
        ("org_id = {{org_id:String}}", "`{org_id:String}`"),
        ("org_id = {{org_id: UInt64}}", "`{org_id:UInt64}`"),
        ("org_id = {{org_id}}", "`{org_id:String}`"),
        ("org_id = '{{org_id}}'", "`{org_id:String}`"),
        ("org_id = '{{ org_id }}'", "`{org_id:String}`"),
        ("org_id = \"{{org_id}}\"", "`{org_id:String}`"),
        ("org_id = '{{org_id:String}}'", "`{org_id:String}`"),
        ("org_id = {{String(org_id)}}", "`{org_id:String}`"),
        ("org_id = {{UInt64(org_id, 0)}}", "`{org_id:UInt64}`"),
        ("org_id = {{Integer(org_id)}}", "`{org_id:String}`"),
        ("org_id = '{{String(org_id)}}'", "`{org_id:String}`"),
        ("org_id = {{{org_id:String}}}", "`{org_id:String}`"),
        ("org_id = '{{org.slug}}'", "`{org_slug:String}`, without quotes; `mintbird export clerk`"),
        ("org_id = {{org.slug}}", "`{org_slug:String}`, without quotes; `mintbird export clerk`"),
        ("org_id = ${org_id}", "`{org_id:String}`"),
        ("org_id = ${org_id:UUID}", "`{org_id:UUID}`"),
        ("org_id = '${org_id}'", "`{org_id:String}`"),
        ("org_id = '${org_id:String}'", "`{org_id:String}`"),
        ("org_id = '#{org_id}'", "`{org_id:String}`"),
        ("org_id = #{org_id}", "`{org_id:String}`"),
        ("org_id = '<%= org_id %>'", "`{org_id:String}`"),
        ("org_id = '%(org_id)s'", "`{org_id:String}`"),
        ("m['{{k}}'] = {v:String}", "`{k:String}`"),
        ("org_id = '<?php echo $org ?>'", "`{php:String}`"),
        ("org_id = :org_id", "`{org_id:String}`"),
        ("a = 1 AND (b = %s OR c IN (?))", "`{org_id:String}`"),
        ("b = ?", "`{org_id:String}`"),
    ] {
        let error = Template::parse(&filter_template(filter)).expect_err(filter);
        assert_eq!(codes(error.issues()), ["placeholder-foreign /scopes/0/filter"], "{filter}");
        assert!(error.to_string().contains(&format!("write {spelling}")), "{filter}: {error}");
    }
}

#[test]
fn a_brace_outside_quotes_is_none() {
    for filter in
        ["m = {{'a': 1}}", "a = {{1}}", "a = 1 }}", "a = {{}}", "{{ AND 1", "x {{2}} y", "a = {{1}} AND b = {{org}}"]
    {
        assert_eq!(faults(&filter_template(filter)), ["placeholder /scopes/0/filter"], "{filter}");
    }
}

#[test]
fn operators_of_these_signs_are_none() {
    for filter in
        ["a % 2 = 0", "(a) % {n:UInt8} = 0", "a ? b : c", "a = b::String", "x LIKE '%s' AND y = '?' AND z = ':z'"]
    {
        assert_eq!(faults(&filter_template(filter)), [""; 0], "{filter}");
    }
}

/// A resource is a name, with nothing to fill in it.
#[test]
fn no_resource_has_one() {
    let scope = |resource: &str| serde_json::json!([{ "type": "PIPES:READ", "resource": resource, "fixed_params": { "a": "b" } }]);
    for text in [
        "[[pipe]]",
        "<%=pipe%>",
        "$(pipe)",
        "%(pipe)s",
        "<<pipe>>",
        "[%pipe%]",
        "*|PIPE|*",
        "%7Bpipe%7D",
        "｛pipe｝",
        "<?= $p ?>",
    ] {
        let template = serde_json::json!({ "name": "n", "ttl": 60, "scopes": scope(text) }).to_string();
        assert_eq!(faults(&template), ["placeholder-foreign /scopes/0/resource"], "{text}");
    }
    for text in ["{{pipe}}", "${pipe}", "{pipe}", "[[pipe]]", "%7Bpipe%7D"] {
        let issues = inspect(&token(&claims_with("scopes", &scope(text).to_string())), NOW).issues;
        assert_eq!(codes(&issues), ["placeholder-foreign /claims/scopes/0/resource"], "{text}");
        assert_eq!(issues[0].severity.as_str(), "warning");
    }
}

/// What may be meant as it stands, and hardly is.
#[test]
fn what_looks_like_a_variable_is_warned_of() {
    let warned = |template: &str| {
        let template = Template::parse(template).expect(template);
        let foreign = template.issues().iter().filter(|issue| issue.code() == "placeholder-foreign");
        foreign.map(|issue| format!("{} {}", issue.severity, issue.path)).collect::<Vec<_>>()
    };
    for text in ["$org", ":org", "@org@", "%org%", "<org>", "__org__", "a_$org", "{x}_$org"] {
        assert_eq!(warned(&fixing("tenant", text)), ["warning /scopes/0/fixed_params/tenant"], "{text}");
    }
    assert_eq!(warned(&named("d_$user_id")), ["warning /name"]);
    assert_eq!(warned(&filter_template("org_id = '$org_id'")), ["warning /scopes/0/filter"]);
    for text in ["$5", "5$", "org", "%org", "a%", "@org", "<1>", "__", "____", "a:b", ":-)", "{x}$"] {
        assert_eq!(warned(&fixing("tenant", text)), [""; 0], "{text}");
        assert_eq!(warned(&named(text)), [""; 0], "{text}");
    }
    assert_eq!(warned(&filter_template("price LIKE '$5%'")), [""; 0]);
}

/// A value is nobody's placeholder.
#[test]
fn a_value_may_contain_anything() {
    let minter = super::minter(&fixing("tenant", "{org}"));
    for (text, _) in FOREIGN.iter().chain(CLERK) {
        let token = minter.mint([("org", *text)], crate::known::NOW).unwrap();
        assert_eq!(super::payload_json(&token)["scopes"][0]["fixed_params"]["tenant"], *text);
    }
}

#[test]
fn a_message_repeats_neither_a_key_nor_a_long_text() {
    let long = format!("{{{{org {}}}}}", "x".repeat(10_000));
    let key = crate::known::KEY;
    let word = format!("{{{{{}}}}}", "x".repeat(10_000));
    for text in [format!("{{{{org {key}}}}}"), format!("{{{{{key}}}}}"), format!("{{{{String({key})}}}}"), long, word] {
        let error = Template::parse(&named(&text)).unwrap_err();
        assert!(codes(error.issues()).contains(&"placeholder-foreign /name".to_string()));
        assert!(!error.to_string().contains(&key[2..40]) && error.to_string().len() < 600, "{error}");
    }
}

/// What could be a beginning everywhere, and ends nowhere or at the end only.
#[test]
fn hostile_text_costs_no_more_than_its_length() {
    for text in ["{{", "<%", "%(", "{{-", "$"] {
        for end in ["", "}}", "%>", ")s"] {
            let text = text.repeat(60_000 / text.len()) + end;
            let start = Instant::now();
            let _ = Template::parse(&named(&text));
            let _ = Template::parse(&filter_template(&format!("a = '{text}'")));
            assert!(start.elapsed() < Duration::from_secs(2), "{}: {:?}", &text[..2], start.elapsed());
        }
    }
}
