//! How a project looks in JavaScript: JSON text with its names.

use alloc::string::String;

use super::super::view::nullable;
use crate::error::Error;
use crate::project::check::TenantColumn;
use crate::project::run::{Query, QueryError, Reading, Refusal, Table};
use crate::project::template::Int;
use crate::project::{
    Candidate, Column, DataSource, Issue, Param, Pipe, PipeKind, PipeNode, Position, Project, Read, RenderError,
    Rendered, Use, Value,
};
use crate::text::json::{number_text, write_string};
use crate::text::write::{decimal, push};

/// `[{"name":…,"file":…,"type":…,"description":…,"nodes":[…],"params":[…]}]`
pub(super) fn pipes(project: &Project) -> String {
    let pipe = |pipe: &Pipe, out: &mut String| {
        push("{\"name\":", out);
        write_string(&pipe.name, out);
        push(",\"file\":", out);
        write_string(&pipe.file, out);
        push(",\"type\":", out);
        kind(pipe.kind(), out);
        push(",\"description\":", out);
        nullable(pipe.description.as_deref(), out);
        push(",\"nodes\":", out);
        list(&pipe.nodes, node, out);
        push(",\"params\":", out);
        list(&project.params(pipe), param, out);
        push("}", out);
    };
    text(project.pipes(), pipe)
}

fn node(node: &PipeNode, out: &mut String) {
    push("{\"name\":", out);
    write_string(&node.name, out);
    push(",\"type\":", out);
    kind(node.kind, out);
    push(",\"description\":", out);
    nullable(node.description.as_deref(), out);
    position(node.at, out);
    push("}", out);
}

fn kind(kind: Option<PipeKind>, out: &mut String) {
    nullable(kind.map(PipeKind::as_str), out);
}

fn param(param: &Param, out: &mut String) {
    push("{\"name\":", out);
    write_string(&param.name, out);
    push(",\"type\":", out);
    write_string(&param.kind, out);
    push(",\"default\":", out);
    value(param.default.as_ref().unwrap_or(&Value::None), out);
    push(if param.required == Some(true) { ",\"required\":true" } else { ",\"required\":false" }, out);
    push(",\"description\":", out);
    nullable(param.description.as_deref(), out);
    push(",\"enum\":", out);
    list(&param.choices, value, out);
    push(",\"example\":", out);
    value(param.example.as_ref().unwrap_or(&Value::None), out);
    push(",\"format\":", out);
    nullable(param.format.as_deref(), out);
    push(",\"uses\":", out);
    list(&param.uses, place, out);
    push("}", out);
}

fn place(place: &Use, out: &mut String) {
    push("{\"node\":", out);
    write_string(&place.node, out);
    push(",\"function\":", out);
    nullable(place.function.as_deref(), out);
    push(if place.output { ",\"output\":true" } else { ",\"output\":false" }, out);
    position(place.at, out);
    push("}", out);
}

/// `[{"name":…,"file":…,"description":…,"columns":[…]}]`
pub(super) fn data_sources(sources: &[DataSource]) -> String {
    let source = |source: &DataSource, out: &mut String| {
        push("{\"name\":", out);
        write_string(&source.name, out);
        push(",\"file\":", out);
        write_string(&source.file, out);
        push(",\"description\":", out);
        nullable(source.description.as_deref(), out);
        push(",\"columns\":", out);
        list(&source.columns, column, out);
        push("}", out);
    };
    text(sources, source)
}

fn column(column: &Column, out: &mut String) {
    push("{\"name\":", out);
    write_string(&column.name, out);
    push(",\"type\":", out);
    write_string(&column.kind, out);
    position(column.at, out);
    push("}", out);
}

/// `[{"code":…,"severity":…,"path":…,"file":…,"line":…,"column":…,"message":…,"request":…}]`
pub(super) fn issues(issues: &[Issue]) -> String {
    text(issues, issue)
}

fn issue(issue: &Issue, out: &mut String) {
    push("{\"code\":\"", out);
    push(issue.code(), out);
    push("\",\"severity\":\"", out);
    push(issue.severity.as_str(), out);
    push("\",\"path\":", out);
    write_string(&issue.path, out);
    push(",\"file\":", out);
    write_string(&issue.file, out);
    position(issue.at, out);
    push(",\"message\":", out);
    write_string(&issue.message, out);
    push(",\"request\":", out);
    nullable(issue.request.as_deref(), out);
    push("}", out);
}

/// `[{"name":…,"type":…,"pins":…,"refuse":[…],"issues":[…]}]`
pub(super) fn candidates(candidates: &[Candidate]) -> String {
    let candidate = |candidate: &Candidate, out: &mut String| {
        push("{\"name\":", out);
        write_string(&candidate.name, out);
        push(",\"type\":\"", out);
        push(candidate.kind, out);
        push(if candidate.pins() { "\",\"pins\":true" } else { "\",\"pins\":false" }, out);
        push(",\"refuse\":", out);
        list(&candidate.refuse, |value, out| write_string(value, out), out);
        push(",\"issues\":", out);
        list(&candidate.issues, issue, out);
        push("}", out);
    };
    text(candidates, candidate)
}

/// `[{"node":…,"sql":…,"reads":…,"error":…}]`
pub(super) fn rendered(rendered: &[Rendered]) -> String {
    let node = |rendered: &Rendered, out: &mut String| {
        push("{\"node\":", out);
        write_string(&rendered.node, out);
        push(",\"sql\":", out);
        nullable(rendered.sql.as_deref().ok(), out);
        push(",\"reads\":", out);
        match &rendered.reads {
            Some(reads) => list(reads, read, out),
            None => push("null", out),
        }
        push(",\"error\":", out);
        match &rendered.sql {
            Ok(_) => push("null", out),
            Err(fault) => render_error(fault, out),
        }
        push("}", out);
    };
    text(rendered, node)
}

