//! Requests that show what was found.

use alloc::{format, string::String, vec::Vec};

use super::assume::{Assumption, solve};
use super::graph::{Graph, Way};
use super::pin::{Pin, shown};
use crate::project::datafile::Pipe;
use crate::project::render::{RenderError, render};
use crate::project::value::Value;

/// The request that goes this way: what is assumed of the parameters that are the caller's, and what the caller chooses beyond that.
pub(super) fn request(pipe: &Pipe, assumed: &[Assumption], pins: &[Pin], chosen: Option<(&str, &str)>) -> String {
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
        let value = match chosen {
            Some((name, value)) if name == param => Some(String::from(value)),
            _ => solve(&about, None, false).flatten().as_ref().map(shown),
        };
        if let Some(value) = value {
            text.push(separator);
            encode(param, &mut text);
            text.push('=');
            encode(&value, &mut text);
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
            let digit = |nibble: u8| char::from_digit(nibble.into(), 16).unwrap_or('0').to_ascii_uppercase();
            into.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
}

/// Whether the request of a way renders: what the engine refuses shows nothing.
pub(super) fn renders(graph: &Graph<'_>, way: &Way) -> bool {
    let mut params: Vec<(String, Value)> = Vec::new();
    let names = way.assumed.iter().map(|assumed| &assumed.atom.param).chain(graph.pins.iter().map(|pin| &pin.name));
    for name in names {
        if params.iter().any(|(known, _)| known == name) {
            continue;
        }
        let about: Vec<&Assumption> = way.assumed.iter().filter(|assumed| assumed.atom.param == *name).collect();
        let pin = graph.pins.iter().find(|pin| pin.name == *name);
        let value = solve(&about, pin, true).or_else(|| solve(&about, pin, false));
        if let Some(Some(value)) = value {
            params.push((name.clone(), value));
        }
    }
    graph
        .reached()
        .into_iter()
        .filter_map(|id| graph.node(id))
        .all(|(_, node)| !matches!(render(&node.sql, &params), Err(RenderError::Failed { .. })))
}
