//! Filters: ClickHouse conditions whose placeholders, `{param:Type}`, are written as literals that no value can leave.
//!
//! Three things make that hold. A value is checked against its type before a character of it is written. What is written is
//! one literal, escaped, with negative numbers in parentheses, so that `-{n:Int8}` cannot become a comment. And a placeholder
//! may stand only where a literal stands alone: not in quotes, not in a comment, not glued to a name or to another literal.

use alloc::{borrow::Cow, boxed::Box, format, string::String, vec::Vec};

use crate::hint::hint;
use crate::issue::Rule;
use crate::placeholder::{self, Part, Token};
use crate::value::{Number, Value};

/// The type of a placeholder in a filter, in ClickHouse's words.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Type {
    String,
    Uuid,
    Bool,
    Date,
    DateTime,
    Int(i64, i64),
    UInt(u64),
    Float64,
    Array(Box<Type>),
}

impl Type {
    pub(crate) fn parse(name: &str) -> Result<Type, Cow<'static, str>> {
        Type::nested(name, 4)
    }

    fn nested(name: &str, levels: u8) -> Result<Type, Cow<'static, str>> {
        if let Some(inner) = name.strip_prefix("Array(").and_then(|rest| rest.strip_suffix(')')) {
            let levels = levels.checked_sub(1).ok_or("arrays may nest four levels deep")?;
            return Ok(Type::Array(Box::new(Type::nested(inner.trim(), levels)?)));
        }
        Ok(match name {
            "String" => Type::String,
            "UUID" => Type::Uuid,
            "Bool" => Type::Bool,
            "Date" => Type::Date,
            "DateTime" => Type::DateTime,
            "Int8" => Type::Int(i8::MIN.into(), i8::MAX.into()),
            "Int16" => Type::Int(i16::MIN.into(), i16::MAX.into()),
            "Int32" => Type::Int(i32::MIN.into(), i32::MAX.into()),
            "Int64" => Type::Int(i64::MIN, i64::MAX),
            "UInt8" => Type::UInt(u8::MAX.into()),
            "UInt16" => Type::UInt(u16::MAX.into()),
            "UInt32" => Type::UInt(u32::MAX.into()),
            "UInt64" => Type::UInt(u64::MAX),
            "Float64" => Type::Float64,
            _ => {
                return Err(format!("there is no such type; {} or Array(T)", hint(name, &SCALARS)).into());
            }
        })
    }

    /// Appends a value as a literal of this type.
    pub(crate) fn write(&self, value: &Value<'_>, out: &mut String) -> Result<(), &'static str> {
        match (self, value) {
            (Type::String, Value::Text(text)) => write_string(text, out),
            (Type::String, _) => return Err("has to be a string; turn it into one first"),
            (Type::Bool, Value::Bool(true)) => out.push_str("true"),
            (Type::Bool, Value::Bool(false)) => out.push_str("false"),
            (Type::Bool, Value::Text(text)) if matches!(&**text, "true" | "false") => out.push_str(text),
            (Type::Bool, _) => return Err("has to be true or false"),
            (Type::Uuid, Value::Text(text)) if crate::uuid::is_uuid(text) => write_call("toUUID", text, out),
            (Type::Uuid, _) => return Err("has to be a UUID"),
            (Type::Date, Value::Text(text)) if is_date(text, "2149-06-06") => write_call("toDate", text, out),
            (Type::Date, _) => return Err("has to be a date, \"YYYY-MM-DD\", from 1970-01-01 to 2149-06-06"),
            (Type::DateTime, Value::Text(text)) if is_date_time(text) => {
                write_call("toDateTime", text, out);
            }
            (Type::DateTime, Value::Number(number)) if number.as_str().parse::<u32>().is_ok() => {
                out.push_str("toDateTime(");
                out.push_str(number.as_str());
                out.push(')');
            }
            (Type::DateTime, _) => {
                return Err("has to be a time, \"YYYY-MM-DD hh:mm:ss\" or Unix seconds, from 1970 to 2106");
            }
            (Type::Int(min, max), Value::Number(Number(text)) | Value::Text(text))
                if is_integer(text) && text.parse().is_ok_and(|value: i64| (*min..=*max).contains(&value)) =>
            {
                write_number(text, out);
            }
            (Type::UInt(max), Value::Number(Number(text)) | Value::Text(text))
                if is_integer(text) && text.parse().is_ok_and(|value: u64| value <= *max) =>
            {
                write_number(text, out);
            }
            (Type::Int(..) | Type::UInt(_), _) => return Err("has to be an integer in the range of its type"),
            (Type::Float64, Value::Number(Number(text)) | Value::Text(text)) if is_float(text) => {
                write_number(text, out)
            }
            (Type::Float64, _) => return Err("has to be a finite number"),
            (Type::Array(inner), Value::List(items)) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    inner.write(item, out)?;
                }
                out.push(']');
            }
            (Type::Array(_), _) => return Err("has to be a list"),
        }
        Ok(())
    }
}

