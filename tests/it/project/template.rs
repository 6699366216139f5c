//! Templates of tokens, held to projects.

use std::fs;
use std::path::Path;

use mintbird::internal::project::check;
use mintbird::project::{Candidate, Issue, Project};
use mintbird::{Json, Template};

use super::{files_of, scopes};

const EVENTS: (&str, &str) = ("events.datasource", "SCHEMA >\n    `org_id` String, `team` UInt64, `path` String\n");

fn project(sql: &str) -> Project {
    let pipe = ["NODE endpoint\nSQL >\n    %\n    ", sql, "\n\nTYPE endpoint\n"].concat();
    Project::new([("p.pipe", &*pipe), EVENTS])
}

fn template(name: &str, fixed_params: &str, refuse: &str) -> Template {
    let text = [
        r#"{ "name": ""#,
        name,
        r#"", "ttl": 60, "scopes": [{ "type": "PIPES:READ", "resource": "p", "fixed_params": "#,
        fixed_params,
        r#" }], "refuse": "#,
        refuse,
        " }",
    ]
    .concat();
    Template::parse(&text).expect("a template")
}

fn codes(issues: &[Issue]) -> Vec<&'static str> {
    issues.iter().map(Issue::code).collect()
}

#[test]
fn a_template_pins_what_its_text_says() {
    let known = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/project/known");
    let mut tried = 0;
    for entry in fs::read_dir(known).expect("the projects") {
        let folder = entry.expect("an entry").path();
        let Ok(text) = fs::read_to_string(folder.join("template.json")) else { continue };
        let project = Project::new(files_of(&folder.join("project")));
        let read = scopes::scopes(&Json::parse(&text).expect("JSON"));
        let mut found = project.check(&Template::parse(&text).expect("a template"));
        assert!(found.iter().all(|issue| issue.path.starts_with("/scopes/")), "{}", folder.display());
        found.iter_mut().for_each(|issue| issue.path.clear());
        assert_eq!(found, check(project.pipes(), project.data_sources(), &read), "{}", folder.display());
        tried += 1;
    }
    assert!(tried >= 16, "{tried} projects");
}

#[test]
fn any_placeholder_of_a_parameter_keeps_values_out() {
    let list = project("SELECT * FROM events WHERE org_id IN {{Array(org_id, 'String')}}");
    let fixed = r#"{ "org_id": "{org_id}" }"#;
    assert_eq!(codes(&list.check(&template("all", fixed, "{}"))), ["param-splits"]);
    assert_eq!(codes(&list.check(&template("{org_id:String}", fixed, "{}"))), ["param-splits"]);
    assert_eq!(codes(&list.check(&template("{org_id:String}_{org_id:Slug}", fixed, "{}"))), [""; 0]);
}

#[test]
fn braces_and_what_stands_around_a_placeholder_are_part_of_the_value() {
    let off =
        project("SELECT * FROM events WHERE 1 {% if org_id != 'x{all' %} AND org_id = {{String(org_id)}} {% end %}");
    let check = |fixed: &str, refuse: &str| codes(&off.check(&template("all", fixed, refuse)));
    assert_eq!(check(r#"{ "org_id": "x{{all" }"#, "{}"), ["param-off"]);
    assert_eq!(check(r#"{ "org_id": "all" }"#, "{}"), [""; 0]);
    assert_eq!(check(r#"{ "org_id": "x{{{org_id}" }"#, "{}"), ["param-off"]);
    assert_eq!(check(r#"{ "org_id": "x{org_id}l" }"#, "{}"), ["param-off"]);
    assert_eq!(check(r#"{ "org_id": "y{org_id}" }"#, "{}"), [""; 0]);
    assert_eq!(check(r#"{ "org_id": "{org_id}" }"#, r#"{ "org_id": ["x{all"] }"#), [""; 0]);
}

#[test]
fn numbers_and_booleans_stay_what_they_are() {
    let number = project("SELECT * FROM events WHERE team = {{Int32(team)}}");
    for (value, expected) in [("7", None), ("7.5", Some("param-type")), (r#""x""#, Some("param-type"))] {
        let fixed = [r#"{ "team": "#, value, " }"].concat();
        let found = number.check(&template("{user_id}", &fixed, "{}"));
        let errors: Vec<&str> = found.iter().filter(|issue| issue.is_error()).map(Issue::code).collect();
        assert_eq!(errors.first().copied(), expected, "{value}");
    }
}

#[test]
fn candidates_name_what_has_to_be_refused() {
    let several = project(
        "SELECT * FROM events WHERE 1 {% if org_id != 'all' and org_id != \"none\" %} AND org_id = {{String(org_id)}} {% end %} \
         AND path = {{String(path, 'all')}} LIMIT {{Int32(size, 10)}}",
    );
    let candidates = several.candidates(several.pipe("p").expect("a pipe"));
    let shown: Vec<(&str, &str, bool, Vec<&str>)> = candidates
        .iter()
        .map(|each: &Candidate| {
            (&*each.name, each.kind, each.pins(), each.refuse.iter().map(|value| &**value).collect())
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("org_id", "Slug", true, vec!["all", "none"]),
            ("path", "Slug", true, vec![]),
            ("size", "Int32", false, vec![]),
        ]
    );
}
