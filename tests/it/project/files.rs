//! Reading projects: pipes, data sources, templates, parameters, rendering. What Tinybird's own client makes of the same is asked in
//! tests/project/.

use std::time::{Duration, Instant};

use mintbird::internal::project::{ExprKind, NodeKind, template as tree};
use mintbird::project::{Issue, PipeKind, Position, Project, RenderError, Value};
use proptest::prelude::*;

fn pipe(text: &str) -> Project {
    Project::new([("endpoints/p.pipe", text)])
}

/// A pipe of one endpoint, whose template begins on line 3, column 6.
fn template(sql: &str) -> Project {
    pipe(&format!("NODE endpoint\nSQL >\n    %{sql}\nTYPE endpoint\n"))
}

fn render(sql: &str, params: &[(&str, Value)]) -> Result<String, RenderError> {
    let project = template(sql);
    let mut rendered = project.render("p", params.iter().cloned()).unwrap();
    rendered.remove(0).sql
}

/// The places and messages of the issues.
fn issues(project: &Project) -> Vec<(String, &str)> {
    project.issues().iter().map(|issue| (format!("{} {}", issue.at, issue.code()), &*issue.message)).collect()
}

fn at(project: &Project) -> Vec<String> {
    issues(project).into_iter().map(|issue| issue.0).collect()
}

fn failed(result: Result<String, RenderError>) -> String {
    match result {
        Err(RenderError::Failed { message, .. }) => message,
        other => panic!("rendered: {other:?}"),
    }
}

fn undecided(result: Result<String, RenderError>) -> String {
    match result {
        Err(RenderError::Undecided { reason, .. }) => reason,
        other => panic!("decided: {other:?}"),
    }
}

#[test]
fn a_pipe_has_nodes_and_a_type() {
    let project = pipe(
        "DESCRIPTION Top pages\nTOKEN \"the reader\" READ\n\nNODE filtered\nDESCRIPTION >\n    Rows of a tenant\nSQL >\n    SELECT 1\n\n\
         NODE endpoint\nSQL >\n    SELECT * FROM filtered\n\nTYPE Endpoint\n",
    );
    assert_eq!(issues(&project), []);
    let pipe = project.pipe("p").unwrap();
    assert_eq!((pipe.file.as_str(), pipe.description.as_deref()), ("endpoints/p.pipe", Some("Top pages")));
    assert_eq!(pipe.tokens, ["the reader"]);
    assert_eq!(pipe.kind(), Some(PipeKind::Endpoint));
    assert_eq!(pipe.output().map(|node| node.name.as_str()), Some("endpoint"));
    assert_eq!(pipe.nodes[0].description.as_deref(), Some("Rows of a tenant"));
    assert_eq!((pipe.nodes[0].kind, pipe.nodes[1].kind_at), (None, Some(Position::new(14, 1))));
    assert_eq!(pipe.nodes[1].at, Position::new(10, 1));
}

#[test]
fn an_indented_command_belongs_to_the_sql() {
    let project = pipe("NODE endpoint\nSQL >\n    SELECT 1\n    TYPE endpoint\n");
    let pipe = project.pipe("p").unwrap();
    assert_eq!((pipe.kind(), pipe.nodes[0].sql.text.as_str()), (None, "SELECT 1\nTYPE endpoint"));
}

#[test]
fn every_fault_of_a_pipe_has_its_place() {
    let project = pipe(
        "NODE\nSQL SELECT 1\nSQL >\n    SELECT 1\nTOKEN a b READ\nTOKEN name APPEND\nINCLUDE \"x.incl\"\n  TIPE endpoint\n\
         NODE two\nTYPE nonsense\nSQL >\n    %\n    SELECT {{String(}}\n    {% if %}{% end %}\n",
    );
    assert_eq!(
        at(&project),
        [
            "1:1 datafile",
            "2:1 datafile",
            "3:1 datafile",
            "5:1 datafile",
            "6:12 datafile",
            "7:1 datafile",
            "8:3 datafile",
            "10:1 datafile",
            "13:20 sql-template",
            "14:10 sql-template",
        ]
    );
    assert!(issues(&project)[6].1.contains("did you mean TYPE?"), "{:?}", issues(&project)[6]);
    assert!(project.issues().iter().all(Issue::is_error));
}

