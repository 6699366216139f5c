//! What a database runs for a request: endpoints as one query, data sources as tables, SQL of one's own over one of them.

use std::error::Error;

use mintbird::project::{Fill, Project, RenderError, reading};

const EVENTS: &str = "SCHEMA >\n    `org_id` String `json:$.org_id`,\n    `path` String `json:$.path`\n";

fn project(files: &[(&str, &str)]) -> Project {
    let project = Project::new(files.iter().copied());
    assert!(project.issues().is_empty(), "{:?}", project.issues());
    project
}

fn sql(project: &Project, pipe: &str, params: &[(&str, &str)]) -> String {
    let query = project.query(pipe, params.iter().map(|(name, value)| (*name, (*value).into())));
    query.expect("a pipe").expect("a query").sql.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_node_stands_where_it_is_named() {
    let project = project(&[
        ("events.datasource", EVENTS),
        (
            "top.pipe",
            "NODE own\nSQL >\n    %\n    SELECT * FROM events WHERE org_id = {{String(org_id)}} -- mine\n\n\
             NODE unread\nSQL >\n    %\n    SELECT {{String(missing)}}\n\n\
             NODE endpoint\nSQL >\n    SELECT own.path FROM own JOIN `own` AS o ON o.path = own.path WHERE path IN own\n\nTYPE endpoint\n",
        ),
    ]);
    let own = "( SELECT * FROM events WHERE org_id = 'acme' -- mine )";
    assert_eq!(
        sql(&project, "top", &[("org_id", "acme")]),
        format!("SELECT own.path FROM {own} AS `own` JOIN {own} AS o ON o.path = own.path WHERE path IN {own}")
    );
    let query = project.query("top", [("org_id", "acme".into())]).expect("a pipe").expect("a query");
    assert_eq!(query.reads, ["events"]);
}

#[test]
fn parameters_reach_the_pipes_that_are_read() {
    let project = project(&[
        ("events.datasource", EVENTS),
        (
            "mine.pipe",
            "NODE n\nSQL >\n    %\n    SELECT * FROM events WHERE org_id = {{String(org_id)}}\n\nTYPE endpoint\n",
        ),
        // Both pipes have a node of that name, and each reads its own; so does the data source's.
        (
            "top.pipe",
            "NODE n\nSQL >\n    SELECT path FROM mine\n\nNODE e\nSQL >\n    SELECT * FROM n\n\nTYPE endpoint\n",
        ),
    ]);
    assert_eq!(
        sql(&project, "top", &[("org_id", "a'b")]),
        "SELECT * FROM (SELECT path FROM ( SELECT * FROM events WHERE org_id = 'a\\'b' ) AS `mine` ) AS `n`"
    );
}

#[test]
fn what_with_names_is_no_node() {
    let project = project(&[
        ("events.datasource", EVENTS),
        (
            "top.pipe",
            "NODE n\nSQL >\n    SELECT 1\n\nNODE e\nSQL >\n    WITH n AS (SELECT path FROM events) SELECT * FROM n;\n\nTYPE endpoint\n",
        ),
    ]);
    assert_eq!(sql(&project, "top", &[]), "WITH n AS (SELECT path FROM events) SELECT * FROM n");
}

#[test]
fn faults_say_where() {
    let project = project(&[
        ("a.pipe", "NODE x\nSQL >\n    SELECT * FROM y\n\nNODE y\nSQL >\n    SELECT * FROM x\n"),
        ("b.pipe", "NODE x\nSQL >\n    %\n    SELECT {{Int32(page)}}\n"),
        ("c.pipe", "NODE x\nSQL >\n    SELECT 1; DROP TABLE events\n"),
    ]);
    let error = |pipe, params: &[(&str, &str)]| {
        let params = params.iter().map(|(name, value)| (*name, (*value).into()));
        project.query(pipe, params).expect("a pipe").expect_err("no query")
    };
    assert!(matches!(error("a", &[]).error, RenderError::Undecided { reason, .. } if reason.contains("circle")));
    assert!(matches!(error("b", &[]).error, RenderError::Failed { .. }));
    assert!(matches!(error("b", &[("page", "x")]).error, RenderError::Failed { .. }));
    assert!(matches!(error("c", &[]).error, RenderError::Undecided { .. }));
    assert_eq!(error("c", &[]).file, "c.pipe");
    assert!(project.query("nothing", []).is_none());
}

#[test]
fn what_fails_is_an_error_that_can_be_passed_on() {
    fn run(pipe: &str) -> Result<String, Box<dyn Error>> {
        let project = Project::new([
            ("a.pipe", "NODE x\nSQL >\n    SELECT * FROM y\n\nNODE y\nSQL >\n    SELECT * FROM x\n"),
            ("b.pipe", "NODE x\nSQL >\n    %\n    SELECT 1,\n    {{Int32(page)}}\n"),
        ]);
        for rendered in project.render(pipe, []).ok_or("no such pipe")? {
            rendered.sql?;
        }
        let query = project.query(pipe, []).ok_or("no such pipe")??;
        Ok(reading("events", None, &query.sql)?.sql)
    }
    let shown = |pipe| run(pipe).expect_err(pipe).to_string();
    assert_eq!(shown("a"), "a.pipe:5:1: node `y`: undecided: the nodes read each other in a circle");
    assert!(shown("b").starts_with("5:5: sql-template: Template Syntax Error: "), "{}", shown("b"));
    assert!(run("a").expect_err("a circle").source().is_some_and(|source| source.is::<RenderError>()));
    assert_eq!(
        reading("events", None, "SELECT 1").expect_err("no table").to_string(),
        "write one SELECT … FROM, with no subquery"
    );
}

#[test]
fn a_query_that_grows_is_not_written() {
    let mut pipe = String::from("NODE n0\nSQL >\n    SELECT 1 AS a\n\n");
    for node in 1..40 {
        let before = node - 1;
        pipe += &format!("NODE n{node}\nSQL >\n    SELECT * FROM n{before} AS x CROSS JOIN n{before} AS y\n\n");
    }
    let project = project(&[("a.pipe", &pipe)]);
    assert!(project.query("a", []).expect("a pipe").is_err());
}

#[test]
fn tables_have_the_engine_that_decides_about_rows() {
    let project = project(&[
        (
            "state.datasource",
            "SCHEMA >\n    `id` UInt64 `json:$.id`,\n    `v` DateTime `json:$.v` DEFAULT now()\n\n\
             ENGINE \"ReplacingMergeTree\"\nENGINE_VER \"v\"\nENGINE_SORTING_KEY \"id\"\nENGINE_TTL \"v + INTERVAL 1 DAY\"\n",
        ),
        ("fill.pipe", "NODE n\nSQL >\n    SELECT 1 AS id, now() AS v\n\nTYPE materialized\nDATASOURCE state\n"),
    ]);
    let [table] = project.tables().try_into().expect("one");
    assert_eq!(
        table.create,
        "CREATE TABLE `state` (`id` UInt64, `v` DateTime DEFAULT now()) ENGINE = ReplacingMergeTree(v) ORDER BY (id) SETTINGS allow_nullable_key = 1"
    );
    assert_eq!(table.columns, "`id`, `v`");
    assert_eq!(table.json, None);
    assert_eq!(table.pipes, ["fill"]);
}

#[test]
fn json_paths_lead_to_columns() {
    let project = project(&[(
        "events.datasource",
        "SCHEMA >\n    `org` String `json:$.org_id`,\n    `id` UInt64 `json:$.user.id`,\n    `tags` Array(String) `json:$.tags[:]`,\n    \
         `names` Array(String) `json:$.items[:].name`\n",
    )]);
    let [table] = project.tables().try_into().expect("one");
    let Some(Ok(Fill { structure, select, .. })) = table.json else { panic!("{:?}", table.json) };
    assert_eq!(structure, "`org_id` String, `user` String, `tags` Array(String), `items` String");
    assert_eq!(
        select,
        "`org_id` AS `org`, JSONExtract(`user`, 'id', 'UInt64') AS `id`, `tags` AS `tags`, \
         arrayMap(item -> JSONExtract(item, 'name', 'String'), JSONExtractArrayRaw(`items`)) AS `names`"
    );
}

#[test]
fn a_column_has_its_default_where_a_row_has_nothing() {
    let fill = |schema: &str| {
        let project = project(&[("events.datasource", &format!("SCHEMA >\n    {schema}\n"))]);
        let [table] = project.tables().try_into().expect("one");
        let Some(Ok(Fill { structure, select, .. })) = table.json else { panic!("{:?}", table.json) };
        (structure, select)
    };
    let (structure, select) = fill("`n` UInt32 `json:$.count` DEFAULT 42");
    assert_eq!(structure, "`count` Nullable(UInt32)");
    assert_eq!(select, "if(isNull(`count`), CAST(42 AS UInt32), CAST(assumeNotNull(`count`) AS UInt32)) AS `n`");
    let (structure, select) = fill("`c` LowCardinality(String) `json:$.a.b` DEFAULT 'x' CODEC(ZSTD)");
    assert_eq!(structure, "`a` String");
    assert!(select.starts_with("if(JSONType(`a`, 'b') = 'Null', CAST('x' AS LowCardinality(String)), "), "{select}");
    let (structure, _) = fill("`c` LowCardinality(String) `json:$.d` DEFAULT 'x'");
    assert_eq!(structure, "`d` LowCardinality(Nullable(String))");
    let (structure, select) = fill("`t` Array(String) `json:$.tags[:]` DEFAULT ['x'], `o` String `json:$.org_id`");
    assert_eq!(structure, "`tags` String, `org_id` String");
    assert!(select.starts_with("if(JSONType(`tags`) = 'Null', CAST(['x'] AS Array(String)), "), "{select}");
}

#[test]
fn a_column_can_be_the_whole_row() {
    let schema = "SCHEMA >\n    `org` String `json:$.org`,\n    `data` String `json:$`\n";
    let project = project(&[("events.datasource", schema)]);
    let [table] = project.tables().try_into().expect("one");
    let Some(Ok(Fill { structure, select, whole, .. })) = table.json else { panic!("{:?}", table.json) };
    assert_eq!((&*structure, whole), ("`row` String", true));
    assert_eq!(select, "JSONExtract(`row`, 'org', 'String') AS `org`, `row` AS `data`");
}

#[test]
fn an_endpoint_reaches_nothing_but_the_project() {
    let run = |sql: &str| {
        let project = project(&[
            ("events.datasource", EVENTS),
            ("a.pipe", &format!("NODE n\nSQL >\n    {sql}\n\nTYPE endpoint\n")),
        ]);
        project.query("a", []).expect("a pipe").map(|query| query.sql).map_err(|fault| fault.error)
    };
    for refused in [
        "SELECT 1 INTO OUTFILE '/tmp/x' TRUNCATE",
        "SELECT 1 into /* */ outfile '/tmp/x'",
        "SELECT ?? FROM events INTO OUTFILE '/tmp/x'",
        "SELECT * FROM file('/etc/hostname', 'LineAsString')",
        "SELECT File('/etc/hostname')",
        "SELECT * FROM `file`('/etc/hostname')",
        "SELECT * FROM (SELECT * FROM url('http://localhost'))",
        "SELECT * FROM events, remote('localhost', 'system.one')",
        "SELECT * FROM events, hdfs('localhost', 'TSV')",
        "SELECT * FROM fuzzJSON('{}')",
        "SELECT * FROM default.`/etc/hostname`",
        "SELECT * FROM other.events",
    ] {
        assert!(matches!(run(refused), Err(RenderError::Failed { .. })), "{refused}: {:?}", run(refused));
    }
    for open in ["SELECT path FROM events FORMAT CSV", "SELECT path FROM events FORMAT CSV SETTINGS max_threads = 1;"] {
        assert!(matches!(run(open), Err(RenderError::Undecided { .. })), "{open}: {:?}", run(open));
    }
    // Such as the parser of the project does not know, and ClickHouse does.
    for doubtful in [
        "SELECT @@version AS v, l.* FROM events, merge('d2', '.*') AS l",
        "SELECT @@version AS v, l.* FROM events AS e, d2.secret AS l",
        "SELECT @@version FROM (SELECT path, org FROM events) AS e, d2.secret",
        "SELECT @@version FROM events JOIN sessions ON 1, d2.secret",
        "SELECT @@version FROM events WHERE path IN d2.secret",
    ] {
        assert!(run(doubtful).is_err(), "{doubtful}: {:?}", run(doubtful));
    }
    for good in [
        "SELECT number FROM numbers(3)",
        "SELECT * FROM VALUES('a UInt8', 1)",
        "SELECT * FROM generateSeries(1, 3)",
        "SELECT EXTRACT(YEAR FROM toDate(ts)), 'INTO OUTFILE', format, file FROM events AS format",
        "SELECT EXTRACT(YEAR FROM e.ts) FROM events AS e",
        "SELECT format, count() FROM events GROUP BY format ORDER BY format DESC",
        "SELECT format FROM events ORDER BY format ASC SETTINGS max_threads = 1",
        "SELECT @@version, path FROM events ORDER BY path, org",
        "SELECT name FROM system.one",
    ] {
        assert_eq!(run(good).as_deref(), Ok(good));
    }
}

#[test]
fn a_reading_reads_what_the_filter_lets_through() {
    let run = |sql: &str| {
        reading("events", Some("org_id = 'acme' -- mine"), sql).map(|reading| (reading.sql, reading.format))
    };
    let filtered = "(SELECT * FROM `events` WHERE (org_id = 'acme' -- mine\n))";
    for (sql, read, format) in [
        ("SELECT * FROM events", format!("SELECT * FROM {filtered} AS `events`"), None),
        ("SELECT * FROM events;", format!("SELECT * FROM {filtered} AS `events`"), None),
        (
            "select path from events e where e.path = '--' limit 5",
            format!("select path from {filtered} e where e.path = '--' limit 5"),
            None,
        ),
        (
            "SELECT count() FROM `events` FORMAT JSON",
            format!("SELECT count() FROM {filtered} AS `events` "),
            Some("JSON"),
        ),
        (
            "SELECT path, uniqIf(org_id, path IN ('a', 'b')) AS n FROM events GROUP BY path ORDER BY n DESC",
            format!(
                "SELECT path, uniqIf(org_id, path IN ('a', 'b')) AS n FROM {filtered} AS `events` GROUP BY path ORDER BY n DESC"
            ),
            None,
        ),
    ] {
        assert_eq!(run(sql), Ok((read, format)), "{sql}");
    }
}

#[test]
fn a_reading_names_the_formats() {
    let run = |sql: &str| reading("events", None, sql);
    assert_eq!(run("SELECT 1 FROM events format json").expect("a reading").format, Some("JSON"));
    let refused = run("SELECT 1 FROM events FORMAT Pretty").expect_err("no format").0;
    assert_eq!(
        refused,
        "`Pretty` is not answered; FORMAT takes JSON, CSV, CSVWithNames, JSONEachRow, Parquet, TSV, TSVWithNames, TabSeparated"
    );
}

#[test]
fn a_reading_refuses_all_else() {
    for sql in [
        "",
        "SELECT 1",
        "SELECT * FROM users",
        "SELECT * FROM db.events",
        "SELECT * FROM system.tables",
        "SELECT * FROM file('/etc/passwd')",
        "SELECT * FROM events, users",
        "SELECT * FROM events JOIN users USING org_id",
        "SELECT * FROM events ARRAY JOIN tags",
        "SELECT * FROM events UNION ALL SELECT * FROM users",
        "SELECT * FROM (SELECT * FROM users)",
        "SELECT (SELECT count() FROM users) FROM events",
        "WITH (SELECT 1) AS a SELECT a FROM events",
        "WITH u AS (SELECT * FROM users) SELECT * FROM events",
        "SELECT * FROM events WHERE path IN users",
        "SELECT * FROM events WHERE path IN (users)",
        "SELECT * FROM events WHERE path IN ((users))",
        "SELECT * FROM events WHERE path NOT IN users",
        "SELECT * FROM events WHERE path GLOBAL IN users",
        "SELECT * FROM events WHERE in(path, users)",
        "SELECT * FROM events WHERE path IN (SELECT path FROM users)",
        "SELECT joinGet('users', 'name', path) FROM events",
        "SELECT dictGet('users', 'name', path) FROM events",
        "SELECT file('/etc/passwd') FROM events",
        "SELECT `file`('/etc/passwd') FROM events",
        "SELECT \"file\" ('/etc/passwd') FROM events",
        "SELECT getSetting('max_threads') FROM events",
        "SELECT sleep(3) FROM events",
        "SELECT * FROM events SETTINGS max_threads = 1",
        "SELECT * FROM events FORMAT Null",
        "SELECT * FROM events INTO OUTFILE '/tmp/x'",
        "SELECT * FROM events; SELECT * FROM users",
        "SELECT * FROM events -- users",
        "SELECT * FROM events /* users */",
        "SELECT * FROM events # users",
        "SELECT * FROM events // users",
        "SELECT * FROM events FINAL",
        "SELECT * FROM events SAMPLE 1",
        "SELECT * FROM {t:Identifier}",
        "SELECT @@version FROM events",
        "SELECT arrayMap(x -> x, [1]) FROM events",
        "SELECT count() OVER () FROM events",
        "SELECT * FROM events WHERE path = \u{2018}a\u{2019}",
        "SELECT * FROM events WHERE path = $$a$$",
        "SELECT * FROM events WHERE path = 'a",
        "SELECT * FROM events\0",
        "SELECT * EXCEPT (path) FROM events",
        "INSERT INTO events SELECT * FROM events",
        "DROP TABLE events",
        "EXPLAIN SELECT * FROM events",
        "DESCRIBE events",
        "(SELECT * FROM events)",
    ] {
        let answer = reading("events", Some("org_id = 'acme'"), sql);
        assert!(answer.is_err(), "{sql}: {answer:?}");
    }
    assert!(reading("events", Some("1) UNION ALL SELECT * FROM users WHERE (1"), "SELECT * FROM events").is_err());
    assert!(reading("events", Some("1 /*"), "SELECT * FROM events").is_err());
    assert!(reading("events", None, &"SELECT * FROM events ".repeat(1000)).is_err());
}
