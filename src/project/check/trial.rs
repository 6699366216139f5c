//! The values that stand for all those that a parameter can have, as far as a template tells them apart.
//!
//! They are absence, a few ordinary values, the constants that the template compares with, and what lies between those. Of each kind
//! there is at least one more than there are constants.

use alloc::{collections::BTreeSet, format, string::String, vec::Vec};

use super::assumption::{Assumption, Test, is_numeric, takes};
use super::pin::{Pin, Pinned, shown};
use crate::project::render::typed;
use crate::project::template::Int;
use crate::project::value::Value;
use crate::text::json::number_text;

/// What a parameter can be: absent, or a value.
pub(super) type Candidate = Option<Value>;

/// How many values of one kind are made up at most.
const MAX_FRESH: usize = 300;

/// What is tried first. `ordinary_only` leaves out what a condition makes a special case of.
pub(super) fn candidates(assumptions: &[&Assumption], pin: Option<&Pin>, ordinary_only: bool) -> Vec<Candidate> {
    let mut constants = Vec::new();
    // What was asked last is what the others do not answer yet.
    for assumed in assumptions.iter().rev().filter(|_| !ordinary_only) {
        match &assumed.atom.test {
            Test::Equals(function, value) => {
                // The same number in other digits.
                if function.as_deref().is_some_and(is_numeric) {
                    constants.push(Value::Text(["0", &*shown(value)].concat()));
                }
                constants.push(value.clone());
            }
            Test::Compare(_, _, value) => {
                constants.push(value.clone());
                if let Some(number) = number(value) {
                    for near in [number + 0.5, number - 0.5, number + 1.0, number - 1.0] {
                        constants.push(integer(near));
                    }
                } else if let Value::Text(text) = value {
                    constants.extend(years_around(text).into_iter().rev().flatten().map(Value::Text));
                    constants.push(Value::Text([text, "!"].concat()));
                }
            }
            _ => {}
        }
    }
    let Some(pin) = pin else {
        let mut all: Vec<Candidate> = [None].into();
        let usual = [
            "x",
            "1",
            "2024-03-01",
            "2024-03-01 00:00:00",
            "2024-03-01 00:00:00.000",
            "0",
            "true",
            "y",
            "z",
            "0.5",
            "",
        ];
        all.extend(usual.iter().map(|text| Some(Value::from(*text))));
        all.extend(constants.iter().map(|value| Some(Value::Text(shown(value)))));
        return all;
    };
    let mut all = pin.value.ordinary();
    if !ordinary_only {
        all.extend(constants.iter().map(|value| Value::Text(shown(value))));
        all.extend(constants);
        all.extend([Value::from(0), Value::Bool(false), Value::Bool(true)]);
        all.extend(["0", "false", "00", "0.0", "no", "none", "False"].map(Value::from));
        all.retain(|value| pin.value.admits(value));
    }
    all.into_iter().map(Some).collect()
}

/// The numbers that a template compares with or refuses, the limits of types, and what lies between; and the texts.
fn numbers(assumptions: &[&Assumption], pin: Option<&Pin>) -> (Vec<Value>, Vec<String>) {
    let mut constants: Vec<&Value> = Vec::new();
    let mut limits: Vec<Value> = Vec::new();
    for assumed in assumptions {
        match &assumed.atom.test {
            Test::Equals(_, value) | Test::Compare(_, _, value) => constants.push(value),
            Test::Takes(function) => limits.extend(limits_of(function).into_iter().flatten().map(Value::Int)),
            _ => {}
        }
    }
    if let Some(Pin { value: Pinned::Placeholder { refused, .. }, .. }) = pin {
        constants.extend(refused);
    }
    let zero = Value::from(0);
    let constants: Vec<&Value> = constants.into_iter().chain(&limits).chain([&zero]).collect();
    let texts = constants.iter().filter_map(|constant| match constant {
        Value::Text(text) => Some(text.clone()),
        _ => None,
    });
    (between(&constants), texts.collect())
}

/// The numbers between those that a template compares with: what is tried where none of the first meets what is assumed.
pub(super) fn next_to(assumptions: &[&Assumption], pin: Option<&Pin>) -> Vec<Candidate> {
    let (numbers, _) = numbers(assumptions, pin);
    let mut texts: Vec<Value> = numbers.iter().map(|number| Value::Text(shown(number))).collect();
    texts.extend(["nan", "inf", "-inf"].map(Value::from));
    admitted(texts, numbers, pin)
}