const SCALARS: [&str; 14] = [
    "String", "UUID", "Bool", "Date", "DateTime", "Int8", "Int16", "Int32", "Int64", "UInt8", "UInt16", "UInt32",
    "UInt64", "Float64",
];

/// Appends a ClickHouse string literal. Braces are escaped too: what stands in a filter may pass through a template engine.
fn write_string(text: &str, out: &mut String) {
    out.push('\'');
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\'' => out.push_str("\\'"),
            '\0' => out.push_str("\\0"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '{' => out.push_str("\\x7B"),
            '}' => out.push_str("\\x7D"),
            other => out.push(other),
        }
    }
    out.push('\'');
}

/// For text that has been checked and needs no escapes. The `T` of a time is written as ClickHouse reads it: as a space.
fn write_call(function: &str, checked: &str, out: &mut String) {
    out.push_str(function);
    out.push_str("('");
    out.extend(checked.chars().map(|c| if c == 'T' { ' ' } else { c }));
    out.push_str("')");
}

fn write_number(text: &str, out: &mut String) {
    if text.starts_with('-') {
        out.push('(');
        out.push_str(text);
        out.push(')');
    } else {
        out.push_str(text);
    }
}

/// `-?(0|[1-9][0-9]*)`, without a negative zero.
fn is_integer(text: &str) -> bool {
    text != "-0" && Number::parse(text).is_some() && !text.contains(['.', 'e', 'E'])
}

/// A JSON number that a 64-bit float can hold, neither infinite nor lost below the smallest, judged without reading it as one.
fn is_float(text: &str) -> bool {
    /// The digits of the largest, 1.7976931348623157e308.
    const MAX: &str = "17976931348623157";
    /// Below 0.25e-323, half of the smallest, ClickHouse reads zero.
    const MIN: &str = "25";
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let (whole, digits) = (whole.trim_start_matches(['-', '0']), mantissa.trim_start_matches(['-', '0', '.']));
    let zeros = fraction.bytes().take_while(|byte| *byte == b'0').count();
    let point = if whole.is_empty() { i32::try_from(zeros).map(i32::wrapping_neg) } else { i32::try_from(whole.len()) };
    let (Ok(point), Ok(exponent)) = (point, exponent.parse::<i32>()) else { return false };
    let mut digits = digits.bytes().filter(u8::is_ascii_digit).peekable();
    let zero = digits.peek().is_none();
    // The value is 0.DIGITS times ten to this power.
    let held = match point.saturating_add(exponent) {
        -322..=308 => true,
        309 => digits.take(MAX.len()).le(MAX.bytes()),
        -323 => digits.ge(MIN.bytes()),
        _ => false,
    };
    (zero || held) && text.len() <= 40 && Number::parse(text).is_some()
}

/// A day of the calendar from 1970-01-01 to `last`, which ClickHouse would otherwise wrap or clamp without a word.
fn is_date(text: &str, last: &str) -> bool {
    let number = |range: core::ops::Range<usize>| digits(text.get(range)?);
    let dashes = [4, 7].iter().all(|at| text.as_bytes().get(*at) == Some(&b'-'));
    let (Some(year), Some(month), Some(day)) = (number(0..4), number(5..7), number(8..10)) else { return false };
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return false,
    };
    dashes && text.len() == 10 && (1..=days).contains(&day) && ("1970-01-01"..=last).contains(&text)
}

