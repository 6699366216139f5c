//! ClickHouse literals: a value written as a literal of its type that the value cannot leave.
//!
//! The value is checked against its type before a character of it is written. What is written is one literal, escaped, with
//! negative numbers in parentheses, so that `-{n:Int8}` cannot become a comment.

use crate::mint::bounded::{Bounded, Full};
use crate::mint::kind::{Checked, Scalar, Type};
use crate::mint::value::Value;

/// Why a literal cannot be written.
pub(crate) enum Unwritten {
    /// What the value has to be.
    Refused(&'static str),
    Full(Full),
    /// A part of the value could not be taken, which cannot happen: it ends where an ASCII character stands.
    Internal,
}

impl From<Full> for Unwritten {
    fn from(full: Full) -> Unwritten {
        Unwritten::Full(full)
    }
}

/// Appends a value as a literal of a type.
pub(crate) fn write(kind: Type, value: &Value<'_>, out: &mut Bounded<'_>) -> Result<(), Unwritten> {
    let Some(arrays) = kind.arrays.checked_sub(1) else {
        let checked = kind.scalar.check(value).map_err(Unwritten::Refused)?;
        return write_scalar(kind.scalar, checked, out);
    };
    let Value::List(items) = value else { return Err(Unwritten::Refused("must be a list")) };
    out.push("[")?;
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push(",")?;
        }
        write(Type { arrays, ..kind }, item, out)?;
    }
    out.push("]")?;
    Ok(())
}

fn write_scalar(kind: Scalar, value: Checked<'_>, out: &mut Bounded<'_>) -> Result<(), Unwritten> {
    let written = match (kind, value) {
        (Scalar::Uuid, Checked::Text(text)) => write_call("toUUID('", &[text], "')", out),
        (Scalar::Date, Checked::Text(text)) => write_call("toDate('", &[text], "')", out),
        (_, Checked::Text(text)) => return write_string(text, out),
        // ClickHouse reads a space between the two, not a `T`.
        (_, Checked::Time(date, time)) => write_call("toDateTime('", &[date, " ", time], "')", out),
        (_, Checked::Seconds(seconds)) => write_call("toDateTime(", &[seconds], ")", out),
        (_, Checked::Bool(value)) => out.push(if value { "true" } else { "false" }),
        (_, Checked::Number(text)) if text.starts_with('-') => write_call("(", &[text], ")", out),
        (_, Checked::Number(text)) => out.push(text),
    };
    Ok(written?)
}

/// Appends a ClickHouse string literal.
fn write_string(text: &str, out: &mut Bounded<'_>) -> Result<(), Unwritten> {
    out.push("'")?;
    let mut from = 0;
    for (at, escape) in text.bytes().enumerate().filter_map(|(at, byte)| Some((at, escape(byte)?))) {
        out.push(text.get(from..at).ok_or(Unwritten::Internal)?)?;
        out.push(escape)?;
        from = at.saturating_add(1);
    }
    out.push(text.get(from..).ok_or(Unwritten::Internal)?)?;
    Ok(out.push("'")?)
}

/// What stands in a literal for a character that may not. Braces are escaped too: what stands in a filter may pass through a template
/// engine.
fn escape(byte: u8) -> Option<&'static str> {
    Some(match byte {
        b'\\' => "\\\\",
        b'\'' => "\\'",
        b'\0' => "\\0",
        b'\n' => "\\n",
        b'\r' => "\\r",
        b'\t' => "\\t",
        b'{' => "\\x7B",
        b'}' => "\\x7D",
        _ => return None,
    })
}

/// For texts that have been checked and need no escapes.
fn write_call(open: &str, checked: &[&str], close: &str, out: &mut Bounded<'_>) -> Result<(), Full> {
    out.push(open)?;
    for text in checked {
        out.push(text)?;
    }
    out.push(close)
}
