//! Holds every way in which an endpoint can run to what is pinned.

use alloc::{collections::BTreeMap, format, string::String, vec::Vec};

use super::assume::{Assumption, solve};
use super::flow::RANGE;
use super::graph::{Graph, Outcome, Way};
use super::pin::{Pin, Pinned, shown};
use super::summary::{Filter, Place, Read, Summary};
use super::trace::Note;
use super::usage::{self, Usage};
use crate::error::rule::Severity;
use crate::project::datafile::{Pipe, PipeKind};
use crate::project::issue::{Issue, Rule};
use crate::project::position::Position;
use crate::project::render::{RenderError, render};
use crate::project::value::Value;
use crate::text::suggest::hint;

/// The issues of one endpoint and what is pinned in it.
pub(super) fn endpoint(graph: &Graph<'_>, index: usize, issues: &mut Vec<Issue>) {
    let Some(pipe) = graph.pipes.get(index) else { return };
    let Some(output) = graph.output_of(index) else { return };
    if !can_be_read(pipe, issues) {
        return;
    }
    let ways = graph.ways(output);
    let usage = usage::of(graph);
    let mut found = Found { pipe, pins: graph.pins, issues: Vec::new(), unconfirmed: Vec::new() };
    let runs: Vec<(&Way, &Summary)> = ways
        .iter()
        .filter_map(|way| match &way.outcome {
            Outcome::Runs(summary) => Some((way, &**summary)),
            _ => None,
        })
        .collect();
    for way in ways.iter() {
        if let Outcome::Undecided(reason, place) = &way.outcome {
            let message = format!("what `{}` reads cannot be followed: {reason}", pipe.name);
            found.add(Rule::Undecided, place, message, None);
        }
    }
    let mut doubtful = Vec::new();
    for pin in graph.pins {
        let judge = Judge { pipe, pins: graph.pins, pin, runs: &runs, ways: &ways, usage: &usage, graph };
        judge.judge(&mut found, &mut doubtful);
    }
    unpinned(&runs, graph.pins, &mut found);
    for way in ways.iter() {
        for (note, place) in &way.notes {
            if let Note::Open(param) = note
                && !graph.pins.iter().any(|pin| pin.name == *param)
            {
                let message = format!("the caller chooses columns, tables or symbols by `{param}`");
                found.add(Rule::ParamOpen, place, message, None);
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
            let message =
                format!("`{}` is no endpoint but of type {}, and cannot be read with a JWT", pipe.name, kind.as_str());
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

/// The nodes on the way to a read, in words.
fn words(read: &Read) -> String {
    let mut text = String::new();
    for (index, node) in read.nodes.iter().enumerate() {
        if index == 0 {
            text.push_str("node `");
        } else {
            text.push_str(", which reads `");
        }
        text.push_str(node);
        text.push('`');
    }
    if read.nodes.len() > 1 {
        text.push(',');
    }
    text
}

/// The issues so far. What is said of the same place by the same rule is said once, with the shortest request.
struct Found<'p> {
    pipe: &'p Pipe,
    pins: &'p [Pin],
    issues: Vec<Issue>,
    /// What may be, but no request was found that shows it.
    unconfirmed: Vec<(Place, String)>,
}

impl Found<'_> {
    fn add(&mut self, rule: Rule, place: &Place, message: String, way: Option<&Way>) {
        self.add_with(rule, rule.severity(), place, message, way);
    }

    fn add_with(&mut self, rule: Rule, severity: Severity, place: &Place, message: String, way: Option<&Way>) {
        let request = way.map(|way| request(self.pipe, &way.assumed, self.pins));
        let mut issue = Issue::new(rule, &place.file, place.at, message);
        issue.severity = severity;
        issue.request = request;
        let same = |known: &&mut Issue| {
            known.rule == rule && known.file == issue.file && known.at == issue.at && known.severity == severity
        };
        match self.issues.iter_mut().find(same) {
            None => self.issues.push(issue),
            Some(known) => {
                let len = |issue: &Issue| issue.request.as_ref().map_or(0, String::len);
                if known.request.is_some() && issue.request.is_some() && len(&issue) < len(known) {
                    *known = issue;
                }
            }
        }
    }
}

/// The request that goes this way: what is assumed of the parameters that are the caller's.
fn request(pipe: &Pipe, assumed: &[Assumption], pins: &[Pin]) -> String {
    let mut params: Vec<&str> = Vec::new();
    for assumption in assumed {
        let param = &*assumption.atom.param;
        if !param.is_empty() && !params.contains(&param) && !pins.iter().any(|pin| pin.name == param) {
            params.push(param);
        }
    }
    let mut text = format!("GET /v0/pipes/{}.json", pipe.name);
    let mut separator = '?';
    for param in params {
        let about: Vec<&Assumption> = assumed.iter().filter(|assumption| assumption.atom.param == param).collect();
        if let Some(Some(value)) = solve(&about, None, false) {
            text.push(separator);
            encode(param, &mut text);
            text.push('=');
            encode(&shown(&value), &mut text);
            separator = '&';
        }
    }
    text
}

fn encode(text: &str, into: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            into.push(char::from(byte));
        } else {
            into.push_str(&format!("%{byte:02X}"));
        }
    }
}

