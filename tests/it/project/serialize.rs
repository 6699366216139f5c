//! What a project gives, as JSON.

use mintbird::project::{Project, reading};
use serde_json::{Value, json, to_value};

fn written(value: impl serde::Serialize) -> Value {
    to_value(value).expect("JSON")
}

const EVENTS: &str = "SCHEMA >\n    `org` String `json:$.org_id` DEFAULT 'a',\n    `at` DateTime\n\n\
                      ENGINE \"MergeTree\"\nENGINE_SORTING_KEY \"org\"\n";
const TOP: &str = "DESCRIPTION >\n    Pages\n\nNODE e\nSQL >\n    %\n    SELECT * FROM events\n    \
                   WHERE org = {{String(org, enum=['a', 'b'])}} LIMIT {{Int32(size, 10, required=True)}}\n\nTYPE endpoint\n";

fn project() -> Project {
    Project::new([("events.datasource", EVENTS), ("top.pipe", TOP)])
}

#[test]
fn the_files_are_objects() {
    let project = project();
    let sql = "\n    SELECT * FROM events\n    WHERE org = {{String(org, enum=['a', 'b'])}} LIMIT {{Int32(size, 10, required=True)}}";
    assert_eq!(
        written(project.pipes()),
        json!([{
            "name": "top", "file": "top.pipe", "description": "Pages", "tokens": [],
            "nodes": [{
                "name": "e", "line": 4, "column": 1, "description": null, "type": "endpoint", "target": null,
                "sql": { "text": sql, "is_template": true },
            }],
        }])
    );
    assert_eq!(
        written(project.data_sources()),
        json!([{
            "name": "events", "file": "events.datasource", "description": null, "tokens": [],
            "columns": [
                { "name": "org", "type": "String", "default": "'a'", "path": "$.org_id", "line": 2, "column": 5 },
                { "name": "at", "type": "DateTime", "default": null, "path": null, "line": 3, "column": 5 },
            ],
            "engine": "MergeTree", "engine_options": { "sorting_key": "org" },
        }])
    );
    assert_eq!(
        written(project.params(&project.pipes()[0])),
        json!([
            {
                "name": "org", "type": "String", "default": null, "required": null, "description": null,
                "enum": ["a", "b"], "example": null, "format": null,
                "uses": [{ "node": "e", "line": 8, "column": 26, "function": "String", "output": true }],
            },
            {
                "name": "size", "type": "Int32", "default": 10, "required": true, "description": null,
                "enum": [], "example": null, "format": null,
                "uses": [{ "node": "e", "line": 8, "column": 64, "function": "Int32", "output": true }],
            },
        ])
    );
}

#[test]
fn what_runs_is_an_object() {
    let project = project();
    let params = [("org", "b".into()), ("size", "5".into())];
    let sql = "\n    SELECT * FROM events\n    WHERE org = 'b' LIMIT toInt32('5')";
    assert_eq!(
        written(project.render("top", params.clone())),
        json!([{ "node": "e", "sql": sql, "reads": [{ "name": "events", "kind": "datasource" }], "error": null }])
    );
    assert_eq!(
        written(project.query("top", params).expect("a pipe").expect("SQL")),
        json!({ "sql": sql, "reads": ["events"] })
    );
    let rendered = written(project.render("top", []));
    assert_eq!(rendered[0]["sql"], Value::Null);
    let error = &rendered[0]["error"];
    assert_eq!((&error["code"], &error["line"], &error["column"]), (&json!("sql-template"), &json!(8), &json!(17)));
    let failed = written(project.query("top", []).expect("a pipe").expect_err("org is missing"));
    assert_eq!(failed, json!({ "file": "top.pipe", "node": "e", "error": error }));

    let candidates = written(project.candidates(&project.pipes()[0]));
    assert_eq!(candidates[0], json!({ "name": "org", "type": "Slug", "pins": true, "refuse": [], "issues": [] }));
    let tables = written(project.tables());
    assert_eq!((&tables[0]["name"], &tables[0]["columns"]), (&json!("events"), &json!("`org`, `at`")));
    assert_eq!(tables[0]["json"]["whole"], false);
    assert_eq!(
        written(reading("events", None, "SELECT org FROM events FORMAT CSV").expect("a query")),
        json!({ "sql": "SELECT org FROM (SELECT * FROM `events`) AS `events` ", "format": "CSV" })
    );
    assert_eq!(written(reading("events", None, "").expect_err("nothing")), "write one SELECT … FROM, with no subquery");
}
