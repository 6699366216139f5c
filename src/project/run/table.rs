//! A data source as a table of ClickHouse, and how its rows are read from files.

use alloc::{string::String, vec::Vec};

use crate::project::datafile::{Column, DataSource, Pipe};
use crate::project::sql::write::{quoted, string};
use crate::text::write::push;

/// A data source as a table.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Table {
    /// The data source's name.
    pub name: String,
    /// The file that it stands in.
    pub file: String,
    /// `CREATE TABLE …`
    pub create: String,
    /// Its columns, in backquotes, separated by commas.
    pub columns: String,
    /// How rows of JSON become rows of the table, where that is not by the names of the columns; or why they cannot.
    #[cfg_attr(feature = "serde", serde(serialize_with = "fill_or_fault"))]
    pub json: Option<Result<Fill, String>>,
    /// The materialized and the copy pipes that write to it.
    pub pipes: Vec<String>,
}

/// How rows of JSON are read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Fill {
    /// The columns of a row of JSON: their names and types.
    pub structure: String,
    /// Whether a row is read as one text, which is the only column.
    pub whole: bool,
    /// What is selected from them, in the order of the table's columns.
    pub select: String,
}

/// A fill, or `{"fault": …}`.
#[cfg(feature = "serde")]
fn fill_or_fault<S: serde::Serializer>(json: &Option<Result<Fill, String>>, serializer: S) -> Result<S::Ok, S::Error> {
    match json {
        None => serializer.serialize_none(),
        Some(Ok(fill)) => serializer.serialize_some(fill),
        Some(Err(fault)) => serializer.collect_map([("fault", fault)]),
    }
}

/// The tables of data sources.
pub(crate) fn tables(sources: &[DataSource], pipes: &[Pipe]) -> Vec<Table> {
    sources.iter().map(|source| table(source, pipes)).collect()
}

fn table(source: &DataSource, pipes: &[Pipe]) -> Table {
    let mut create = String::from("CREATE TABLE ");
    quoted(&source.name, &mut create);
    let mut columns = String::new();
    for (index, column) in source.columns.iter().enumerate() {
        push(if index > 0 { ", " } else { " (" }, &mut create);
        push(if index > 0 { ", " } else { "" }, &mut columns);
        quoted(&column.name, &mut create);
        quoted(&column.name, &mut columns);
        push(" ", &mut create);
        push(&column.kind, &mut create);
        if let Some(default) = &column.default {
            push(" DEFAULT ", &mut create);
            push(default, &mut create);
        }
    }
    push(") ENGINE = ", &mut create);
    engine(source, &mut create);
    Table {
        name: source.name.clone(),
        file: source.file.clone(),
        create,
        columns,
        json: json(&source.columns),
        pipes: pipes.iter().filter(|pipe| pipe.fills(&source.name)).map(|pipe| pipe.name.clone()).collect(),
    }
}

/// The engine, of those that keep rows in one place. How rows are put together is a part of what a query answers; how they are spread
/// over files, and when they are thrown away, is not.
fn engine(source: &DataSource, out: &mut String) {
    let named = source.engine.as_deref().unwrap_or_default();
    let name = named.split('(').next().unwrap_or_default().trim();
    let option = |name: &str| source.engine_option(name).map(str::trim).filter(|value| !value.is_empty());
    let arguments: Vec<&str> = match name {
        "ReplacingMergeTree" => option("ver").into_iter().chain(option("is_deleted")).collect(),
        "CollapsingMergeTree" => option("sign").into_iter().collect(),
        "VersionedCollapsingMergeTree" => option("sign").into_iter().chain(option("version")).collect(),
        _ => Vec::new(),
    };
    match name {
        "ReplacingMergeTree" | "AggregatingMergeTree" | "CollapsingMergeTree" | "VersionedCollapsingMergeTree" => {
            push(name, out);
            push("(", out);
            push(&arguments.join(", "), out);
            push(")", out);
        }
        "SummingMergeTree" => {
            push(name, out);
            if let Some(columns) = option("columns") {
                push("((", out);
                push(columns.trim_start_matches('(').trim_end_matches(')'), out);
                push("))", out);
            }
        }
        "Null" => return push("Null", out),
        _ => push("MergeTree", out),
    }
    let key = option("sorting_key").or(option("primary_key")).unwrap_or("tuple()");
    push(" ORDER BY ", out);
    let closed = key == "tuple()";
    push(if closed { "" } else { "(" }, out);
    push(key, out);
    push(if closed { "" } else { ")" }, out);
    push(" SETTINGS allow_nullable_key = 1", out);
}

/// Nothing where every column has the name of its key.
fn json(columns: &[Column]) -> Option<Result<Fill, String>> {
    if columns.iter().all(|column| column.path.as_ref().is_none_or(|path| keys(path) == Some([&*column.name].into()))) {
        return None;
    }
    Some(fill(columns))
}

/// The keys that lead to a value. `[:]` stays at the end of the key whose items are meant.
fn keys(path: &str) -> Option<Vec<&str>> {
    let mut keys: Vec<&str> = path.strip_prefix("$.")?.split('.').collect();
    // What is a list is read as one.
    if let Some(last) = keys.last_mut() {
        *last = last.trim_end_matches("[:]");
    }
    keys.iter().all(|key| !key.is_empty()).then_some(keys)
}

/// The column of a row that is read as one text.
const ROW: &str = "row";

