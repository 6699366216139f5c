//! Any SQL as an endpoint: the check ends, says the same twice, and every place that it names is in a file.
//!
//! The input is the SQL of one node, or of several with a line of dashes between them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mintbird::project::Project;
use mintbird::internal::project::{Pin, Pinned, Scope, check};

const SOURCES: &[(&str, &str)] = &[
    ("events.datasource", "SCHEMA >\n    `ts` DateTime, `org_id` String, `path` String, `tags` Array(String)\n"),
    ("numbered.datasource", "SCHEMA >\n    `org_id` UInt64, `path` String\n"),
    ("countries.datasource", "SCHEMA >\n    `code` String, `name` String\n"),
];

fuzz_target!(|input: &str| {
    let mut text = String::new();
    for (index, sql) in input.split("\n---\n").enumerate() {
        text.push_str(&format!("NODE n{index}\nSQL >\n    {}\n\n", sql.replace('\n', "\n    ")));
    }
    text.push_str("TYPE endpoint\n");
    let lines = u32::try_from(text.split(['\n', '\r']).count()).expect("few lines");
    let files = SOURCES.iter().map(|(name, text)| (*name, *text)).chain([("e.pipe", &*text)]);
    let project = Project::new(files);
    for kind in [None, Some("UInt64")] {
        let pin = Pin::new("org_id", Pinned::Placeholder { kind: kind.map(String::from), refused: Vec::new() });
        let scopes = [Scope::Pipe { resource: "e".into(), fixed: [pin].into() }];
        let issues = check(project.pipes(), project.data_sources(), &scopes);
        for issue in &issues {
            assert!(issue.at.line <= lines, "{issue}");
            assert!(issue.request.as_ref().is_none_or(|request| request.starts_with("GET /v0/pipes/e.json")), "{issue}");
        }
        assert_eq!(issues, check(project.pipes(), project.data_sources(), &scopes));
    }
});
