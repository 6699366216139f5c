//! Pinned values that a condition does not keep to, and pins that are compared with nothing.

use alloc::{format, string::String, vec::Vec};

use super::condition::RANGE;
use super::found::Found;
use super::graph::Graph;
use super::judge::Judge;
use super::path::Note;
use super::pin::{Pinned, shown};
use super::summary::{Filter, Off, Place, Read};
use super::way::{Outcome, Way};
use crate::project::issue::Rule;
use crate::project::template::Int;
use crate::project::value::Value;
use crate::text::json::number_text;

/// A whole number as its digits: `7` of `7.0`.
fn whole(text: &str) -> Option<String> {
    match Int::parse(text) {
        Some(int) => Some(int.to_text()),
        None => Int::parse(&number_text(text.parse().ok()?)).map(|int| int.to_text()),
    }
}

impl Judge<'_> {
    /// The value is used, but no column is compared with it.
    pub(super) fn never_compared(&self, used: &Place, found: &mut Found<'_>) {
        let name = &self.pin.name;
        if !self.pin.value.is_filled() && !self.runs.is_empty() && self.would_filter() {
            if let Pinned::Literal(value) = &self.pin.value {
                found.add(Rule::ParamOff, used, self.off_message(name, &shown(value)), None);
            }
            return;
        }
        let names = |way: &Way| way.notes.iter().any(|(note, _)| *note == Note::Named(name.clone()));
        let is_used = self.runs.iter().any(|(way, summary)| summary.uses.contains(name) || names(way));
        if !is_used && self.usage.is_written(name) {
            let shortest = self.runs.iter().map(|(way, _)| *way).min_by_key(|way| way.assumed.len());
            if let Some(way) = shortest {
                let message = format!(
                    "`{name}` stands only where no request leads, or in a comment: it {}",
                    self.effect_of_none()
                );
                found.add(Rule::ParamUnused, used, message, Some(way));
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
                    format!("`{name}` is used, but no condition compares a column with it, so it pins no rows");
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
    pub(super) fn caveats(&self, read: &Read, column: &str, found: &mut Found<'_>) {
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
            // Tinybird writes `%` as `\%`, but `_` as it is.
            if filter.pattern && value.admits_char('_') {
                let message = format!(
                    "the condition on `{}` reads a pattern out of `{name}`, in which `_` stands for any character; compare with `=`",
                    filter.column
                );
                faults.push((Rule::ParamOff, message));
            }
            if filter.extended
                && let Some(default) = self.default_of(read, &filter.column)
                && self.admits_text(default)
            {
                let message = format!(
                    "an outer join makes up rows in which `{}` is `{default}`, and they pass where `{name}` is that; {}",
                    filter.column,
                    self.remedy(name, default)
                );
                faults.push((Rule::ParamOff, message));
            }
            for off in &filter.off {
                let admitted = self.spellings(off).into_iter().find(|value| self.admits_text(value));
                if let Some(value) = admitted {
                    faults.push((Rule::ParamOff, self.off_message(name, &value)));
                }
            }
            faults
        };
        let all: Vec<(&Filter, Vec<(Rule, String)>)> = read
            .filters_of(name)
            .filter(|filter| filter.column == column)
            .map(|filter| (filter, faults(filter)))
            .collect();
        if all.iter().any(|(_, faults)| faults.is_empty()) {
            return;
        }
        for (filter, faults) in all {
            for (rule, message) in faults {
                found.add(rule, &filter.place, message, None);
            }
        }
    }

    /// The texts that are compared as this value: one more with zeros before it than the template refuses.
    fn spellings(&self, off: &Off) -> Vec<String> {
        let mut all = Vec::from([off.value.clone()]);
        let Some(number) = off.is_number.then(|| whole(&off.value)).flatten() else { return all };
        let refused = match &self.pin.value {
            Pinned::Placeholder { refused, .. } => refused.len(),
            _ => 0,
        };
        let (sign, digits) = number.strip_prefix('-').map_or(("", &*number), |digits| ("-", digits));
        all.push(number.clone());
        for zeros in 1..=refused.saturating_add(1) {
            all.push([sign, &*"0".repeat(zeros), digits].concat());
        }
        all.push(["+", digits].concat());
        all
    }

    fn admits_text(&self, text: &str) -> bool {
        let value = &self.pin.value;
        value.admits(&Value::Text(text.into())) || Int::parse(text).is_some_and(|int| value.admits(&Value::Int(int)))
    }

    /// What a column is in a row that an outer join makes up: the default of its type, if a pinned value may be that.
    fn default_of(&self, read: &Read, column: &str) -> Option<&'static str> {
        let source = self.graph.sources.iter().find(|source| source.name == read.table);
        let kind = match source.and_then(|source| source.column(column)) {
            Some(column) => column.kind.to_ascii_lowercase(),
            // Of tables that the project does not define, any.
            None => return Some("0"),
        };
        let kind = kind.strip_prefix("lowcardinality(").unwrap_or(&kind);
        let is = |begins: &str| kind.starts_with(begins);
        if is("uuid") {
            Some("00000000-0000-0000-0000-000000000000")
        } else if is("datetime") {
            Some("1970-01-01 00:00:00")
        } else if is("date") {
            Some("1970-01-01")
        } else if is("int") || is("uint") || is("float") || is("decimal") || is("bool") {
            Some("0")
        } else {
            None
        }
    }

    pub(super) fn off_message(&self, name: &str, value: &str) -> String {
        format!(
            "the value `{value}` of `{name}` switches its condition off: every row is shown; {}",
            self.remedy(name, value)
        )
    }

    fn remedy(&self, name: &str, value: &str) -> String {
        match &self.pin.value {
            Pinned::Literal(_) => "pin another value".into(),
            _ => format!(
                "keep it out by `\"refuse\": {{ \"{name}\": [\"{value}\"] }}`, or by a type such as `{{{name}:UUID}}`"
            ),
        }
    }
}