/// Whether the request of a way renders: what the engine refuses shows nothing.
fn renders(graph: &Graph<'_>, way: &Way) -> bool {
    let mut params: BTreeMap<String, Value> = BTreeMap::new();
    let names = way.assumed.iter().map(|assumed| &assumed.atom.param).chain(graph.pins.iter().map(|pin| &pin.name));
    for name in names {
        let about: Vec<&Assumption> = way.assumed.iter().filter(|assumed| assumed.atom.param == *name).collect();
        let pin = graph.pins.iter().find(|pin| pin.name == *name);
        let value = solve(&about, pin, true).or_else(|| solve(&about, pin, false));
        if let Some(Some(value)) = value {
            params.insert(name.clone(), value);
        }
    }
    graph
        .reached()
        .into_iter()
        .filter_map(|id| graph.node(id))
        .all(|(_, node)| !matches!(render(&node.sql, &params), Err(RenderError::Failed { .. })))
}

/// One pinned parameter, in one endpoint.
struct Judge<'a> {
    pipe: &'a Pipe,
    pins: &'a [Pin],
    pin: &'a Pin,
    runs: &'a [(&'a Way, &'a Summary)],
    ways: &'a [Way],
    usage: &'a Usage,
    graph: &'a Graph<'a>,
}

/// Whose choice a way is.
enum Choice {
    /// The caller's, or no one's.
    Caller,
    /// A pinned value's: which parameter, and which value.
    Pinned(String, Value),
    /// It depends on what is not followed.
    Unclear(Place),
}