#[test]
fn what_a_node_may_say_depends_on_its_type() {
    let fine = "NODE n\nSQL >\n    SELECT 1\nTYPE materialized\nDATASOURCE d\n";
    assert_eq!(issues(&pipe(fine)), []);
    assert_eq!(pipe(fine).pipe("p").unwrap().nodes[0].target.as_deref(), Some("d"));
    assert_eq!(at(&pipe("NODE n\nSQL >\n    SELECT 1\nTYPE materialized\n")), ["4:1 datafile"]);
    assert_eq!(at(&pipe("NODE n\nSQL >\n    SELECT 1\nDATASOURCE d\n")), ["4:1 datafile"]);
    let twice = "NODE n\nSQL >\n    SELECT 1\nTYPE endpoint\nNODE m\nSQL >\n    SELECT 1\nTYPE endpoint\n";
    assert_eq!(at(&pipe(twice)), ["8:1 datafile"]);
    assert_eq!(at(&pipe("")), ["1:1 datafile"]);
    assert_eq!(at(&pipe("NODE n\nTYPE endpoint\n")), ["1:1 datafile"]);
}

/// Plain SQL is no template, whatever it looks like; Tinybird refuses the file.
#[test]
fn a_template_that_does_not_begin_with_a_percent_sign_is_a_fault() {
    for (sql, answer) in [
        ("SELECT {{String(org_id)}}", "3:12 datafile"),
        ("SELECT {% if a %} 1 {% end %}", "3:12 datafile"),
        ("-- a comment\n    %\n    SELECT {{String(org_id)}}", "4:5 datafile"),
    ] {
        assert_eq!(at(&pipe(&format!("NODE e\nSQL >\n    {sql}\n\nTYPE endpoint\n"))), [answer], "{sql}");
    }
    for sql in ["SELECT '{{x}}'", "SELECT 1 -- {{x}}", "SELECT 1\n    %\n    2", "SELECT {a:String}", "SELECT {'a': 1}"]
    {
        assert_eq!(at(&pipe(&format!("NODE e\nSQL >\n    {sql}\n\nTYPE endpoint\n"))), [""; 0], "{sql}");
    }
}

/// A type is one word and what stands in its brackets.
#[test]
fn a_column_ends_with_a_comma() {
    for (schema, answer) in [
        ("`a` String\n    `org_id` String", "2:5 datafile"),
        ("a String\n    org_id String", "2:5 datafile"),
        ("`a` String\n    ENGINE \"MergeTree\"", "2:5 datafile"),
    ] {
        assert_eq!(at(&Project::new([("a.datasource", format!("SCHEMA >\n    {schema}\n"))])), [answer], "{schema}");
    }
    for schema in [
        "`a` String, `org_id` String",
        "`a` LowCardinality(Nullable(String)) DEFAULT 'x y' CODEC(ZSTD(1)), `b` Tuple(a String, b UInt8)",
        "`a` String `json:$.a`, `b` Array(DateTime64(3, 'UTC')) `json:$.b[:]` DEFAULT []",
    ] {
        assert_eq!(at(&Project::new([("a.datasource", format!("SCHEMA >\n    {schema}\n"))])), [""; 0], "{schema}");
    }
}

/// What is not understood has names in it, but none in its strings, numbers and keywords.
#[test]
fn only_names_are_parameters() {
    for (expression, names) in [
        ("String(é, 'a')", "é"),
        ("1j", ""),
        ("b'x'", ""),
        ("await x", "x"),
        ("(yield x)", "x"),
        ("f'{x}' + y + 'z'", "x y"),
    ] {
        let project = template(&format!(" SELECT {{{{{expression}}}}}"));
        let params = project.params(project.pipe("p").unwrap());
        let found: Vec<&str> = params.iter().map(|param| &*param.name).collect();
        assert_eq!(found.join(" "), names, "{expression}");
    }
}

