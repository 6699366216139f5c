//! A payload that lacks what differs from token to token, as a template has it: texts, and between them what a token has to put there.

use alloc::{string::String, vec::Vec};

use crate::mint::kind::{Checked, Scalar, Type};
use crate::mint::value::Value;
use crate::text::blank::is_blank;
use crate::text::number::is_float;

/// A payload that lacks its workspace, too.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draft {
    /// Each text with the slot behind it. Where there is none, the workspace's id stands.
    pub(super) parts: Vec<(String, Option<Slot>)>,
    /// The text behind the last of them.
    pub(super) end: String,
}

/// What differs from token to token. The numbers are indices into the template's parameters.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(not(feature = "mint"), expect(dead_code, reason = "a minter fills them"))]
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
}

/// The value, if a name or a fixed parameter can have it; else what it has to be.
pub(crate) fn check<'v>(kind: Option<Scalar>, value: &'v Value<'_>) -> Result<Checked<'v>, &'static str> {
    let checked = match (kind, value) {
        (Some(kind), value) => kind.check(value)?,
        (None, Value::Text(text)) => Checked::Text(text),
        (None, Value::Number(number)) if is_float(number.as_str()) => Checked::Number(number.as_str()),
        (None, Value::Number(_)) => return Err("is a number that does not fit in a 64-bit float; pass a string"),
        (None, Value::Bool(value)) => Checked::Bool(*value),
        (None, Value::List(_)) => return Err("must be a string, number or boolean here, not a list"),
    };
    match checked {
        Checked::Text(text) if is_blank(text) => {
            Err("contains only white space or invisible characters; every placeholder needs a value")
        }
        Checked::Seconds(_) => Err("must be a time, \"YYYY-MM-DD hh:mm:ss\": endpoints do not take Unix seconds"),
        checked => Ok(checked),
    }
}
