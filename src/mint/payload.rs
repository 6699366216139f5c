//! A payload, compiled: texts, and between them what a token has to put there.

use alloc::{string::String, vec::Vec};

use crate::mint::bounded::{Bounded, Full};
use crate::mint::draft::{Draft, Slot, check};
use crate::mint::kind::Checked;
#[cfg(feature = "wasm")]
use crate::mint::kind::Scalar;
use crate::mint::literal::{self, Unwritten};
use crate::mint::values::Values;
use crate::text::json::write_escaped;

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

/// Why a payload cannot be written.
pub(crate) enum Fault {
    /// Which parameter, and what is wrong with it.
    Param(usize, &'static str),
    /// It does not fit into a token.
    Full(Full),
    /// What cannot happen: a value is gone, or no part of it can be taken.
    Internal,
}

impl Draft {
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

    /// Whether a parameter is a float wherever it stands.
    #[cfg(feature = "wasm")]
    pub(crate) fn takes_floats(&self, param: usize) -> bool {
        self.parts.iter().all(|(_, slot)| match *slot {
            Slot::Exp => true,
            Slot::Value(index, kind) | Slot::Inside(index, kind) => index != param || kind == Some(Scalar::Float64),
            Slot::Literal(index, kind) => index != param || kind.scalar == Scalar::Float64,
        })
    }

    /// What stands before the first slot: it is the same in every token.
    pub(crate) fn before(&self) -> &str {
        self.parts.first().map_or(&self.end, |(text, _)| text)
    }

    /// Appends the payload of one token from its first slot on.
    pub(crate) fn write(&self, values: &Values<'_>, exp: &str, json: &mut Bounded<'_>) -> Result<(), Fault> {
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
    fn write(self, values: &Values<'_>, exp: &str, json: &mut Bounded<'_>) -> Result<(), Fault> {
        let value = |index| values.get(index).ok_or(Fault::Internal);
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
                    Unwritten::Internal => Fault::Internal,
                })?;
                json.escape_from(start)?;
            }
        }
        Ok(())
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
