//! A payload, compiled: the texts between its placeholders, and what stands in each of these.

use alloc::{boxed::Box, string::String, vec::Vec};

use crate::filter::Type;
use crate::json::{needs_escape, write_escaped};
use crate::template::Piece;
use crate::value::Value;

/// The pieces of a payload from its first placeholder on, in order.
pub(crate) struct Payload {
    parts: Vec<Part>,
    /// How many bytes the texts have together.
    text_len: usize,
}

enum Part {
    Text(Box<str>),
    Exp,
    /// A whole JSON value that keeps its type.
    Value(usize),
    /// Text inside a JSON string.
    Inside(usize),
    /// A ClickHouse literal inside a JSON string.
    Literal(usize, Type),
}

/// Why a payload cannot be written: which parameter, and what it has to be.
pub(crate) type Fault = (usize, &'static str);

impl Payload {
    /// Compiles the pieces of a template; what stands before the first placeholder is given back, as it is the same in
    /// every token.
    pub(crate) fn compile(pieces: Vec<Piece>, workspace_id: &str) -> (String, Payload) {
        let mut parts = Vec::new();
        let mut text = String::new();
        let mut before = None;
        let mut text_len = 0_usize;
        for piece in pieces {
            let part = match piece {
                Piece::Text(more) => {
                    text.push_str(&more);
                    continue;
                }
                Piece::Workspace => {
                    text.push_str(workspace_id);
                    continue;
                }
                Piece::Exp => Part::Exp,
                Piece::Value(slot) => Part::Value(slot),
                Piece::Inside(slot) => Part::Inside(slot),
                Piece::Literal(slot, kind) => Part::Literal(slot, kind),
            };
            let text = core::mem::take(&mut text);
            text_len = text_len.saturating_add(text.len());
            if before.is_none() {
                before = Some(text);
            } else {
                parts.push(Part::Text(text.into_boxed_str()));
            }
            parts.push(part);
        }
        text_len = text_len.saturating_add(text.len());
        parts.push(Part::Text(text.into_boxed_str()));
        (before.unwrap_or_default(), Payload { parts, text_len })
    }

    /// How many bytes every payload has at least.
    pub(crate) fn text_len(&self) -> usize {
        self.text_len
    }

    /// Appends the payload of one token from its first placeholder on.
    pub(crate) fn write(&self, values: &[(&str, Value<'_>)], exp: &str, json: &mut String) -> Result<(), Fault> {
        const MISSING: &str = "is missing; every placeholder of the template needs a value";
        let value = |slot: usize| values.get(slot).map(|(_, value)| value).ok_or((slot, MISSING));
        for part in &self.parts {
            match part {
                Part::Text(text) => json.push_str(text),
                Part::Exp => json.push_str(exp),
                Part::Value(slot) | Part::Inside(slot) => match value(*slot)? {
                    Value::Text(text) if matches!(part, Part::Value(_)) => {
                        json.push('"');
                        write_escaped(text, json);
                        json.push('"');
                    }
                    Value::Text(text) => write_escaped(text, json),
                    Value::Number(number) => json.push_str(number.as_str()),
                    Value::Bool(value) => json.push_str(if *value { "true" } else { "false" }),
                    Value::List(_) => return Err((*slot, "has to be a string, number or boolean here, not a list")),
                },
                Part::Literal(slot, kind) => {
                    let start = json.len();
                    kind.write(value(*slot)?, json).map_err(|reason| (*slot, reason))?;
                    if json.get(start..).is_some_and(needs_escape) {
                        let literal = json.split_off(start);
                        write_escaped(&literal, json);
                    }
                }
            }
        }
        Ok(())
    }
}
