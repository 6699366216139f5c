//! Numbers as Python reads, writes and compares them.

use alloc::string::{String, ToString as _};
use core::cmp::Ordering;

use super::object::Object;
use crate::project::template::Int;

/// `repr(float)`
pub(crate) fn repr(float: f64) -> String {
    if float.is_nan() {
        return "nan".into();
    }
    if float.is_infinite() {
        return if float > 0.0 { "inf".into() } else { "-inf".into() };
    }
    let sign = if float.is_sign_negative() { "-" } else { "" };
    let mut buffer = ryu_js::Buffer::new();
    let shortest = buffer.format_finite(float.abs());
    let (mantissa, exponent) = shortest.split_once('e').unwrap_or((shortest, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent: i64 = exponent.parse().unwrap_or(0);
    let all = [whole, fraction].concat();
    let leading = all.len().saturating_sub(all.trim_start_matches('0').len());
    let digits = all.trim_matches('0');
    if digits.is_empty() {
        return [sign, "0.0"].concat();
    }
    // Where the point stands among the digits.
    let point = exponent.saturating_add(as_i64(whole.len())).saturating_sub(as_i64(leading));
    if point <= -4 || point > 16 {
        let (first, rest) = digits.split_at_checked(1).unwrap_or((digits, ""));
        let power = point.saturating_sub(1);
        let size = power.unsigned_abs().to_string();
        let size = if size.len() < 2 { ["0", &*size].concat() } else { size };
        let dot = if rest.is_empty() { "" } else { "." };
        return [sign, first, dot, rest, "e", if power < 0 { "-" } else { "+" }, &size].concat();
    }
    if point <= 0 {
        let zeros = "0".repeat(usize::try_from(point.unsigned_abs()).unwrap_or(0));
        return [sign, "0.", &zeros, digits].concat();
    }
    let point = usize::try_from(point).unwrap_or(0);
    match digits.split_at_checked(point) {
        Some((whole, "")) => [sign, whole, ".0"].concat(),
        Some((whole, fraction)) => [sign, whole, ".", fraction].concat(),
        None => [sign, digits, &"0".repeat(point.saturating_sub(digits.len())), ".0"].concat(),
    }
}

fn as_i64(len: usize) -> i64 {
    i64::try_from(len).unwrap_or(i64::MAX)
}

/// A number, for arithmetic and comparison.
#[derive(Clone, Debug)]
pub(crate) enum Number {
    Int(Int),
    Float(f64),
}

/// The number that an object is, if it is one. Booleans are.
pub(crate) fn number(object: &Object) -> Option<Number> {
    match object {
        Object::Bool(value) => Some(Number::Int(Int::Small((*value).into()))),
        Object::Int(int) | Object::TypedInt(int, _) => Some(Number::Int(int.clone())),
        Object::Float(float) | Object::TypedFloat(float, _) => Some(Number::Float(*float)),
        _ => None,
    }
}

/// Integers up to here are exact as floats, too.
const EXACT: i128 = 1 << 53;

/// An integer as a float, where that loses nothing.
pub(crate) fn exact(int: &Int) -> Option<f64> {
    match int {
        #[allow(clippy::cast_precision_loss, reason = "the guard keeps it exact")]
        Int::Small(int) if (-EXACT..=EXACT).contains(int) => Some(*int as f64),
        _ => None,
    }
}

/// How two numbers compare: `Some(None)` where neither is less nor are they equal (NaN), nothing where it is not known.
pub(crate) fn compare(left: &Number, right: &Number) -> Option<Option<Ordering>> {
    match (left, right) {
        (Number::Int(left), Number::Int(right)) => Some(Some(compare_ints(left, right))),
        (Number::Float(left), Number::Float(right)) => Some(left.partial_cmp(right)),
        (Number::Int(left), Number::Float(right)) => Some(exact(left)?.partial_cmp(right)),
        (Number::Float(left), Number::Int(right)) => Some(left.partial_cmp(&exact(right)?)),
    }
}

/// How two integers of any size compare.
pub(crate) fn compare_ints(left: &Int, right: &Int) -> Ordering {
    if let (Int::Small(left), Int::Small(right)) = (left, right) {
        return left.cmp(right);
    }
    let (left, right) = (left.to_text(), right.to_text());
    match (left.strip_prefix('-'), right.strip_prefix('-')) {
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (Some(left), Some(right)) => (right.len(), right).cmp(&(left.len(), left)),
        (None, None) => (left.len(), &*left).cmp(&(right.len(), &*right)),
    }
}

/// Digits, or a number, that Python would read differently because they are not ASCII.
pub(crate) struct Foreign;

/// `float(text)`: nothing where Python raises.
pub(crate) fn parse_float(text: &str) -> Result<Option<f64>, Foreign> {
    let text = text.trim();
    if text.chars().any(|c| !c.is_ascii() && c.is_numeric()) {
        return Err(Foreign);
    }
    // Python allows an underscore between two digits.
    let mut plain = String::with_capacity(text.len());
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '_' {
            if !before.is_ascii_digit() || !chars.peek().is_some_and(char::is_ascii_digit) {
                return Ok(None);
            }
        } else {
            plain.push(c);
        }
        before = c;
    }
    let body = plain.trim_start_matches(['+', '-']);
    if plain.len().saturating_sub(body.len()) > 1 {
        return Ok(None);
    }
    let named = ["inf", "infinity", "nan"].iter().any(|name| body.eq_ignore_ascii_case(name));
    if !named && !body.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return Ok(None);
    }
    Ok(plain.parse().ok())
}

/// `int(text)`: nothing where Python raises.
pub(crate) fn parse_int(text: &str) -> Result<Option<Int>, Foreign> {
    let text = text.trim();
    if text.chars().any(|c| !c.is_ascii() && c.is_numeric()) || text.len() > 4000 {
        return Err(Foreign);
    }
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let well = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.ends_with(|c: char| c.is_ascii_digit())
        && !digits.contains("__")
        && digits.chars().all(|c| c.is_ascii_digit() || c == '_');
    Ok(if well { Int::parse(&text.replace('_', "")) } else { None })
}