#[test]
fn a_byte_order_mark_is_named_and_the_rest_is_read() {
    let project = pipe("\u{feff}NODE endpoint\nSQL >\n    SELECT 1\nTYPE endpoint\n");
    assert_eq!(at(&project), ["1:1 datafile"]);
    assert!(issues(&project)[0].1.contains("byte order mark"));
    assert_eq!(project.pipe("p").unwrap().nodes.len(), 1);
}

#[test]
fn places_count_characters_and_know_what_was_left_out() {
    // A blank line and a comment are no part of the SQL, but lines of the file.
    let project = pipe(
        "NODE endpoint\r\nSQL >\r\n    %\r\n\r\n    # note\r\n    SELECT 'é→', {{String(org_id)}}\r\nTYPE endpoint\r\n",
    );
    let sql = &project.pipe("p").unwrap().nodes[0].sql;
    assert_eq!(sql.text, "\n    SELECT 'é→', {{String(org_id)}}");
    let template = tree(sql).unwrap();
    assert_eq!(template.nodes[1].at, Position::new(6, 18));
    let NodeKind::Output { expr, source } = &template.nodes[1].kind else { panic!("{template:?}") };
    assert_eq!((source.as_str(), expr.at), ("String(org_id)", Position::new(6, 20)));
    let ExprKind::Call { args, .. } = &expr.kind else { panic!("{expr:?}") };
    assert_eq!(args[0].at, Position::new(6, 27));
    assert_eq!(sql.position(sql.text.find("SELECT").unwrap()), Position::new(6, 5));

    let plain = pipe("NODE n\nSQL >\n\tSELECT a,\n\t\tb FROM x\n");
    let sql = &plain.pipe("p").unwrap().nodes[0].sql;
    assert_eq!((sql.text.as_str(), sql.is_template), ("SELECT a,\n\tb FROM x", false));
    assert_eq!(sql.position(sql.text.find("b FROM").unwrap()), Position::new(4, 3));
}

#[test]
fn a_data_source_has_columns() {
    let text = "DESCRIPTION Events\nTOKEN tracker APPEND\nSCHEMA >\n    `timestamp` DateTime `json:$.ts`, -- when\n    \
                org_id LowCardinality(String) `json:$.org--id` DEFAULT '-',\n    tags Map(String, Array(String)),\n    \
                amount Decimal(18, 2) DEFAULT round(1.5, 1) CODEC(ZSTD(1)),\n    note DEFAULT 'a, b'\n\nENGINE MergeTree\nENGINE_SORTING_KEY org_id\n";
    let project = Project::new([("datasources/events.datasource", text)]);
    assert_eq!(issues(&project), []);
    let source = project.data_source("events").unwrap();
    let columns: Vec<_> = source.columns.iter().map(|column| (column.name.as_str(), column.kind.as_str())).collect();
    assert_eq!(
        columns,
        [
            ("timestamp", "DateTime"),
            ("org_id", "LowCardinality(String)"),
            ("tags", "Map(String, Array(String))"),
            ("amount", "Decimal(18, 2)"),
            ("note", ""),
        ]
    );
    assert_eq!(source.column("tags").unwrap().at, Position::new(6, 5));
    assert_eq!(
        (source.description.as_deref(), source.tokens.as_slice()),
        (Some("Events"), ["tracker".to_string()].as_slice())
    );
}

