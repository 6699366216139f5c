//! The types of placeholders: which values each takes. How a value is then written is the literal's part, or the payload's.

use alloc::borrow::Cow;
use alloc::string::String;

use crate::mint::value::{Number, Value};
use crate::text::number::{is_float, is_number};
use crate::text::suggest::hint;
use crate::text::uuid::is_uuid;

/// How deep arrays may nest.
const MAX_ARRAYS: u8 = 4;

/// The type of a placeholder in a filter, in ClickHouse's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Type {
    pub(crate) scalar: Scalar,
    /// How many levels of `Array(…)` there are around it.
    pub(crate) arrays: u8,
}

/// The type of a single value: ClickHouse's, and `Slug`, which only fixed parameters and names have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scalar {
    String,
    Uuid,
    Bool,
    Date,
    DateTime,
    Int(i64, i64),
    UInt(u64),
    Float64,
    Slug,
}

/// A value that its type takes, in the one form that is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Checked<'v> {
    Text(&'v str),
    /// A JSON number.
    Number(&'v str),
    Bool(bool),
    /// A date and a time of day.
    Time(&'v str, &'v str),
    /// A time in Unix seconds.
    Seconds(&'v str),
}

const NO_TIME: &str = "must be a time from 1970 to 2106, \"YYYY-MM-DD hh:mm:ss\", without a fraction or a time zone";

const SCALARS: [(&str, Scalar); 15] = [
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
    // The last one: filters have all but this.
    ("Slug", Scalar::Slug),
];

impl Type {
    /// Reads the type of a placeholder in a filter.
    pub(crate) fn parse(name: &str) -> Result<Type, Cow<'static, str>> {
        let (mut name, mut arrays) = (name, 0);
        while let Some(inner) = name.strip_prefix("Array(").and_then(|rest| rest.strip_suffix(')')) {
            if arrays == MAX_ARRAYS {
                return Err("arrays may nest four levels deep".into());
            }
            (name, arrays) = (inner.trim(), arrays.saturating_add(1));
        }
        match Scalar::named(name) {
            Some(Scalar::Slug) => {
                Err("`Slug` is a type of `name` and `fixed_params`; in a filter write `String`".into())
            }
            Some(scalar) => Ok(Type { scalar, arrays }),
            None => {
                let names = SCALARS.map(|(known, _)| known);
                let known = names.split_last().map_or(&[] as &[&str], |(_, known)| known);
                let mut message = unknown(name, known);
                if !message.ends_with('?') {
                    message.push_str(" or Array(T)");
                }
                Err(message.into())
            }
        }
    }

    /// Whether a value is of this type.
    pub(crate) fn takes(self, value: &Value<'_>) -> bool {
        match (self.arrays.checked_sub(1), value) {
            (None, value) => self.scalar.check(value).is_ok(),
            (Some(arrays), Value::List(items)) => items.iter().all(|item| Type { arrays, ..self }.takes(item)),
            (Some(_), _) => false,
        }
    }

    /// The name, without white space.
    pub(crate) fn name(self) -> String {
        let arrays = usize::from(self.arrays);
        ["Array(".repeat(arrays).as_str(), self.scalar.name(), &")".repeat(arrays)].concat()
    }
}

impl Scalar {
    /// Reads the type of a placeholder in a name or a fixed parameter.
    pub(crate) fn parse(name: &str) -> Result<Scalar, Cow<'static, str>> {
        Scalar::named(name).ok_or_else(|| {
            if name.starts_with("Array") {
                return "lists belong in filters; a fixed parameter is a string, number or boolean".into();
            }
            unknown(name, &SCALARS.map(|(known, _)| known)).into()
        })
    }

    pub(crate) fn name(self) -> &'static str {
        SCALARS.iter().find_map(|(name, scalar)| (*scalar == self).then_some(*name)).unwrap_or("String")
    }

    fn named(name: &str) -> Option<Scalar> {
        SCALARS.iter().find_map(|(known, scalar)| (*known == name).then_some(*scalar))
    }

    /// The value, if this type takes it; else what it has to be.
    pub(crate) fn check<'v>(self, value: &'v Value<'_>) -> Result<Checked<'v>, &'static str> {
        Ok(match (self, value) {
            (Scalar::String, Value::Text(text)) => Checked::Text(text),
            (Scalar::String, _) => return Err("must be a string; turn it into one first"),
            (Scalar::Slug, Value::Text(text)) if is_slug(text) => Checked::Text(text),
            (Scalar::Slug, _) => return Err("must be a string of letters, digits, `_` and `-`"),
            (Scalar::Bool, Value::Bool(value)) => Checked::Bool(*value),
            (Scalar::Bool, Value::Text(text)) if matches!(&**text, "true" | "false") => Checked::Bool(*text == "true"),
            (Scalar::Bool, _) => return Err("must be true or false"),
            (Scalar::Uuid, Value::Text(text)) if is_uuid(text) => Checked::Text(text),
            (Scalar::Uuid, _) => return Err("must be a UUID"),
            (Scalar::Date, Value::Text(text)) if is_date(text, "2149-06-06") => Checked::Text(text),
            (Scalar::Date, _) => return Err("must be a date, \"YYYY-MM-DD\", from 1970-01-01 to 2149-06-06"),
            (Scalar::DateTime, value) => time(value).ok_or(NO_TIME)?,
            (Scalar::Int(min, max), Value::Number(Number(text)) | Value::Text(text))
                if is_integer(text) && text.parse().is_ok_and(|value: i64| (min..=max).contains(&value)) =>
            {
                Checked::Number(text)
            }
            (Scalar::UInt(max), Value::Number(Number(text)) | Value::Text(text))
                if is_integer(text) && text.parse().is_ok_and(|value: u64| value <= max) =>
            {
                Checked::Number(text)
            }
            (Scalar::Int(..) | Scalar::UInt(_), _) => return Err("must be an integer in the range of its type"),
            (Scalar::Float64, Value::Number(Number(text)) | Value::Text(text)) if is_float(text) => {
                Checked::Number(text)
            }
            (Scalar::Float64, _) => return Err("must be a finite number"),
        })
    }
}

