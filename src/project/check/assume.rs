//! What a path through a template assumes of the parameters, and whether any request meets it.
//!
//! Each branch that is taken adds an assumption. Whether all of them can be met is tried out on candidates: absence, the constants
//! that the template compares with, the numbers next to them, and a few ordinary values. A test that no candidate can answer is
//! [`Test::Opaque`]: both answers are possible, and what follows from it is undecided.

use alloc::{rc::Rc, string::String, vec::Vec};

use super::pin::{Pin, shown};
use crate::project::position::Position;
use crate::project::template::{CompareOp, Int};
use crate::project::value::Value;

/// What is asked of a parameter.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Test {
    /// The request has it.
    Present,
    /// Python calls it true; read by a function such as `String`, if any.
    Truthy(Option<String>),
    /// It equals a constant.
    Equals(Option<String>, Value),
    /// It is less or more than a constant.
    Compare(Option<String>, CompareOp, Value),
    /// The function of a type takes it.
    Takes(String),
    /// What is not followed; told apart by its place and a number.
    Opaque(u32),
}

/// A question about a parameter, and where the template asks it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Atom {
    pub(super) param: String,
    pub(super) test: Test,
    pub(super) file: Rc<str>,
    pub(super) at: Position,
}

/// An answer that a path assumes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Assumption {
    pub(super) atom: Atom,
    pub(super) yes: bool,
}

impl Assumption {
    /// Whether it asks the same.
    pub(super) fn same_question(&self, other: &Assumption) -> bool {
        let (one, other) = (&self.atom, &other.atom);
        one.param == other.param
            && one.test == other.test
            && (!matches!(one.test, Test::Opaque(_)) || (one.at == other.at && one.file == other.file))
    }

    pub(super) fn is_opaque(&self) -> bool {
        matches!(self.atom.test, Test::Opaque(_))
    }
}

/// What a parameter can be: absent, or a value.
pub(super) type Candidate = Option<Value>;

/// Whether a request exists that meets what is assumed of one parameter, and what it says there.
pub(super) fn solve(assumptions: &[&Assumption], pin: Option<&Pin>, ordinary_only: bool) -> Option<Candidate> {
    candidates(assumptions, pin, ordinary_only).into_iter().find(|candidate| {
        assumptions.iter().all(|assumed| holds(&assumed.atom.test, candidate).is_none_or(|is| is == assumed.yes))
    })
}

fn candidates(assumptions: &[&Assumption], pin: Option<&Pin>, ordinary_only: bool) -> Vec<Candidate> {
    let mut constants = Vec::new();
    if !ordinary_only {
        for assumed in assumptions {
            match &assumed.atom.test {
                Test::Equals(_, value) => constants.push(value.clone()),
                Test::Compare(_, _, value) => {
                    if let Some(number) = number(value) {
                        for near in [number, number - 1.0, number + 1.0] {
                            constants.push(integer(near));
                        }
                    }
                    constants.push(value.clone());
                }
                _ => {}
            }
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
        all.extend([Value::from(0), Value::Bool(false), Value::Bool(true), Value::from("0"), Value::from("false")]);
        all.retain(|value| pin.value.admits(value));
    }
    all.into_iter().map(Some).collect()
}

/// A whole number as an integer, so that it reads as one.
fn integer(number: f64) -> Value {
    let text = alloc::format!("{number}");
    Int::parse(&text).map_or(Value::Float(number), Value::Int)
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Int(int) => int.to_text().parse().ok(),
        Value::Float(number) => Some(*number),
        Value::Text(text) => text.trim().parse().ok(),
        Value::Bool(_) | Value::None | Value::List(_) => None,
    }
}

fn is_numeric(function: &str) -> bool {
    function.contains("Int") || function.contains("Float")
}

/// The answer for one candidate; nothing where it is not known.
fn holds(test: &Test, candidate: &Candidate) -> Option<bool> {
    match (test, candidate) {
        (Test::Opaque(_), _) => None,
        (Test::Present, candidate) => Some(candidate.is_some()),
        (Test::Equals(None, Value::None), candidate) => Some(candidate.is_none()),
        // A function of a type is asked only where the parameter is there, or has a default, which is no question.
        (_, None) => Some(false),
        (Test::Takes(function), Some(value)) => Some(takes(function, value)),
        (Test::Truthy(function), Some(value)) => Some(truthy(function.as_deref(), value)),
        (Test::Equals(function, constant), Some(value)) => Some(equals(function.as_deref(), value, constant)),
        (Test::Compare(function, op, constant), Some(value)) => compare(function.as_deref(), value, *op, constant),
    }
}

/// Whether the function of a type takes a value; what it does not take ends the request.
pub(super) fn takes(function: &str, value: &Value) -> bool {
    let text = shown(value);
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if function.contains("Int") {
        let fits = || Int::parse(text.trim()).is_some_and(|int| fits(function, &int));
        return !matches!(value, Value::Bool(_)) && fits();
    }
    match function {
        "Float32" | "Float64" => !matches!(value, Value::Bool(_)) && text.trim().parse::<f64>().is_ok(),
        "Date" => text.len() == 10 && text.split('-').count() == 3 && text.split('-').all(digits),
        "DateTime" => text.len() >= 19 && text.starts_with(|c: char| c.is_ascii_digit()) && text.contains('-'),
        "DateTime64" => text.len() >= 23 && text.starts_with(|c: char| c.is_ascii_digit()) && text.contains('.'),
        "Array" | "split_to_array" => matches!(value, Value::Text(_)),
        _ => true,
    }
}

