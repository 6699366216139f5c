//! What `check` says, one JSON document a line: what `test_data.py` holds against real data.
//!
//! `{"files": {path: text, …}, "template": {…}}` is a project and a token's template.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a program for a test"
)]

use std::io::{BufRead as _, Write as _};

use mintbird::Json;
use mintbird::internal::project::check;
use mintbird::project::Project;
use serde_json::json;

mod scopes;

fn main() {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let line = line.unwrap();
        let question = Json::parse(&line).unwrap();
        let Some(Json::Object(files)) = question.get("files") else { panic!("no files") };
        let project = Project::new(files.iter().map(|(path, text)| (&**path, text.as_str().unwrap())));
        let scopes = scopes::scopes(question.get("template").unwrap());
        let issues: Vec<serde_json::Value> = check(project.pipes(), project.data_sources(), &scopes)
            .iter()
            .map(|issue| {
                json!({
                    "code": issue.code(),
                    "severity": issue.severity.as_str(),
                    "message": issue.message,
                    "request": issue.request,
                })
            })
            .collect();
        writeln!(out, "{}", serde_json::Value::from(issues)).unwrap();
        out.flush().unwrap();
    }
}
