//! Holds every way in which an endpoint can run to what is pinned.

use alloc::{format, string::String, vec::Vec};

use super::found::{Found, words};
use super::graph::Graph;
use super::identity::{Identity, Match};
use super::path::Note;
use super::pin::Pin;
use super::read::constant_of;
use super::summary::{Place, Summary};
use super::usage::{self, Usage};
use super::way::{Outcome, Way, runs};
use crate::error::rule::Severity;
use crate::project::datafile::{Pipe, PipeKind};
use crate::project::issue::{Issue, Rule};
use crate::project::position::Position;
use crate::text::suggest::hint;

/// The issues of one endpoint and what is pinned in it.
pub(super) fn endpoint(graph: &Graph<'_>, index: usize, issues: &mut Vec<Issue>) {
    let Some(pipe) = graph.pipes.get(index) else { return };
    let Some(output) = graph.output_of(index) else { return };
    if !can_be_read(pipe, issues) {
        return;
    }
    let ways = graph.ways(output);
    let mut usage = usage::of(graph);
    // What follows where a request ends was not reached. A request that runs to its end is enough.
    let has_type = |way: &Way| way.notes.iter().any(|(note, _)| matches!(note, Note::Type { .. }));
    let stops = |way: &Way| matches!(way.outcome, Outcome::Undecided(..)) || has_type(way);
    let ends = |way: &Way| matches!(way.outcome, Outcome::Runs(..)) && !has_type(way);
    usage.is_complete &= ways.iter().any(ends) || !ways.iter().any(stops);
    let mut found = Found { pipe, graph, issues: Vec::new(), since: 0, unconfirmed: Vec::new() };
    let runs = runs(&ways);
    for way in ways.iter() {
        if let Outcome::Undecided(reason, place) = &way.outcome {
            let message = format!("what `{}` reads cannot be followed: {reason}", pipe.name);
            found.add(Rule::Undecided, place, message, None);
        }
    }
    let mut doubtful = Vec::new();
    for pin in graph.pins {
        let judge = Judge { pipe, pins: graph.pins, pin, runs: &runs, ways: &ways, usage: &usage, graph };
        found.since = found.issues.len();
        judge.judge(&mut found, &mut doubtful);
    }
    found.since = 0;
    unpinned(&runs, graph.pins, &mut found);
    for way in ways.iter() {
        // What ends with an error writes nothing, and what a branch compares with a constant is that.
        let raw = |param: &String| {
            way.outcome != Outcome::Fails
                && constant_of(param, &way.assumed).is_none()
                && way.notes.iter().any(|(note, _)| matches!(note, Note::Raw(raw) if raw == param))
        };
        for (note, place) in &way.notes {
            match note {
                Note::Raw(param) if !graph.pins.iter().any(|pin| pin.name == *param) && raw(param) => {
                    let message = format!(
                        "`{param}` is written into the SQL as it is, without quotes: what a request says there is SQL; compare it with the names that you allow first"
                    );
                    found.add_with(Rule::ParamOpen, Severity::Error, place, message, None);
                }
                Note::Open(param) if raw(param) => {}
                Note::Open(param) if !graph.pins.iter().any(|pin| pin.name == *param) => {
                    let message = format!("the caller chooses columns, tables or symbols by `{param}`");
                    found.add(Rule::ParamOpen, place, message, None);
                }
                Note::Enclosed(enclosed) => enclosed.judge(graph, way, place, &mut found),
                _ => {}
            }
        }
    }
    for (place, message) in core::mem::take(&mut found.unconfirmed) {
        let known = |issue: &Issue| issue.is_error() && issue.file == *place.file;
        if !found.issues.iter().any(known) {
            found.add(Rule::Undecided, &place, message, None);
        }
    }
    issues.extend(found.issues);
}

/// Whether the pipe can be read with a JWT.
fn can_be_read(pipe: &Pipe, issues: &mut Vec<Issue>) -> bool {
    let output = pipe.output();
    let at = output.and_then(|node| node.kind_at).unwrap_or_default();
    match pipe.kind() {
        Some(PipeKind::Endpoint) => true,
        Some(kind) => {
            let message = format!(
                "`{}` is not an endpoint: its type is {}, so it cannot be read with a JWT",
                pipe.name,
                kind.as_str()
            );
            issues.push(Issue::new(Rule::PipeNotEndpoint, &pipe.file, at, message));
            false
        }
        None => {
            let message = format!("no node of `{}` has `TYPE endpoint`", pipe.name);
            let at = pipe.nodes.last().map(|node| node.at).unwrap_or_default();
            let mut issue = Issue::new(Rule::PipeNotEndpoint, &pipe.file, at, message);
            issue.severity = Severity::Warning;
            issues.push(issue);
            true
        }
    }
}

