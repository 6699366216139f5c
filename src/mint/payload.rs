//! A payload, compiled: texts, and between them what a token has to put there.

use alloc::{string::String, vec::Vec};

use crate::mint::bounded::{Bounded, Full};
use crate::mint::kind::{Checked, Scalar, Type};
use crate::mint::literal::{self, Unwritten};
use crate::mint::value::Value;
use crate::text::json::write_escaped;

/// A payload that lacks its workspace, as a template has it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draft {
    /// Each text with the slot behind it. Where there is none, the workspace's id stands.
    parts: Vec<(String, Option<Slot>)>,
    /// The text behind the last of them.
    end: String,
}

/// A payload that lacks only what differs from token to token.
#[derive(Clone, Debug)]
pub(crate) struct Payload {
    /// Each text with the slot behind it.
    parts: Vec<(String, Slot)>,
    /// The text behind the last of them.
    end: String,
    /// How long all texts are together, in bytes.
    text_len: usize,
}

/// What differs from token to token. The numbers are indices into the template's parameters.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Slot {
    /// The expiry.
    Exp,
    /// A whole JSON value that keeps its type.
    Value(usize, Option<Scalar>),
    /// Text inside a JSON string.
    Inside(usize, Option<Scalar>),
    /// A ClickHouse literal inside a JSON string.
    Literal(usize, Type),
}

/// Why a payload cannot be written.
pub(crate) enum Fault {
    /// Which parameter, and what is wrong with it.
    Param(usize, &'static str),
    /// It does not fit into a token.
    Full(Full),
}

/// What a parameter without a value is told.
pub(crate) const MISSING: &str = "is missing; every placeholder needs a value";

impl Draft {
    /// The text so far, to write JSON behind it.
    pub(crate) fn text(&mut self) -> &mut String {
        &mut self.end
    }

    /// Goes on with what is not known yet.
    pub(crate) fn slot(&mut self, slot: Slot) {
        self.parts.push((core::mem::take(&mut self.end), Some(slot)));
    }

    /// Goes on with the workspace's id, inside a JSON string.
    pub(crate) fn workspace_id(&mut self) {
        self.parts.push((core::mem::take(&mut self.end), None));
    }

    /// Puts the workspace's id in.
    pub(crate) fn bind(self, workspace_id: &str) -> Payload {
        let mut parts = Vec::with_capacity(self.parts.len());
        let mut text = String::new();
        for (before, slot) in self.parts {
            text.push_str(&before);
            match slot {
                Some(slot) => parts.push((core::mem::take(&mut text), slot)),
                None => write_escaped(workspace_id, &mut text),
            }
        }
        text.push_str(&self.end);
        let text_len = parts.iter().map(|(text, _)| text.len()).fold(text.len(), usize::saturating_add);
        Payload { parts, end: text, text_len }
    }
}

impl Payload {
    /// How many bytes every payload has at least.
    pub(crate) fn text_len(&self) -> usize {
        self.text_len
    }

    /// What stands before the first slot: it is the same in every token.
    pub(crate) fn before(&self) -> &str {
        self.parts.first().map_or(&self.end, |(text, _)| text)
    }

    /// Appends the payload of one token from its first slot on.
    pub(crate) fn write<K>(&self, values: &[(K, Value<'_>)], exp: &str, json: &mut Bounded<'_>) -> Result<(), Fault> {
        for (index, (before, slot)) in self.parts.iter().enumerate() {
            if index > 0 {
                json.push(before)?;
            }
            slot.write(values, exp, json)?;
        }
        if !self.parts.is_empty() {
            json.push(&self.end)?;
        }
        Ok(())
    }
}

impl Slot {
    fn write<K>(self, values: &[(K, Value<'_>)], exp: &str, json: &mut Bounded<'_>) -> Result<(), Fault> {
        let value = |index: usize| values.get(index).map(|(_, value)| value).ok_or(Fault::Param(index, MISSING));
        match self {
            Slot::Exp => json.push(exp)?,
            Slot::Value(index, kind) => {
                let checked = check(kind, value(index)?).map_err(|reason| Fault::Param(index, reason))?;
                let quote = if matches!(checked, Checked::Text(_) | Checked::Time(..)) { "\"" } else { "" };
                json.push(quote)?;
                write_text(checked, json)?;
                json.push(quote)?;
            }
            Slot::Inside(index, kind) => {
                write_text(check(kind, value(index)?).map_err(|reason| Fault::Param(index, reason))?, json)?;
            }
            Slot::Literal(index, kind) => {
                let start = json.len();
                literal::write(kind, value(index)?, json).map_err(|unwritten| match unwritten {
                    Unwritten::Refused(reason) => Fault::Param(index, reason),
                    Unwritten::Full(full) => Fault::Full(full),
                })?;
                json.escape_from(start)?;
            }
        }
        Ok(())
    }
}

/// The value, if a name or a fixed parameter can have it; else what it has to be.
pub(crate) fn check<'v>(kind: Option<Scalar>, value: &'v Value<'_>) -> Result<Checked<'v>, &'static str> {
    let checked = match (kind, value) {
        (Some(kind), value) => kind.check(value)?,
        (None, Value::Text(text)) => Checked::Text(text),
        (None, Value::Number(number)) => Checked::Number(number.as_str()),
        (None, Value::Bool(value)) => Checked::Bool(*value),
        (None, Value::List(_)) => return Err("has to be a string, number or boolean here, not a list"),
    };
    match checked {
        Checked::Text(text) if text.trim().is_empty() => {
            Err("is nothing but white space; every placeholder needs a value")
        }
        Checked::Seconds(_) => {
            Err("has to be a time, \"YYYY-MM-DD hh:mm:ss\": an endpoint takes no Unix seconds for one")
        }
        checked => Ok(checked),
    }
}

fn write_text(checked: Checked<'_>, json: &mut Bounded<'_>) -> Result<(), Full> {
    match checked {
        Checked::Text(text) => json.push_escaped(text),
        Checked::Number(text) | Checked::Seconds(text) => json.push(text),
        Checked::Bool(value) => json.push(if value { "true" } else { "false" }),
        // As an endpoint's `DateTime` has it.
        Checked::Time(date, time) => {
            json.push(date)?;
            json.push(" ")?;
            json.push(time)
        }
    }
}

impl From<Full> for Fault {
    fn from(full: Full) -> Fault {
        Fault::Full(full)
    }
}
