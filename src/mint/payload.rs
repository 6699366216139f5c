//! A payload, compiled: one text, and what a token has to put into it at which places.

use alloc::{string::String, vec::Vec};

use crate::mint::literal::Type;
use crate::mint::value::Value;
use crate::text::json::{needs_escape, write_escaped};

/// A payload behind its first member, `workspace_id`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Payload {
    text: String,
    /// Each with the place in the text before which it stands, in order.
    slots: Vec<(usize, Slot)>,
}

/// What differs from token to token. The numbers are indices into the template's parameters.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Slot {
    /// The expiry.
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
    /// The text so far, to write JSON behind it.
    pub(crate) fn text(&mut self) -> &mut String {
        &mut self.text
    }

    /// Goes on with what is not known yet.
    pub(crate) fn slot(&mut self, slot: Slot) {
        self.slots.push((self.text.len(), slot));
    }

    /// How many bytes every payload has at least.
    pub(crate) fn text_len(&self) -> usize {
        self.text.len()
    }

    /// What stands before the first slot: it is the same in every token.
    pub(crate) fn before(&self) -> &str {
        self.slots.first().and_then(|(at, _)| self.text.get(..*at)).unwrap_or(&self.text)
    }

    /// Appends the payload of one token from its first slot on.
    pub(crate) fn write(&self, values: &[(&str, Value<'_>)], exp: &str, json: &mut String) -> Result<(), Fault> {
        const MISSING: &str = "is missing; every placeholder of the template needs a value";
        let value = |index: usize| values.get(index).map(|(_, value)| value).ok_or((index, MISSING));
        let mut from = self.before().len();
        for (at, slot) in &self.slots {
            json.push_str(self.text.get(from..*at).unwrap_or_default());
            from = *at;
            match slot {
                Slot::Exp => json.push_str(exp),
                Slot::Value(index) | Slot::Inside(index) => match value(*index)? {
                    Value::Text(text) if matches!(slot, Slot::Value(_)) => {
                        json.push('"');
                        write_escaped(text, json);
                        json.push('"');
                    }
                    Value::Text(text) => write_escaped(text, json),
                    Value::Number(number) => json.push_str(number.as_str()),
                    Value::Bool(value) => json.push_str(if *value { "true" } else { "false" }),
                    Value::List(_) => return Err((*index, "has to be a string, number or boolean here, not a list")),
                },
                Slot::Literal(index, kind) => {
                    let start = json.len();
                    kind.write(value(*index)?, json).map_err(|reason| (*index, reason))?;
                    if json.get(start..).is_some_and(needs_escape) {
                        let literal = json.split_off(start);
                        write_escaped(&literal, json);
                    }
                }
            }
        }
        json.push_str(self.text.get(from..).unwrap_or_default());
        Ok(())
    }
}
