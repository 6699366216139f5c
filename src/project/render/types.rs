//! Which texts Tinybird's types take.
//!
//! The rules are those of the client's testers, with their looseness: a `DateTime` is checked from its beginning only.

use core::cmp::Ordering;

use super::halt::{Halt, undecided};
use super::number::{compare_ints, parse_float, parse_int};
use crate::project::template::Int;

/// The integer types: the sign they take, and the number that is just too large.
const INTEGERS: &[(&str, bool, &str)] = &[
    ("Int8", true, "128"),
    ("Int16", true, "32768"),
    ("Int32", true, "2147483648"),
    ("Int64", true, "9223372036854775808"),
    ("Int128", true, "170141183460469231731687303715884105728"),
    ("Int256", true, "57896044618658097711785492504343953926634992332820282019728792003956564819968"),
    ("UInt8", false, "256"),
    ("UInt16", false, "65536"),
    ("UInt32", false, "4294967296"),
    ("UInt64", false, "18446744073709551616"),
    ("UInt128", false, "340282366920938463463374607431768211456"),
    ("UInt256", false, "115792089237316195423570985008687907853269984665640564039457584007913129639936"),
];

/// Whether the type takes the text; nothing where there is no such check.
pub(crate) fn takes(kind: &str, text: &str) -> Result<Option<bool>, Halt> {
    if let Some((_, signed, limit)) = INTEGERS.iter().find(|integer| integer.0 == kind) {
        // The client lets these two have a sign, too.
        let sign = *signed || matches!(kind, "UInt128" | "UInt256");
        return integer(text, sign, *signed, limit).map(Some);
    }
    match kind {
        "Float32" | "Float64" => match parse_float(text) {
            Ok(float) => Ok(Some(float.is_some() && !text.contains('_'))),
            Err(_) => undecided("digits outside ASCII"),
        },
        "Date" => Ok(Some(matches(text, &["dddd-dd-dd$"])?)),
        "DateTime" => Ok(Some(matches(text, &["dddd.dd.ddTdd:dd:dd", "dd.dd.dddd.n:n:n"])?)),
        "DateTime64" => Ok(Some(matches(text, &["dddd.dd.ddTdd:dd:dd.ddd", "dd.dd.dddd.n:n:n.m"])?)),
        "Bool" | "Array(Int32)" | "Array(Float32)" | "Array(String)" => {
            undecided("a type within Array that it does not have")
        }
        _ => Ok(None),
    }
}

/// The name of a type as a constant, if it is one of the integers.
pub(crate) fn integer_type(kind: &str) -> Option<&'static str> {
    INTEGERS.iter().find(|integer| integer.0 == kind).map(|integer| integer.0)
}

fn integer(text: &str, sign: bool, negative: bool, limit: &str) -> Result<bool, Halt> {
    // The check's `$` lets one line break pass.
    let text = text.strip_suffix('\n').unwrap_or(text);
    let digits = if sign { text.strip_prefix(['+', '-']).unwrap_or(text) } else { text };
    if digits.chars().any(|c| !c.is_ascii() && c.is_numeric()) || digits.len() > 4000 {
        return undecided("digits outside ASCII");
    }
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(false);
    }
    let Ok(Some(value)) = parse_int(text) else { return Ok(false) };
    let limit = Int::parse(limit).unwrap_or(Int::Small(0));
    let lowest = match (&limit, negative) {
        (_, false) => Int::Small(0),
        (limit, true) => Int::parse(&["-", &*limit.to_text()].concat()).unwrap_or(Int::Small(0)),
    };
    Ok(compare_ints(&value, &limit) == Ordering::Less && compare_ints(&value, &lowest) != Ordering::Less)
}

/// Whether the text begins with one of the patterns: `d` a digit, `n` one or two, `m` one to three, `.` anything, `T` a T or white
/// space, `$` the end.
fn matches(text: &str, patterns: &[&str]) -> Result<bool, Halt> {
    for pattern in patterns {
        if matches_one(text, pattern)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn matches_one(text: &str, pattern: &str) -> Result<bool, Halt> {
    let mut rest = text.chars();
    for part in pattern.chars() {
        let before = rest.clone();
        let next = rest.next();
        if matches!(part, 'd' | 'n' | 'm') && next.is_some_and(|c| !c.is_ascii() && c.is_numeric()) {
            return undecided("digits outside ASCII");
        }
        let fits = match (part, next) {
            ('$', None) => true,
            ('$', Some('\n')) => rest.next().is_none(),
            ('.', Some(c)) => c != '\n',
            ('T', Some(c)) => c == 'T' || c.is_whitespace(),
            ('d', Some(c)) => c.is_ascii_digit(),
            ('n' | 'm', Some(c)) if c.is_ascii_digit() => {
                let more = if part == 'n' { 1 } else { 2 };
                rest = before;
                let digits = rest.clone().take_while(char::is_ascii_digit).count().min(usize::saturating_add(more, 1));
                for _ in 0..digits {
                    rest.next();
                }
                true
            }
            (part, Some(c)) => part == c,
            (_, None) => false,
        };
        if !fits {
            return Ok(false);
        }
    }
    Ok(true)
}