#[test]
fn what_a_column_says_has_an_order() {
    let read = |column: &str| Project::new([("d.datasource", format!("SCHEMA >\n    {column}\n"))]);
    for (column, default) in [
        ("`n` UInt32 `json:$.n` DEFAULT 42", Some("42")),
        ("`n` UInt32 `json:$.n` DEFAULT lower('a, b') CODEC(ZSTD)", Some("lower('a, b')")),
        ("`n` `json:$.n` DEFAULT 4", Some("4")),
        ("`n` UInt32 CODEC(ZSTD) `json:$.n`", None),
        ("`n` UInt32 `json:$.n` CODEC(ZSTD)", None),
        ("`n` UInt32 DEFAULT 42 CODEC(ZSTD)", Some("42")),
    ] {
        let project = read(column);
        assert_eq!(issues(&project), [], "{column}");
        let found = project.data_source("d").unwrap().column("n").unwrap().default.clone();
        assert_eq!(found.as_deref(), default, "{column}");
    }
    for wrong in [
        "`n` UInt32 DEFAULT 42 `json:$.n`",
        "`n` UInt32 CODEC(ZSTD) `json:$.n` DEFAULT 42",
        "`n` UInt32 `json:$.n` CODEC(ZSTD) DEFAULT 42",
        "`n` UInt32 CODEC(ZSTD) DEFAULT 42",
        "`n` UInt32 `json:$.n` nothing",
    ] {
        assert_eq!(at(&read(wrong)), ["2:5 datafile"], "{wrong}");
    }
}

#[test]
fn every_fault_of_a_data_source_has_its_place() {
    let faults = |text: &str| at(&Project::new([("d.datasource", text)]));
    assert_eq!(faults("ENGINE MergeTree\n"), ["1:1 datafile"]);
    assert_eq!(
        faults("SCHEMA >\n    a Int32,\n    b,\n    `c String,\n    d String NOT NULL\n"),
        ["3:5 datafile", "4:5 datafile"]
    );
    assert_eq!(faults("SCHEMA >\n    a Int32 MATERIALIZED 1,\n    b#c String\n"), ["2:5 datafile", "3:5 datafile"]);
    assert_eq!(
        faults("SCHEMA >\n    a Int32\nTOKEN t WRITE\nSHEMA x\nSOURCE y\n"),
        ["3:9 datafile", "4:1 datafile", "5:1 datafile"]
    );
    assert_eq!(faults("SCHEMA >\n    a Int32,\n\nVERSION 1\n"), ["4:1 datafile-deprecated"]);
}

#[test]
fn two_files_of_one_name_are_named_and_vendor_is_left_out() {
    let text = "NODE n\nSQL >\n    SELECT 1\n";
    let project = Project::new([
        ("pipes/a.pipe", text),
        ("endpoints/a.pipe", text),
        ("vendor/other/b.pipe", "nonsense"),
        ("README.md", "nonsense"),
    ]);
    assert_eq!((project.pipes().len(), project.data_sources().len()), (2, 0));
    assert_eq!(at(&project), ["0:0 name-duplicate"]);
    assert_eq!(
        project.issues()[0].to_string(),
        "pipes/a.pipe: error name-duplicate: `a` is defined in endpoints/a.pipe, too"
    );
}

#[test]
fn a_template_that_python_would_refuse_is_a_fault() {
    for (sql, place) in [
        ("{% if x %}", "3:6"),
        ("{% end %}", "3:6"),
        ("{% else %}", "3:6"),
        ("{% if x %}{% else %}{% elif y %}{% end %}", "3:26"),
        ("{% try %}{% end %}", "3:6"),
        ("{% for x in y %}{% else %}{% break %}{% end %}", "3:32"),
        ("{% break %}", "3:6"),
        ("{% endif %}", "3:6"),
        ("{% import os %}", "3:6"),
        ("{{ }}", "3:6"),
        ("{{ x", "3:6"),
        ("{{ x y }}", "3:11"),
        ("{{ x # y }}", "3:11"),
        ("{{ 'x }}", "3:9"),
        ("{{ (x }}", "3:9"),
        ("{{ 01 }}", "3:9"),
        ("{{ String(x, a=1, a=2) }}", "3:24"),
        ("{{ String(a=1, x) }}", "3:21"),
        ("{% set 1 = x %}", "3:13"),
        ("{% set a, b += 1 %}", "3:21"),
        ("{% else if x %}", "3:6"),
        // What Tinybird forbids.
        ("{{ a or b }}", "3:9"),
        ("{{ a == b }}", "3:9"),
        ("{{ a[-1] }}", "3:9"),
        ("{{ a.b }}", "3:9"),
        ("{{ eval('1') }}", "3:9"),
        ("{{ x.lower() }}", "3:9"),
        ("{% if x.__class__ %}{% end %}", "3:12"),
        ("{% if eval('1') %}{% end %}", "3:12"),
        ("{{ Int32(1) }}", "3:15"),
        ("{{ String(q) }}", "3:16"),
    ] {
        let project = template(sql);
        assert_eq!(at(&project), [format!("{place} sql-template")], "{sql}");
    }
}