/// What to write instead of a type that there is not: for `Int128` or `DateTime64(3)` the widest of its kind.
fn unknown(name: &str, known: &[&str]) -> String {
    let is_digit = |char: char| char.is_ascii_digit();
    let of_its_kind = |known: &&&str| {
        let rest = name.strip_prefix(known.trim_end_matches(is_digit));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(is_digit))
    };
    let name = known.iter().rev().find(of_its_kind).unwrap_or(&name);
    ["there is no such type; ", &hint(name, known)].concat()
}

fn is_slug(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

/// `-?(0|[1-9][0-9]*)`, without a negative zero.
fn is_integer(text: &str) -> bool {
    text != "-0" && is_number(text) && !text.contains(['.', 'e', 'E'])
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

/// A second from 1970-01-01 00:00:00 to 2106-02-07 06:28:15.
fn time<'v>(value: &'v Value<'_>) -> Option<Checked<'v>> {
    match value {
        Value::Number(Number(seconds)) => seconds.parse::<u32>().is_ok().then_some(Checked::Seconds(seconds)),
        Value::Text(text) => {
            let (date, time) = text.split_once([' ', 'T'])?;
            let [hour, minute, second] = numbers(time, "00:00:00")?;
            let in_range = date < "2106-02-07" || time <= "06:28:15";
            (hour < 24 && minute < 60 && second < 60 && is_date(date, "2106-02-07") && in_range)
                .then_some(Checked::Time(date, time))
        }
        _ => None,
    }
}

/// The Unix seconds of a time that is written as one.
pub(crate) fn unix_seconds(text: &str) -> Option<u32> {
    let value = Value::from(text);
    let Some(Checked::Time(date, time)) = time(&value) else { return None };
    let ([year, month, day], [hour, minute, second]) = (numbers(date, "0000-00-00")?, numbers(time, "00:00:00")?);
    // Years that begin in March have their leap day at their end.
    let (year, month) =
        if month > 2 { (year, month.wrapping_sub(3)) } else { (year.wrapping_sub(1), month.wrapping_add(9)) };
    let leap_days = (year / 4).wrapping_sub(year / 100).wrapping_add(year / 400);
    let days_before = (month.wrapping_mul(153).wrapping_add(2) / 5).wrapping_add(day).wrapping_sub(719_469);
    let days = year.wrapping_mul(365).wrapping_add(leap_days).wrapping_add(days_before);
    let minutes = days.wrapping_mul(24).wrapping_add(hour).wrapping_mul(60).wrapping_add(minute);
    Some(minutes.wrapping_mul(60).wrapping_add(second))
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
