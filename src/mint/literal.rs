//! ClickHouse literals: a type, and a value written as a literal of it that the value cannot leave.
//!
//! The value is checked against its type before a character of it is written. What is written is one literal, escaped, with
//! negative numbers in parentheses, so that `-{n:Int8}` cannot become a comment.

use alloc::{borrow::Cow, string::String, vec::Vec};

use crate::mint::value::{Number, Value};
use crate::text::suggest::hint;
use crate::text::uuid::is_uuid;
use crate::text::write::push;

/// How deep arrays may nest.
const MAX_ARRAYS: u8 = 4;

/// The type of a placeholder in a filter, in ClickHouse's words.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Type {
    scalar: Scalar,
    /// How many levels of `Array(…)` there are around it.
    arrays: u8,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Scalar {
    String,
    Uuid,
    Bool,
    Date,
    DateTime,
    Int(i64, i64),
    UInt(u64),
    Float64,
}

const SCALARS: [(&str, Scalar); 14] = [
    ("String", Scalar::String),
    ("UUID", Scalar::Uuid),
    ("Bool", Scalar::Bool),
    ("Date", Scalar::Date),
    ("DateTime", Scalar::DateTime),
    ("Int8", Scalar::Int(i8::MIN as i64, i8::MAX as i64)),
    ("Int16", Scalar::Int(i16::MIN as i64, i16::MAX as i64)),
    ("Int32", Scalar::Int(i32::MIN as i64, i32::MAX as i64)),
    ("Int64", Scalar::Int(i64::MIN, i64::MAX)),
    ("UInt8", Scalar::UInt(u8::MAX as u64)),
    ("UInt16", Scalar::UInt(u16::MAX as u64)),
    ("UInt32", Scalar::UInt(u32::MAX as u64)),
    ("UInt64", Scalar::UInt(u64::MAX)),
    ("Float64", Scalar::Float64),
];

impl Type {
    pub(crate) fn parse(name: &str) -> Result<Type, Cow<'static, str>> {
        let (mut name, mut arrays) = (name, 0);
        while let Some(inner) = name.strip_prefix("Array(").and_then(|rest| rest.strip_suffix(')')) {
            if arrays == MAX_ARRAYS {
                return Err("arrays may nest four levels deep".into());
            }
            (name, arrays) = (inner.trim(), arrays.saturating_add(1));
        }
        match SCALARS.iter().find(|(known, _)| *known == name) {
            Some((_, scalar)) => Ok(Type { scalar: *scalar, arrays }),
            None => {
                let hint = hint(name, &SCALARS.map(|(known, _)| known));
                Err(["there is no such type; ", &hint, " or Array(T)"].concat().into())
            }
        }
    }

    /// Appends a value as a literal of this type.
    pub(crate) fn write(self, value: &Value<'_>, out: &mut String) -> Result<(), &'static str> {
        let Some(arrays) = self.arrays.checked_sub(1) else { return self.scalar.write(value, out) };
        let Value::List(items) = value else { return Err("has to be a list") };
        push("[", out);
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                push(",", out);
            }
            Type { arrays, ..self }.write(item, out)?;
        }
        push("]", out);
        Ok(())
    }
}