fn read(read: &Read, out: &mut String) {
    push("{\"name\":", out);
    write_string(&read.name, out);
    push(",\"kind\":\"", out);
    push(read.kind.as_str(), out);
    push("\"}", out);
}

fn render_error(fault: &RenderError, out: &mut String) {
    match fault {
        RenderError::Failed { message, at } => error("sql-template", message, *at, out),
        RenderError::Undecided { reason, at } => error("undecided", reason, *at, out),
        RenderError::Internal { at } => error("undecided", &Error::Internal.message(), *at, out),
    }
}

/// `[{"dataSource":…,"column":…,"param":…}]`
pub(super) fn tenant_columns(columns: &[TenantColumn]) -> String {
    let column = |column: &TenantColumn, out: &mut String| {
        push("{\"dataSource\":", out);
        write_string(&column.data_source, out);
        push(",\"column\":", out);
        write_string(&column.column, out);
        push(",\"param\":", out);
        write_string(&column.param, out);
        push("}", out);
    };
    text(columns, column)
}

/// `{"sql":…,"reads":[…]}`, or `{"error":{…},"file":…,"node":…}`
pub(super) fn query(query: &Result<Query, QueryError>) -> String {
    let mut out = String::new();
    match query {
        Ok(query) => {
            push("{\"sql\":", &mut out);
            write_string(&query.sql, &mut out);
            push(",\"reads\":", &mut out);
            list(&query.reads, |name, out| write_string(name, out), &mut out);
        }
        Err(fault) => {
            push("{\"error\":", &mut out);
            render_error(&fault.error, &mut out);
            push(",\"file\":", &mut out);
            write_string(&fault.file, &mut out);
            push(",\"node\":", &mut out);
            write_string(&fault.node, &mut out);
        }
    }
    push("}", &mut out);
    out
}

/// `[{"name":…,"file":…,"create":…,"columns":…,"json":null,"pipes":[…]}]`; `json` may be `{"structure":…,"select":…,"whole":…}` or `{"fault":…}`.
pub(super) fn tables(tables: &[Table]) -> String {
    let table = |table: &Table, out: &mut String| {
        push("{\"name\":", out);
        write_string(&table.name, out);
        push(",\"file\":", out);
        write_string(&table.file, out);
        push(",\"create\":", out);
        write_string(&table.create, out);
        push(",\"columns\":", out);
        write_string(&table.columns, out);
        push(",\"json\":", out);
        match &table.json {
            None => push("null", out),
            Some(Ok(fill)) => {
                push("{\"structure\":", out);
                write_string(&fill.structure, out);
                push(",\"select\":", out);
                write_string(&fill.select, out);
                push(if fill.whole { ",\"whole\":true}" } else { ",\"whole\":false}" }, out);
            }
            Some(Err(fault)) => {
                push("{\"fault\":", out);
                write_string(fault, out);
                push("}", out);
            }
        }
        push(",\"pipes\":", out);
        list(&table.pipes, |name, out| write_string(name, out), out);
        push("}", out);
    };
    text(tables, table)
}

/// `{"sql":…,"format":…}` or `{"refused":…}`
pub(super) fn reading(reading: &Result<Reading, Refusal>) -> String {
    let mut out = String::new();
    match reading {
        Ok(Reading { sql, format, .. }) => {
            push("{\"sql\":", &mut out);
            write_string(sql, &mut out);
            push(",\"format\":", &mut out);
            nullable(*format, &mut out);
        }
        Err(Refusal(reason)) => {
            push("{\"refused\":", &mut out);
            write_string(reason, &mut out);
        }
    }
    push("}", &mut out);
    out
}

fn error(code: &str, message: &str, at: Position, out: &mut String) {
    push("{\"code\":\"", out);
    push(code, out);
    push("\",\"message\":", out);
    write_string(message, out);
    position(at, out);
    push("}", out);
}

/// `,"line":…,"column":…`, behind something else.
fn position(at: Position, out: &mut String) {
    push(",\"line\":", out);
    push(&decimal(at.line.into()), out);
    push(",\"column\":", out);
    push(&decimal(at.column.into()), out);
}

fn value(value: &Value, out: &mut String) {
    match value {
        Value::None => push("null", out),
        Value::Bool(value) => push(if *value { "true" } else { "false" }, out),
        // JavaScript's numbers hold no more digits.
        Value::Int(Int::Small(number)) if number.unsigned_abs() < 1 << 53 => push(&Int::Small(*number).to_text(), out),
        Value::Int(number) => write_string(&number.to_text(), out),
        Value::Float(number) if number.is_finite() => push(&number_text(*number), out),
        Value::Float(number) => write_string(if number.is_nan() { "nan" } else { "inf" }, out),
        Value::Text(text) => write_string(text, out),
        Value::List(items) => list(items, self::value, out),
    }
}

fn text<T>(items: &[T], write: impl Fn(&T, &mut String)) -> String {
    let mut json = String::new();
    list(items, write, &mut json);
    json
}

fn list<T>(items: &[T], write: impl Fn(&T, &mut String), out: &mut String) {
    push("[", out);
    for (index, item) in items.iter().enumerate() {
        push(if index > 0 { "," } else { "" }, out);
        write(item, out);
    }
    push("]", out);
}
