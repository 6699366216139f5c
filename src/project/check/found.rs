//! The issues of an endpoint, each said once.

use alloc::{string::String, vec::Vec};

use super::graph::Graph;
use super::request::request;
use super::summary::{Place, Read};
use super::way::Way;
use crate::error::rule::Severity;
use crate::project::datafile::Pipe;
use crate::project::issue::{Issue, Rule};

/// The issues so far. What is said of a parameter and a place by the same rule is said once, with the shortest request.
pub(super) struct Found<'p> {
    pub(super) pipe: &'p Pipe,
    pub(super) graph: &'p Graph<'p>,
    pub(super) issues: Vec<Issue>,
    /// Where the issues of the parameter begin that is judged now: another's are others, in the same place, too.
    pub(super) since: usize,
    /// What may be, but no request was found that shows it.
    pub(super) unconfirmed: Vec<(Place, String)>,
}

impl Found<'_> {
    pub(super) fn add(&mut self, rule: Rule, place: &Place, message: String, way: Option<&Way>) {
        self.add_with(rule, rule.severity(), place, message, way);
    }

    pub(super) fn add_with(
        &mut self,
        rule: Rule,
        severity: Severity,
        place: &Place,
        message: String,
        way: Option<&Way>,
    ) {
        let request = way.map(|way| request(self.graph, self.pipe, &way.assumed, &[]).text);
        self.push(rule, severity, place, message, request);
    }

    pub(super) fn push(
        &mut self,
        rule: Rule,
        severity: Severity,
        place: &Place,
        message: String,
        request: Option<String>,
    ) {
        let mut issue = Issue::new(rule, &place.file, place.at, message);
        issue.severity = severity;
        issue.request = request;
        let since = if rule == Rule::Undecided { 0 } else { self.since };
        let same = |known: &&mut Issue| {
            known.rule == rule && known.file == issue.file && known.at == issue.at && known.severity == severity
        };
        match self.issues.iter_mut().skip(since).find(same) {
            None => self.issues.push(issue),
            Some(known) => {
                let len = |issue: &Issue| issue.request.as_ref().map_or(usize::MAX, String::len);
                if len(&issue) < len(known) {
                    *known = issue;
                }
            }
        }
    }
}

/// The nodes on the way to a read, in words.
pub(super) fn words(read: &Read) -> String {
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