impl Scalar {
    /// Appends a value as a literal of this type.
    fn write(self, value: &Value<'_>, out: &mut String) -> Result<(), &'static str> {
        match (self, value) {
            (Scalar::String, Value::Text(text)) => write_string(text, out),
            (Scalar::String, _) => return Err("has to be a string; turn it into one first"),
            (Scalar::Bool, Value::Bool(true)) => push("true", out),
            (Scalar::Bool, Value::Bool(false)) => push("false", out),
            (Scalar::Bool, Value::Text(text)) if matches!(&**text, "true" | "false") => push(text, out),
            (Scalar::Bool, _) => return Err("has to be true or false"),
            (Scalar::Uuid, Value::Text(text)) if is_uuid(text) => write_call("toUUID", text, out),
            (Scalar::Uuid, _) => return Err("has to be a UUID"),
            (Scalar::Date, Value::Text(text)) if is_date(text, "2149-06-06") => write_call("toDate", text, out),
            (Scalar::Date, _) => return Err("has to be a date, \"YYYY-MM-DD\", from 1970-01-01 to 2149-06-06"),
            (Scalar::DateTime, Value::Text(text)) if is_date_time(text) => {
                write_call("toDateTime", text, out);
            }
            (Scalar::DateTime, Value::Number(number))
                if number.as_str().parse().is_ok_and(|seconds: u64| seconds <= u32::MAX.into()) =>
            {
                push("toDateTime(", out);
                push(number.as_str(), out);
                push(")", out);
            }
            (Scalar::DateTime, _) => {
                return Err("has to be a time, \"YYYY-MM-DD hh:mm:ss\" or Unix seconds, from 1970 to 2106");
            }
            (Scalar::Int(min, max), Value::Number(Number(text)) | Value::Text(text))
                if is_integer(text) && text.parse().is_ok_and(|value: i64| (min..=max).contains(&value)) =>
            {
                write_number(text, out);
            }
            (Scalar::UInt(max), Value::Number(Number(text)) | Value::Text(text))
                if is_integer(text) && text.parse().is_ok_and(|value: u64| value <= max) =>
            {
                write_number(text, out);
            }
            (Scalar::Int(..) | Scalar::UInt(_), _) => return Err("has to be an integer in the range of its type"),
            (Scalar::Float64, Value::Number(Number(text)) | Value::Text(text)) if is_float(text) => {
                write_number(text, out)
            }
            (Scalar::Float64, _) => return Err("has to be a finite number"),
        }
        Ok(())
    }
}

/// Appends a ClickHouse string literal. Braces are escaped too: what stands in a filter may pass through a template engine.
fn write_string(text: &str, out: &mut String) {
    push("'", out);
    for c in text.chars() {
        match c {
            '\\' => push("\\\\", out),
            '\'' => push("\\'", out),
            '\0' => push("\\0", out),
            '\n' => push("\\n", out),
            '\r' => push("\\r", out),
            '\t' => push("\\t", out),
            '{' => push("\\x7B", out),
            '}' => push("\\x7D", out),
            other => out.push(other),
        }
    }
    push("'", out);
}

/// For text that has been checked and needs no escapes. The `T` of a time is written as ClickHouse reads it: as a space.
fn write_call(function: &str, checked: &str, out: &mut String) {
    push(function, out);
    push("('", out);
    match checked.split_once('T') {
        Some((date, time)) => push(&[date, " ", time].concat(), out),
        None => push(checked, out),
    }
    push("')", out);
}

fn write_number(text: &str, out: &mut String) {
    if text.starts_with('-') {
        push("(", out);
        push(text, out);
        push(")", out);
    } else {
        push(text, out);
    }
}

/// `-?(0|[1-9][0-9]*)`, without a negative zero.
fn is_integer(text: &str) -> bool {
    text != "-0" && Number::parse(text).is_some() && !text.contains(['.', 'e', 'E'])
}

/// A JSON number that a 64-bit float can hold, neither infinite nor lost below the smallest, judged without reading it as one.
fn is_float(text: &str) -> bool {
    /// The digits of the largest, 1.7976931348623157e308.
    const MAX: &[u8] = b"17976931348623157";
    /// Below 0.25e-323, half of the smallest, ClickHouse reads zero.
    const MIN: &[u8] = b"25";
    if text.len() > 40 || Number::parse(text).is_none() {
        return false;
    }
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let exponent = exponent.parse().ok().filter(|exponent| i32::try_from(*exponent).is_ok());
    let Some(mut power): Option<i64> = exponent else { return false };
    // The value is 0.DIGITS times ten to the power.
    let mut digits = Vec::with_capacity(mantissa.len());
    let mut fraction = false;
    for byte in mantissa.bytes() {
        match byte {
            b'.' => fraction = true,
            b'0' if digits.is_empty() => power = power.saturating_sub(fraction.into()),
            b'0'..=b'9' => {
                digits.push(byte);
                power = power.saturating_add((!fraction).into());
            }
            _ => {}
        }
    }
    match power {
        _ if digits.is_empty() => true,
        -322..=308 => true,
        309 => digits.get(..MAX.len()).unwrap_or(&digits) <= MAX,
        -323 => &*digits >= MIN,
        _ => false,
    }
}

/// A day of the calendar from 1970-01-01 to `last`, which ClickHouse would otherwise wrap or clamp without a word.
fn is_date(text: &str, last: &str) -> bool {
    let Some([year, month, day]) = numbers(text, "0000-00-00") else { return false };
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return false,
    };
    (1..=days).contains(&day) && ("1970-01-01"..=last).contains(&text)
}

fn is_date_time(text: &str) -> bool {
    let Some((date, time)) = text.split_once([' ', 'T']) else { return false };
    let Some([hour, minute, second]) = numbers(time, "00:00:00") else { return false };
    let in_range = date < "2106-02-07" || time <= "06:28:15";
    hour < 24 && minute < 60 && second < 60 && is_date(date, "2106-02-07") && in_range
}

/// The three numbers of a text that has this form, in which `0` is any digit.
fn numbers(text: &str, form: &str) -> Option<[u32; 3]> {
    let mut numbers = [0; 3];
    let mut places = numbers.iter_mut();
    let mut number: &mut u32 = places.next()?;
    for (byte, expected) in text.bytes().zip(form.bytes()) {
        match byte {
            b'0'..=b'9' if expected == b'0' => {
                *number = number.saturating_mul(10).saturating_add(u32::from(byte.wrapping_sub(b'0')));
            }
            _ if byte == expected => number = places.next()?,
            _ => return None,
        }
    }
    (text.len() == form.len()).then_some(numbers)
}