impl Judge<'_> {
    fn judge(&self, found: &mut Found<'_>, doubtful: &mut Vec<String>) {
        let name = &self.pin.name;
        let pipe = &self.pipe.name;
        let whole = Place { file: self.pipe.file.as_str().into(), at: self.graph_at() };
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
                            format!("`{{% set {name} = … %}}` replaces what is pinned, so that it pins nothing");
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
            if self.usage.is_complete {
                let known: Vec<&str> = self.usage.names();
                let message = format!(
                    "no node that `{pipe}` reads uses the fixed parameter `{name}`: it pins nothing, and every row is shown; {}",
                    hint(name, &known)
                );
                found.add(Rule::ParamUnused, &whole, message, None);
            }
            return;
        };
        let reads = || self.runs.iter().flat_map(|(_, summary)| &summary.reads);
        let columns: Vec<String> = {
            let mut all: Vec<String> = reads()
                .flat_map(|read| read.filters_of(name).chain(read.loose.iter().filter(|filter| filter.param == *name)))
                .map(|filter| filter.column.clone())
                .collect();
            all.sort_unstable();
            all.dedup();
            all
        };
        if columns.is_empty() {
            self.never_compared(used, found);
            return;
        }
        for (way, summary) in self.runs {
            let somewhere = summary.reads.iter().any(|read| read.filters_of(name).next().is_some());
            for read in &summary.reads {
                if read.filters_of(name).next().is_some() {
                    self.caveats(read, found);
                } else {
                    self.unfiltered(way, read, somewhere, &columns, found, doubtful);
                }
            }
            if summary.reads.is_empty() {
                continue;
            }
        }
    }

    /// Where the endpoint begins.
    fn graph_at(&self) -> Position {
        let output = self.pipe.output().or(self.pipe.nodes.last());
        output.map(|node| node.at).unwrap_or_default()
    }

    /// The value is used, but no column is compared with it.
    fn never_compared(&self, used: &Place, found: &mut Found<'_>) {
        let name = &self.pin.name;
        if !self.pin.value.is_filled() && !self.runs.is_empty() && self.would_filter() {
            if let Pinned::Literal(value) = &self.pin.value {
                found.add(Rule::ParamOff, used, self.off_message(name, &shown(value)), None);
            }
            return;
        }
        let doubt = self
            .runs
            .iter()
            .flat_map(|(_, summary)| &summary.reads)
            .flat_map(|read| &read.doubts)
            .find(|doubt| doubt.param == *name);
        match doubt {
            // A fixed lower bound and the like is what its author wanted.
            Some(doubt) if doubt.reason == RANGE && !self.pin.value.is_filled() => {}
            Some(doubt) => {
                let message = format!("whether `{name}` filters anything is not known: {}", doubt.reason);
                found.add(Rule::Undecided, &doubt.place, message, None);
            }
            None if self.pin.value.is_filled() && !self.runs.is_empty() => {
                let message =
                    format!("`{name}` is used, but no condition compares a column with it, so that it pins no row");
                found.add(Rule::ParamNotInCondition, used, message, None);
            }
            None => {}
        }
    }

    /// Whether another value than the one that is pinned would filter.
    fn would_filter(&self) -> bool {
        let mut pins = self.pins.to_vec();
        for pin in pins.iter_mut().filter(|pin| pin.name == self.pin.name) {
            pin.value = Pinned::Placeholder { kind: None, refused: Vec::new() };
        }
        let graph = Graph::new(self.graph.pipes, self.graph.sources, &pins);
        let pipe = self.graph.pipes.iter().position(|pipe| pipe.name == self.pipe.name);
        let Some(output) = pipe.and_then(|pipe| graph.output_of(pipe)) else { return false };
        let filters = |way: &Way| match &way.outcome {
            Outcome::Runs(summary) => summary.reads.iter().any(|read| read.filters_of(&self.pin.name).next().is_some()),
            _ => false,
        };
        graph.ways(output).iter().any(filters)
    }

    /// A condition that some pinned values do not keep to.
    fn caveats(&self, read: &Read, found: &mut Found<'_>) {
        let name = &self.pin.name;
        let value = &self.pin.value;
        let faults = |filter: &Filter| {
            let mut faults: Vec<(Rule, String)> = Vec::new();
            if filter.list && value.admits_char(',') {
                let message = format!(
                    "the condition on `{}` reads a list out of `{name}`: `a,b` is two tenants; a type such as `{{{name}:Slug}}` or `{{{name}:UUID}}` keeps commas out",
                    filter.column
                );
                faults.push((Rule::ParamSplits, message));
            }
            if filter.pattern {
                for c in ['%', '_'] {
                    if value.admits_char(c) {
                        let message = format!(
                            "the condition on `{}` reads a pattern out of `{name}`, in which `{c}` stands for other text; compare with `=`",
                            filter.column
                        );
                        faults.push((Rule::ParamOff, message));
                        break;
                    }
                }
            }
            for off in &filter.off {
                if self.admits_text(off) {
                    faults.push((Rule::ParamOff, self.off_message(name, off)));
                }
            }
            faults
        };
        let all: Vec<(&Filter, Vec<(Rule, String)>)> =
            read.filters_of(name).map(|filter| (filter, faults(filter))).collect();
        if all.iter().any(|(_, faults)| faults.is_empty()) {
            return;
        }
        for (filter, faults) in all {
            for (rule, message) in faults {
                found.add(rule, &filter.place, message, None);
            }
        }
    }

    fn admits_text(&self, text: &str) -> bool {
        let value = &self.pin.value;
        value.admits(&Value::Text(text.into()))
            || crate::project::template::Int::parse(text).is_some_and(|int| value.admits(&Value::Int(int)))
    }

    fn off_message(&self, name: &str, value: &str) -> String {
        let remedy = match &self.pin.value {
            Pinned::Literal(_) => "pin another value".into(),
            _ => format!(
                "keep it out by `\"refuse\": {{ \"{name}\": [\"{value}\"] }}`, or by a type such as `{{{name}:UUID}}`"
            ),
        };
        format!("the value `{value}` of `{name}` switches its condition off: every row is shown; {remedy}")
    }

    /// A read that this pin does not filter.
    fn unfiltered(
        &self,
        way: &Way,
        read: &Read,
        somewhere: bool,
        columns: &[String],
        found: &mut Found<'_>,
        doubtful: &mut Vec<String>,
    ) {
        let name = &self.pin.name;
        let has = read.columns.as_ref().is_none_or(|known| columns.iter().any(|column| known.contains(column)));
        if !has {
            return;
        }
        let by_another = read.filters.iter().any(|filter| filter.param != *name);
        if !self.pin.value.is_filled() && by_another {
            return;
        }
        if let Some(doubt) = read.doubts.iter().find(|doubt| doubt.param == *name) {
            let message = format!("whether `{name}` filters `{}` is not known: {}", read.table, doubt.reason);
            found.add(Rule::Undecided, &doubt.place, message, None);
            return;
        }
        if read.columns.is_none() {
            let key = format!("{} {}", read.place.file, read.table);
            if !by_another && !doubtful.contains(&key) {
                doubtful.push(key);
                let message = format!(
                    "{} reads `{}`, which the project does not define, so that it is not known whether `{name}` should filter it",
                    words(read),
                    read.table
                );
                found.add(Rule::Undecided, &read.place, message, None);
            }
            return;
        }
        let elsewhere = !somewhere
            && self
                .runs
                .iter()
                .any(|(_, summary)| summary.reads.iter().any(|read| read.filters_of(name).next().is_some()));
        let sometimes = elsewhere
            || self.runs.iter().flat_map(|(_, summary)| &summary.reads).any(|other| {
                other.table == read.table
                    && other.nodes == read.nodes
                    && other.shown == read.shown
                    && other.filters_of(name).next().is_some()
            });
        let rest = format!("{} reads every row of `{}`", words(read), read.table);
        match self.choice(way) {
            Choice::Unclear(place) => {
                let message =
                    format!("a branch that is not followed may take the condition on `{name}` away: then {rest}");
                found.add(Rule::Undecided, &place, message, None);
            }
            _ if !renders(self.graph, way) => {
                let message = format!(
                    "a request may take the condition on `{name}` away, but none could be made up that does: then {rest}"
                );
                found.unconfirmed.push((read.place.clone(), message));
            }
            Choice::Pinned(param, value) if sometimes => {
                let place = self.place_of(way, Some(&param)).unwrap_or_else(|| read.place.clone());
                found.add(Rule::ParamOff, &place, self.off_message(&param, &shown(&value)), Some(way));
            }
            _ if sometimes => {
                let place = self.place_of(way, None).unwrap_or_else(|| read.place.clone());
                let message = format!(
                    "`{}` takes a branch in which `{name}` filters nothing: {rest}",
                    request(self.pipe, &way.assumed, self.pins)
                );
                found.add(Rule::ParamSometimes, &place, message, Some(way));
            }
            _ => {
                let why = match read.loose.iter().find(|filter| filter.param == *name) {
                    Some(filter) => {
                        format!("; the comparison at {}:{} lets other rows through", filter.place.file, filter.place.at)
                    }
                    None => String::new(),
                };
                let message = format!(
                    "{rest}: `{name}` does not filter it, although it has the column `{}`{why}",
                    self.column(read, columns)
                );
                found.add(Rule::SourceUnfiltered, &read.place, message, Some(way));
            }
        }
    }

    fn column<'c>(&self, read: &Read, columns: &'c [String]) -> &'c str {
        let known = read.columns.as_deref().unwrap_or_default();
        columns.iter().find(|column| known.contains(column)).map_or("", |column| column)
    }

    /// The place of the last decision about the parameter, or about one of the caller's.
    fn place_of(&self, way: &Way, param: Option<&str>) -> Option<Place> {
        let of = |assumed: &&Assumption| match param {
            Some(param) => assumed.atom.param == param,
            None => !self.pins.iter().any(|pin| pin.name == assumed.atom.param),
        };
        let decisive = |assumed: &&Assumption| !matches!(assumed.atom.test, super::assume::Test::Takes(_));
        let last = way.assumed.iter().rev().filter(of).find(decisive)?;
        Some(Place { file: last.atom.file.clone(), at: last.atom.at })
    }

    fn choice(&self, way: &Way) -> Choice {
        if let Some(opaque) = way.assumed.iter().find(|assumed| assumed.is_opaque()) {
            return Choice::Unclear(Place { file: opaque.atom.file.clone(), at: opaque.atom.at });
        }
        for pin in self.pins {
            let about: Vec<&Assumption> = way.assumed.iter().filter(|assumed| assumed.atom.param == pin.name).collect();
            if !about.is_empty()
                && solve(&about, Some(pin), true).is_none()
                && let Some(Some(value)) = solve(&about, Some(pin), false)
            {
                return Choice::Pinned(pin.name.clone(), value);
            }
        }
        Choice::Caller
    }
}