fn fill(columns: &[Column]) -> Result<Fill, String> {
    let row = columns.iter().any(|column| column.path.as_deref() == Some("$"));
    // A key that leads further, or that two columns read, is read as text.
    let mut tops: Vec<(&str, Option<&Column>)> = Vec::new();
    let mut all = Vec::new();
    for column in columns {
        let mut keys = match column.path.as_deref() {
            Some("$") => Vec::new(),
            Some(path) => keys(path).ok_or_else(|| {
                ["the JSON path `", path, "` of the column `", &column.name, "` is of a kind that is not read"].concat()
            })?,
            None => [&*column.name].into(),
        };
        if row {
            keys.insert(0, ROW);
        }
        let top = keys.first().map_or("", |key| key.trim_end_matches("[:]"));
        match tops.iter_mut().find(|(known, _)| *known == top) {
            Some((_, whole)) => *whole = None,
            None => {
                let readable = keys.len() == 1 && (column.default.is_none() || may_be_null(&column.kind));
                tops.push((top, readable.then_some(column)));
            }
        }
        all.push((column, keys));
    }
    let mut structure = String::new();
    for (index, (top, whole)) in tops.iter().enumerate() {
        push(if index > 0 { ", " } else { "" }, &mut structure);
        quoted(top, &mut structure);
        push(" ", &mut structure);
        match whole {
            Some(column) if column.default.is_some() => push(&nullable(&column.kind), &mut structure),
            Some(column) if !row => push(&column.kind, &mut structure),
            _ => push("String", &mut structure),
        }
    }
    let mut select = String::new();
    for (index, (column, keys)) in all.iter().enumerate() {
        push(if index > 0 { ", " } else { "" }, &mut select);
        let whole = tops.iter().any(|(_, whole)| whole.is_some_and(|whole| whole.name == column.name));
        value(column, keys, whole || row && keys.len() == 1, &mut select)?;
        push(" AS ", &mut select);
        quoted(&column.name, &mut select);
    }
    Ok(Fill { structure, whole: row, select })
}

/// What a column has, or its default where the row has nothing, or `null`.
fn value(column: &Column, keys: &[&str], whole: bool, out: &mut String) -> Result<(), String> {
    let top = keys.first().map_or("", |key| key.trim_end_matches("[:]"));
    let Some(default) = &column.default else {
        if whole {
            quoted(top, out)
        } else {
            extract(column, keys, out)?
        }
        return Ok(());
    };
    push(if whole { "if(isNull(" } else { "if(JSONType(" }, out);
    quoted(top, out);
    // Up to a list, if there is one.
    let until = keys.iter().position(|key| key.ends_with("[:]")).unwrap_or(keys.len());
    for key in keys.iter().take(until.saturating_add(1)).skip(1) {
        argument(key.trim_end_matches("[:]"), out);
    }
    push(if whole { "), CAST(" } else { ") = 'Null', CAST(" }, out);
    push(default, out);
    push(" AS ", out);
    push(kind_of(column), out);
    push(if whole { "), CAST(assumeNotNull(" } else { "), CAST(" }, out);
    if whole {
        quoted(top, out)
    } else {
        extract(column, keys, out)?
    }
    push(if whole { ") AS " } else { " AS " }, out);
    push(kind_of(column), out);
    push("))", out);
    Ok(())
}

/// The column's type; a column without one has a default, and takes what a text is.
fn kind_of(column: &Column) -> &str {
    if column.kind.is_empty() { "String" } else { &column.kind }
}

/// Whether there is such a type that can be null.
fn may_be_null(kind: &str) -> bool {
    !["Array(", "Map(", "Tuple(", "JSON"].iter().any(|other| kind.starts_with(other))
        && !kind.contains("AggregateFunction(")
}

fn nullable(kind: &str) -> String {
    match kind.strip_prefix("LowCardinality(").and_then(|rest| rest.strip_suffix(')')) {
        _ if kind.is_empty() => "Nullable(String)".into(),
        Some(inner) => ["LowCardinality(", &*nullable(inner), ")"].concat(),
        None if kind.starts_with("Nullable(") => kind.into(),
        None => ["Nullable(", kind, ")"].concat(),
    }
}

/// `JSONExtract(top, 'key', …, 'Type')`, for every item of a list if there is one on the way.
fn extract(column: &Column, keys: &[&str], out: &mut String) -> Result<(), String> {
    let mut steps = keys.iter();
    let top = steps.next().copied().unwrap_or_default();
    let list = keys.iter().position(|key| key.ends_with("[:]"));
    let Some(list) = list else {
        push("JSONExtract(", out);
        quoted(top, out);
        steps.for_each(|key| argument(key, out));
        argument(kind_of(column), out);
        push(")", out);
        return Ok(());
    };
    let (outer, inner) = keys.split_at_checked(list.saturating_add(1)).unwrap_or((keys, &[]));
    let item = column.kind.strip_prefix("Array(").and_then(|rest| rest.strip_suffix(')'));
    let Some(item) = item.filter(|_| !inner.iter().any(|key| key.ends_with("[:]"))) else {
        return Err(
            ["the column `", &column.name, "` needs the type Array(…), and one `[:]` on its JSON path"].concat()
        );
    };
    push("arrayMap(item -> JSONExtract(item", out);
    inner.iter().for_each(|key| argument(key, out));
    argument(item, out);
    push("), JSONExtractArrayRaw(", out);
    quoted(top.trim_end_matches("[:]"), out);
    outer.iter().skip(1).for_each(|key| argument(key.trim_end_matches("[:]"), out));
    push("))", out);
    Ok(())
}

fn argument(text: &str, out: &mut String) {
    push(", ", out);
    string(text, out);
}