/// Those that a parameter can be. What a request says is a text.
fn admitted(texts: Vec<Value>, others: Vec<Value>, pin: Option<&Pin>) -> Vec<Candidate> {
    let Some(pin) = pin else { return texts.into_iter().map(Some).collect() };
    let all = others.into_iter().chain(texts).filter(|value| pin.value.admits(value));
    all.map(Some).collect()
}

/// What else is tried.
pub(super) fn further(assumptions: &[&Assumption], pin: Option<&Pin>) -> Vec<Candidate> {
    let fresh = assumptions.len().saturating_add(2).min(MAX_FRESH);
    let (numbers, constants) = numbers(assumptions, pin);
    let mut texts: Vec<String> = numbers.iter().map(shown).collect();
    // The same numbers, written in other ways.
    if texts.len().saturating_mul(fresh) < 1 << 14 {
        for number in numbers.iter().map(shown) {
            let (sign, digits) = number.strip_prefix('-').map_or(("", &*number), |digits| ("-", digits));
            for zeros in 1..=fresh {
                texts.push([sign, &*"0".repeat(zeros), digits].concat());
            }
            texts.push(["+", digits].concat());
            texts.push([&*number, ".0"].concat());
            texts.push([&*number, "e0"].concat());
        }
    }
    for constant in &constants {
        texts.extend(next_date(constant));
        texts.push([constant, " "].concat());
    }
    texts.extend(["False", "FALSE", "fAlse", "faLse", "falSe", "falsE", "-0", "2024-03-01T00:00:00"].map(Into::into));
    for index in 0..fresh {
        let day = index.checked_rem(28).unwrap_or(0).saturating_add(1);
        let month = index.checked_div(28).unwrap_or(0).saturating_add(1);
        texts.push(format!("x{index}"));
        texts.push(format!("{index}.25"));
        texts.push(format!("2023-{month:02}-{day:02}"));
        texts.push(format!("2023-{month:02}-{day:02} 00:00:00"));
        texts.push(format!("2023-{month:02}-{day:02} 00:00:00.000"));
        texts.push(format!("6f1ed002-ab59-4e6d-8b1f-{index:012}"));
    }
    let inside = match pin.map(|pin| &pin.value) {
        Some(Pinned::Text { before, after }) => {
            texts.iter().map(|text| Value::Text([before, &**text, after].concat())).collect()
        }
        _ => Vec::from([Value::Float(0.0)]),
    };
    admitted(texts.into_iter().map(Value::Text).collect(), inside, pin)
}

/// Whether the candidates stand for all values, so that where none of them meets what is assumed, no request does.
pub(super) fn are_all(about: &[&Assumption], pin: Option<&Pin>) -> bool {
    let kind = match pin.map(|pin| &pin.value) {
        Some(Pinned::Literal(_)) => return true,
        Some(Pinned::Text { .. }) => None,
        Some(Pinned::Placeholder { kind, .. }) => Some(kind.as_deref().unwrap_or_default()),
        None => Some(""),
    };
    if kind == Some("Bool") {
        return true;
    }
    let counts = |function: &Option<String>| {
        function.as_deref().is_some_and(|function| is_numeric(function) || function == "Boolean")
    };
    let is_one = |assumed: &&&Assumption| match (&assumed.atom.test, assumed.yes) {
        (Test::Present, yes) => !yes,
        (Test::Equals(None, Value::None), yes) => yes,
        // The constant itself; or nothing, where a number would have to equal a text.
        (Test::Equals(function, value), true) => {
            !counts(function) || matches!(value, Value::Text(_) | Value::None | Value::List(_))
        }
        // `String` takes everything.
        (Test::Takes(function), false) => !is_numeric(function) && !function.starts_with("Date"),
        // The empty text.
        (Test::Truthy(function), false) => !counts(function),
        _ => false,
    };
    if about.iter().any(|assumed| is_one(&assumed)) {
        return true;
    }
    // Between two numbers next to each other that a template compares with, all are the same to it.
    let all = |known: fn(&str) -> bool| {
        about.iter().all(|assumed| match &assumed.atom.test {
            Test::Present | Test::Opaque | Test::Equals(None, Value::None) => true,
            Test::Takes(function) => known(function),
            Test::Truthy(function) => function.as_deref().is_some_and(known),
            Test::Equals(function, value) | Test::Compare(function, _, value) => {
                function.as_deref().is_some_and(known) && !matches!(value, Value::Text(_) | Value::Int(Int::Large(_)))
            }
        })
    };
    (kind.is_some() && all(|function| function.contains("Int")))
        || (pin.is_none() && (all(|function| function.starts_with("Float")) || all(|function| function == "Boolean")))
}

