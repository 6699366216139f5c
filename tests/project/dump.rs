//! Answers questions about projects, one JSON document a line: what the differential test holds against Tinybird's own client.
//!
//! `{"load": name, "text": pipe}` reads a pipe and tells its nodes, parameters and issues; `{"render": name, "params": {…}}` renders
//! it; `{"source": text}` reads a data source.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unreachable,
    clippy::unwrap_used,
    reason = "a program for a test"
)]

use std::collections::HashMap;
use std::io::{BufRead as _, Write as _};

use mintbird::project::{Int, Project, RenderError, Value};
use serde_json::{Value as Json, json};

fn main() {
    let mut projects: HashMap<String, Project> = HashMap::new();
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let question: Json = serde_json::from_str(&line.unwrap()).unwrap();
        let answer = if let Some(name) = question["load"].as_str() {
            let file = format!("{name}.pipe");
            let project = Project::new([(file.as_str(), question["text"].as_str().unwrap())]);
            let answer = described(&project);
            projects.insert(name.into(), project);
            answer
        } else if let Some(name) = question["render"].as_str() {
            let params = question["params"].as_object().unwrap();
            let params = params.iter().map(|(name, value)| (name.as_str(), from_json(value)));
            let rendered = projects[name].render(name, params).unwrap();
            rendered
                .into_iter()
                .map(|rendered| match rendered.sql {
                    Ok(sql) => json!({ "node": rendered.node, "sql": sql }),
                    Err(RenderError::Failed { message, at }) => {
                        json!({ "node": rendered.node, "error": message, "at": at.to_string() })
                    }
                    Err(RenderError::Undecided { reason, at }) => {
                        json!({ "node": rendered.node, "undecided": reason, "at": at.to_string() })
                    }
                    Err(_) => unreachable!("another kind of error"),
                })
                .collect()
        } else {
            let project = Project::new([("source.datasource", question["source"].as_str().unwrap())]);
            let columns: Vec<Json> = project.data_sources()[0]
                .columns
                .iter()
                .map(|column| json!({ "name": column.name, "type": column.kind, "at": column.at.to_string() }))
                .collect();
            json!({ "columns": columns, "issues": issues(&project) })
        };
        writeln!(out, "{answer}").unwrap();
        out.flush().unwrap();
    }
}

fn described(project: &Project) -> Json {
    let pipe = &project.pipes()[0];
    let nodes: Vec<Json> = pipe
        .nodes
        .iter()
        .map(|node| {
            json!({
                "name": node.name,
                "type": node.kind.map(|kind| kind.as_str()),
                "sql": node.sql.text,
                "template": node.sql.is_template,
                "at": node.at.to_string(),
                "description": node.description,
            })
        })
        .collect();
    let params: Vec<Json> = project
        .params(pipe)
        .iter()
        .map(|param| {
            let uses: Vec<Json> = param
                .uses
                .iter()
                .map(|place| {
                    json!({ "node": place.node, "at": place.at.to_string(), "function": place.function, "output": place.output })
                })
                .collect();
            json!({
                "name": param.name,
                "type": param.kind,
                "default": param.default.as_ref().map(to_json),
                "required": param.required,
                "description": param.description,
                "enum": param.choices.iter().map(to_json).collect::<Vec<_>>(),
                "example": param.example.as_ref().map(to_json),
                "format": param.format,
                "uses": uses,
            })
        })
        .collect();
    json!({
        "name": pipe.name,
        "description": pipe.description,
        "tokens": pipe.tokens,
        "nodes": nodes,
        "params": params,
        "issues": issues(project),
    })
}

fn issues(project: &Project) -> Vec<Json> {
    let issue = |issue: &mintbird::project::Issue| json!({ "code": issue.code(), "error": issue.is_error(), "at": issue.at.to_string(), "message": issue.message });
    project.issues().iter().map(issue).collect()
}

fn to_json(value: &Value) -> Json {
    match value {
        Value::Bool(value) => json!(value),
        Value::Int(Int::Small(int)) => i64::try_from(*int).map_or_else(|_| json!(int.to_string()), |int| json!(int)),
        Value::Int(int) => json!(int.to_text()),
        Value::Float(float) => json!(float),
        Value::Text(text) => json!(text),
        Value::List(items) => items.iter().map(to_json).collect(),
        _ => Json::Null,
    }
}

fn from_json(value: &Json) -> Value {
    match value {
        Json::Null => Value::None,
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(number) => match number.as_i64() {
            Some(int) => Value::Int(Int::Small(int.into())),
            None => Value::Float(number.as_f64().unwrap()),
        },
        Json::String(text) => Value::Text(text.clone()),
        Json::Array(items) => Value::List(items.iter().map(from_json).collect()),
        Json::Object(_) => panic!("no parameter is an object"),
    }
}