fn is_date_time(text: &str) -> bool {
    let Some((date, time)) = text.split_once([' ', 'T']) else { return false };
    let number = |range: core::ops::Range<usize>| digits(time.get(range)?);
    let colons = [2, 5].iter().all(|at| time.as_bytes().get(*at) == Some(&b':'));
    let (Some(hour), Some(minute), Some(second)) = (number(0..2), number(3..5), number(6..8)) else { return false };
    let in_range = date < "2106-02-07" || time <= "06:28:15";
    colons && time.len() == 8 && hour < 24 && minute < 60 && second < 60 && is_date(date, "2106-02-07") && in_range
}

fn digits(text: &str) -> Option<u32> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

/// Takes a filter apart: SQL and placeholders, with the rule that is broken where it cannot be used.
pub(crate) fn parts(filter: &str) -> Result<Vec<Part<'_>>, (Rule, Cow<'static, str>)> {
    let syntax = |message: &'static str| (Rule::FilterSyntax, Cow::Borrowed(message));
    let mut parts: Vec<Part<'_>> = Vec::new();
    let mut quote = None;
    let mut open = 0_u32;
    let mut before = ' ';
    let mut rest = filter;
    while let Some((token, tail)) = placeholder::next(rest).map_err(|message| (Rule::Placeholder, message))? {
        let mut skipped = None;
        let mut tail = tail;
        let c = match token {
            Token::Char(c) | Token::Brace(c) => c,
            Token::Placeholder(placeholder) => {
                if quote.is_some() {
                    return Err(syntax("take away the quotes around the placeholder: the literal brings its own"));
                }
                if glues(before) || tail.chars().next().is_some_and(glues) {
                    return Err(syntax("put a space between the placeholder and what it touches"));
                }
                // White space does not part a dot from what it names: to ClickHouse `t . true` is a column, `t . 2` an element.
                if matches!(parts.last(), Some(Part::Text(sql)) if sql.trim_end().ends_with('.')) {
                    return Err(syntax("behind a `.` the literal would be read as a name; remove the dot"));
                }
                parts.push(Part::Placeholder(placeholder));
                before = '}';
                rest = tail;
                continue;
            }
        };
        match (quote, c) {
            (Some(_), '\\') => {
                let mut chars = tail.chars();
                skipped = chars.next();
                tail = chars.as_str();
            }
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"' | '`') => quote = Some(c),
            (None, '-') if before == '-' => return Err(syntax("a comment would hide what follows; remove it")),
            (None, '*' | '/') if before == '/' => return Err(syntax("a comment would hide what follows; remove it")),
            (None, '#' | ';' | '$') => {
                return Err(syntax("`#`, `;` and `$` have no place in a condition outside quotes"));
            }
            (None, '(') => open = open.saturating_add(1),
            (None, ')') => open = open.checked_sub(1).ok_or_else(|| syntax("a `)` closes nothing"))?,
            // To ClickHouse ‘…’ and “…” are quotes as well, which no literal's escapes know of.
            (None, c) if !(c.is_ascii_graphic() || matches!(c, ' ' | '\t' | '\n' | '\r')) => {
                return Err(syntax("outside quotes a filter is plain ASCII; write ' for a typographic quote"));
            }
            (None, _) => {}
        }
        before = skipped.unwrap_or(c);
        if !matches!(parts.last(), Some(Part::Text(_))) {
            parts.push(Part::Text(String::new()));
        }
        if let Some(Part::Text(text)) = parts.last_mut() {
            text.push(c);
            text.extend(skipped);
        }
        rest = tail;
    }
    if quote.is_some() {
        return Err(syntax("a quote is not closed"));
    }
    if open > 0 {
        return Err(syntax("a `(` is not closed"));
    }
    Ok(parts)
}

/// What would become one token of SQL with a literal beside it.
fn glues(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$' | '.' | '\'' | '"' | '`' | '{' | '}' | '@' | '\\')
}