/// Data sources that nothing filters, where they have no column that a pin is compared with.
fn unpinned(runs: &[(&Way, &Summary)], pins: &[Pin], found: &mut Found<'_>) {
    if pins.is_empty() {
        return;
    }
    let every = runs.iter().flat_map(|(_, summary)| &summary.reads);
    let columns: Vec<&String> =
        every.clone().flat_map(|read| read.filters.iter().chain(&read.loose)).map(|filter| &filter.column).collect();
    if columns.is_empty() {
        return;
    }
    for read in every {
        let Some(known) = &read.columns else { continue };
        let has = columns.iter().any(|column| known.contains(column));
        if read.filters.is_empty() && !has {
            let message =
                format!("{} reads `{}`, which has no column that a pin is compared with", words(read), read.table);
            found.add_with(Rule::SourceUnfiltered, Severity::Info, &read.place, message, None);
        }
    }
}

/// One pinned parameter, in one endpoint.
pub(super) struct Judge<'a> {
    pub(super) pipe: &'a Pipe,
    pub(super) pins: &'a [Pin],
    pub(super) pin: &'a Pin,
    pub(super) runs: &'a [(&'a Way, &'a Summary)],
    pub(super) ways: &'a [Way],
    pub(super) usage: &'a Usage,
    pub(super) graph: &'a Graph<'a>,
}

impl Judge<'_> {
    fn judge(&self, found: &mut Found<'_>, doubtful: &mut Vec<String>) {
        let name = &self.pin.name;
        let pipe = &self.pipe.name;
        let whole = Place { file: self.pipe.file.as_str().into(), at: self.graph_at(), maybe: false };
        for way in self.ways {
            for (note, place) in &way.notes {
                match note {
                    Note::Type { param, function } if param == name => {
                        let message = format!(
                            "`{function}` takes no value that is pinned as `{name}`: the request ends with an error"
                        );
                        found.add(Rule::ParamType, place, message, None);
                    }
                    Note::Overwritten(param) if param == name => {
                        let message =
                            format!("`{name}` is assigned here, which replaces what is pinned, so it pins nothing");
                        found.add(Rule::ParamOverwritten, place, message, None);
                    }
                    _ => {}
                }
            }
        }
        if self
            .ways
            .iter()
            .any(|way| way.notes.iter().any(|(note, _)| matches!(note, Note::Overwritten(param) if param == name)))
        {
            return;
        }
        let Some(used) = self.usage.at(name) else {
            if let Some(place) = self.usage.assigned(name) {
                let message = format!(
                    "`{name}` is assigned in this template, so it is a local there and never a parameter: use another name"
                );
                found.add(Rule::SqlTemplate, place, message, None);
                return;
            }
            if self.usage.is_complete {
                let known: Vec<&str> = self.usage.names();
                let effect = self.effect_of_none();
                let message = if known.is_empty() {
                    format!("no node that `{pipe}` reads has a parameter, so the fixed parameter `{name}` {effect}")
                } else {
                    let hint = hint(name, &known);
                    format!("no node that `{pipe}` reads uses the fixed parameter `{name}`: it {effect}; {hint}")
                };
                found.add(Rule::ParamUnused, &whole, message, None);
            }
            return;
        };
        let identity = Identity::of(name, self.runs);
        let reads = || self.runs.iter().flat_map(|(way, summary)| summary.reads.iter().map(move |read| (*way, read)));
        let chosen = reads().any(|(_, read)| read.chosen.iter().any(|chosen| chosen.param == *name));
        if identity.is_empty() && !chosen {
            self.never_compared(used, found);
            return;
        }
        for (way, read) in reads() {
            match identity.of_read(read) {
                Match::Filtered(column) => self.caveats(read, &column, found),
                Match::Other { column, tenant } => self.other_column(way, read, &column, &tenant, found),
                Match::Unfiltered => {
                    if !self.chosen(way, read, &identity, found) {
                        self.unfiltered(way, read, &identity, found, doubtful);
                    }
                }
            }
        }
    }

    /// What it means that the pin is not used: another one may filter.
    pub(super) fn effect_of_none(&self) -> &'static str {
        let reads = || self.runs.iter().flat_map(|(_, summary)| &summary.reads);
        if reads().any(|read| read.filters.iter().any(|filter| filter.param != self.pin.name)) {
            "has no effect"
        } else {
            "pins nothing, and every row is shown"
        }
    }

    /// Where the endpoint begins.
    fn graph_at(&self) -> Position {
        let output = self.pipe.output().or(self.pipe.nodes.last());
        output.map(|node| node.at).unwrap_or_default()
    }
}
