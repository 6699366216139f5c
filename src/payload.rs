//! A payload, compiled: the texts between its placeholders are in base64url already, for each of the three places in a group
//! at which a text can begin. Writing a token's payload is copying them, and encoding what differs.

use alloc::{string::String, vec::Vec};

use crate::base64url::{Encoder, Fixed};
use crate::filter::Type;
use crate::json::write_escaped;
use crate::template::Piece;
use crate::value::Value;

/// The pieces of a payload, in order.
pub(crate) struct Payload {
    parts: Vec<Part>,
    /// How many bytes the texts have together.
    text_len: usize,
}

enum Part {
    Text(Fixed),
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
                parts.push(Part::Text(Fixed::new(text.into_bytes())));
            }
            parts.push(part);
        }
        text_len = text_len.saturating_add(text.len());
        parts.push(Part::Text(Fixed::new(text.into_bytes())));
        (before.unwrap_or_default(), Payload { parts, text_len })
    }

    /// How many bytes every payload has at least.
    pub(crate) fn text_len(&self) -> usize {
        self.text_len
    }

    /// Writes the payload of one token from its first placeholder on.
    pub(crate) fn write(&self, values: &[(&str, Value<'_>)], exp: &str, out: &mut Encoder<'_>) -> Result<(), Fault> {
        const MISSING: &str = "is missing; every placeholder of the template needs a value";
        for part in &self.parts {
            match part {
                Part::Text(text) => out.fixed(text),
                Part::Exp => out.bytes(exp.as_bytes()),
                Part::Value(slot) | Part::Inside(slot) => match &values.get(*slot).ok_or((*slot, MISSING))?.1 {
                    Value::Text(text) if matches!(part, Part::Value(_)) => {
                        out.bytes(b"\"");
                        escaped(text, out);
                        out.bytes(b"\"");
                    }
                    Value::Text(text) => escaped(text, out),
                    Value::Number(number) => out.bytes(number.as_str().as_bytes()),
                    Value::Bool(value) => out.bytes(if *value { b"true" } else { b"false" }),
                    Value::List(_) => return Err((*slot, "has to be a string, number or boolean here, not a list")),
                },
                Part::Literal(slot, kind) => {
                    let mut literal = String::new();
                    let (_, value) = values.get(*slot).ok_or((*slot, MISSING))?;
                    kind.write(value, &mut literal).map_err(|reason| (*slot, reason))?;
                    escaped(&literal, out);
                }
            }
        }
        Ok(())
    }
}

/// Text inside a JSON string; most needs no escape.
fn escaped(text: &str, out: &mut Encoder<'_>) {
    if text.bytes().any(|byte| byte < 0x20 || byte == b'"' || byte == b'\\') {
        let mut escaped = String::new();
        write_escaped(text, &mut escaped);
        out.bytes(escaped.as_bytes());
    } else {
        out.bytes(text.as_bytes());
    }
}
