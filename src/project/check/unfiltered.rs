//! Reads that a pin does not filter: whose choice that is, and which request shows it.

use alloc::{format, string::String, vec::Vec};

use super::assume::solve;
use super::assumption::{Assumption, Test};
use super::condition::SET;
use super::found::{Found, words};
use super::identity::{Identity, Tenant};
use super::judge::Judge;
use super::pin::shown;
use super::request::request;
use super::summary::{Place, Read, Summary};
use super::way::Way;
use crate::error::rule::Severity;
use crate::project::issue::Rule;
use crate::project::value::Value;

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
    /// A read that this pin does not filter.
    pub(super) fn unfiltered(
        &self,
        way: &Way,
        read: &Read,
        identity: &Identity,
        found: &mut Found<'_>,
        doubtful: &mut Vec<String>,
    ) {
        let name = &self.pin.name;
        let has = identity.may_have(read);
        // A set of the tenant's values is all that can limit a table that has no column of tenants.
        let doubt = read.doubts.iter().find(|doubt| doubt.param == *name && (has || doubt.reason != SET));
        if !has && doubt.is_none() {
            return;
        }
        let by_another = read.filters.iter().any(|filter| filter.param != *name);
        if !self.pin.value.is_filled() && by_another {
            return;
        }
        if let Some(doubt) = doubt {
            let message = format!("whether `{name}` filters `{}` is not known: {}", read.table, doubt.reason);
            found.add(Rule::Undecided, &doubt.place, message, None);
            return;
        }
        if read.columns.is_none() {
            let key = format!("{} {}", read.place.file, read.table);
            if !by_another && !doubtful.contains(&key) {
                doubtful.push(key);
                let message = format!(
                    "{} reads `{}`, which the project does not define, so it is not known whether `{name}` should filter it",
                    words(read),
                    read.table
                );
                found.add(Rule::Undecided, &read.place, message, None);
            }
            return;
        }
        let sometimes = self.is_filtered_elsewhere(way, read);
        let (rest, severity) = effect(read);
        if read.place.maybe {
            let message = format!("it is not followed which requests read this; where one does, {rest}");
            found.add(Rule::Undecided, &read.place, message, None);
            return;
        }
        let loose = read.loose.iter().find(|filter| filter.param == *name);
        let asked = loose.map(|filter| filter.asked.as_slice()).unwrap_or_default();
        let chosen: Vec<(&str, &str)> = asked.iter().map(|asked| (&*asked.param, &*asked.value)).collect();
        // Which rows pass is up to the data where no parameter is known.
        let is_known = !chosen.iter().any(|(param, _)| param.is_empty());
        let column = identity.column_in(read);
        let named = read.named.as_ref().filter(|named| named.value == column).map(|named| &*named.param);
        let another = self.another();
        let said = named.map(|by| (by, &*another));
        let chosen = if is_known { chosen } else { Vec::new() };
        let shows = request(self.graph, self.pipe, &way.assumed, said.as_ref().map_or(&*chosen, core::slice::from_ref));
        match self.choice(way) {
            Choice::Unclear(place) => {
                let message =
                    format!("a branch that is not followed may take the condition on `{name}` away: then {rest}");
                found.add(Rule::Undecided, &place, message, None);
            }
            _ if !shows.renders => {
                let message = format!(
                    "a request may take the condition on `{name}` away, but none could be made up that does: then {rest}"
                );
                found.unconfirmed.push((read.place.clone(), message));
            }
            Choice::Pinned(param, value) if sometimes => {
                let place = self.place_of(way, Some(&param)).unwrap_or_else(|| read.place.clone());
                found.add(Rule::ParamOff, &place, self.off_message(&param, &shown(&value)), Some(way));
            }
            _ if named.is_some() => {
                let by = named.unwrap_or_default();
                let message = format!(
                    "the caller chooses by `{by}` whose rows of `{}` are read, instead of `{name}`: `{column}` is compared with it, as in `{}`",
                    read.table, shows.text
                );
                let rule = if sometimes { Rule::ParamSometimes } else { Rule::SourceUnfiltered };
                found.push(rule, severity, &read.place, message, Some(shows.text));
            }
            _ if sometimes && is_known => {
                let place = self.place_of(way, None).unwrap_or_else(|| read.place.clone());
                let message = format!("`{}` takes a branch in which `{name}` filters nothing: {rest}", shows.text);
                found.push(Rule::ParamSometimes, severity, &place, message, Some(shows.text));
            }
            _ => {
                let why = match loose {
                    Some(filter) => {
                        format!("; the comparison at {}:{} lets other rows through", filter.place.file, filter.place.at)
                    }
                    None => String::new(),
                };
                let message =
                    format!("{rest}: `{name}` does not filter it, although it has the column `{column}`{why}");
                found.push(Rule::SourceUnfiltered, severity, &read.place, message, is_known.then_some(shows.text));
            }
        }
    }

    /// What another tenant may be called.
    fn another(&self) -> String {
        let globex = Value::from("globex");
        let usual = || self.pin.value.ordinary().get(1).map(shown);
        if self.pin.value.admits(&globex) { shown(&globex) } else { usual().unwrap_or_else(|| "x".into()) }
    }

    /// Whether the same table is filtered in another way, or any table if none is in this one.
    fn is_filtered_elsewhere(&self, way: &Way, read: &Read) -> bool {
        let is_filtered = |read: &Read| read.filters_of(&self.pin.name).next().is_some();
        let any = |summary: &Summary| summary.reads.iter().any(is_filtered);
        let here = self.runs.iter().any(|(other, summary)| core::ptr::eq(*other, way) && any(summary));
        if !here && self.runs.iter().any(|(_, summary)| any(summary)) {
            return true;
        }
        let same = |other: &&Read| other.table == read.table && other.nodes == read.nodes && other.shown == read.shown;
        self.runs.iter().any(|(_, summary)| {
            let mut reads = summary.reads.iter().filter(same).peekable();
            reads.peek().is_some() && reads.all(is_filtered)
        })
    }

    /// A read that is filtered by another column than the tenant's, which it has, too.
    pub(super) fn other_column(&self, way: &Way, read: &Read, column: &str, tenant: &Tenant, found: &mut Found<'_>) {
        let name = &self.pin.name;
        if !self.pin.value.is_filled() && read.filters.iter().any(|filter| filter.param != *name) {
            return;
        }
        let compared = format!("{} compares `{name}` with the column `{column}` of `{}`", words(read), read.table);
        match tenant {
            Tenant::Elsewhere(tenant)
                if !is_unclear(way, read) && request(self.graph, self.pipe, &way.assumed, &[]).renders =>
            {
                let message = format!(
                    "{compared}, and elsewhere with `{tenant}`, which it has, too: rows of every `{tenant}` are shown"
                );
                found.add_with(Rule::SourceUnfiltered, effect(read).1, &read.place, message, Some(way));
            }
            Tenant::Elsewhere(tenant) | Tenant::Named(tenant) => {
                let message =
                    format!("{compared}, not with its column `{tenant}`, so it is not known whether it is the same");
                found.add(Rule::Undecided, &read.place, message, None);
            }
            Tenant::Unknown => {
                let message = format!("{compared}, and elsewhere with another, so it is not known which one pins");
                found.add(Rule::Undecided, &read.place, message, None);
            }
        }
    }

    /// A read whose rows are compared with the pinned value in a column that the caller chooses.
    pub(super) fn chosen(&self, way: &Way, read: &Read, identity: &Identity, found: &mut Found<'_>) -> bool {
        let name = &self.pin.name;
        let Some(chosen) = read.chosen.iter().find(|chosen| chosen.param == *name) else { return false };
        if !identity.is_empty() && !identity.may_have(read) {
            return false;
        }
        let source = self.graph.sources.iter().find(|source| source.name == read.table);
        if is_unclear(way, read) {
            let message = format!("the caller may choose by `{}` which column is compared with `{name}`", chosen.by);
            found.add(Rule::Undecided, &chosen.place, message, None);
            return true;
        }
        let other = source.and_then(|source| {
            let mut others = source.columns.iter().filter(|column| !identity.is_compared(&column.name));
            others.clone().find(|column| column.kind.contains("String")).or_else(|| others.next())
        });
        let column = other.map_or("x", |column| &*column.name);
        let request = request(self.graph, self.pipe, &way.assumed, &[(&chosen.by, column)]).text;
        let message = format!(
            "the caller chooses by `{}` which column is compared with `{name}`: `{request}` takes another, and {}",
            chosen.by,
            effect(read).0
        );
        found.push(Rule::ParamSometimes, Severity::Error, &chosen.place, message, Some(request));
        true
    }

    /// The place of the last decision about the parameter, or about one of the caller's.
    fn place_of(&self, way: &Way, param: Option<&str>) -> Option<Place> {
        let of = |assumed: &&Assumption| match param {
            Some(param) => assumed.atom.param == param,
            None => !self.pins.iter().any(|pin| pin.name == assumed.atom.param),
        };
        let decisive = |assumed: &&Assumption| !matches!(assumed.atom.test, Test::Takes(_));
        let last = way.assumed.iter().rev().filter(of).find(decisive)?;
        Some(Place { file: last.atom.file.clone(), at: last.atom.at, maybe: false })
    }

    fn choice(&self, way: &Way) -> Choice {
        if let Some(opaque) = way.assumed.iter().find(|assumed| assumed.is_opaque()) {
            return Choice::Unclear(Place { file: opaque.atom.file.clone(), at: opaque.atom.at, maybe: false });
        }
        for assumed in &way.assumed {
            let param = &assumed.atom.param;
            let pin = self.pins.iter().find(|pin| pin.name == *param);
            let about: Vec<&Assumption> = way.assumed.iter().filter(|other| other.atom.param == *param).collect();
            if solve(&about, pin, false).is_none() {
                return Choice::Unclear(Place { file: assumed.atom.file.clone(), at: assumed.atom.at, maybe: false });
            }
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

/// Whether it depends on what is not followed, so that no request is known that goes this way.
fn is_unclear(way: &Way, read: &Read) -> bool {
    read.place.maybe || way.assumed.iter().any(Assumption::is_opaque)
}

/// What it means that a read is not filtered, and how much it matters.
fn effect(read: &Read) -> (String, Severity) {
    let every = format!("{} reads every row of `{}`", words(read), read.table);
    if read.shown {
        (every, Severity::Error)
    } else {
        (format!("{every}, of which none is shown, but which rows are shown depends on them"), Severity::Warning)
    }
}