#[test]
fn parameters_are_found_wherever_they_are_used() {
    let project = pipe(
        "NODE a\nSQL >\n    %\n    SELECT {{symbol(field)}} {% if defined(org_id) %} WHERE org = {{String(org_id, 'x', required=True)}}{% end %}\n\n\
         NODE endpoint\nSQL >\n    %\n    {% set size = Int32(limit, 5) %}{% for c in split_to_array(cols) %}{{c}}{% end %} LIMIT {{size}} {{bare}}\n\nTYPE endpoint\n",
    );
    let pipe = project.pipe("p").unwrap();
    let params = project.params(pipe);
    let names: Vec<_> = params.iter().map(|param| (param.name.as_str(), param.kind.as_str())).collect();
    assert_eq!(
        names,
        [("field", "String"), ("org_id", "String"), ("limit", "Int32"), ("cols", "String"), ("bare", "String")]
    );
    assert_eq!((params[1].default.clone(), params[1].required), (Some(Value::from("x")), Some(true)));
    let uses: Vec<_> = params[1]
        .uses
        .iter()
        .map(|place| (place.node.as_str(), place.at.to_string(), place.function.as_deref(), place.output))
        .collect();
    assert_eq!(
        uses,
        [("a", "4:44".to_string(), Some("defined"), false), ("a", "4:76".to_string(), Some("String"), true)]
    );
    assert_eq!((params[4].uses[0].function.as_deref(), params[4].uses[0].output), (None, true));
}

#[test]
fn a_name_that_is_assigned_is_no_parameter() {
    let project = template("{% set org_id = 'x' %}{{String(org_id)}}{{other}}");
    let names: Vec<_> = project.params(project.pipe("p").unwrap()).into_iter().map(|param| param.name).collect();
    assert_eq!(names, ["other"]);
    let sql = &project.pipe("p").unwrap().nodes[0].sql;
    assert_eq!(tree(sql).unwrap().locals, ["org_id"]);
    // Nor before it is assigned: in Python it is local to the whole.
    let message = failed(render("{{org_id}}{% set org_id = 'x' %}", &[("org_id", "acme".into())]));
    assert!(message.contains("cannot access local variable 'org_id'"), "{message}");
}

#[test]
fn a_request_is_rendered() {
    let sql = "SELECT 1 {% if defined(a) and a != 'all' %}AND a = {{String(a)}}{% end %} LIMIT {{Int32(n, 5)}}";
    assert_eq!(render(sql, &[]).unwrap(), "SELECT 1  LIMIT toInt32('5')");
    assert_eq!(
        render(sql, &[("a", "it's".into()), ("n", 7.into())]).unwrap(),
        r"SELECT 1 AND a = 'it\'s' LIMIT toInt32('7')"
    );
    assert_eq!(failed(render(sql, &[("n", "x".into())])), "Template Syntax Error: Error validating 'x' to type Int32");
    assert!(
        failed(render("{{String(a)}}", &[])).contains("Required parameter is not defined. Check the parameters a.")
    );
    assert!(pipe("NODE n\nSQL >\n    SELECT 1\n").render("unknown", []).is_none());
}

