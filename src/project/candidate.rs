//! What could be pinned in an endpoint.

use alloc::{string::String, vec::Vec};

use crate::error::rule::Severity;
use crate::project::check::{Pin, Pinned, Scope, check};
use crate::project::datafile::{DataSource, Pipe};
use crate::project::issue::{Issue, Rule};
use crate::project::param::params;
use crate::project::value::Value;

/// How many texts of an endpoint are tried as values that switch a condition off.
const MAX_TRIED: usize = 64;
/// Longer texts are no such values.
const MAX_VALUE_LEN: usize = 64;

/// A parameter of an endpoint, tried as one that a token pins.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Candidate {
    /// The parameter's name.
    pub name: String,
    /// The type of the placeholder that it was tried with, such as `Slug`.
    pub kind: &'static str,
    /// Values that have to be refused, since they would switch its condition off.
    pub refuse: Vec<String>,
    /// What was found, were it pinned alone, and those values refused.
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
pub(crate) fn candidates(pipes: &[Pipe], data_sources: &[DataSource], pipe: &Pipe) -> Vec<Candidate> {
    let mut candidates: Vec<Candidate> = Vec::new();
    let reached = reached(pipes, pipe);
    for other in &reached {
        for param in params(other) {
            if candidates.iter().any(|known| known.name == param.name) {
                continue;
            }
            let kind = placeholder_type(&param.kind);
            let trial = Trial { pipes, data_sources, pipe, name: &param.name };
            let (mut refuse, mut issues) = (Vec::new(), trial.filled(kind, &[]));
            // It stands in a node that the endpoint does not read.
            if other.name != pipe.name && issues.iter().any(|issue| issue.rule == Rule::ParamUnused) {
                continue;
            }
            if issues.iter().any(|issue| issue.rule == Rule::ParamOff) {
                let off = trial.switches_off(&reached);
                let rest = trial.filled(kind, &off);
                if !rest.iter().any(|issue| issue.rule == Rule::ParamOff) {
                    (refuse, issues) = (off, rest);
                }
            }
            candidates.push(Candidate { name: param.name, kind, refuse, issues });
        }
    }
    candidates
}

/// One parameter of an endpoint, pinned alone.
struct Trial<'p> {
    pipes: &'p [Pipe],
    data_sources: &'p [DataSource],
    pipe: &'p Pipe,
    name: &'p str,
}

impl Trial<'_> {
    fn issues(&self, value: Pinned) -> Vec<Issue> {
        let scope = Scope::Pipe { resource: self.pipe.name.clone(), fixed: [Pin::new(self.name, value)].into() };
        check(self.pipes, self.data_sources, &[scope])
    }

    /// From a placeholder that takes neither of these values.
    fn filled(&self, kind: &str, refuse: &[String]) -> Vec<Issue> {
        let refused = refuse.iter().map(|value| Value::from(&**value)).collect();
        self.issues(Pinned::Placeholder { kind: Some(kind.into()), refused })
    }

    /// The texts in the templates that switch its condition off, were they pinned. Whether they are all, the check decides.
    fn switches_off(&self, reached: &[&Pipe]) -> Vec<String> {
        let mut tried: Vec<&str> = Vec::new();
        for node in reached.iter().flat_map(|pipe| &pipe.nodes) {
            for text in node.sql.text.split(['\'', '"']) {
                let is_value = !text.trim().is_empty() && text.len() <= MAX_VALUE_LEN && !text.contains('\n');
                if is_value && tried.len() < MAX_TRIED && !tried.contains(&text) {
                    tried.push(text);
                }
            }
        }
        let is_off = |text: &&str| {
            self.issues(Pinned::Literal(Value::from(*text))).iter().any(|issue| issue.rule == Rule::ParamOff)
        };
        tried.into_iter().filter(is_off).map(String::from).collect()
    }
}

/// The pipe, and those whose names stand in its SQL, and so on. Which of them it reads indeed, the check decides.
fn reached<'p>(pipes: &'p [Pipe], pipe: &'p Pipe) -> Vec<&'p Pipe> {
    let mut all = Vec::from([pipe]);
    let mut next = 0;
    while let Some(pipe) = all.get(next).copied() {
        next = next.saturating_add(1);
        for node in &pipe.nodes {
            let words = node.sql.text.split(|c: char| !(c.is_alphanumeric() || c == '_'));
            for named in words.filter_map(|word| pipes.iter().find(|pipe| pipe.name == word)) {
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

#[cfg(feature = "serde")]
impl serde::Serialize for Candidate {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap as _;
        let mut map = serializer.serialize_map(Some(5))?;
        map.serialize_entry("name", &self.name)?;
        map.serialize_entry("type", self.kind)?;
        map.serialize_entry("pins", &self.pins())?;
        map.serialize_entry("refuse", &self.refuse)?;
        map.serialize_entry("issues", &self.issues)?;
        map.end()
    }
}
