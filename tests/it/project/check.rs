//! What `check` says of small projects with known answers, and of many shapes of one endpoint.

use std::fs;
use std::path::Path;

use mintbird::internal::project::{Pin, Pinned, Scope, check};
use mintbird::project::{Issue, Project, Value};
use mintbird::{Json, Severity};

use super::{files_of, scopes};

fn issues(project: &Project, scopes: &[Scope]) -> Vec<Issue> {
    check(project.pipes(), project.data_sources(), scopes)
}

fn codes(issues: &[Issue], severity: Severity) -> Vec<&'static str> {
    let mut codes: Vec<&'static str> =
        issues.iter().filter(|issue| issue.severity == severity).map(Issue::code).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

#[test]
fn small_projects_get_their_known_answers() {
    let known = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/project/known");
    let mut tried = 0;
    let mut wrong = Vec::new();
    for entry in fs::read_dir(known).expect("the projects") {
        let folder = entry.expect("an entry").path();
        if !folder.is_dir() {
            continue;
        }
        tried += 1;
        let project = Project::new(files_of(&folder.join("project")));
        let read = |name: &str| fs::read_to_string(folder.join(name)).expect("a text");
        let expected_text = read("expect.json");
        let expected = Json::parse(&expected_text).expect("an answer");
        let found = issues(&project, &scopes::scopes(&Json::parse(&read("template.json")).expect("a template")));
        let texts = |name: &str| -> Vec<String> {
            match expected.get(name) {
                Some(Json::Array(items)) => items.iter().filter_map(|item| item.as_str().map(String::from)).collect(),
                Some(Json::String(text)) => [text.to_string()].into(),
                _ => Vec::new(),
            }
        };
        let shown: Vec<String> = found.iter().map(|issue| format!("{issue} {:?}", issue.request)).collect();
        let shown = format!("{}:\n  {}", folder.display(), shown.join("\n  "));
        if codes(&found, Severity::Error) != texts("errors") {
            wrong.push(shown.clone());
        }
        let warnings = codes(&found, Severity::Warning);
        for code in texts("warnings") {
            if !warnings.contains(&&*code) {
                wrong.push(format!("no {code} in {shown}"));
            }
        }
        if warnings.contains(&"undecided") {
            wrong.push(format!("undecided: {shown}"));
        }
        for param in texts("request") {
            let in_request = found
                .iter()
                .filter_map(|issue| issue.request.as_ref())
                .any(|request| request.contains(&format!("{param}=")));
            if !in_request {
                wrong.push(format!("no request with {param}: {shown}"));
            }
        }
        for name in texts("near").iter().chain(&texts("value")) {
            if !found.iter().any(|issue| issue.message.contains(&format!("`{name}`"))) {
                wrong.push(format!("`{name}` is not named: {shown}"));
            }
        }
    }
    assert!(tried >= 16, "{tried} projects");
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

const SOURCES: &[(&str, &str)] = &[
    (
        "events.datasource",
        "SCHEMA >\n    `ts` DateTime, `org_id` String, `user_id` String, `link_id` String, `path` String, `country` String, `public` UInt8, `revenue` Float64, `tags` Array(String)\n",
    ),
    (
        "sessions.datasource",
        "SCHEMA >\n    `started` DateTime, `org_id` String, `visitor` String, `user_id` String, `path` String\n",
    ),
    ("users.datasource", "SCHEMA >\n    `user_id` String, `org_id` String, `name` String\n"),
    ("countries.datasource", "SCHEMA >\n    `code` String, `name` String\n"),
    ("numbered.datasource", "SCHEMA >\n    `org_id` UInt64, `path` String\n"),
    ("marked.datasource", "SCHEMA >\n    `org_id` UInt64, `mark` String\n"),
    ("firms.datasource", "SCHEMA >\n    `id` String, `name` String\n"),
    ("visits.datasource", "SCHEMA >\n    `org` String, `session` String, `path` String\n"),
];

/// The files of a project with these nodes in one endpoint; the first line of each is its name.
fn project(nodes: &[&str], others: &[(&str, &str)]) -> Project {
    let mut text = String::new();
    for (index, node) in nodes.iter().enumerate() {
        let (name, sql) =
            if nodes.len() == 1 { ("endpoint", *node) } else { node.split_once('\n').expect("a name and its SQL") };
        let indented: Vec<String> = sql.lines().map(|line| format!("    {line}")).collect();
        text.push_str(&format!("NODE {name}\nSQL >\n{}\n\n", indented.join("\n")));
        if index + 1 == nodes.len() {
            text.push_str("TYPE endpoint\n");
        }
    }
    let mut files: Vec<(String, String)> = [("e.pipe".to_string(), text)].into();
    files.extend(SOURCES.iter().chain(others).map(|(name, text)| ((*name).to_string(), (*text).to_string())));
    let project = Project::new(files);
    let faults: Vec<String> =
        project.issues().iter().filter(|issue| issue.is_error()).map(ToString::to_string).collect();
    assert!(faults.is_empty(), "{nodes:?}: {faults:?}");
    project
}

fn any(name: &str) -> Pin {
    Pin::new(name, Pinned::Placeholder { kind: None, refused: Vec::new() })
}

fn typed(name: &str, kind: &str) -> Pin {
    Pin::new(name, Pinned::Placeholder { kind: Some(kind.into()), refused: Vec::new() })
}

fn literal(name: &str, value: &str) -> Pin {
    Pin::new(name, Pinned::Literal(value.into()))
}

fn found(nodes: &[&str], others: &[(&str, &str)], pins: &[Pin]) -> Vec<Issue> {
    issues(&project(nodes, others), &[Scope::Pipe { resource: "e".into(), fixed: pins.into() }])
}

/// Errors and warnings, in short: `param-off`, `~undecided`.
fn short(issues: &[Issue]) -> String {
    let warnings = codes(issues, Severity::Warning).into_iter().map(|code| format!("~{code}"));
    let all: Vec<String> = codes(issues, Severity::Error).into_iter().map(String::from).chain(warnings).collect();
    all.join(" ")
}

fn expect(shapes: &[(&str, &str)], pins: &[Pin]) {
    let mut wrong = Vec::new();
    for (sql, answer) in shapes {
        let nodes: Vec<&str> = sql.split("\n---\n").collect();
        let issues = found(&nodes, &[], pins);
        if short(&issues) != *answer {
            let shown: Vec<String> = issues.iter().map(|issue| format!("{issue} {:?}", issue.request)).collect();
            wrong.push(format!(
                "{sql}\n  expected: {answer}\n  found:    {}\n    {}",
                short(&issues),
                shown.join("\n    ")
            ));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// A condition that pins every row, however it is written.
#[test]
fn a_pinned_condition_is_seen() {
    let conditions = [
        "org_id = {{String(org_id)}}",
        "{{String(org_id)}} = org_id",
        "org_id == {{org_id}}",
        "equals(org_id, {{String(org_id)}})",
        "toString(org_id) = {{String(org_id)}}",
        "ifNull(org_id, '') = {{String(org_id)}}",
        "org_id = toString({{String(org_id)}})",
        "org_id = CAST({{String(org_id)}} AS String)",
        "org_id = {{String(org_id)}}::String",
        "org_id IN ({{String(org_id)}})",
        "org_id IN tuple({{String(org_id)}})",
        "org_id IN [{{String(org_id)}}]",
        "in(org_id, {{String(org_id)}})",
        "has([{{String(org_id)}}], org_id)",
        "(org_id, 1) = ({{String(org_id)}}, 1)",
        "(org_id, public) IN (({{String(org_id)}}, 1))",
        "(org_id, public) IN ({{String(org_id)}}, 1)",
        "1 = 1 AND org_id = {{String(org_id)}}",
        "(public = 1 OR revenue > 2) AND (org_id = {{String(org_id)}})",
        "and(public = 1, org_id = {{String(org_id)}})",
        "NOT (org_id != {{String(org_id)}})",
        "(org_id = {{String(org_id)}} AND public = 1) OR (org_id = {{String(org_id)}} AND revenue > 2)",
        "org_id = {{String(org_id)}} AND path LIKE '%a%'",
        "path NOT IN ('a', 'b') AND org_id = {{String(org_id)}} AND ts BETWEEN '2024-01-01' AND now()",
        "`org_id` = {{String(org_id, 'none')}}",
        "events.org_id = {{String(org_id, required=True, description='the tenant')}}",
        "org_id = {{org_id}} -- AND public = 1",
        "/* WHERE 1 */ org_id = {{String(org_id)}}",
        "org_id = (SELECT {{String(org_id)}})",
        "({{String(org_id)}} = '' OR org_id = {{String(org_id)}})",
        "{{sql_and(org_id=org_id)}}",
        "{{sql_and(org_id=org_id, path=path)}}",
        "1 {% if defined(org_id) %} AND org_id = {{String(org_id)}} {% end %}",
        "1 {% if org_id is not None %} AND org_id = {{String(org_id)}} {% end %}",
        "1 {% if defined(org_id) and org_id != '' %} AND org_id = {{String(org_id)}} {% end %}",
        "1 {% if String(org_id, '') %} AND org_id = {{String(org_id)}} {% end %}",
        "1 {% if not defined(org_id) %} {{error('org_id is required')}} {% else %} AND org_id = {{String(org_id)}} {% end %}",
        "{% if not defined(org_id) %} 1 {% else %} org_id = {{String(org_id)}} {% end %}",
        "{% set org = String(org_id) %} org_id = {{org}}",
        "{% if defined(path) %} org_id = {{String(org_id)}} AND path = {{String(path)}} {% else %} org_id = {{String(org_id)}} {% end %}",
        "org_id = {{String(org_id)}} {% if defined(path) %} AND path = {{String(path)}} {% end %} {% if defined(country) %} AND country IN {{Array(country, 'String')}} {% end %}",
        "{% if defined(path) %} path = {{String(path)}} AND {% end %} org_id = {{String(org_id)}}",
        "org_id = {% if defined(org_id) %} {{String(org_id)}} {% else %} 'none' {% end %}",
        "org_id = {{String(org_id) if defined(org_id) else 'none'}}",
        "{% set org = org_id or 'none' %} org_id = {{org}}",
    ];
    for condition in conditions {
        let sql = format!("%\nSELECT path, count() AS views FROM events WHERE {condition}\nGROUP BY path");
        let answer = short(&found(&[&sql], &[], &[typed("org_id", "Slug")]));
        assert_eq!(answer, "", "{condition}: {:?}", found(&[&sql], &[], &[typed("org_id", "Slug")]));
    }
}

/// The same column and the same value, and yet other rows pass.
#[test]
fn what_does_not_pin_is_told() {
    expect(
        &[
            ("%\nSELECT path FROM events WHERE org_id = {{String(org_id)}} OR public = 1", "source-unfiltered"),
            ("%\nSELECT path FROM events WHERE or(org_id = {{String(org_id)}}, public = 1)", "source-unfiltered"),
            ("%\nSELECT path FROM events WHERE NOT (org_id = {{String(org_id)}})", "source-unfiltered"),
            ("%\nSELECT path FROM events WHERE NOT org_id = {{String(org_id)}} AND 1", "source-unfiltered"),
            ("%\nSELECT path FROM events WHERE org_id != {{String(org_id)}}", "source-unfiltered"),
            (
                "%\nSELECT path FROM events WHERE NOT (org_id != {{String(org_id)}} {% if defined(a) %} AND path = {{String(a)}} {% end %})",
                "source-unfiltered",
            ),
            ("%\nSELECT path FROM events WHERE org_id NOT IN ({{String(org_id)}})", "source-unfiltered"),
            (
                "%\nSELECT path FROM events WHERE (org_id = {{String(org_id)}} AND 1) OR path = 'a' AND public",
                "source-unfiltered",
            ),
            ("%\nSELECT path, org_id = {{String(org_id)}} AS mine FROM events", "~param-not-in-condition"),
            ("%\nSELECT {{String(org_id)}} AS org, count() FROM events", "~param-not-in-condition"),
            ("%\nSELECT path FROM events ORDER BY org_id = {{String(org_id)}}", "~param-not-in-condition"),
            ("%\nSELECT path FROM events -- WHERE org_id = {{String(org_id)}}", "param-unused"),
            ("%\nSELECT path FROM events /* WHERE org_id = {{String(org_id)}} */", "param-unused"),
            ("%\nSELECT path FROM events WHERE org_id > {{String(org_id)}}", "~undecided"),
            ("%\nSELECT path FROM events WHERE substring(org_id, 1, 2) = {{String(org_id)}}", "~undecided"),
            ("%\nSELECT path FROM events WHERE startsWith(org_id, {{String(org_id)}})", "~undecided"),
            ("%\nSELECT path FROM events WHERE if(public = 1, 1, org_id = {{String(org_id)}})", "~undecided"),
            ("%\nSELECT path FROM events WHERE org_id IN ({{String(org_id)}}, 'shared')", "~undecided"),
            ("%\nSELECT path FROM events WHERE org_id IN ({{String(org_id)}}, {{String(other, 'x')}})", "~undecided"),
            ("%\nSELECT 'x' AS org_id, path FROM events WHERE org_id = {{String(org_id)}}", "~param-not-in-condition"),
            ("%\nSELECT path FROM events WHERE 1 {{' '.join(['AND', 'org_id'])}} = {{String(org_id)}}", "~undecided"),
            (
                "%\nSELECT path FROM events WHERE {{column(by, 'org_id')}} = {{String(org_id)}}",
                "param-sometimes ~param-open",
            ),
        ],
        &[any("org_id")],
    );
}

/// Branches: whose choice it is, and which request shows it.
#[test]
fn branches_are_followed_and_the_request_is_named() {
    let tenant = "org_id = {{String(org_id)}}";
    let cases = [
        (
            format!("{{% if defined(link_id) %}} link_id = {{{{String(link_id)}}}} {{% else %}} {tenant} {{% end %}}"),
            "?link_id=x",
        ),
        (format!("1 {{% if not defined(all) %}} AND {tenant} {{% end %}}"), "?all=x"),
        (format!("1 {{% if String(mode, 'own') == 'own' %}} AND {tenant} {{% end %}}"), "?mode=x"),
        (format!("1 {{% if String(mode, 'own') != 'all' %}} AND {tenant} {{% end %}}"), "?mode=all"),
        (format!("1 {{% if mode == 'own' %}} AND {tenant} {{% end %}}"), ""),
        (format!("1 {{% if mode in ['own', 'mine'] %}} AND {tenant} {{% end %}}"), ""),
        (format!("1 {{% if Int32(level, 0) < 3 %}} AND {tenant} {{% end %}}"), "?level=3"),
        (format!("1 {{% if Boolean(own, 1) %}} AND {tenant} {{% end %}}"), "?own=0"),
        (format!("1 {{% if not Boolean(every) %}} AND {tenant} {{% end %}}"), "?every=x"),
        (format!("{tenant} {{% if defined(every) %}} OR 1 {{% end %}}"), "?every=x"),
        (
            format!(
                "1 {{% if defined(a) and defined(b) %}} AND path = {{{{String(a)}}}} {{% else %}} AND {tenant} {{% end %}}"
            ),
            "?a=x&b=x",
        ),
        (format!("1 {{% if defined(a) or not defined(b) %}} AND {tenant} {{% end %}}"), "?b=x"),
        (format!("1 {{% if defined(a) %}} AND {tenant} {{% elif defined(b) %}} AND {tenant} {{% end %}}"), ""),
        (format!("path = {{{{String(path)}}}} {{% if not defined(all) %}} AND {tenant} {{% end %}}"), "?path=x&all=x"),
        (
            format!(
                "1 {{% if not defined(all) %}} AND {tenant} {{% end %}} AND revenue > {{{{Float64(least)}}}} AND ts > {{{{DateTime(since)}}}}"
            ),
            "?all=x&least=1&since=2024-03-01%2000%3A00%3A00",
        ),
        (
            format!("{{% set own = String(mode, 'own') %}} 1 {{% if own == 'own' %}} AND {tenant} {{% end %}}"),
            "?mode=x",
        ),
    ];
    for (condition, query) in &cases {
        let sql = format!("%\nSELECT path FROM events WHERE {condition}");
        let issues = found(&[&sql], &[], &[any("org_id")]);
        assert_eq!(short(&issues), "param-sometimes", "{condition}: {issues:?}");
        let request = issues.iter().find_map(|issue| issue.request.clone()).expect("a request");
        let mut expected: Vec<&str> = query.trim_start_matches('?').split('&').collect();
        expected.sort_unstable();
        let given = request.strip_prefix("GET /v0/pipes/e.json").expect("the pipe's address");
        let mut given: Vec<&str> = given.trim_start_matches('?').split('&').collect();
        given.sort_unstable();
        assert_eq!(given, expected, "{condition}");
    }
}

/// What an impossible branch would do does not matter.
#[test]
fn branches_that_no_request_reaches_are_no_hole() {
    let tenant = "org_id = {{String(org_id)}}";
    for condition in [
        format!("1 {{% if defined(org_id) %}} AND {tenant} {{% end %}}"),
        format!("{{% if not defined(org_id) %}} public = 1 {{% else %}} {tenant} {{% end %}}"),
        format!("{{% if defined(a) %}} {tenant} {{% elif not defined(a) %}} {tenant} AND 1 {{% else %}} 1 {{% end %}}"),
        format!("{{% if defined(a) and not defined(a) %}} 1 {{% else %}} {tenant} {{% end %}}"),
        format!("{{% if a == 'x' and a == 'y' %}} 1 {{% else %}} {tenant} {{% end %}}"),
        format!("{{% if Int32(a, 1) > 3 and Int32(a, 1) < 2 %}} 1 {{% else %}} {tenant} {{% end %}}"),
        format!("{{% if defined(link_id) %}} {{{{error('no')}}}} {{% else %}} {tenant} {{% end %}}"),
        format!("{{% if defined(link_id) %}} 1 AND {{{{error('no')}}}} {{% end %}} {tenant}"),
        format!("{{% if 1 == 2 %}} 1 {{% else %}} {tenant} {{% end %}}"),
        format!(
            "{{% if not defined(a) %}} {{{{custom_error('a', 400)}}}} {{% end %}} {{% if defined(a) %}} {tenant} {{% else %}} 1 {{% end %}}"
        ),
        format!("path = {{{{String(a)}}}} AND {{% if not defined(a) %}} 1 {{% else %}} {tenant} {{% end %}}"),
    ] {
        let sql = format!("%\nSELECT path FROM events WHERE {condition}");
        let issues = found(&[&sql], &[], &[any("org_id")]);
        assert_eq!(short(&issues), "", "{condition}: {issues:?}");
    }
}

/// The last branch is for what no other is for, whatever the others have used up.
#[test]
fn a_branch_for_what_is_left_is_followed() {
    let tenant = "org_id = {{String(org_id)}}";
    let many: Vec<String> = (0..60).map(|number| number.to_string()).collect();
    let texts: Vec<String> = many.iter().map(|number| format!("'x{number}'")).collect();
    let dates: Vec<String> = (1..29).map(|day| format!("'2024-03-{day:02}'")).collect();
    let cases: Vec<(String, &str)> = vec![
        ("UInt8(mode, 0) == 0 or UInt8(mode, 0) == 1".into(), "param-sometimes"),
        ("UInt8(mode, 0) == 1 or UInt8(mode, 0) == 2 or UInt8(mode, 0) == 0 or UInt8(mode, 0) == 3".into(), "param-sometimes"),
        ("Int32(page, 1) in (0, 1)".into(), "param-sometimes"),
        (format!("Int64(n, 1) in ({})", many.join(", ")), "param-sometimes"),
        (format!("String(n, 'x1') in ({})", texts.join(", ")), "param-sometimes"),
        (format!("Date(n, '2024-03-01') in ({})", dates.join(", ")), "param-sometimes"),
        ("Int32(n, 0) <= 3 or Int32(n, 0) >= 8 or Int32(n, 0) == 4 or Int32(n, 0) == 7".into(), "param-sometimes"),
        ("Date(d, '2024-03-01') == '2024-03-01'".into(), "param-sometimes"),
        ("DateTime(d, '2024-03-01 00:00:00') in ('2024-03-01 00:00:00', '2024-03-01 00:00:00.000')".into(), "param-sometimes"),
        ("Float32(m, 0) == 0 or Float32(m, 0) == 1 or Float32(m, 0) == 0.5".into(), "param-sometimes"),
        ("not (Int32(n, 1) == 5 and String(n, '') not in ('5', '05'))".into(), "param-sometimes"),
        ("not (Int64(n, 0) == 9007199254740993 and Int64(n, 0) != 9007199254740992)".into(), "param-sometimes"),
        ("String(m, 'a') > 'b' or String(m, 'a') < 'a' or String(m, 'a') == 'a'".into(), "param-sometimes"),
        ("Boolean(m, 0) or String(m, '0') in ('', '0', 'false', 'False')".into(), "param-sometimes"),
        ("UInt8(m, 0) < 255".into(), "param-sometimes"),
        ("mode == 'x' or mode == 'y' or mode == 'z' or mode == '' or not defined(mode) or mode in ['0', '1', 'true']".into(), "param-sometimes"),
        // No value is left.
        ("UInt8(m, 0) < 256".into(), ""),
        ("UInt8(m, 0) >= 0".into(), ""),
        ("Int8(m, 0) < 3 or Int8(m, 0) > 3 or Int8(m, 0) == 3".into(), ""),
        ("Boolean(m, 0) == 0 or Boolean(m, 0) == 1".into(), ""),
        // NaN is neither.
        ("Float64(m, 0) < 2 or Float64(m, 0) >= 2".into(), "param-sometimes"),
        ("Float64(m, 0) != 2 or Float64(m, 0) == 2".into(), ""),
        ("defined(m) and m != '' and m or not defined(m) or m == ''".into(), ""),
        ("String(m, '') != 5".into(), ""),
        ("Int32(m, 0) != '5'".into(), ""),
    ];
    for (condition, answer) in &cases {
        let sql =
            format!("%\nSELECT path FROM events WHERE {{% if {condition} %}} {tenant} {{% else %}} 1 {{% end %}}");
        let issues = found(&[&sql], &[], &[typed("org_id", "Slug")]);
        assert_eq!(short(&issues), *answer, "{condition}: {issues:?}");
    }
    // Over two nodes.
    let own = format!(
        "own\n%\nSELECT * FROM events WHERE {{% if Int32(n, 0) <= 3 or Int32(n, 0) >= 8 %}} {tenant} {{% else %}} 1 {{% end %}}"
    );
    let end = format!(
        "e\n%\nSELECT path FROM own WHERE {{% if Int32(n, 0) in (4, 7) %}} {tenant} {{% else %}} 1 {{% end %}}"
    );
    assert_eq!(short(&found(&[&own, &end], &[], &[typed("org_id", "Slug")])), "param-sometimes");
    // Of what is pinned.
    for (condition, kind) in [
        ("UInt64(org_id) in (71, 73)", "UInt64"),
        ("UInt64(org_id) in (71, 73)", "Slug"),
        ("String(org_id) in ('acme_1', 'globex-2', '71', '73', '2024-03-01', 'true')", "Slug"),
        ("org_id == '6f1ed002-ab59-4e6d-8b1f-6a4c6bd6a3d1'", "UUID"),
        ("org_id in ('2024-03-01', '2024-03-02')", "Date"),
    ] {
        let sql =
            format!("%\nSELECT path FROM events WHERE {{% if {condition} %}} {tenant} {{% else %}} 1 {{% end %}}");
        assert_eq!(short(&found(&[&sql], &[], &[typed("org_id", kind)])), "param-off", "{condition} {kind}");
    }
}

/// What a parameter is that is absent, or has a default of another type.
#[test]
fn what_stands_for_an_absent_parameter_is_known() {
    let tenant = "org_id = {{String(org_id)}}";
    let cases = [
        // `defined=False`: absent is `None`, and no error.
        ("{% if defined(String(mode, defined=False)) %} T {% else %} 1 {% end %}", "param-sometimes"),
        ("{% if defined(String(mode, None, False)) %} T {% else %} 1 {% end %}", "param-sometimes"),
        ("{% if String(mode, default=None, defined=0) %} T {% else %} 1 {% end %}", "param-sometimes"),
        ("{% if Int32(n, defined=False) is None %} 1 {% else %} T {% end %}", "param-sometimes"),
        ("{% if Int32(n, defined=False) == None %} 1 {% else %} T {% end %}", "param-sometimes"),
        ("{% set since = DateTime(m, defined=False) %} {% if since %} T {% else %} 1 {% end %}", "param-sometimes"),
        ("{% if defined(Array(ks, 'String', defined=False)) %} T {% else %} 1 {% end %}", "param-sometimes"),
        ("{% if defined(Array(ks, 'String', None, False)) %} T {% else %} 1 {% end %}", "param-sometimes"),
        ("{% if defined(String(mode, defined=strict)) %} T {% else %} 1 {% end %}", "param-sometimes"),
        ("{% if defined(String(mode, defined=True)) %} T {% else %} 1 {% end %}", ""),
        ("{% if defined(String(mode, 'x', defined=False)) %} T {% else %} 1 {% end %}", ""),
        ("{% if defined(String(mode)) %} T {% else %} 1 {% end %}", ""),
        ("1 {% if defined(org_id) %} AND T {% end %} AND path = {{String(mode, defined=False)}}", ""),
        ("{{sql_and(org_id=String(org_id, defined=False), path=String(mode, defined=False))}}", ""),
        // Defaults are read as values are.
        ("{% if not defined(a) and Int32(a, 0) == False %} 1 {% else %} T {% end %}", "param-sometimes"),
        ("{% if not defined(a) and Boolean(a, True) == 1 %} 1 {% else %} T {% end %}", "param-sometimes"),
        ("{% if not defined(a) and not Boolean(a, 'false') %} 1 {% else %} T {% end %}", "param-sometimes"),
        ("{% if not defined(a) and not Boolean(a, None) %} 1 {% else %} T {% end %}", "param-sometimes"),
        ("{% if not defined(a) and not Float32(a, '0') %} 1 {% else %} T {% end %}", "param-sometimes"),
        ("{% if not defined(a) and Float64(a, '1e0') == 1 %} 1 {% else %} T {% end %}", "param-sometimes"),
        ("{% if not defined(a) and Boolean(a) == 0 %} 1 {% else %} T {% end %}", "param-sometimes"),
        ("{% if not defined(a) and String(a, 1.0) == '1.0' %} 1 {% else %} T {% end %}", "param-sometimes"),
        ("{% if not defined(a) and Int32(a, 1) in [True] %} 1 {% else %} T {% end %}", "param-sometimes"),
        ("{% if not defined(a) and Boolean(a, 'true') == 'true' %} 1 {% else %} T {% end %}", ""),
        // Values are read as the engine reads them.
        ("{% if Boolean(a, 0) and String(a, '') == 'no' %} 1 {% else %} T {% end %}", "param-sometimes"),
        (
            "{% if DateTime(d, '2024-01-01 00:00:00') == '2024/03/01 00:00:00' %} 1 {% else %} T {% end %}",
            "param-sometimes",
        ),
        (
            "{% if DateTime(d, '2024-01-01 00:00:00') == '01/03/2024 1:2:3' %} 1 {% else %} T {% end %}",
            "param-sometimes",
        ),
        (
            "{% if DateTime64(d, '2024-01-01 00:00:00.000') == '01/03/2024 1:2:3.4' %} 1 {% else %} T {% end %}",
            "param-sometimes",
        ),
        ("{% if Boolean(a, 0) and String(a, '') == 'FALSE' %} 1 {% else %} T {% end %}", ""),
        ("{% if Int32(a, 0) == 5 and String(a, '') == ' 5' %} 1 {% else %} T {% end %}", ""),
    ];
    for (condition, answer) in cases {
        let sql = format!("%\nSELECT path FROM events WHERE {}", condition.replace(" T ", &format!(" {tenant} ")));
        let issues = found(&[&sql], &[], &[typed("org_id", "Slug")]);
        assert_eq!(short(&issues), answer, "{condition}: {issues:?}");
    }
}

/// Which values of the pinned parameter switch its condition off, and which types keep them out.
#[test]
fn a_pinned_value_that_switches_off_is_named() {
    let own = "AND org_id = {{String(org_id)}}";
    let cases: Vec<(String, &str, Vec<&str>)> = vec![
        (format!("{{% if org_id != 'all' %}} {own} {{% end %}}"), "all", vec!["UUID", "UInt64"]),
        (format!("{{% if not org_id == 'all' %}} {own} {{% end %}}"), "all", vec!["UUID"]),
        (format!("{{% if org_id == 'all' %}} {{% else %}} {own} {{% end %}}"), "all", vec!["UUID"]),
        (format!("{{% if org_id not in ['*', 'any'] %}} {own} {{% end %}}"), "*", vec!["UUID"]),
        (format!("{{% if String(org_id, 'all') != 'all' %}} {own} {{% end %}}"), "all", vec!["UUID"]),
        (format!("{{% if org_id %}} {own} {{% end %}}"), "0", vec!["Slug", "UUID", "String"]),
        ("AND ({{String(org_id)}} = 'all' OR org_id = {{String(org_id)}})".into(), "all", vec!["UUID"]),
        ("AND (org_id = {{String(org_id)}} OR 'all' = {{String(org_id)}})".into(), "all", vec!["UUID"]),
        ("AND org_id LIKE {{String(org_id)}}".into(), "_", vec!["UUID"]),
    ];
    for (condition, value, kept_out_by) in &cases {
        let sql = format!("%\nSELECT path FROM events WHERE 1 {condition}");
        let issues = found(&[&sql], &[], &[any("org_id")]);
        assert_eq!(short(&issues), "param-off", "{condition}: {issues:?}");
        assert!(issues.iter().any(|issue| issue.message.contains(&format!("`{value}`"))), "{condition}: {issues:?}");
        for kind in kept_out_by {
            let issues = found(&[&sql], &[], &[typed("org_id", kind)]);
            assert_eq!(short(&issues), "", "{condition} with {kind}: {issues:?}");
        }
        let issues = found(&[&sql], &[], &[literal("org_id", "acme")]);
        assert_eq!(short(&issues), "", "{condition} with a literal: {issues:?}");
    }
    let sql = "%\nSELECT path FROM events WHERE 1 {% if org_id != 'all' %} AND org_id = {{String(org_id)}} {% end %}";
    let refuse = |values: &[&str]| {
        let refused = values.iter().map(|value| Value::from(*value)).collect();
        Pin::new("org_id", Pinned::Placeholder { kind: None, refused })
    };
    assert_eq!(short(&found(&[sql], &[], &[refuse(&["all"])])), "");
    assert_eq!(short(&found(&[sql], &[], &[refuse(&["any"])])), "param-off");
    assert_eq!(short(&found(&[sql], &[], &[literal("org_id", "all")])), "param-off");
    let inside = Pin::new("org_id", Pinned::Text { before: "org_".into(), after: String::new() });
    assert_eq!(short(&found(&[sql], &[], &[inside])), "");
}

/// Lists.
#[test]
fn a_list_is_two_tenants_where_a_comma_may_be() {
    for condition in [
        "org_id IN {{Array(org_id, 'String')}}",
        "org_id IN ({{Array(org_id, 'String')}})",
        "has({{Array(org_id, 'String')}}, org_id)",
        "org_id IN {{split_to_array(org_id)}}",
        "org_id IN splitByChar(',', {{String(org_id)}})",
        "{{sql_and(org_id__in=Array(org_id, 'String'))}}",
        "1 {% if defined(org_id) %} AND org_id IN {{Array(org_id, 'String')}} {% end %}",
    ] {
        let sql = format!("%\nSELECT path FROM events WHERE {condition}");
        for (pin, answer) in [
            (any("org_id"), "param-splits"),
            (typed("org_id", "String"), "param-splits"),
            (typed("org_id", "UUID"), ""),
            (typed("org_id", "Slug"), ""),
            (literal("org_id", "acme"), ""),
        ] {
            let issues = found(&[&sql], &[], &[pin]);
            assert_eq!(short(&issues), answer, "{condition}: {issues:?}");
        }
        let both = format!("{sql} AND org_id = {{{{String(org_id)}}}}");
        assert_eq!(short(&found(&[&both], &[], &[any("org_id")])), "", "{both}");
    }
}

/// What the template declares as an array is a list in it.
#[test]
fn a_list_is_not_compared_as_a_text() {
    let tenant = "org_id = {{String(org_id)}}";
    for (condition, answer) in [
        (
            "{% if defined(kinds) and kinds == ['all'] %} 1 {% else %} <T> AND path IN {{Array(kinds,'String','click')}} {% end %}",
            "~undecided",
        ),
        (
            "{% if ['all'] == kinds %} 1 {% else %} <T> AND path IN {{Array(kinds,'String','click')}} {% end %}",
            "~undecided",
        ),
        (
            "{% if kinds in [['all']] %} 1 {% else %} <T> AND path IN {{Array(kinds,'String','click')}} {% end %}",
            "~undecided",
        ),
        (
            "{% if String(kinds, '') == \"['all']\" %} 1 {% else %} <T> {% end %} AND path IN {{Array(kinds,'String','click')}}",
            // A text here, since it is one first.
            "param-sometimes",
        ),
        (
            "path IN {{Array(kinds,'String','click')}} AND {% if defined(kinds) and kinds != 'x' %} 1 {% else %} <T> {% end %}",
            "~undecided",
        ),
        ("path IN {{Array(kinds,'String','click')}} AND {% if kinds %} <T> {% else %} 1 {% end %}", "param-sometimes"),
        (
            "path IN {{Array(kinds,'String','click')}} AND {% if not defined(kinds) or kinds %} <T> {% else %} 1 {% end %}",
            "",
        ),
        (
            "{% if defined(m) %} public IN {{Array(ns,'Int32','1')}} {% else %} 1 {% end %} AND {% if not defined(ns) or ns %} <T> {% else %} 1 {% end %}",
            "param-sometimes",
        ),
        ("<T> {% if defined(kinds) and kinds %} AND path IN {{Array(kinds,'String')}} {% end %}", ""),
        ("{% if kinds is not None %} <T> AND path IN {{Array(kinds,'String')}} {% else %} <T> {% end %}", ""),
    ] {
        let sql = format!("%\nSELECT path FROM events WHERE {}", condition.replace("<T>", tenant));
        let issues = found(&[&sql], &[], &[typed("org_id", "Slug")]);
        assert_eq!(short(&issues), answer, "{condition}: {issues:?}");
    }
    let own = "org_id IN {{Array(org_id,'String')}}";
    for (condition, answer) in [
        ("{% if org_id == ['acme'] %} 1 {% else %} <T> {% end %}", "~undecided"),
        ("{% if org_id in [['acme']] %} 1 {% else %} <T> {% end %}", "~undecided"),
        ("1 {% if org_id %} AND <T> {% end %}", ""),
        ("1 {% if defined(org_id) %} AND <T> {% end %}", ""),
    ] {
        let sql = format!("%\nSELECT path FROM events WHERE {}", condition.replace("<T>", own));
        let issues = found(&[&sql], &[], &[typed("org_id", "Slug")]);
        assert_eq!(short(&issues), answer, "{condition}: {issues:?}");
    }
}

/// Conditions reach the tables through subqueries, `WITH`, joins, unions and nodes, or do not.
#[test]
fn conditions_flow_to_the_tables() {
    expect(
        &[
            ("%\nSELECT * FROM (SELECT * FROM events) WHERE org_id = {{String(org_id)}}", ""),
            ("%\nSELECT * FROM (SELECT org_id, path FROM events) WHERE org_id = {{String(org_id)}}", ""),
            ("%\nSELECT * FROM (SELECT org_id AS o, path FROM events) WHERE o = {{String(org_id)}}", ""),
            (
                "%\nSELECT * FROM (SELECT user_id AS org_id, path FROM events) WHERE org_id = {{String(org_id)}} AND 1",
                "~undecided",
            ),
            (
                "%\nSELECT * FROM (SELECT org_id, count() AS n FROM events GROUP BY org_id) WHERE org_id = {{String(org_id)}}",
                "",
            ),
            ("%\nSELECT org_id, count() AS n FROM events GROUP BY org_id HAVING org_id = {{String(org_id)}}", ""),
            (
                "%\nSELECT * FROM (SELECT org_id, path FROM events ORDER BY ts LIMIT 10) WHERE org_id = {{String(org_id)}}",
                "~undecided",
            ),
            (
                "%\nSELECT * FROM (SELECT org_id, row_number() OVER (ORDER BY ts) AS n FROM events) WHERE org_id = {{String(org_id)}}",
                "~undecided",
            ),
            (
                "%\nSELECT * FROM (SELECT org_id, row_number() OVER (PARTITION BY org_id ORDER BY ts) AS n FROM events) WHERE org_id = {{String(org_id)}}",
                "",
            ),
            (
                "%\nSELECT * FROM (SELECT user_id, argMax(org_id, ts) AS org_id FROM events GROUP BY user_id) WHERE org_id = {{String(org_id)}}",
                "~undecided",
            ),
            ("%\nSELECT path FROM (SELECT path FROM events WHERE org_id = {{String(org_id)}})", ""),
            ("%\nWITH e AS (SELECT * FROM events WHERE org_id = {{String(org_id)}}) SELECT path FROM e", ""),
            ("%\nWITH e AS (SELECT * FROM events) SELECT path FROM e WHERE org_id = {{String(org_id)}}", ""),
            (
                "%\nWITH e AS (SELECT * FROM events), f AS (SELECT * FROM e) SELECT path FROM f WHERE f.org_id = {{String(org_id)}}",
                "",
            ),
            ("%\nWITH {{String(org_id)}} AS org SELECT path FROM events WHERE org_id = org", ""),
            ("%\nWITH (SELECT {{String(org_id)}}) AS org SELECT path FROM events WHERE org_id = org", ""),
            (
                "%\nWITH p AS (SELECT {{String(org_id)}} AS org) SELECT path FROM events CROSS JOIN p WHERE org_id = p.org",
                "",
            ),
            (
                "%\nWITH p AS (SELECT {{String(org_id)}} AS org) SELECT path FROM events WHERE org_id IN (SELECT org FROM p)",
                "",
            ),
            ("%\nWITH p AS (SELECT {{String(org_id)}} AS org) SELECT path FROM events WHERE org_id IN p", ""),
            (
                "%\nSELECT path FROM events WHERE org_id = {{String(org_id)}} UNION ALL SELECT path FROM sessions WHERE org_id = {{String(org_id)}}",
                "",
            ),
            (
                "%\nSELECT path FROM events WHERE org_id = {{String(org_id)}} UNION ALL SELECT path FROM sessions",
                "source-unfiltered",
            ),
            (
                "%\nSELECT * FROM (SELECT org_id, path FROM events UNION ALL SELECT org_id, path FROM sessions) WHERE org_id = {{String(org_id)}}",
                "",
            ),
            (
                "%\nSELECT * FROM (SELECT org_id AS o, path FROM events UNION ALL SELECT org_id, path FROM sessions) WHERE o = {{String(org_id)}}",
                "",
            ),
            (
                "%\nSELECT * FROM (SELECT org_id, path FROM events UNION ALL SELECT user_id, path FROM sessions) WHERE org_id = {{String(org_id)}}",
                "source-unfiltered",
            ),
            (
                "%\nSELECT e.path FROM events e JOIN sessions s ON e.path = s.path AND e.org_id = s.org_id WHERE e.org_id = {{String(org_id)}}",
                "",
            ),
            (
                "%\nSELECT e.path FROM events e JOIN sessions s USING (org_id, path) WHERE org_id = {{String(org_id)}}",
                "",
            ),
            (
                "%\nSELECT e.path FROM events e LEFT JOIN sessions s ON e.path = s.path AND e.org_id = s.org_id WHERE e.org_id = {{String(org_id)}}",
                "",
            ),
            (
                "%\nSELECT e.path FROM events e LEFT JOIN sessions s ON e.path = s.path AND s.org_id = {{String(org_id)}} WHERE e.org_id = {{String(org_id)}}",
                "",
            ),
            (
                "%\nSELECT e.path FROM events e LEFT JOIN sessions s ON e.path = s.path AND e.org_id = {{String(org_id)}}",
                "source-unfiltered",
            ),
            (
                "%\nSELECT e.path FROM events e LEFT JOIN sessions s ON e.path = s.path WHERE e.org_id = {{String(org_id)}}",
                "source-unfiltered",
            ),
            (
                "%\nSELECT e.path FROM events e LEFT JOIN (SELECT * FROM sessions WHERE org_id = {{String(org_id)}}) s ON e.org_id = s.org_id",
                "source-unfiltered",
            ),
            (
                "%\nSELECT e.path FROM events e JOIN (SELECT * FROM sessions WHERE org_id = {{String(org_id)}}) s ON e.org_id = s.org_id",
                "",
            ),
            (
                "%\nSELECT e.path FROM events e RIGHT JOIN sessions s ON e.path = s.path AND e.org_id = {{String(org_id)}} WHERE s.org_id = {{String(org_id)}}",
                "",
            ),
            (
                "%\nSELECT e.path FROM events e FULL JOIN sessions s ON e.path = s.path AND e.org_id = {{String(org_id)}} AND s.org_id = {{String(org_id)}}",
                "source-unfiltered",
            ),
            (
                "%\nSELECT e.path FROM events e INNER JOIN sessions s ON e.path = s.path AND e.org_id = {{String(org_id)}} AND s.org_id = {{String(org_id)}}",
                "",
            ),
            (
                "%\nSELECT e.path FROM events e, sessions s WHERE e.org_id = {{String(org_id)}} AND s.org_id = e.org_id",
                "",
            ),
            ("%\nSELECT e.path FROM events e, sessions s WHERE e.org_id = {{String(org_id)}}", "source-unfiltered"),
            (
                "%\nSELECT c.name FROM events e JOIN countries c ON e.country = c.code WHERE e.org_id = {{String(org_id)}}",
                "",
            ),
            ("%\nSELECT name FROM events JOIN countries ON country = code WHERE org_id = {{String(org_id)}}", ""),
            (
                "%\nSELECT path FROM events WHERE org_id = {{String(org_id)}} AND user_id IN (SELECT user_id FROM users)",
                "~source-unfiltered",
            ),
            (
                "%\nSELECT path FROM events WHERE org_id = {{String(org_id)}} AND user_id IN (SELECT user_id FROM users WHERE org_id = {{String(org_id)}})",
                "",
            ),
            (
                "%\nSELECT path FROM events WHERE user_id IN (SELECT user_id FROM users WHERE org_id = {{String(org_id)}})",
                "~undecided",
            ),
            (
                "%\nSELECT path FROM events WHERE org_id IN (SELECT org_id FROM users WHERE org_id = {{String(org_id)}})",
                "",
            ),
            (
                "%\nSELECT path, (SELECT count() FROM users) AS n FROM events WHERE org_id = {{String(org_id)}}",
                "source-unfiltered",
            ),
            ("%\nSELECT path FROM events PREWHERE org_id = {{String(org_id)}} WHERE public = 1", ""),
            ("%\nSELECT tag FROM events ARRAY JOIN tags AS tag WHERE org_id = {{String(org_id)}} AND tag = 'a'", ""),
            ("%\nSELECT path, org_id = {{String(org_id)}} AS own FROM events WHERE own", ""),
            (
                "%\nSELECT number FROM numbers(10) AS n JOIN events e ON e.public = n.number WHERE e.org_id = {{String(org_id)}}",
                "",
            ),
            ("%\nSELECT path FROM elsewhere WHERE org_id = {{String(org_id)}}", ""),
            (
                "%\nSELECT e.path FROM events e JOIN elsewhere x ON e.path = x.path WHERE e.org_id = {{String(org_id)}}",
                "~undecided",
            ),
            ("%\nSELECT path FROM {{table(source)}} WHERE org_id = {{String(org_id)}}", "param-open"),
            // Nodes.
            ("e\n%\nSELECT * FROM events WHERE org_id = {{String(org_id)}}\n---\nendpoint\nSELECT path FROM e", ""),
            ("e\nSELECT * FROM events\n---\nendpoint\n%\nSELECT path FROM e WHERE org_id = {{String(org_id)}}", ""),
            (
                "e\nSELECT * FROM events\n---\nf\nSELECT org_id AS o, path FROM e\n---\nendpoint\n%\nSELECT path FROM f WHERE o = {{String(org_id)}}",
                "",
            ),
            (
                "e\nSELECT path FROM events\n---\nf\n%\nSELECT path FROM sessions WHERE org_id = {{String(org_id)}}\n---\nendpoint\n%\nSELECT * FROM e UNION ALL SELECT * FROM f",
                "source-unfiltered",
            ),
            (
                "e\n%\nSELECT * FROM events {% if not defined(all) %} WHERE org_id = {{String(org_id)}} {% end %}\n---\nendpoint\nSELECT path FROM e",
                "param-sometimes",
            ),
            (
                "e\n%\nSELECT * FROM events {% if not defined(all) %} WHERE org_id = {{String(org_id)}} {% end %}\n---\nendpoint\n%\nSELECT path FROM e {% if defined(all) %} WHERE org_id = {{String(org_id)}} {% end %}",
                "",
            ),
            (
                "e\n%\nSELECT * FROM events {% if not defined(all) %} WHERE org_id = {{String(org_id)}} {% end %}\n---\nendpoint\n%\nSELECT path FROM e WHERE {{String(all)}} = 'x'",
                "param-unused",
            ),
            (
                "a\nSELECT * FROM b\n---\nb\nSELECT * FROM a\n---\nendpoint\n%\nSELECT * FROM a WHERE org_id = {{String(org_id)}}",
                "~undecided",
            ),
            (
                "events\n%\nSELECT * FROM events WHERE org_id = {{String(org_id)}}\n---\nendpoint\nSELECT path FROM events",
                "",
            ),
        ],
        &[any("org_id")],
    );
}

/// A pin filters a table only by the column that it is compared with elsewhere.
#[test]
fn the_column_that_is_compared_must_be_the_tenants() {
    expect(
        &[
            ("%\nSELECT path FROM events WHERE path = {{String(org_id)}}", "~undecided"),
            ("%\nSELECT path FROM events WHERE path = {{String(org_id)}} AND org_id = {{String(org_id)}}", ""),
            ("%\nSELECT user_id AS org_id FROM events WHERE org_id = {{String(org_id)}}", "~undecided"),
            // Another name for it is no fault.
            ("%\nSELECT path FROM visits WHERE org = {{String(org_id)}}", ""),
            (
                "%\nSELECT path FROM visits WHERE org = {{String(org_id)}} UNION ALL SELECT path FROM events WHERE org_id = {{String(org_id)}}",
                "",
            ),
            (
                "%\nSELECT path FROM visits WHERE path = {{String(org_id)}} UNION ALL SELECT path FROM visits WHERE org = {{String(org_id)}}",
                "source-unfiltered",
            ),
            (
                "%\nSELECT path FROM visits WHERE path = {{String(org_id)}} UNION ALL SELECT path FROM visits WHERE session = {{String(org_id)}}",
                "~undecided",
            ),
            // Columns that change places.
            (
                "%\nSELECT * FROM (SELECT org_id, path FROM events UNION ALL SELECT path, org_id FROM sessions) WHERE org_id = {{String(org_id)}}",
                "source-unfiltered",
            ),
            (
                "%\nSELECT * FROM (SELECT path, org_id FROM events UNION ALL SELECT path, org_id FROM sessions) WHERE org_id = {{String(org_id)}}",
                "",
            ),
            (
                "%\nSELECT * FROM (SELECT org_id, path FROM events UNION ALL SELECT events.path AS org_id, events.org_id AS path FROM events) WHERE org_id = {{String(org_id)}}",
                "source-unfiltered",
            ),
            (
                "e\nSELECT org_id AS o, path AS p FROM events\n---\nf\nSELECT e.p AS o, e.o AS p FROM e\n---\nendpoint\n%\nSELECT p FROM f WHERE o = {{String(org_id)}}",
                "~undecided",
            ),
            (
                "e\nSELECT org_id AS o, path AS p FROM events\n---\nf\nSELECT e.p AS o, e.o AS p FROM e\n---\nendpoint\n%\nSELECT p FROM f WHERE p = {{String(org_id)}}",
                "",
            ),
            (
                "%\nWITH a AS (SELECT * FROM unknown_a), b AS (SELECT * FROM unknown_b) SELECT * FROM (SELECT * FROM a UNION ALL SELECT * FROM b) WHERE org_id = {{String(org_id)}}",
                "~undecided",
            ),
            (
                "%\nSELECT * FROM (SELECT * FROM unknown_a a JOIN unknown_b b ON a.x = b.x) WHERE org_id = {{String(org_id)}}",
                "~undecided",
            ),
            // Every table has an `id` of its own.
            (
                "%\nSELECT f.name FROM firms f JOIN events e ON f.id = e.org_id WHERE f.id = {{String(org_id)}} AND e.org_id = {{String(org_id)}}",
                "",
            ),
            // A branch that compares another one.
            (
                "%\nSELECT path FROM events WHERE {% if defined(a) %} path = {{String(org_id)}} {% else %} org_id = {{String(org_id)}} {% end %}",
                "source-unfiltered",
            ),
            (
                "%\nSELECT path FROM events WHERE (org_id = {{String(org_id)}} AND public) OR (path = {{String(org_id)}} AND revenue)",
                "source-unfiltered",
            ),
        ],
        &[any("org_id")],
    );
}

/// The caller chooses what is compared.
#[test]
fn a_column_of_the_callers_choice_pins_nothing() {
    for (condition, request) in [
        ("{{column(by)}} = {{String(org_id)}}", "?by=user_id"),
        ("{{column(by, 'org_id')}} = {{String(org_id)}}", "?by=user_id"),
        ("{{String(org_id)}} = {{column(by, 'org_id')}}", "?by=user_id"),
        ("toString({{column(by)}}) IN ({{String(org_id)}})", "?by=user_id"),
        ("{{symbol(by)}} = {{String(org_id)}} AND path = {{String(path)}}", "?path=x&by=user_id"),
    ] {
        let sql = format!("%\nSELECT path FROM events WHERE {condition}");
        let issues = found(&[&sql], &[], &[any("org_id")]);
        assert_eq!(short(&issues), "param-sometimes ~param-open", "{condition}: {issues:?}");
        let issue = issues.iter().find(|issue| issue.is_error()).expect("an error");
        let mut given: Vec<&str> =
            issue.request.as_deref().and_then(|text| text.split_once('?')).expect("a query").1.split('&').collect();
        given.sort_unstable();
        let mut expected: Vec<&str> = request[1..].split('&').collect();
        expected.sort_unstable();
        assert_eq!(given, expected, "{condition}");
    }
    for (condition, answer) in [
        ("{{column(by)}} = {{String(org_id)}} AND org_id = {{String(org_id)}}", "~param-open"),
        ("{{column('org_id')}} = {{String(org_id)}}", ""),
        ("{{column(by)}} = 'a' AND org_id = {{String(org_id)}}", "~param-open"),
    ] {
        let sql = format!("%\nSELECT path FROM events WHERE {condition}");
        assert_eq!(short(&found(&[&sql], &[], &[any("org_id")])), answer, "{condition}");
    }
    let sql = "%\nSELECT path FROM events WHERE {{column(by)}} = {{String(org_id)}}";
    assert_eq!(short(&found(&[sql], &[], &[any("org_id"), literal("by", "org_id")])), "");
}

/// A function that makes two values the same makes two tenants one.
#[test]
fn functions_that_merge_values_are_not_followed() {
    let cases = [
        ("lower(org_id) = lower({{String(org_id)}})", "~undecided"),
        ("org_id = lower({{String(org_id)}})", "~undecided"),
        ("upper(org_id) = {{String(org_id)}}", "~undecided"),
        ("trim(org_id) = {{String(org_id)}}", "~undecided"),
        ("org_id ILIKE {{String(org_id)}}", "~undecided"),
        ("toDate(org_id) = {{String(org_id)}}", "~undecided"),
        ("substring(org_id, 1, 3) = {{String(org_id)}}", "~undecided"),
        ("toUInt8(org_id) = {{String(org_id)}}", "~undecided"),
        ("org_id = toUInt8({{String(org_id)}})", "~undecided"),
        ("org_id::UInt8 = {{UInt64(org_id)}}", "~undecided"),
        ("org_id = CAST({{String(org_id)}}, 'Float32')", "~undecided"),
        ("CAST(org_id AS Date) = {{String(org_id)}}", "~undecided"),
        ("ifNull(org_id, 'none') = {{String(org_id)}}", "~undecided"),
        ("coalesce(org_id, user_id) = {{String(org_id)}}", "~undecided"),
        ("toUUIDOrZero(org_id) = {{String(org_id)}}", "~undecided"),
        ("org_id = {{Boolean(org_id)}}", "~undecided"),
        ("org_id = {{Float32(org_id)}}", "~undecided"),
        ("org_id = concat({{String(org_id)}}, '')", "~undecided"),
        ("cityHash64(org_id) = cityHash64({{String(org_id)}})", "~undecided"),
        ("ifNull(org_id, '') = {{String(org_id)}}", ""),
        ("coalesce(org_id, '') = {{String(org_id)}}", ""),
        ("assumeNotNull(org_id) = {{String(org_id)}}", ""),
        ("toUUID(org_id) = toUUID({{String(org_id)}})", ""),
        ("org_id::String = {{String(org_id)}}::Nullable(String)", ""),
        ("CAST(org_id AS LowCardinality(String)) = {{String(org_id)}}", ""),
        ("org_id = toUInt64({{String(org_id)}})", ""),
        ("org_id = {{String(org_id)}}::UInt64", ""),
        ("toFixedString(org_id, 8) = {{String(org_id)}}", ""),
    ];
    for (condition, answer) in cases {
        let sql = format!("%\nSELECT path FROM events WHERE {condition}");
        let issues = found(&[&sql], &[], &[any("org_id")]);
        assert_eq!(short(&issues), answer, "{condition}: {issues:?}");
    }
    // What is no tenant may be cut by whoever pins it.
    for condition in
        ["toDate(ts) = {{Date(day)}}", "toStartOfHour(ts) = {{DateTime(day)}}", "public = {{Boolean(day)}}"]
    {
        let sql = format!("%\nSELECT path FROM events WHERE {condition}");
        assert_eq!(
            short(&found(&[&sql], &[], &[literal("day", "2024-03-01 00:00:00")])).replace("param-type", ""),
            "",
            "{condition}"
        );
    }
    // Constants that may be equal keep nothing out.
    for (part, answer) in [
        ("1 = 2", ""),
        ("'a' = 'b'", ""),
        ("0", ""),
        ("false", ""),
        ("1 = 1.0", "source-unfiltered"),
        ("1 = true", "source-unfiltered"),
        ("'1' = '01'", "source-unfiltered"),
        ("lower('A') = 'a'", "source-unfiltered"),
    ] {
        let sql = format!("%\nSELECT path FROM events WHERE org_id = {{{{String(org_id)}}}} OR {part}");
        assert_eq!(short(&found(&[&sql], &[], &[any("org_id")])), answer, "{part}");
    }
}

/// What outer joins make up, and what joins pick.
#[test]
fn rows_that_a_join_makes_up_or_picks_are_seen() {
    let outer = "%\nSELECT n.path FROM numbered n LEFT JOIN marked m ON n.org_id = m.org_id WHERE m.org_id = {{UInt64(org_id)}}";
    let issues = found(&[outer], &[], &[typed("org_id", "UInt64")]);
    assert_eq!(short(&issues), "param-off", "{issues:?}");
    assert!(issues.iter().all(|issue| issue.message.contains("`0`")), "{issues:?}");
    let refused =
        Pin::new("org_id", Pinned::Placeholder { kind: Some("UInt64".into()), refused: [Value::from(0)].into() });
    assert_eq!(short(&found(&[outer], &[], &[refused])), "");
    let number = typed("org_id", "UInt64");
    for (sql, answer) in [
        (
            "SELECT n.path FROM numbered n LEFT JOIN marked m ON n.org_id = m.org_id WHERE n.org_id = {{UInt64(org_id)}}",
            "",
        ),
        (
            "SELECT n.path FROM numbered n LEFT JOIN marked m ON m.org_id = {{UInt64(org_id)}} WHERE n.org_id = {{UInt64(org_id)}}",
            "",
        ),
        (
            "SELECT n.path FROM numbered n RIGHT JOIN marked m ON n.org_id = m.org_id WHERE n.org_id = {{UInt64(org_id)}}",
            "param-off",
        ),
        ("SELECT n.path FROM numbered n JOIN marked m ON n.org_id = m.org_id WHERE m.org_id = {{UInt64(org_id)}}", ""),
        (
            "SELECT path FROM (SELECT n.path AS path, m.org_id AS o FROM numbered n LEFT JOIN marked m ON n.org_id = m.org_id) WHERE o = {{UInt64(org_id)}}",
            "param-off",
        ),
        (
            "SELECT path FROM (SELECT n.path AS path, n.org_id AS o FROM numbered n LEFT JOIN marked m ON n.org_id = m.org_id) WHERE o = {{UInt64(org_id)}}",
            "",
        ),
        (
            "SELECT n.path FROM numbered n LEFT JOIN marked m ON n.org_id = m.org_id LEFT JOIN marked k ON k.org_id = m.org_id WHERE n.org_id = {{UInt64(org_id)}}",
            "source-unfiltered",
        ),
        (
            "SELECT path FROM numbered WHERE org_id IN (SELECT m.org_id FROM numbered n LEFT JOIN (SELECT * FROM marked WHERE org_id = {{UInt64(org_id)}}) m ON n.path = m.mark WHERE n.org_id = {{UInt64(org_id)}})",
            "~undecided",
        ),
    ] {
        let issues = found(&[&format!("%\n{sql}")], &[], core::slice::from_ref(&number));
        assert_eq!(short(&issues), answer, "{sql}: {issues:?}");
    }
    expect(
        &[
            // Which side an `ANTI JOIN` keeps.
            (
                "%\nSELECT e.path FROM events e ANTI JOIN sessions s ON e.path = s.path AND s.org_id = {{String(org_id)}}",
                "source-unfiltered",
            ),
            (
                "%\nSELECT e.path FROM events e ANTI JOIN sessions s ON e.org_id = s.org_id AND e.path = s.path WHERE e.org_id = {{String(org_id)}}",
                "",
            ),
            (
                "%\nSELECT e.path FROM events e SEMI JOIN sessions s ON e.org_id = s.org_id AND s.org_id = {{String(org_id)}}",
                "",
            ),
            // The default of a text is no one's name.
            (
                "%\nSELECT e.path FROM events e LEFT JOIN sessions s ON e.org_id = s.org_id WHERE s.org_id = {{String(org_id)}}",
                "",
            ),
            (
                "%\nSELECT e.path FROM events e ANY LEFT JOIN sessions s ON e.path = s.path WHERE e.org_id = {{String(org_id)}} AND s.org_id = {{String(org_id)}}",
                "~undecided",
            ),
            (
                "%\nSELECT e.path FROM events e ANY LEFT JOIN sessions s ON e.path = s.path AND e.org_id = s.org_id WHERE e.org_id = {{String(org_id)}}",
                "",
            ),
            (
                "%\nSELECT e.path FROM events e ASOF JOIN sessions s ON e.path = s.path AND e.ts >= s.started WHERE e.org_id = {{String(org_id)}} AND s.org_id = {{String(org_id)}}",
                "~undecided",
            ),
            (
                "%\nSELECT e.path FROM events e ASOF JOIN sessions s ON e.org_id = s.org_id AND e.ts >= s.started WHERE e.org_id = {{String(org_id)}}",
                "",
            ),
            (
                "%\nSELECT e.path FROM events e PASTE JOIN sessions s WHERE e.org_id = {{String(org_id)}} AND s.org_id = {{String(org_id)}}",
                "~undecided",
            ),
            (
                "%\nSELECT path FROM (SELECT org_id, path, ts FROM events ORDER BY ts WITH FILL INTERPOLATE (org_id AS org_id)) WHERE org_id = {{String(org_id)}}",
                "~undecided",
            ),
            (
                "%\nSELECT path FROM (SELECT org_id, path FROM events SETTINGS limit = 5) WHERE org_id = {{String(org_id)}}",
                "~undecided",
            ),
            (
                "%\nSELECT path FROM (SELECT org_id, path FROM events SETTINGS max_threads = 5) WHERE org_id = {{String(org_id)}}",
                "",
            ),
            // A join that is filtered from outside.
            (
                "%\nSELECT path FROM (SELECT e.org_id AS org_id, e.path AS path, s.visitor FROM events e JOIN sessions s ON e.org_id = s.org_id) WHERE org_id = {{String(org_id)}}",
                "",
            ),
            (
                "%\nSELECT path FROM (SELECT e.org_id AS org_id, e.path AS path, s.visitor FROM events e JOIN sessions s ON e.path = s.path) WHERE org_id = {{String(org_id)}}",
                "source-unfiltered",
            ),
            (
                "%\nSELECT path FROM (SELECT e.*, s.visitor FROM events e LEFT JOIN sessions s ON e.org_id = s.org_id) WHERE org_id = {{String(org_id)}}",
                "",
            ),
            (
                "%\nSELECT * FROM (SELECT * FROM events ARRAY JOIN tags AS org_id) WHERE org_id = {{String(org_id)}}",
                "~undecided",
            ),
            (
                "%\nSELECT path FROM events WHERE org_id IN (SELECT org_id FROM users WHERE org_id = {{String(org_id)}} GROUP BY org_id WITH TOTALS)",
                "~undecided",
            ),
            (
                "%\nSELECT path FROM events WHERE (org_id = {{String(org_id)}} AND 1) OR (org_id LIKE {{String(org_id)}} AND 1)",
                "param-off",
            ),
        ],
        &[any("org_id")],
    );
}

/// What is read only to decide which rows are shown.
#[test]
fn sets_and_values_of_every_tenant_are_told_apart_from_rows() {
    expect(
        &[
            (
                "%\nSELECT path FROM events WHERE org_id = {{String(org_id)}} AND ts > (SELECT max(ts) FROM events) - 7",
                "~source-unfiltered",
            ),
            (
                "%\nWITH (SELECT max(ts) FROM events) AS last SELECT path FROM events WHERE org_id = {{String(org_id)}} AND ts > last",
                "~source-unfiltered",
            ),
            (
                "%\nWITH (SELECT max(ts) FROM events) AS last SELECT path, last FROM events WHERE org_id = {{String(org_id)}}",
                "source-unfiltered",
            ),
            (
                "%\nSELECT path FROM events WHERE org_id = {{String(org_id)}} AND ts > (SELECT max(ts) FROM events WHERE org_id = {{String(org_id)}})",
                "",
            ),
            // A set of a tenant's values filters a table that has no column of tenants.
            (
                "%\nSELECT name FROM countries WHERE code IN (SELECT country FROM events WHERE org_id = {{String(org_id)}})",
                "",
            ),
            (
                "%\nSELECT path FROM events WHERE path IN (SELECT path FROM sessions WHERE org_id = {{String(org_id)}})",
                "~undecided",
            ),
            (
                "%\nSELECT path FROM events WHERE path NOT IN (SELECT path FROM sessions WHERE org_id = {{String(org_id)}})",
                "source-unfiltered",
            ),
            (
                "%\nSELECT path FROM events WHERE NOT path IN (SELECT path FROM sessions WHERE org_id = {{String(org_id)}})",
                "source-unfiltered",
            ),
            (
                "%\nSELECT path FROM events WHERE org_id IN (SELECT arrayJoin(splitByChar(',', {{String(org_id)}})))",
                "~undecided",
            ),
        ],
        &[any("org_id")],
    );
}

/// What stands inside of quotes or of a comment is SQL, since Tinybird writes a text with its own quotes.
#[test]
fn values_in_quotes_are_told_with_a_request() {
    let tenant = "org_id = {{String(org_id)}}";
    let cases = [
        (format!("{tenant} AND path = '{{{{path}}}}'"), "?path=%20OR%201%3D1%20OR%20hex%281%29%3D"),
        (
            format!("{tenant} {{% if defined(path) %}} AND path LIKE '%{{{{String(path)}}}}%' {{% end %}}"),
            "?path=%20OR%201%3D1%20OR%20hex%281%29%3D",
        ),
        (format!("path = '{{{{String(path,'')}}}}' AND {tenant}"), "?path=%20OR%201%3D1%20OR%20hex%281%29%3D"),
        (format!("path = '{{{{String(path,'')}}}}'\nAND {tenant}"), "?path=%20OR%201%3D1%20OR%20hex%281%29%3D"),
        (
            format!("{tenant} AND (path = '{{{{String(path,'')}}}}')\nAND public"),
            "?path=%29%20OR%201%3D1%20OR%20%28hex%281%29%3D",
        ),
        (
            format!("{tenant} AND country = {{{{String(country)}}}} AND path = '{{{{path}}}}'"),
            "?country=x&path=%20OR%201%3D1%20OR%20hex%281%29%3D",
        ),
        (format!("1 /* {{{{String(note,'')}}}} */ AND {tenant}"), "?note=%2A%2F%20--%20"),
        (format!("1 /* {{% if defined(a) %}} {{{{column(a)}}}} {{% end %}} */ AND {tenant}"), "?a=%2A%2F%20--%20"),
        // Of a time the engine reads the beginning only.
        (
            format!("{tenant} /* since {{{{DateTime(since, '2024-01-01 00:00:00')}}}} */"),
            "?since=2024-03-01%2000%3A00%3A00.000%2A%2F%20OR%201%3D1%20--%20",
        ),
        (
            format!("1 /* {{{{DateTime64(since, '2024-01-01 00:00:00.000')}}}} */ AND {tenant}"),
            "?since=2024-03-01%2000%3A00%3A00.000%2A%2F%20--%20",
        ),
        (format!("{tenant} AND path = $$ {{{{path}}}} $$"), ""),
        (format!("1 /* {{{{String(note,'')}}}} */\n AND {tenant}"), "?note=%2A%2F%20OR%201%3D1%20--%20"),
    ];
    for (condition, request) in cases {
        let sql = format!("%\nSELECT path FROM events WHERE {condition}");
        let issues = found(&[&sql], &[], &[typed("org_id", "Slug")]);
        let quoted = issues.iter().find(|issue| issue.code() == "param-in-quotes");
        let given = quoted.expect("an issue").request.as_deref().unwrap_or_default();
        assert_eq!(given.trim_start_matches("GET /v0/pipes/e.json"), request, "{condition}: {issues:?}");
    }
    let child = "list\n%\nSELECT path FROM events WHERE org_id = {{String(org_id)}} AND path = '{{w}}'\n---\ne\nSELECT * FROM list";
    let nodes: Vec<&str> = child.split("\n---\n").collect();
    let issues = found(&nodes, &[], &[any("org_id")]);
    assert_eq!(short(&issues), "param-in-quotes", "{issues:?}");
    assert!(issues[0].request.as_ref().is_some_and(|request| request.contains("?w=%20OR")), "{issues:?}");
    for (condition, answer) in [
        // Numbers and days end no quotes, and a line comment ends with its line.
        ("user_id = 'u{{Int32(n, 1)}}'", ""),
        ("path != '{{Boolean(b)}}'", ""),
        ("1 /* {{Int32(n, 1)}} {{Date(d, '2024-01-01')}} {{Float64(f, 1)}} */", ""),
        ("path != '{{DateTime(d, '2024-01-01 00:00:00')}}'", "~undecided"),
        ("1 -- {{String(note, '')}}", ""),
        ("path LIKE concat('%', {{String(w)}}, '%')", ""),
        ("path = '{{column(c, 'a')}}'", "~param-open"),
        ("path = '{{Array(paths)}}'", "~undecided"),
        ("path = '{{w + 'a'}}'", "~undecided"),
        ("path LIKE '%{% if defined(w) %}AND {{w}}{% end %}%'", "~undecided"),
        ("1 /* {% if defined(w) %} AND path = {{String(w)}} {% end %} */", "~undecided"),
        // Of what is pinned no one says more than before.
        ("path = '{{org_id}}'", ""),
    ] {
        let sql = format!("%\nSELECT path FROM events WHERE org_id = {{{{String(org_id)}}}} AND {condition}");
        let issues = found(&[&sql], &[], &[any("org_id")]);
        assert_eq!(short(&issues), answer, "{condition}: {issues:?}");
    }
}

/// A keyword is a column's name where it can be no keyword.
#[test]
fn columns_that_are_named_like_keywords_are_columns() {
    let items = [(
        "items.datasource",
        "SCHEMA >\n    `org_id` String, `order` String, `group` String, `from` String, `case` String, `and` String, `select` String\n",
    )];
    let tenant = "org_id = {{String(org_id)}}";
    for (sql, answer) in [
        (
            format!(
                "SELECT `from`, `order` FROM items WHERE {{% if defined(g) %}} group = 'g1' {{% else %}} {tenant} {{% end %}}"
            ),
            "param-sometimes",
        ),
        (
            format!(
                "SELECT order FROM items {{% if defined(sort) %}} ORDER BY order {{% else %}} WHERE {tenant} {{% end %}}"
            ),
            "param-sometimes",
        ),
        (format!("SELECT org_id FROM items WHERE {tenant} UNION ALL SELECT order FROM items"), "source-unfiltered"),
        (
            format!(
                "SELECT org_id FROM items WHERE {{% if defined(c) %}} case = '1' {{% else %}} {tenant} {{% end %}}"
            ),
            "param-sometimes",
        ),
        (
            format!(
                "SELECT org_id FROM items WHERE {{% if defined(c) %}} and IN ('1') {{% else %}} {tenant} {{% end %}}"
            ),
            "param-sometimes",
        ),
        (
            format!(
                "SELECT {{% if defined(c) %}} select x FROM items {{% else %}} org_id FROM items WHERE {tenant} {{% end %}}"
            ),
            "param-sometimes",
        ),
        (format!("SELECT upper(select), (select, 1), order, from, group FROM items WHERE {tenant}"), ""),
        (format!("SELECT order g, from FROM items WHERE {tenant} ORDER BY order DESC, case"), ""),
        (format!("SELECT CASE order WHEN 'a' THEN group ELSE from END FROM items WHERE {tenant} GROUP BY order"), ""),
        // What is a keyword still fails, and shows nothing.
        (format!("SELECT org_id FROM items WHERE {{% if defined(org_id) %}} {tenant} {{% end %}} ORDER BY org_id"), ""),
        (format!("SELECT org_id FROM items WHERE {{% if defined(g) %}} {tenant} {{% end %}} AND org_id != 'a'"), ""),
        (format!("SELECT org_id FROM items WHERE {{% if defined(g) %}} {tenant} {{% end %}} GROUP BY org_id"), ""),
        (format!("SELECT {{% if defined(g) %}} order {{% end %}} FROM items WHERE {tenant}"), ""),
        (
            format!(
                "SELECT org_id FROM items WHERE {{% if defined(g) %}} {tenant} {{% end %}} AND {{{{column(c)}}}} = 'a'"
            ),
            "~param-open ~undecided",
        ),
    ] {
        let issues = found(&[&format!("%\n{sql}")], &items, &[any("org_id")]);
        assert_eq!(short(&issues), answer, "{sql}: {issues:?}");
    }
    let child = [
        "d\n%\nSELECT {% if defined(a) %} org_id, order {% else %} org_id, from {% end %} FROM items",
        "e\nSELECT * FROM d",
    ];
    assert_ne!(short(&found(&child, &items, &[any("org_id")])), "");
}

/// Of several columns of one name, a condition is on the one that has it by `AS`, else on the first table's.
#[test]
fn columns_of_one_name_are_told_apart() {
    let joined = "FROM events e JOIN sessions s ON e.user_id = s.user_id";
    let by_org = "FROM events e JOIN sessions s ON e.user_id = s.user_id AND e.org_id = s.org_id";
    let tenant = "org_id = {{String(org_id)}}";
    let own = format!("SELECT * FROM sessions WHERE {tenant}");
    let shapes: Vec<(String, &str)> = vec![
        (format!("SELECT * FROM (SELECT e.*, s.org_id, s.visitor {joined}) WHERE {tenant}"), "source-unfiltered"),
        (
            format!("SELECT * FROM (SELECT e.path, s.org_id, e.org_id, s.visitor {joined}) WHERE {tenant}"),
            "source-unfiltered",
        ),
        (format!("SELECT * FROM (SELECT s.*, e.* {joined}) WHERE {tenant}"), "source-unfiltered"),
        (format!("SELECT * FROM (SELECT * {joined}) WHERE {tenant}"), "source-unfiltered"),
        (
            format!("WITH j AS (SELECT e.*, s.org_id, s.visitor {joined}) SELECT path, visitor FROM j WHERE {tenant}"),
            "source-unfiltered",
        ),
        (
            format!(
                "SELECT j.visitor FROM countries c JOIN (SELECT e.path, s.org_id, e.org_id, s.visitor {joined}) j ON c.code = j.path WHERE j.{tenant}"
            ),
            "source-unfiltered",
        ),
        (
            "SELECT p FROM (SELECT org_id AS o, path AS p FROM events UNION ALL SELECT s.org_id, s.visitor FROM events e JOIN sessions s ON e.user_id = s.user_id) WHERE o = {{String(org_id)}}".into(),
            "source-unfiltered",
        ),
        (
            format!(
                "SELECT v FROM (SELECT org_id AS a, path AS v, org_id AS b FROM events UNION ALL SELECT e.org_id, s.visitor, s.org_id {joined}) WHERE a = {{{{String(org_id)}}}}"
            ),
            "source-unfiltered",
        ),
        (
            format!(
                "SELECT v FROM (SELECT org_id AS a, path AS v, org_id AS b FROM events UNION ALL SELECT s.org_id, s.visitor, e.org_id {joined}) WHERE b = {{{{String(org_id)}}}}"
            ),
            "source-unfiltered",
        ),
        (format!("SELECT * FROM (SELECT s.org_id AS org_id, e.* {joined}) WHERE {tenant}"), "source-unfiltered"),
        (format!("SELECT * FROM (SELECT *, 'acme' AS org_id FROM events) WHERE {tenant}"), "~param-not-in-condition"),
        (format!("SELECT * FROM (SELECT 'acme' AS org_id, * FROM events) WHERE {tenant}"), "~param-not-in-condition"),
        (
            format!("SELECT * FROM (SELECT events.org_id, 'acme' AS org_id, path FROM events) WHERE {tenant}"),
            "~param-not-in-condition",
        ),
        (format!("SELECT * FROM (SELECT *, user_id AS org_id FROM events) WHERE {tenant}"), "~undecided"),
        (format!("SELECT * FROM (SELECT *, if(1, 'acme', org_id) AS org_id FROM events) WHERE {tenant}"), "~undecided"),
        (format!("SELECT * FROM (SELECT if(1, 'acme', org_id) AS org_id, * FROM events) WHERE {tenant}"), "~undecided"),
        (
            format!("SELECT * FROM (SELECT * REPLACE (user_id AS org_id), org_id FROM events) WHERE {tenant}"),
            "~undecided",
        ),
        (
            "SELECT *, {{String(org_id)}} AS org_id FROM events WHERE path != 'a'".into(),
            "~param-not-in-condition",
        ),
        (
            format!(
                "SELECT * FROM events WHERE user_id IN (SELECT user_id FROM (SELECT *, 'acme' AS org_id FROM users) WHERE {tenant}) AND {tenant}"
            ),
            "~source-unfiltered",
        ),
        ("SELECT e.path FROM events e JOIN (SELECT *, {{String(org_id)}} AS org_id FROM sessions) s ON e.org_id = s.org_id".into(), "source-unfiltered"),
        ("SELECT e.path FROM events e JOIN (SELECT 1 AS one, {{String(org_id)}} AS org_id) s ON e.org_id = s.org_id".into(), ""),
        // What is the same, or has another name.
        (format!("SELECT * FROM (SELECT e.*, s.org_id, s.visitor {by_org}) WHERE {tenant}"), ""),
        (format!("SELECT * FROM (SELECT s.*, e.* {by_org}) WHERE {tenant}"), ""),
        (
            format!(
                "SELECT * FROM (SELECT e.*, s.org_id, s.visitor FROM events e JOIN ({own}) s ON e.user_id = s.user_id) WHERE {tenant}"
            ),
            "",
        ),
        (
            format!(
                "SELECT * FROM (SELECT e.*, s.org_id AS own, s.visitor {joined}) WHERE {tenant} AND own = {{{{String(org_id)}}}}"
            ),
            "",
        ),
        (format!("SELECT * FROM (SELECT *, org_id AS org_id FROM events) WHERE {tenant}"), ""),
        (format!("SELECT * FROM (SELECT org_id, * FROM events) WHERE {tenant}"), ""),
        (format!("SELECT * FROM (SELECT *, toString(org_id) AS org_id FROM events) WHERE {tenant}"), ""),
        (format!("SELECT * FROM (SELECT * REPLACE (toString(org_id) AS org_id) FROM events) WHERE {tenant}"), ""),
        (format!("SELECT * FROM (SELECT *, lower(path) AS path FROM events) WHERE {tenant}"), ""),
        (format!("SELECT * FROM (SELECT * FROM events CROSS JOIN numbers(3)) WHERE {tenant}"), ""),
        (format!("SELECT * FROM (SELECT * FROM events JOIN sessions USING (org_id, path)) WHERE {tenant}"), ""),
        (format!("SELECT * FROM (SELECT * FROM events e JOIN countries c ON e.country = c.code) WHERE {tenant}"), ""),
        (
            format!(
                "SELECT path FROM (SELECT path, org_id FROM events UNION ALL SELECT e.path, e.org_id FROM events e JOIN countries c ON e.country = c.code) WHERE {tenant}"
            ),
            "",
        ),
    ];
    let shapes: Vec<(String, &str)> = shapes.into_iter().map(|(sql, answer)| (format!("%\n{sql}"), answer)).collect();
    let shapes: Vec<(&str, &str)> = shapes.iter().map(|(sql, answer)| (&**sql, *answer)).collect();
    expect(&shapes, &[any("org_id")]);
}

/// What is not of a type is NULL, and where NULL equals NULL, so are the rows of others.
#[test]
fn nulls_that_are_equal_pin_nothing() {
    let x = "{{String(org_id)}}";
    for (condition, answer) in [
        ("toUUIDOrNull(org_id) <=> toUUIDOrNull(<X>)", "~undecided"),
        ("toUUIDOrNull(org_id) IS NOT DISTINCT FROM toUUIDOrNull(<X>)", "~undecided"),
        ("org_id <=> toUUIDOrNull(<X>)", "~undecided"),
        ("accurateCastOrNull(org_id, 'UUID') <=> accurateCastOrNull(<X>, 'UUID')", "~undecided"),
        ("NOT (toUUIDOrNull(org_id) IS DISTINCT FROM toUUIDOrNull(<X>))", "~undecided"),
        ("has([toUUIDOrNull(<X>)], toUUIDOrNull(org_id))", "~undecided"),
        ("toUUIDOrNull(org_id) IN (toUUIDOrNull(<X>)) SETTINGS transform_null_in = 1", "~undecided"),
        ("(toUUIDOrNull(org_id), 1) IN ((toUUIDOrNull(<X>), 1)) SETTINGS transform_null_in = 1", "~undecided"),
        ("assumeNotNull(toUUIDOrNull(org_id)) = assumeNotNull(toUUIDOrNull(<X>))", "~undecided"),
        ("ifNull(toString(toUUIDOrNull(org_id)), '') = ifNull(toString(toUUIDOrNull(<X>)), '')", "~undecided"),
        ("toUUIDOrNull(org_id) = toUUIDOrNull(<X>)", ""),
        ("accurateCastOrNull(org_id, 'UUID') = accurateCastOrNull(<X>, 'UUID')", ""),
        ("toUUIDOrNull(org_id) IN (toUUIDOrNull(<X>))", ""),
        ("(toUUIDOrNull(org_id), 1) IN ((toUUIDOrNull(<X>), 1))", ""),
        ("org_id IS NOT DISTINCT FROM <X>", ""),
        ("org_id <=> <X>", ""),
        ("ifNull(org_id, '') = <X>", ""),
        ("org_id IN (<X>) SETTINGS transform_null_in = 1", ""),
    ] {
        let sql = format!("%\nSELECT path FROM events WHERE {}", condition.replace("<X>", x));
        let issues = found(&[&sql], &[], &[typed("org_id", "Slug")]);
        assert_eq!(short(&issues), answer, "{condition}: {issues:?}");
    }
    expect(
        &[
            (
                "%\nWITH toUUIDOrNull({{String(org_id)}}) AS own SELECT path FROM events WHERE toUUIDOrNull(org_id) <=> own",
                "~undecided",
            ),
            (
                "e\n%\nSELECT * FROM events WHERE toUUIDOrNull(org_id) IN (toUUIDOrNull({{String(org_id)}}))\n---\nf\nSELECT path FROM e SETTINGS transform_null_in = 1",
                "~undecided",
            ),
        ],
        &[any("org_id")],
    );
}

/// A number that is refused is written in other digits, too.
#[test]
fn a_number_switches_off_in_any_digits() {
    let refuse = |kind: &str, values: &[&str]| {
        let refused = values.iter().map(|value| Value::from(*value)).collect();
        Pin::new("org_id", Pinned::Placeholder { kind: Some(kind.into()), refused })
    };
    let own = "org_id = {{String(org_id)}}";
    for (condition, answer) in [
        ("{{Int32(org_id)}} = 0", "param-off"),
        ("0 = {{Int32(org_id)}}", "param-off"),
        ("toInt64({{String(org_id)}}) = 0", "param-off"),
        ("{{String(org_id)}}::Int64 = 0", "param-off"),
        ("CAST({{String(org_id)}} AS Int64) = '0'", "param-off"),
        ("{{String(org_id)}} = 0", "param-off"),
        ("{{String(org_id)}} = '0'", ""),
        ("{{String(org_id)}} = '00'", "param-off"),
    ] {
        let sql = format!("%\nSELECT path FROM events WHERE {own} OR {condition}");
        let issues = found(&[&sql], &[], &[refuse("Slug", &["0"])]);
        assert_eq!(short(&issues), answer, "{condition}: {issues:?}");
        let issues = found(&[&sql], &[], &[typed("org_id", "UUID")]);
        assert!(matches!(&*short(&issues), "" | "param-type"), "{condition}: {issues:?}");
    }
    let sql = format!("%\nSELECT path FROM events WHERE {own} OR {{{{Int32(org_id)}}}} = 0");
    assert_eq!(short(&found(&[&sql], &[], &[refuse("Slug", &["0", "00", "000", "-0"])])), "param-off");
    let number =
        Pin::new("org_id", Pinned::Placeholder { kind: Some("UInt64".into()), refused: [Value::from(0)].into() });
    assert_eq!(short(&found(&[&sql], &[], &[number])), "");
}

/// What looks like the tenant's column or like a constant, and is none.
#[test]
fn names_that_mean_another_thing_are_told_apart() {
    let flags = [("flags.datasource", "SCHEMA >\n    `org_id` String, `false` UInt8, `true` UInt8, `name` String\n")];
    let tenant = "org_id = {{String(org_id)}}";
    for (sql, answer) in [
        ("SELECT name FROM flags WHERE `false` OR <T>", "source-unfiltered"),
        ("SELECT name FROM flags WHERE \"FALSE\" OR <T>", "source-unfiltered"),
        ("SELECT name FROM flags WHERE `true` AND <T>", ""),
        ("SELECT name FROM flags WHERE false OR <T>", ""),
        ("SELECT name FROM flags WHERE (FALSE AND name = 'a') OR <T>", ""),
        ("SELECT name FROM flags WHERE true AND <T>", ""),
        ("SELECT user_id AS org_id, org_id AS user_id, path FROM events WHERE <T>", "~undecided"),
        ("SELECT path FROM (SELECT user_id AS org_id, org_id AS user_id, path FROM events) WHERE <T>", "~undecided"),
        ("SELECT toString(org_id) AS org_id, path FROM events WHERE <T>", ""),
        ("SELECT org_id AS o, o AS p, path FROM events WHERE p = {{String(org_id)}}", ""),
        (
            "SELECT path FROM events WHERE org_id IN (SELECT org_id FROM sessions WHERE <T> ORDER BY started WITH FILL STEP 60)",
            "~undecided",
        ),
        (
            "SELECT path FROM events WHERE org_id IN (SELECT {{String(org_id)}} AS o FROM sessions WHERE <T> ORDER BY started WITH FILL)",
            "~undecided",
        ),
        (
            "SELECT path FROM events WHERE org_id IN (SELECT org_id FROM sessions WHERE <T> ORDER BY started LIMIT 9)",
            "",
        ),
        ("SELECT started, count() FROM sessions WHERE <T> GROUP BY started ORDER BY started WITH FILL STEP 60", ""),
    ] {
        let sql = format!("%\n{}", sql.replace("<T>", tenant));
        let issues = found(&[&sql], &flags, &[any("org_id")]);
        assert_eq!(short(&issues), answer, "{sql}: {issues:?}");
    }
}

/// What `WITH` names is known in the queries within it and behind `FROM`.
#[test]
fn a_value_of_with_is_known_within() {
    expect(
        &[
            (
                "%\nWITH {{String(org_id)}} AS tenant SELECT e.path FROM events e JOIN (SELECT * FROM sessions WHERE org_id = tenant) s ON e.user_id = s.user_id WHERE e.org_id = tenant",
                "",
            ),
            (
                "%\nWITH {{String(org_id)}} AS tenant, recent AS (SELECT * FROM events WHERE org_id = tenant) SELECT path FROM recent",
                "",
            ),
            (
                "%\nWITH recent AS (SELECT * FROM events WHERE org_id = tenant), {{String(org_id)}} AS tenant SELECT path FROM recent",
                "",
            ),
            (
                "%\nWITH {{String(org_id)}} AS tenant SELECT * FROM (SELECT path FROM events WHERE org_id = tenant UNION ALL SELECT path FROM sessions WHERE org_id = tenant)",
                "",
            ),
            (
                "%\nWITH toUUID({{String(org_id)}}) AS tenant, own AS (SELECT * FROM events WHERE toUUID(org_id) = tenant) SELECT path FROM own",
                "",
            ),
            // The query's own columns and aliases come first.
            (
                "%\nWITH {{String(org_id)}} AS user_id, recent AS (SELECT * FROM events WHERE org_id = user_id) SELECT path FROM recent",
                "~param-not-in-condition",
            ),
            (
                "%\nWITH {{String(org_id)}} AS tenant, recent AS (SELECT 'globex' AS tenant, * FROM events WHERE org_id = tenant) SELECT path FROM recent",
                "~param-not-in-condition",
            ),
            (
                "%\nWITH {{String(org_id)}} AS tenant SELECT * FROM (WITH 'globex' AS tenant SELECT path FROM events WHERE org_id = tenant)",
                "~param-not-in-condition",
            ),
            (
                "%\nWITH user_id AS tenant SELECT * FROM (SELECT path, {{String(org_id)}} AS o FROM events WHERE org_id = tenant)",
                "~param-not-in-condition",
            ),
        ],
        &[any("org_id")],
    );
}

/// What is written without quotes is SQL, unless a branch has compared it with a name.
#[test]
fn a_table_that_the_caller_names_is_sql() {
    expect(
        &[
            ("%\nSELECT path FROM events WHERE org_id = {{String(org_id)}} ORDER BY {{table(sort)}}", "param-open"),
            (
                "%\nSELECT path FROM events WHERE org_id = {{String(org_id)}} AND path IN {{table(String(t, 'x'))}}",
                "param-open ~undecided",
            ),
            ("%\nSELECT path FROM events WHERE org_id = {{String(org_id)}} ORDER BY {{TABLE(sort)}}", "param-open"),
            (
                "%\nSELECT path FROM events WHERE org_id = {{String(org_id)}} ORDER BY {{symbol(sort, '')}}",
                "param-open",
            ),
            (
                "%\nSELECT {{columns(cols, 'path', fn='max')}} FROM events WHERE org_id = {{String(org_id)}}",
                "~param-open",
            ),
            ("%\nSELECT path FROM {{table('events_' + region)}} WHERE org_id = {{String(org_id)}}", "param-open"),
            (
                "%\nSELECT path FROM {{table(t)}} WHERE org_id = {{String(org_id)}} {% if t == 'events' %} AND 1 {% end %}",
                "param-open",
            ),
            (
                "%\nSELECT path FROM events WHERE org_id = {{String(org_id)}} ORDER BY {{column(sort, 'path')}}",
                "~param-open",
            ),
            ("%\nSELECT path FROM events WHERE org_id = {{String(org_id)}} ORDER BY {{symbol(sort)}}", "~param-open"),
            ("%\nSELECT {{columns(cols, 'path')}} FROM events WHERE org_id = {{String(org_id)}}", "~param-open"),
            (
                "%\nSELECT path FROM {% if t in ['events', 'sessions'] %} {{table(t)}} {% else %} events {% end %} WHERE org_id = {{String(org_id)}}",
                "",
            ),
            (
                "%\n{% if t not in ('events', 'sessions') %} {{error('no')}} {% end %} SELECT path FROM {{table(t)}} WHERE org_id = {{String(org_id)}}",
                "",
            ),
            (
                "%\n{% if t not in ('events', 'sessions') %} {{error('no')}} {% end %} SELECT path FROM {{table(t)}}",
                "param-unused",
            ),
            ("%\nSELECT path FROM {{table('events')}} WHERE org_id = {{String(org_id)}}", ""),
            (
                "%\nSELECT path FROM {{table('events' if defined(a) else 'sessions')}} WHERE org_id = {{String(org_id)}}",
                "",
            ),
        ],
        &[any("org_id")],
    );
}

/// What `WITH` names in other parts of a union, and before it is named.
#[test]
fn names_of_with_mean_what_they_mean_to_clickhouse() {
    expect(
        &[
            (
                "%\nWITH {{String(org_id)}} AS org_id SELECT e.path FROM events e WHERE e.org_id = org_id UNION ALL SELECT path FROM events WHERE org_id = {{String(org_id)}}",
                "source-unfiltered",
            ),
            (
                "%\nWITH path AS org_id SELECT e.path FROM events e WHERE e.org_id = {{String(org_id)}} UNION ALL SELECT path FROM events WHERE org_id = {{String(org_id)}}",
                "~undecided",
            ),
            (
                "%\nWITH {{String(org_id)}} AS own SELECT path FROM events WHERE org_id = own UNION ALL SELECT path FROM sessions WHERE org_id = own",
                "",
            ),
            (
                "%\nWITH {{String(org_id)}} AS org_id SELECT e.path FROM events e WHERE e.org_id = org_id UNION ALL WITH path AS org_id SELECT path FROM events WHERE events.org_id = {{String(org_id)}}",
                "",
            ),
            (
                "mine\n%\nSELECT * FROM events WHERE org_id = {{String(org_id)}}\n---\ne\nWITH a AS (SELECT * FROM mine), mine AS (SELECT * FROM events) SELECT path FROM a",
                "~undecided",
            ),
            (
                "%\nWITH a AS (SELECT * FROM b), b AS (SELECT * FROM events WHERE org_id = {{String(org_id)}}) SELECT path FROM a",
                "",
            ),
            (
                "%\nWITH a AS (SELECT * FROM b), b AS (SELECT * FROM events) SELECT path FROM a WHERE org_id = {{String(org_id)}}",
                "",
            ),
            (
                "%\nWITH a AS (SELECT * FROM b), b AS (SELECT * FROM events) SELECT path, {{String(org_id)}} FROM a WHERE public",
                "~param-not-in-condition",
            ),
            (
                "%\nWITH a AS (SELECT * FROM b), b AS (SELECT * FROM a) SELECT path, {{String(org_id)}} FROM a",
                "~undecided",
            ),
        ],
        &[any("org_id")],
    );
}

/// A request that is named has what it takes to show other rows.
#[test]
fn requests_say_what_lets_other_rows_through() {
    let tenant = "org_id = {{String(org_id)}}";
    for (condition, rule, request) in [
        // What fragments require that are not followed.
        (
            format!(
                "1 {{% if not defined(raw) %}} AND {tenant} {{% end %}} {{% if Int32(n) > 3 %}} AND public = 1 {{% end %}}"
            ),
            "param-sometimes",
            "?raw=x&n=1",
        ),
        (
            format!(
                "1 {{% if not defined(raw) %}} AND {tenant} {{% end %}} {{% if 'a' in Array(ps, 'String') %}} AND public = 1 {{% end %}}"
            ),
            "param-sometimes",
            "?raw=x&ps=x",
        ),
        (
            format!(
                "1 {{% if not defined(raw) %}} AND {tenant} {{% end %}} {{% if day_diff(Date(a), Date(b)) > 3 %}} AND public = 1 {{% end %}} {{% if defined(path) %}} AND path = {{{{String(path)}}}} {{% end %}}"
            ),
            "param-sometimes",
            "?raw=x&a=2024-03-01&b=2024-03-01",
        ),
        // Negative constants.
        (format!("{{% if Int32(flag, -1) == -1 %}} {tenant} {{% else %}} 1 {{% end %}}"), "param-sometimes", "?flag=1"),
        // What the caller says in the condition itself.
        (format!("{tenant} OR {{{{String(mode, 'own')}}}} = 'all'"), "param-sometimes", "?mode=all"),
        (format!("{tenant} OR 'yes' = {{{{String(admin, '')}}}}"), "param-sometimes", "?admin=yes"),
        (format!("{tenant} OR {{{{Int32(lvl, 0)}}}} > 2"), "param-sometimes", "?lvl=3"),
        (format!("{tenant} OR 2 >= {{{{Int32(lvl, 9)}}}}"), "param-sometimes", "?lvl=1"),
        (format!("{tenant} OR {{{{Int32(lvl, 0)}}}} > 9"), "param-sometimes", "?lvl=90"),
        (format!("{tenant} OR {{{{String(lvl, '0')}}}} > '9'"), "param-sometimes", "?lvl=90"),
        (format!("{tenant} OR {{{{Int32(lvl, 99)}}}} < 10"), "param-sometimes", "?lvl=1"),
        (format!("{tenant} OR (public = 1 AND {{{{String(mode, 'own')}}}} != 'own')"), "param-sometimes", "?mode=x"),
        (format!("{tenant} OR {{{{String(mode, 'own')}}}} = 'all' OR public = 1"), "source-unfiltered", ""),
        (format!("{tenant} OR path = {{{{String(p, '')}}}}"), "source-unfiltered", "?p=x"),
        (format!("{tenant} OR startsWith(path, {{{{String(p, 'a')}}}})"), "source-unfiltered", ""),
        (
            "NOT (org_id != {{String(org_id)}} AND {{String(mode, 'own')}} != 'all')".into(),
            "param-sometimes",
            "?mode=all",
        ),
        // The caller says whose rows.
        ("org_id = {{String(org, String(org_id))}}".into(), "param-sometimes", "?org=globex"),
        (
            "org_id = {% if defined(as_org) %} {{String(as_org)}} {% else %} {{String(org_id)}} {% end %}".into(),
            "param-sometimes",
            "?as_org=globex",
        ),
    ] {
        let sql = format!("%\nSELECT path FROM events WHERE {condition}");
        let issues = found(&[&sql], &[], &[any("org_id")]);
        assert_eq!(short(&issues), rule, "{condition}: {issues:?}");
        let requests: Vec<&str> = issues.iter().filter_map(|issue| issue.request.as_deref()).collect();
        let given = requests.first().map(|request| request.trim_start_matches("GET /v0/pipes/e.json"));
        assert_eq!(given.unwrap_or_default(), request, "{condition}: {issues:?}");
    }
    let own =
        found(&["%\nSELECT path FROM events WHERE org_id = {{String(org, String(org_id))}}"], &[], &[any("org_id")]);
    assert!(own[0].message.contains("the caller chooses by `org` whose rows of `events` are read"), "{own:?}");
}

/// What else pins every row.
#[test]
fn conditions_that_come_to_the_same_pin() {
    expect(
        &[
            ("%\nSELECT path FROM events WHERE NOT (org_id != {{String(org_id)}} OR public = 1)", ""),
            ("%\nSELECT path FROM events WHERE not(or(org_id != {{String(org_id)}}, public = 1))", ""),
            ("%\nSELECT path FROM events WHERE NOT (org_id NOT IN ({{String(org_id)}}))", ""),
            ("%\nSELECT path FROM events WHERE NOT (org_id != {{String(org_id)}} AND public = 1)", "source-unfiltered"),
            ("%\nSELECT path FROM events WHERE NOT (org_id = {{String(org_id)}} OR public = 1)", "source-unfiltered"),
            (
                "latest\nSELECT * FROM events ORDER BY ts DESC LIMIT 1 BY org_id, user_id\n---\ne\n%\nSELECT path FROM latest WHERE org_id = {{String(org_id)}}",
                "",
            ),
            (
                "latest\nSELECT DISTINCT ON (org_id, user_id) * FROM events\n---\ne\n%\nSELECT path FROM latest WHERE org_id = {{String(org_id)}}",
                "",
            ),
            (
                "latest\nSELECT * FROM events ORDER BY ts DESC LIMIT 1 BY user_id\n---\ne\n%\nSELECT path FROM latest WHERE org_id = {{String(org_id)}}",
                "~undecided",
            ),
            (
                "latest\nSELECT * FROM events LIMIT 1 BY org_id LIMIT 10\n---\ne\n%\nSELECT path FROM latest WHERE org_id = {{String(org_id)}}",
                "~undecided",
            ),
            (
                "latest\nSELECT * FROM events LIMIT 1 BY org_id LIMIT 1 BY path\n---\ne\n%\nSELECT path FROM latest WHERE org_id = {{String(org_id)}}",
                "~undecided",
            ),
            (
                "latest\nSELECT DISTINCT ON (user_id) * FROM events\n---\ne\n%\nSELECT path FROM latest WHERE org_id = {{String(org_id)}}",
                "~undecided",
            ),
            ("%\nSELECT org_id, count() AS n FROM events GROUP BY ALL HAVING org_id = {{String(org_id)}}", ""),
            ("%\nSELECT org_id, count() AS n FROM events GROUP BY 1 HAVING org_id = {{String(org_id)}}", ""),
            ("%\nSELECT path, any(org_id) AS o FROM events GROUP BY 1 HAVING o = {{String(org_id)}}", "~undecided"),
            ("%\nSELECT path FROM events WHERE org_id IS NOT DISTINCT FROM {{String(org_id)}}", ""),
            ("%\nSELECT path FROM events WHERE org_id IS DISTINCT FROM {{String(org_id)}}", "source-unfiltered"),
            ("%\nSELECT path FROM events WHERE org_id <=> {{String(org_id)}}", ""),
            ("%\nSELECT path FROM events WHERE tuple(org_id, public) = tuple({{String(org_id)}}, 1)", ""),
            (
                "%\nSELECT path FROM events WHERE (org_id, path) IN (({{String(org_id)}}, 'a'), ({{String(org_id)}}, 'b'))",
                "",
            ),
            (
                "%\nSELECT path FROM events WHERE (org_id, path) IN (({{String(org_id)}}, 'a'), ('shared', 'b'))",
                "source-unfiltered",
            ),
            (
                "p\n%\nSELECT arrayJoin([{{String(org_id)}}]) AS org\n---\ne\nSELECT path FROM events WHERE org_id IN (SELECT org FROM p)",
                "",
            ),
            (
                "p\n%\nSELECT arrayJoin([{{String(org_id)}}, 'shared']) AS org\n---\ne\nSELECT path FROM events WHERE org_id IN (SELECT org FROM p)",
                "~undecided",
            ),
            ("%\nSELECT path FROM events WHERE org_id != ALL (SELECT {{String(org_id)}})", "~undecided"),
            ("%\nSELECT path FROM events WHERE org_id = ANY (SELECT {{String(org_id)}})", "~undecided"),
        ],
        &[any("org_id")],
    );
}

/// What is said of a pin that is not used.
#[test]
fn unused_pins_are_told_in_true_sentences() {
    let tenant = "org_id = {{String(org_id)}}";
    let limited = format!("%\nSELECT path FROM events WHERE {tenant} LIMIT {{{{Int32(page_size, 10)}}}}");
    let issues = found(&[&limited], &[], &[any("org_id"), literal("page_size", "abc")]);
    assert_eq!(short(&issues), "param-type", "{issues:?}");
    let nodes = [
        format!("own\n%\nSELECT * FROM events WHERE {tenant}"),
        "e\n%\nSELECT path FROM own LIMIT {{Int32(page_size, 10)}}".into(),
    ];
    let issues = found(&[&nodes[0], &nodes[1]], &[], &[any("org_id"), literal("page_size", "abc")]);
    assert_eq!(short(&issues), "param-type", "{issues:?}");
    let plan =
        found(&[&format!("%\nSELECT path FROM events WHERE {tenant}")], &[], &[any("org_id"), literal("plan", "pro")]);
    assert!(plan.iter().any(|issue| issue.message.contains("it has no effect")), "{plan:?}");
    // One branch that is not followed hides nothing of a request that is.
    let partly =
        found(&["%\nSELECT path FROM events {% if x == '1' %} WINDOW foo bar {% end %}"], &[], &[any("org_id")]);
    assert!(partly.iter().any(|issue| issue.code() == "param-unused"), "{partly:?}");
    // As texts '5' is more than '10'.
    for always in ["'5' > '10'", "'10' < '5'"] {
        let issues = found(&[&format!("%\nSELECT path FROM events WHERE {tenant} OR {always}")], &[], &[any("org_id")]);
        assert!(
            short(&issues).contains("source-unfiltered") || short(&issues).contains("param-"),
            "{always}: {issues:?}"
        );
    }
    let both = found(&["%\nSELECT path FROM events LIMIT {{Int32(n, 10)}}"], &[], &[any("org_id"), any("user_id")]);
    let named = |name: &str| both.iter().any(|issue| issue.message.contains(&format!("fixed parameter `{name}`")));
    assert!(named("org_id") && named("user_id"), "{both:?}");
    let none = found(&["SELECT path FROM events"], &[], &[any("org_id")]);
    assert!(none[0].message.contains("no node that `e` reads has a parameter"), "{none:?}");
    let assigned = found(
        &["%\n{% set org_id = String(org_id) %}SELECT path FROM events WHERE org_id = {{org_id}}"],
        &[],
        &[any("org_id")],
    );
    assert_eq!(short(&assigned), "sql-template", "{assigned:?}");
    assert!(assigned[0].message.contains("is a local there"), "{assigned:?}");
    let looped = found(
        &[
            "%\nSELECT path FROM events WHERE 1 {% for org_id in split_to_array(orgs) %} AND org_id = {{String(org_id)}} {% end %}",
        ],
        &[],
        &[any("org_id")],
    );
    assert!(looped.iter().all(|issue| !issue.message.contains("{% set")), "{looped:?}");
    let changed = found(&["%\nSELECT path FROM events WHERE org_id = trim({{String(org_id)}})"], &[], &[any("org_id")]);
    assert!(changed[0].message.contains("is not the value as it is"), "{changed:?}");
}

/// A pin that stands only where no request leads.
#[test]
fn a_filter_that_no_request_reaches_is_an_error_with_a_request() {
    for sql in [
        "%\nSELECT path FROM events {% if defined(a) and not defined(a) %} WHERE org_id = {{String(org_id)}} {% end %}",
        "%\nSELECT path FROM events {% if not defined(org_id) %} WHERE org_id = {{String(org_id)}} {% end %}",
        "%\nSELECT path FROM events {% if 1 == 2 %} WHERE org_id = {{String(org_id)}} {% end %}",
        "%\nSELECT path FROM events {% if a == 'x' and a == 'y' %} WHERE org_id = {{String(org_id)}} {% end %}",
        "%\n{% set org = org_id %} SELECT path FROM events {% if defined(a) %}{% if not defined(a) %} WHERE org_id = {{org}} {% end %}{% end %}",
        "%\nSELECT path FROM events -- AND org_id = {{String(org_id)}}",
    ] {
        for pin in [any("org_id"), literal("org_id", "acme"), typed("org_id", "UUID")] {
            let issues = found(&[sql], &[], &[pin]);
            assert_eq!(short(&issues), "param-unused", "{sql}: {issues:?}");
            assert!(issues.iter().any(|issue| issue.request.is_some()), "{sql}: {issues:?}");
        }
    }
    // Its twins.
    expect(
        &[
            ("%\nSELECT path FROM events {% if defined(org_id) %} WHERE org_id = {{String(org_id)}} {% end %}", ""),
            (
                "%\nSELECT path FROM events {% if defined(a) %} WHERE org_id = {{String(org_id)}} {% end %}",
                "param-sometimes",
            ),
            ("%\nSELECT path FROM events {% if org_id == 'x' %} WHERE public = 1 {% end %}", "~param-not-in-condition"),
            ("%\nSELECT {{String(org_id)}} AS org, path FROM events", "~param-not-in-condition"),
        ],
        &[any("org_id")],
    );
}

/// Paths that no candidate value takes may be taken by others.
#[test]
fn comparisons_by_size_hide_no_path() {
    let filtered = "AND org_id = {{String(org_id)}}";
    for (condition, answers) in [
        ("String(a, '') > 'm' and String(a, '') < 'n'", ["param-sometimes"].as_slice()),
        ("Float64(a, 0) > 3 and Float64(a, 0) < 4", &["param-sometimes"]),
        ("Float64(a, 0) > 3.1 and Float64(a, 0) < 3.2", &["param-sometimes"]),
        ("Int32(a, 0) > 3 and Int32(a, 0) < 5", &["param-sometimes"]),
        ("Date(a, '2024-01-01') > '2024-06-01'", &["param-sometimes"]),
        ("Date(a, '2024-01-01') > '2024-06-01' and Date(a, '2024-01-01') < '2024-06-03'", &["param-sometimes"]),
        ("String(org_id) > '7'", &["param-sometimes", "~undecided", "param-off"]),
    ] {
        let sql = format!("%\nSELECT path FROM events WHERE 1 {{% if not ({condition}) %}} {filtered} {{% end %}}");
        for kind in ["UUID", "Slug"] {
            let issues = found(&[&sql], &[], &[typed("org_id", kind)]);
            assert!(answers.contains(&&*short(&issues)), "{condition}: {issues:?}");
        }
    }
    let zero = Pin::new("org_id", Pinned::Placeholder { kind: None, refused: [Value::from("0")].into() });
    for condition in ["Int32(org_id) != 0", "Int32(org_id, 1)"] {
        let sql = format!("%\nSELECT path FROM events WHERE 1 {{% if {condition} %}} {filtered} {{% end %}}");
        assert_eq!(short(&found(&[&sql], &[], core::slice::from_ref(&zero))), "param-off", "{condition}");
    }
    // What the third round of a loop does, and what may fail.
    expect(
        &[
            (
                "%\n{% set a = 'x' %}{% set b = 'x' %}{% for p in Array(ps, 'String') %}{% set a = b %}{% set b = 'all' %}{% end %}SELECT path FROM events WHERE 1 {% if a != 'all' %} AND org_id = {{String(org_id)}} {% end %}",
                "~undecided",
            ),
            (
                "%\nSELECT path FROM events WHERE 1 {% try %}{% set a = int(org_id) %} AND org_id = {{String(org_id)}} {% except %} {% end %}",
                "~undecided",
            ),
            (
                "%\nSELECT path FROM events WHERE org_id = {{String(org_id)}} {% try %}{% set a = int(org_id) %}{% except %} AND 1 {% end %}",
                "",
            ),
        ],
        &[any("org_id")],
    );
}

#[test]
fn other_rules() {
    expect(
        &[
            ("%\nSELECT path FROM events WHERE org_id = {{String(orgid)}}", "param-unused"),
            ("SELECT path FROM events", "param-unused"),
            ("%\nSELECT path FROM events WHERE org_id = {{Int32(org_id)}}", ""),
            (
                "%\n{% set org_id = 'x' %}\nSELECT path FROM events WHERE org_id = {{String(org_id)}}",
                "param-overwritten",
            ),
            ("%\nSELECT {{columns(cols, 'path')}} FROM events WHERE org_id = {{String(org_id)}}", "~param-open"),
            (
                "%\nSELECT path FROM events WHERE org_id = {{String(org_id)}} ORDER BY {{column(by, 'path')}}",
                "~param-open",
            ),
            ("%\nSELECT {{column('path')}} FROM events WHERE org_id = {{String(org_id)}}", ""),
            (
                "%\nSELECT path FROM events WHERE org_id = {{String(org_id)}} LIMIT {{Int32(page_size, 10)}} OFFSET {{Int32(page, 0) * Int32(page_size, 10)}}",
                "",
            ),
            (
                "%\nSELECT {% for c in ['a', 'b'] %} {{c}}, {% end %} path FROM events WHERE org_id = {{String(org_id)}}",
                "",
            ),
            (
                "%\nSELECT path FROM events WHERE org_id = {{String(org_id)}} {% for p in split_to_array(paths) %} AND path != {{p}} {% end %}",
                "",
            ),
            (
                "%\nSELECT path FROM events WHERE 1 {% for p in split_to_array(org_id) %} AND org_id = {{p}} {% end %}",
                "~undecided",
            ),
            (
                "%\nSELECT path FROM events WHERE 1 {% if len(org_id) > 3 %} AND org_id = {{String(org_id)}} {% end %}",
                "~undecided",
            ),
            (
                "%\nSELECT path FROM events WHERE 1 {% while True %} AND org_id = {{String(org_id)}} {% end %}",
                "~undecided",
            ),
        ],
        &[any("org_id")],
    );
    let number = "%\nSELECT path FROM numbered WHERE org_id = {{UInt64(org_id)}}";
    assert_eq!(short(&found(&[number], &[], &[typed("org_id", "UInt64")])), "");
    assert_eq!(short(&found(&[number], &[], &[typed("org_id", "UUID")])), "param-type");
    assert_eq!(short(&found(&[number], &[], &[literal("org_id", "acme")])), "param-type");
    assert_eq!(short(&found(&[number], &[], &[any("org_id")])), "");
}

/// Dozens of optional filters do not hide what is there, nor take long.
#[test]
fn many_optional_filters_are_followed() {
    let mut filters = String::new();
    for index in 0..60 {
        filters.push_str(&format!(" {{% if defined(f{index}) %}} AND path != {{{{String(f{index})}}}} {{% end %}}"));
    }
    let good = format!("%\nSELECT path FROM events WHERE org_id = {{{{String(org_id)}}}} {filters}");
    assert_eq!(short(&found(&[&good], &[], &[any("org_id")])), "");
    let bad = format!(
        "%\nSELECT path FROM events WHERE 1 {filters} {{% if not defined(all) %}} AND org_id = {{{{String(org_id)}}}} {{% end %}}"
    );
    let issues = found(&[&bad], &[], &[any("org_id")]);
    assert_eq!(short(&issues), "param-sometimes");
    assert!(issues[0].request.as_ref().is_some_and(|request| request.ends_with("?all=x")), "{issues:?}");
}

/// What stands around an optional condition may make something else of it.
#[test]
fn optional_conditions_are_left_out_only_between_conditions() {
    let click = "{% if defined(k) %} AND path = {{String(k)}} {% end %}";
    for (condition, answer) in [
        (
            "1 {% if defined(lo) %} AND public BETWEEN {{UInt8(lo)}} {% end %}{% if defined(hi) %} AND {{UInt8(hi)}} {% end %} AND <T>",
            "~undecided",
        ),
        ("public BETWEEN {{UInt8(lo,0)}} {% if defined(hi) %} AND {{UInt8(hi)}} {% end %} AND <T>", "~undecided"),
        ("(public BETWEEN 0 {% if defined(hi) %} AND {{UInt8(hi)}} {% end %} AND <T>)", "~undecided"),
        ("<T> -- {% if defined(k) %}\n AND path = {{String(k)}} {% end %} OR public = 1", "param-sometimes"),
        ("<T> # {% if defined(k) %}\n AND path = {{String(k)}} {% end %} OR public = 1", "param-sometimes"),
        (
            "1 {% if defined(a) %} AND 1 -- {% if defined(k) %}\n AND path = {{String(k)}} {% end %} OR public = 1\n {% end %} AND <T>",
            "param-sometimes",
        ),
        ("<T> {% if defined(k) %} AND path = {{String(k)}} {% end %} = 0", "~undecided"),
        ("<T> {% if defined(k) %} AND public {% end %} IN (0, 2)", "~undecided"),
        ("<T> {% if defined(k) %} AND revenue {% end %} + 1 < 9 OR 1", "source-unfiltered ~undecided"),
        ("<T> {% if defined(k) %} AND CASE WHEN public THEN 1 ELSE 0 {% end %} {% if defined(k) %} END {% end %}", ""),
        ("<T> {% for k in split_to_array(ks) %} AND public {% end %} = 0", "~undecided"),
        // Where it is one condition more.
        ("<T> -- <K>\n AND 1", ""),
        ("<T> {% if defined(k) %} AND public BETWEEN {{UInt8(lo, 0)}} AND {{UInt8(hi, 1)}} {% end %} AND 1", ""),
        ("public BETWEEN 0 AND 1 <K> AND <T>", ""),
        ("(public BETWEEN 0 AND (1 <K>) AND <T>)", ""),
        ("(<T> <K>) AND 1", ""),
        ("<T> <K> OR <T> <K>", ""),
        ("1 <K> <K> <K> AND <T> <K>", ""),
        ("CASE WHEN 1 <K> THEN 1 ELSE 0 END AND <T>", ""),
        ("multiIf(public <K>, 1, 0) AND <T>", ""),
        ("<T> {% if defined(k) %} AND public = 0 {% end %}\n-- and no more\n", ""),
    ] {
        let condition = condition.replace("<T>", "org_id = {{String(org_id)}}").replace("<K>", click);
        let sql =
            format!("%\nSELECT path, count() AS c FROM events WHERE {condition}\nGROUP BY path ORDER BY c LIMIT 9");
        let issues = found(&[&sql], &[], &[typed("org_id", "Slug")]);
        assert_eq!(short(&issues), answer, "{sql}: {issues:?}");
    }
}

/// A name that an optional condition gives stands for something else in the whole query.
#[test]
fn a_name_in_an_optional_condition_is_no_column() {
    let with = |condition: &str| {
        format!(
            "%\nSELECT path FROM events WHERE org_id = {{{{String(org_id)}}}} {{% if defined(a) %}} AND {condition} {{% end %}}"
        )
    };
    for condition in [
        "({{String(a)}} AS org_id) != ''",
        "notEmpty(path AS org_id)",
        "CAST(path AS org_id, 'String') = {{String(a)}}",
        "CAST(path AS org_id AS String) = {{String(a)}}",
        "CAST((path AS org_id) AS String) = {{String(a)}}",
    ] {
        assert_ne!(short(&found(&[&with(condition)], &[], &[any("org_id")])), "", "{condition}");
    }
    for condition in
        ["CAST(path AS String) = {{String(a)}}", "CAST({{String(a)}} AS Decimal(10, 2)) > 0", "path IN {{Array(a)}}"]
    {
        assert_eq!(short(&found(&[&with(condition)], &[], &[any("org_id")])), "", "{condition}");
    }
}

/// A loop that knows which round is its last writes separators between the others.
#[test]
fn loops_that_know_their_last_round_are_followed() {
    let each = "for last, each in enumerate_with_last(split_to_array(list, 'a'))";
    let tenant = "org_id = {{String(org_id)}}";
    let loops = [
        format!(
            "{tenant} AND path IN ({{% {each} %}} {{{{String(each)}}}} {{% if not last %}} , {{% end %}} {{% end %}})"
        ),
        format!(
            "{tenant} AND ({{% {each} %}} path = {{{{String(each)}}}} {{% if not last %}} OR {{% end %}} {{% end %}})"
        ),
        format!("{tenant} {{% {each} %}} {{% if last %}} AND path = {{{{String(each)}}}} {{% end %}} {{% end %}}"),
    ];
    for condition in loops {
        let sql = format!("%\nSELECT path FROM events WHERE {condition}");
        assert_eq!(short(&found(&[&sql], &[], &[any("org_id")])), "", "{sql}");
    }
    // What it takes three rounds to do is seen, too.
    let third = format!(
        "%\n{{% set n = '' %}} {{% {each} %}} {{% if n == 'x' and not last %}} {{% set open = '1' %}} {{% end %}} {{% set n = 'x' %}} {{% end %}}
         SELECT path FROM events WHERE {{% if open == '1' %}} 1 {{% else %}} {tenant} {{% end %}}"
    );
    assert_ne!(short(&found(&[&third], &[], &[any("org_id")])), "");
    let or = format!(
        "%\nSELECT path FROM events WHERE {tenant} {{% {each} %}} {{% if not last %}} OR path = {{{{String(each)}}}} {{% end %}} {{% end %}}"
    );
    assert_ne!(short(&found(&[&or], &[], &[any("org_id")])), "");
}

/// Filters that read tables, or write lists of conditions in loops: where there are too many to follow each, what they read is seen.
#[test]
fn many_optional_filters_that_read_are_followed() {
    let mut filters = String::new();
    for index in 0..12 {
        filters.push_str(&format!(
            "{{% if o == '{index}' %}} AND path IN (SELECT path FROM own_links WHERE path = {{{{String(v)}}}})
             {{% elif o == 'not {index}' %}} AND path NOT IN (SELECT path AS p FROM own_links WHERE path = {{{{String(v)}}}})
             {{% elif o == 'any {index}' %}} AND (0 {{% for each in v.split(',') %}} OR path = {{{{String(each)}}}} {{% end %}})
             {{% end %}}"
        ));
    }
    let filters = format!("{{% for o in Array(operators, 'String', default='') %}} {filters} {{% end %}}");
    let tenant = "AND org_id = {{String(org_id)}}";
    let links = |condition: &str| format!("own_links\n%\nSELECT path FROM events WHERE 1 {condition}");
    let endpoint = |condition: &str| format!("all\n%\nSELECT path FROM events WHERE 1 {condition} {filters}");
    let with = |one: &str, other: &str| found(&[&links(one), &endpoint(other)], &[], &[any("org_id")]);
    assert_eq!(short(&with(tenant, tenant)), "");
    // What only a filter reads that may be there or not: no request is claimed to show it.
    let unfiltered = with("", tenant);
    assert_eq!(short(&unfiltered), "~undecided");
    assert!(unfiltered.iter().all(|issue| issue.request.is_none()), "{unfiltered:?}");
    // What is read anyway is what it is without them.
    let open = with(tenant, "{% if not defined(all) %} AND org_id = {{String(org_id)}} {% end %}");
    assert_eq!(short(&open), "param-sometimes", "{open:?}");
    assert!(open[0].request.as_ref().is_some_and(|request| request.ends_with("?all=x")), "{open:?}");
    // Tables that the caller names, and brackets that end the condition, are followed as before, and so are too many.
    for other in
        ["AND path IN (SELECT path FROM {{table(v)}})", "AND (path = 'a' {% if defined(x) %} ) OR (1 {% end %})"]
    {
        let endpoint = format!("all\n%\nSELECT path FROM events WHERE 1 {tenant} {filters} {}", format!("{{% for i in Array(j) %}} {{% if i == '1' %}} {other} {{% elif i == '2' %}} {other} {{% end %}} {{% end %}}").repeat(9));
        assert_eq!(short(&found(&[&links(tenant), &endpoint], &[], &[any("org_id")])), "~undecided", "{other}");
    }
}

/// What is too large to follow is undecided, soon.
#[test]
fn size_is_no_danger() {
    let tenant = "org_id = {{String(org_id)}}";
    let mut branches = String::new();
    for index in 0..10_000 {
        branches.push_str(&format!("{{% if defined(p{index}) %}} path = 'a' OR {{% end %}}\n"));
    }
    let many = format!("%\nSELECT path FROM events WHERE {branches} {tenant}");
    assert_eq!(short(&found(&[&many], &[], &[any("org_id")])), "~undecided");
    let mut chain = format!("{{% if a == 'v' %}} {tenant}\n");
    for index in 0..10_000 {
        chain.push_str(&format!("{{% elif a == 'v{index}' %}} {tenant} AND path = '{index}'\n"));
    }
    let chain = format!("%\nSELECT path FROM events WHERE {chain} {{% else %}} {tenant} {{% end %}}");
    assert_eq!(short(&found(&[&chain], &[], &[any("org_id")])), "~undecided");
    let deep = format!(
        "%\nSELECT path FROM events WHERE {} 1 {}",
        "{% if defined(a) %}".repeat(5_000),
        "{% end %}".repeat(5_000)
    );
    let _ = issues(
        &Project::new([("e.pipe", format!("NODE e\nSQL >\n    {}\n\nTYPE endpoint\n", deep.replace('\n', "\n    ")))]),
        &[Scope::Pipe { resource: "e".into(), fixed: [any("org_id")].into() }],
    );
    let long = format!("%\nSELECT path FROM events WHERE {tenant} {}", "AND path != 'a'\n".repeat(70_000));
    assert_eq!(short(&found(&[&long], &[], &[any("org_id")])), "");
    let mut nodes: Vec<String> = vec!["n0\n%\nSELECT * FROM events WHERE org_id = {{String(org_id)}}".into()];
    for index in 1..40 {
        nodes.push(format!("n{index}\nSELECT * FROM n{} UNION ALL SELECT * FROM n{}", index - 1, index - 1));
    }
    let nodes: Vec<&str> = nodes.iter().map(|node| &**node).collect();
    let issues = found(&nodes, &[], &[any("org_id")]);
    assert_eq!(short(&issues), "", "{issues:?}");
}

/// A project of many endpoints, some with giant templates, is checked while one waits.
#[test]
fn giant_templates_are_checked_soon() {
    let tenant = "org_id = {{String(org_id)}}";
    let many = |count: usize, piece: &dyn Fn(usize) -> String| (0..count).map(piece).collect::<String>();
    let giants = [
        // More paths than are followed.
        format!(
            "%\nSELECT {} ts FROM events WHERE {tenant}",
            many(14, &|index| format!("{{% if defined(s{index}) %}} path AS p{index}, {{% end %}}"))
        ),
        format!(
            "%\nSELECT ts FROM events WHERE {tenant} ORDER BY {{% if by == 'x' %}} ts {} {{% end %}}",
            many(400, &|index| format!("{{% elif by == 'a{index}' %}} path "))
        ),
        // Long paths.
        format!(
            "%\nSELECT {} ts FROM events WHERE {tenant} {}",
            many(8, &|index| format!("{{% if defined(s{index}) %}} path AS p{index}, {{% end %}}")),
            " AND path != 'a'\n".repeat(4_000)
        ),
        // Queries in queries.
        format!(
            "%\nSELECT path FROM events WHERE {tenant} AND path IN {} {}",
            "(SELECT path FROM events WHERE path IN ".repeat(24),
            "('a')".to_string() + &")".repeat(24)
        ),
        format!("%\nSELECT {}1{} FROM events WHERE {tenant}", "(SELECT max(1 + ".repeat(20), "))".repeat(20)),
    ];
    let others: Vec<(String, String)> = (0..200)
        .map(|index| {
            let filters = many(10, &|filter| {
                format!("{{% if defined(f{filter}) %}} AND path = {{{{String(f{filter})}}}} {{% end %}}")
            });
            let sql =
                giants.get(index).cloned().unwrap_or(format!("%\nSELECT path FROM events WHERE {tenant} {filters}"));
            (format!("p{index}.pipe"), format!("NODE n\nSQL >\n    {}\n\nTYPE endpoint\n", sql.replace('\n', "\n    ")))
        })
        .collect();
    let files = others.into_iter().chain(SOURCES.iter().map(|(name, text)| ((*name).into(), (*text).into())));
    let project = Project::new(files);
    let scopes: Vec<Scope> =
        (0..200).map(|index| Scope::Pipe { resource: format!("p{index}"), fixed: [any("org_id")].into() }).collect();
    let start = std::time::Instant::now();
    let issues = issues(&project, &scopes);
    // Built without optimizations, beside other tests.
    assert!(start.elapsed() < std::time::Duration::from_secs(12), "{:?}", start.elapsed());
    assert!(issues.iter().all(|issue| !issue.is_error()), "{issues:?}");
    assert!(issues.iter().any(|issue| issue.code() == "undecided"));
}

#[test]
fn resources_and_filters_are_held_to_the_project() {
    let project = project(&["%\nSELECT path FROM events WHERE org_id = {{String(org_id)}}"], &[]);
    let pipe = |resource: &str| Scope::Pipe { resource: resource.into(), fixed: Vec::new() };
    let source =
        |resource: &str, filter: &str| Scope::DataSource { resource: resource.into(), filter: Some(filter.into()) };
    for (scope, answer, named) in [
        (pipe("e"), "", ""),
        (pipe("top_pages"), "pipe-unknown", ""),
        (pipe("t_0123456789abcdef0123456789abcdef"), "~undecided", ""),
        (source("events", "org_id = {org_id:String}"), "", ""),
        (source("events", "org_id = 'a' AND (public OR has(tags, 'x')) AND true"), "", ""),
        (source("events", "org = {org_id:String}"), "filter-column-unknown", "org"),
        (source("events", "user_id = 'a' AND orgid IN (1, 2)"), "filter-column-unknown", "org_id"),
        (source("event", "org_id = 'a'"), "datasource-unknown", "events"),
        (source("events", "org_id ="), "~undecided", ""),
    ] {
        let issues = issues(&project, core::slice::from_ref(&scope));
        assert_eq!(short(&issues), answer, "{scope:?}: {issues:?}");
        assert!(issues.iter().all(|issue| issue.file.is_empty()), "{issues:?}");
        assert!(
            issues.iter().all(|issue| issue.message.contains(&format!("`{named}`")) || named.is_empty()),
            "{issues:?}"
        );
    }
}

/// Whatever a template says, the check says something, and soon.
#[test]
fn no_text_is_a_danger() {
    let seeds = [
        "%\nSELECT path, count() AS n FROM events e LEFT JOIN sessions s USING (org_id) WHERE org_id = {{String(org_id, 'x')}} AND (1 OR path IN ('a', 'b')) GROUP BY path HAVING n > 1 LIMIT 10",
        "%\n{% set a = x or 'd' %}WITH e AS (SELECT * EXCEPT (a) FROM events) SELECT e.*, sum(x) OVER (PARTITION BY y ORDER BY z) FROM e {% if a != 'all' and defined(b) %} WHERE org_id = {{org_id}} {% elif Int32(c, 1) > 3 %} WHERE 1 {% else %} {{error('no')}} {% end %}",
        "%\nSELECT {{columns(c, 'a,b')}} FROM (SELECT 1 UNION ALL SELECT 2) WHERE {% for x in Array(xs, 'String') %} {{x}} = 'a' OR {% end %} {{sql_and(org_id__in=Array(org_id))}} -- x\n",
        "SELECT 'a\\'b', $$ x $$, `c`, \"d\", 1e5, .5, [1, 2][1], (1, 2).1, x::Nullable(String), CASE WHEN a THEN b END, interval 1 day FROM a.b FINAL AS c ARRAY JOIN t AS u",
    ];
    let mut state = 7_u64;
    let mut dice = move |sides: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).expect("31 bits") % sides
    };
    for round in 0..4_000 {
        let mut text: Vec<char> = seeds[round % seeds.len()].chars().collect();
        for _ in 0..=dice(6) {
            let from = dice(text.len());
            let to = (from + dice(12)).min(text.len());
            let piece: Vec<char> = text[from..to].to_vec();
            match dice(3) {
                0 => drop(text.drain(from..to)),
                1 => drop(text.splice(from..from, piece)),
                _ => {
                    let other: Vec<char> = seeds[dice(seeds.len())].chars().skip(dice(80)).take(dice(12)).collect();
                    drop(text.splice(from..to, other));
                }
            }
            if text.is_empty() {
                text.push('%');
            }
        }
        let text: String = text.into_iter().collect();
        let pipe = format!("NODE e\nSQL >\n    {}\n\nTYPE endpoint\n", text.replace('\n', "\n    "));
        let files = SOURCES.iter().map(|(name, text)| (*name, (*text).to_string())).chain([("e.pipe", pipe)]);
        let project = Project::new(files);
        let _ = issues(&project, &[Scope::Pipe { resource: "e".into(), fixed: [any("org_id")].into() }]);
        let _ = mintbird::internal::project::tables(&text);
    }
}