#[test]
fn what_is_not_followed_is_undecided() {
    for sql in [
        "{% set f = lambda x: x %}{{f}}",
        "{% if (x := 1) %}{{x}}{% end %}",
        "{{String}}",
        "{% set a = {1, 2} %}{{a}}",
        "{{String(job_timestamp)}}",
        "{% while True %}{% end %}",
        "{% set a = 'x' * 100000 %}{% set b = a * 100000 %}",
    ] {
        undecided(render(sql, &[]));
    }
    // A parameter that would replace a part of the engine.
    undecided(render("{{x}}", &[("expression_wrapper", "x".into())]));
}

#[test]
fn size_and_depth_are_bounded() {
    let branches: String = (0..10_000).map(|n| format!("{{% elif x == '{n}' %}}{n}")).collect();
    let nested = |open: &str, close: &str| open.repeat(5000) + "x" + &close.repeat(5000);
    for sql in [
        format!("{{% if x %}}a{branches}{{% end %}}"),
        "{% if x %}a{% end %}".repeat(10_000),
        nested("{% if x %}", "{% end %}"),
        nested("{% for y in x %}", "{% end %}"),
        nested("{{", "}}"),
        format!("{{{{{}}}}}", nested("(", ")")),
        format!("{{{{{}}}}}", nested("String(", ")")),
        format!("{{{{{}}}}}", nested("[", "]")),
        format!("{{% set a = {} %}}", nested("not ", "")),
        format!("{{% set a = {} %}}", nested("-", "")),
        format!("{{% set a = {} %}}", "x + ".repeat(5000) + "x"),
        format!("{{% set a = x{} %}}", "[0]".repeat(5000)),
        format!("{{% set a = {} %}}", "1 if x else ".repeat(5000) + "1"),
        format!("{{% set a = {} %}}", "x ** ".repeat(5000) + "1"),
        format!("{{% set a = {} %}}", "x and ".repeat(30_000) + "x"),
        format!("{{% set a = [{}] %}}{{{{a}}}}", "1, ".repeat(15_000)),
        "{{f'{x}{x}'}}".repeat(15_000),
        (0..15_000).map(|n| format!("{{{{a{n}}}}}{{% if b{n} %}}{{% end %}}")).collect(),
        format!("{{% set a = [{}] %}}", (0..20_000).map(|n| format!("a{n},")).collect::<String>()),
        format!("{{% set a = lambda: [{}] %}}", (0..20_000).map(|n| format!("a{n},")).collect::<String>()),
        format!("{{{{String({})}}}}", (0..20_000).map(|n| format!("a{n}=1,")).collect::<String>()),
        format!("{{{{JSON(x, '{{{}}}')}}}}", (0..15_000).map(|n| format!("\"a{n}\":1,")).collect::<String>()),
        format!("{{% set a = {{{}}} %}}", (0..15_000).map(|n| format!("'a{n}':1,")).collect::<String>()),
        "{".repeat(1_000_000),
        "{{x}} ".repeat(40_000),
        "é".repeat(500_000),
        format!("{}\n", "a\n".repeat(500_000)),
        "{% set x = 1 %}".repeat(60_000),
    ] {
        let begun = Instant::now();
        let project = template(&sql);
        let pipe = project.pipe("p").unwrap();
        let _ = project.params(pipe);
        let _ = project.render("p", [("x", "5".into())]);
        let taken = begun.elapsed();
        assert!(taken < Duration::from_secs(10), "{taken:?} for {}…", &sql.chars().take(40).collect::<String>());
    }
}

proptest! {
    /// Any text at all is read, and rendered, without a panic.
    #[test]
    fn nothing_panics(text in "\\PC*", sql in "([{}%#!]|if|for|set|end|else|in|x|String|Array|[ (),.'\"=+\\[\\]-]|\\PC){0,60}") {
        for project in [pipe(&text), Project::new([("d.datasource", text.as_str())]), template(&sql), template(&format!("{{{{{sql}}}}}"))] {
            for pipe in project.pipes() {
                let _ = project.params(pipe);
                let _ = project.render(&pipe.name, [("x", text.as_str().into())]);
            }
        }
    }
}
