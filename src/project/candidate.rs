//! What could be pinned in an endpoint.

use alloc::{string::String, vec::Vec};

use crate::error::rule::Severity;
use crate::project::check::{Pin, Pinned, Scope, check};
use crate::project::datafile::Pipe;
use crate::project::issue::{Issue, Rule};
use crate::project::project::Project;

/// A parameter of an endpoint, tried as one that a token pins.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Candidate {
    /// The parameter's name.
    pub name: String,
    /// The type of the placeholder that it was tried with, such as `Slug`.
    pub kind: &'static str,
    /// What was found, were it pinned alone.
    pub issues: Vec<Issue>,
}

impl Candidate {
    /// Whether nothing speaks against it: on every path the value reaches a filter.
    #[must_use]
    pub fn pins(&self) -> bool {
        self.issues.iter().all(|issue| issue.severity == Severity::Info)
    }
}

/// The parameters of an endpoint and of the pipes that it reads.
pub(crate) fn candidates(project: &Project, pipe: &Pipe) -> Vec<Candidate> {
    let mut candidates: Vec<Candidate> = Vec::new();
    for reached in reached(project, pipe) {
        for param in project.params(reached) {
            if candidates.iter().any(|known| known.name == param.name) {
                continue;
            }
            let kind = placeholder_type(&param.kind);
            let pinned = Pinned::Placeholder { kind: Some(kind.into()), refused: Vec::new() };
            let scope = Scope::Pipe { resource: pipe.name.clone(), fixed: [Pin::new(&param.name, pinned)].into() };
            let issues = check(project.pipes(), project.data_sources(), &[scope]);
            // It stands in a node that the endpoint does not read.
            let is_elsewhere = reached.name != pipe.name && issues.iter().any(|issue| issue.rule == Rule::ParamUnused);
            if !is_elsewhere {
                candidates.push(Candidate { name: param.name, kind, issues });
            }
        }
    }
    candidates
}

/// The pipe, and those whose names stand in its SQL, and so on. Which of them it reads indeed, the check decides.
fn reached<'p>(project: &'p Project, pipe: &'p Pipe) -> Vec<&'p Pipe> {
    let mut all = Vec::from([pipe]);
    let mut next = 0;
    while let Some(pipe) = all.get(next).copied() {
        next = next.saturating_add(1);
        for node in &pipe.nodes {
            let words = node.sql.text.split(|c: char| !(c.is_alphanumeric() || c == '_'));
            for named in words.filter_map(|word| project.pipe(word)) {
                if !all.iter().any(|known| known.name == named.name) {
                    all.push(named);
                }
            }
        }
    }
    all
}

/// The narrowest type of a placeholder that fits a parameter's. For texts, one that keeps commas and patterns out.
fn placeholder_type(kind: &str) -> &'static str {
    const TYPES: &[(&str, &str)] = &[
        ("Boolean", "Bool"),
        ("Date", "Date"),
        ("DateTime", "DateTime"),
        ("DateTime64", "DateTime"),
        ("Float32", "Float64"),
        ("Float64", "Float64"),
        ("Int", "Int32"),
        ("Int8", "Int8"),
        ("Int16", "Int16"),
        ("Int32", "Int32"),
        ("Int64", "Int64"),
        ("Int128", "Int64"),
        ("Int256", "Int64"),
        ("Integer", "Int32"),
        ("UInt8", "UInt8"),
        ("UInt16", "UInt16"),
        ("UInt32", "UInt32"),
        ("UInt64", "UInt64"),
        ("UInt128", "UInt64"),
        ("UInt256", "UInt64"),
    ];
    let item = kind.strip_prefix("Array(").and_then(|rest| rest.strip_suffix(')')).unwrap_or(kind);
    TYPES.iter().find_map(|(known, fitting)| (*known == item).then_some(*fitting)).unwrap_or("Slug")
}