/// Whether an integer has a place in the type.
fn fits(function: &str, int: &Int) -> bool {
    let unsigned = function.starts_with('U');
    let bits: u32 = function.trim_start_matches(|c: char| !c.is_ascii_digit()).parse().unwrap_or(256);
    let text = int.to_text();
    if unsigned && text.starts_with('-') {
        return false;
    }
    match (int, bits) {
        (Int::Small(number), 8..=64) => {
            let magnitude = if unsigned { bits } else { bits.saturating_sub(1) };
            let limit = 1_i128.checked_shl(magnitude).unwrap_or(i128::MAX);
            *number < limit && *number >= limit.saturating_neg()
        }
        (_, bits) => bits > 64,
    }
}

fn truthy(function: Option<&str>, value: &Value) -> bool {
    let text = shown(value);
    match (function, value) {
        (Some("Boolean"), _) => !matches!(&*text.to_ascii_lowercase(), "" | "0" | "false" | "no" | "none"),
        (Some(function), _) if is_numeric(function) => number(&Value::Text(text)).is_none_or(|number| number != 0.0),
        (Some(_), _) | (None, Value::Text(_)) => !text.is_empty(),
        (None, Value::Bool(value)) => *value,
        (None, value) => number(value).is_none_or(|number| number != 0.0),
    }
}

fn equals(function: Option<&str>, value: &Value, constant: &Value) -> bool {
    match function {
        Some("Boolean") => match constant {
            Value::Bool(_) | Value::Int(_) => truthy(Some("Boolean"), value) == truthy(None, constant),
            _ => false,
        },
        Some(function) if is_numeric(function) => {
            !matches!(constant, Value::Text(_)) && number(&Value::Text(shown(value))) == number(constant)
        }
        Some(_) => matches!(constant, Value::Text(text) if *text == shown(value)),
        None => match (value, constant) {
            (Value::Text(one), Value::Text(other)) => one == other,
            (Value::Text(_), _) | (_, Value::Text(_)) => false,
            (Value::Bool(one), Value::Bool(other)) => one == other,
            (one, other) => number(one).is_some() && number(one) == number(other),
        },
    }
}

fn compare(function: Option<&str>, value: &Value, op: CompareOp, constant: &Value) -> Option<bool> {
    use core::cmp::Ordering;
    let order = match constant {
        Value::Text(constant) => shown(value).as_str().cmp(constant.as_str()),
        constant => {
            if function.is_none() && matches!(value, Value::Text(_)) {
                return None;
            }
            number(&Value::Text(shown(value)))?.partial_cmp(&number(constant)?)?
        }
    };
    Some(match op {
        CompareOp::Less => order == Ordering::Less,
        CompareOp::LessEq => order != Ordering::Greater,
        CompareOp::Greater => order == Ordering::Greater,
        CompareOp::GreaterEq => order != Ordering::Less,
        _ => return None,
    })
}

/// Whether a request meets all of this.
pub(super) fn possible(assumptions: &[Assumption], pins: &[Pin]) -> bool {
    let mut params: Vec<&str> = assumptions.iter().map(|assumed| &*assumed.atom.param).collect();
    params.sort_unstable();
    params.dedup();
    params.into_iter().all(|param| possible_for(param, assumptions, pins))
}

/// Whether what is assumed of one parameter can be met.
pub(super) fn possible_for(param: &str, assumptions: &[Assumption], pins: &[Pin]) -> bool {
    let about: Vec<&Assumption> = assumptions.iter().filter(|assumed| assumed.atom.param == param).collect();
    let contradicted = about
        .iter()
        .enumerate()
        .any(|(index, one)| about.iter().skip(index).any(|other| one.same_question(other) && one.yes != other.yes));
    !contradicted && solve(&about, pins.iter().find(|pin| pin.name == param), false).is_some()
}

/// Both, without what is said twice; nothing where they contradict each other.
pub(super) fn together(one: &[Assumption], other: &[Assumption], pins: &[Pin]) -> Option<Vec<Assumption>> {
    let mut all: Vec<Assumption> = one.into();
    for assumed in other {
        if !all.contains(assumed) {
            all.push(assumed.clone());
        }
    }
    possible(&all, pins).then_some(all)
}

/// Drops what makes no difference: two ways that differ in one answer only are one.
pub(super) fn merged(mut ways: Vec<Vec<Assumption>>) -> Vec<Vec<Assumption>> {
    loop {
        let mut found = None;
        'search: for (index, one) in ways.iter().enumerate() {
            for (later, other) in ways.iter().enumerate().skip(index.saturating_add(1)) {
                if let Some(without) = without_difference(one, other) {
                    found = Some((index, later, without));
                    break 'search;
                }
            }
        }
        let Some((index, later, without)) = found else { return ways };
        ways.remove(later);
        ways.remove(index);
        if !ways.contains(&without) {
            ways.push(without);
        }
    }
}

/// What is left of two ways that are the same but for one answer, or of which one says all that the other says.
fn without_difference(one: &[Assumption], other: &[Assumption]) -> Option<Vec<Assumption>> {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let missing: Vec<&Assumption> = short.iter().filter(|assumed| !long.contains(assumed)).collect();
    match missing.as_slice() {
        [] => Some(short.into()),
        [assumed] => {
            let opposite = long.iter().any(|other| other.same_question(assumed) && other.yes != assumed.yes);
            // A longer way keeps what more it says only if both are equally long.
            (opposite && short.len() == long.len())
                .then(|| short.iter().filter(|kept| !core::ptr::eq(*kept, *assumed)).cloned().collect())
        }
        _ => None,
    }
}