/// Whether a value would have to be a number and a date, or one of a day and one of a second.
pub(super) fn clash(about: &[&Assumption]) -> bool {
    let taken = || {
        about.iter().filter(|assumed| assumed.yes).filter_map(|assumed| match &assumed.atom.test {
            Test::Takes(function) => Some(&**function),
            _ => None,
        })
    };
    let number = taken().any(is_numeric);
    let day = taken().any(|function| function == "Date");
    let second = taken().any(|function| function.starts_with("DateTime"));
    (number && (day || second)) || (day && second)
}

/// Numbers, the whole ones next to them, and one between each two.
fn between(constants: &[&Value]) -> Vec<Value> {
    let mut whole: BTreeSet<i128> = BTreeSet::new();
    let mut floats: Vec<f64> = Vec::new();
    for constant in constants {
        match constant {
            Value::Int(Int::Small(int)) => {
                whole.extend([*int, int.saturating_sub(1), int.saturating_add(1)]);
            }
            Value::Float(float) => {
                let text = number_text(*float);
                if let Some(Int::Small(int)) = text.split('.').next().and_then(Int::parse) {
                    whole.extend([int, int.saturating_sub(1), int.saturating_add(1)]);
                }
            }
            _ => {}
        }
        floats.extend(number(constant));
    }
    floats.sort_by(f64::total_cmp);
    let middles = floats.windows(2).filter_map(|pair| match pair {
        [one, other] if one < other => Some((one + other) / 2.0),
        _ => None,
    });
    let middles: Vec<f64> = middles.collect();
    let ends = floats.first().map(|least| least - 1.5).into_iter().chain(floats.last().map(|most| most + 1.5));
    let others: Vec<Value> = middles.into_iter().chain(ends).chain(floats.iter().copied()).map(integer).collect();
    whole.into_iter().map(|int| Value::Int(Int::Small(int))).chain(others).collect()
}

/// The least and the largest integer of a type.
fn limits_of(function: &str) -> Option<[Int; 2]> {
    let bits: u32 = match function {
        "Integer" | "Int" => 32,
        _ => function.trim_start_matches("UInt").trim_start_matches("Int").parse().ok()?,
    };
    if function.starts_with('U') {
        let limit = 1_i128.checked_shl(bits).filter(|_| bits < 127)?;
        return Some([Int::Small(0), Int::Small(limit.saturating_sub(1))]);
    }
    let limit = 1_i128.checked_shl(bits.saturating_sub(1)).filter(|_| (1..128).contains(&bits))?;
    Some([Int::Small(limit.saturating_neg()), Int::Small(limit.saturating_sub(1))])
}

/// A date in the year before and in the year after.
fn years_around(date: &str) -> [Option<String>; 2] {
    let (year, rest) = date.split_at_checked(4).unwrap_or_default();
    let moved = |by: i64| {
        let year = year.parse::<u16>().ok().filter(|_| rest.starts_with('-'))?;
        let year = i64::from(year).saturating_add(by).max(0);
        let digits = crate::text::write::integer(year);
        Some(["0".repeat(4_usize.saturating_sub(digits.len())), digits, rest.into()].concat())
    };
    [moved(-1), moved(1)]
}

/// The day after one, as far as the digits tell.
fn next_date(date: &str) -> Option<String> {
    if !takes("Date", &Value::from(date)) {
        return None;
    }
    let (before, day) = date.split_at_checked(8)?;
    let day = day.parse::<u8>().ok()?.saturating_add(1);
    (day <= 31).then(|| format!("{before}{day:02}"))
}

/// A whole number as an integer, so that it reads as one.
fn integer(number: f64) -> Value {
    let text = number_text(number);
    Int::parse(&text).map_or(Value::Float(number), Value::Int)
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Int(int) => int.to_text().parse().ok(),
        Value::Float(number) => Some(*number),
        Value::Text(_) => match typed("Float64", value) {
            Some(Value::Float(number)) => Some(number),
            _ => None,
        },
        Value::Bool(value) => Some(f64::from(u8::from(*value))),
        Value::None | Value::List(_) => None,
    }
}
