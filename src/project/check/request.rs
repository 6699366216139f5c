//! Requests that show what was found.

use alloc::{borrow::Cow, format, string::String, vec::Vec};

use super::assume::{meets, solve};
use super::assumption::{Assumption, takes};
use super::graph::Graph;
use super::pin::shown;
use crate::project::datafile::Pipe;
use crate::project::param::params;
use crate::project::render::{RenderError, render};
use crate::project::value::Value;

/// What a request says.
type Params = Vec<(String, Value)>;

/// A value for each type of a parameter.
const USUAL: &[&str] = &["x", "1", "2024-03-01", "2024-03-01 00:00:00", "2024-03-01 00:00:00.000"];

/// A request.
pub(super) struct Request {
    pub(super) text: String,
    /// Whether it renders: what the engine refuses shows nothing.
    pub(super) renders: bool,
}

/// The request that goes this way: what is assumed of the parameters that are the caller's, and what the caller chooses beyond that.
pub(super) fn request(graph: &Graph<'_>, pipe: &Pipe, assumed: &[Assumption], chosen: &[(&str, &str)]) -> Request {
    let is_pinned = |name: &str| graph.pins.iter().any(|pin| pin.name == name);
    let names = assumed.iter().map(|assumed| &*assumed.atom.param).chain(graph.pins.iter().map(|pin| &*pin.name));
    let mut known: Vec<&str> = Vec::new();
    let mut given: Params = Vec::new();
    let mut met = true;
    for name in names.filter(|name| !name.is_empty()).chain(chosen.iter().map(|(name, _)| *name)) {
        if known.contains(&name) {
            continue;
        }
        known.push(name);
        let about: Vec<&Assumption> = assumed.iter().filter(|assumption| assumption.atom.param == name).collect();
        let pin = graph.pins.iter().find(|pin| pin.name == name);
        let value = match chosen.iter().find(|(chosen, _)| *chosen == name) {
            Some((_, value)) => {
                met = met && meets(&about, value);
                Some(Value::from(*value))
            }
            None => {
                let solved = solve(&about, pin, true).or_else(|| solve(&about, pin, false));
                met = met && (solved.is_some() || about.is_empty());
                solved.flatten()
            }
        };
        given.extend(value.map(|value| (name.into(), value)));
    }
    let renders = met
        && (renders(graph, &given) || {
            let missing = missing(graph, &known);
            complete(graph, &mut given, missing)
        });
    let mut text = format!("GET /v0/pipes/{}.json", pipe.name);
    let mut separator = '?';
    for (name, value) in given.iter().filter(|(name, _)| !is_pinned(name)) {
        text.push(separator);
        encode(name, &mut text);
        text.push('=');
        encode(&shown(value), &mut text);
        separator = '&';
    }
    Request { text, renders }
}

fn encode(text: &str, into: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            into.push(char::from(byte));
        } else {
            let digit = |nibble: u8| char::from_digit(nibble.into(), 16).unwrap_or('0').to_ascii_uppercase();
            into.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
}

fn renders(graph: &Graph<'_>, given: &Params) -> bool {
    graph
        .reached()
        .into_iter()
        .filter_map(|id| graph.node(id))
        .all(|(_, node)| !matches!(render(&node.sql, given), Err(RenderError::Failed { .. })))
}

/// A usual value for every parameter without a default that nothing is known of: fragments that are not followed may require it.
fn missing(graph: &Graph<'_>, known: &[&str]) -> Params {
    let mut missing: Params = Vec::new();
    for (pipe, node) in graph.reached().into_iter().filter_map(|id| graph.node(id)) {
        for param in params(pipe) {
            let here = param.uses.iter().any(|place| place.node == node.name);
            let name = &*param.name;
            if here
                && param.default.is_none()
                && !known.contains(&name)
                && !missing.iter().any(|(known, _)| known == name)
            {
                let kind: Cow<'_, str> = param.kind.trim_start_matches("Array(").trim_end_matches(')').into();
                let usual = USUAL.iter().map(|text| Value::from(*text)).find(|value| takes(&kind, value));
                missing.extend(usual.map(|usual| (param.name.clone(), usual)));
            }
        }
    }
    missing
}

/// Adds what is missing, but nothing that is not; whether the request renders then.
fn complete(graph: &Graph<'_>, given: &mut Params, missing: Params) -> bool {
    let before = given.len();
    given.extend(missing);
    if !renders(graph, given) {
        given.truncate(before);
        return false;
    }
    for index in (before..given.len()).rev() {
        let taken = given.remove(index);
        if !renders(graph, given) {
            given.insert(index, taken);
        }
    }
    true
}
