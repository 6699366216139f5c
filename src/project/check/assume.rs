//! What a path through a template assumes of the parameters, and whether any request meets it.
//!
//! Each branch that is taken adds an assumption. Whether all of them can be met is tried out on candidates: absence, the constants
//! that the template compares with, the numbers next to them, and a few ordinary values. A test that no candidate can answer is
//! [`Test::Opaque`]: both answers are possible, and what follows from it is undecided.

use alloc::{collections::BTreeMap, rc::Rc, string::String, vec::Vec};

use super::pin::{Pin, shown};
use crate::project::position::Position;
use crate::project::template::{CompareOp, Int};
use crate::project::value::Value;
use crate::text::json::number_text;

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
    /// What is not followed; told apart by its place.
    Opaque,
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
    pub(super) atom: Rc<Atom>,
    pub(super) yes: bool,
}

impl Assumption {
    /// Whether it asks the same.
    pub(super) fn same_question(&self, other: &Assumption) -> bool {
        let (one, other) = (&self.atom, &other.atom);
        one.param == other.param
            && one.test == other.test
            && (!matches!(one.test, Test::Opaque) || (one.at == other.at && one.file == other.file))
    }

    pub(super) fn is_opaque(&self) -> bool {
        matches!(self.atom.test, Test::Opaque)
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

/// Whether a request that says this meets what is assumed of the parameter.
pub(super) fn meets(assumptions: &[&Assumption], value: &str) -> bool {
    let candidate = Some(Value::from(value));
    assumptions.iter().all(|assumed| holds(&assumed.atom.test, &candidate).is_none_or(|is| is == assumed.yes))
}

fn candidates(assumptions: &[&Assumption], pin: Option<&Pin>, ordinary_only: bool) -> Vec<Candidate> {
    let mut constants = Vec::new();
    if !ordinary_only {
        for assumed in assumptions {
            match &assumed.atom.test {
                Test::Equals(function, value) => {
                    constants.push(value.clone());
                    // The same number in other digits.
                    if function.as_deref().is_some_and(is_numeric) {
                        constants.push(Value::Text(["0", &*shown(value)].concat()));
                    }
                }
                Test::Compare(_, _, value) => {
                    if let Some(number) = number(value) {
                        for near in [number, number - 1.0, number + 1.0, number - 0.5, number + 0.5] {
                            constants.push(integer(near));
                        }
                    } else if let Value::Text(text) = value {
                        constants.push(Value::Text([text, "!"].concat()));
                        constants.extend(years_around(text).into_iter().flatten().map(Value::Text));
                    }
                    constants.push(value.clone());
                }
                _ => {}
            }
        }
    }
    // What was asked last is what the others do not answer yet.
    constants.reverse();
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

/// A whole number as an integer, so that it reads as one.
fn integer(number: f64) -> Value {
    let text = number_text(number);
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
        (Test::Opaque, _) => None,
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

/// Whether what is assumed of one parameter can be met.
pub(super) fn possible_for(param: &str, assumptions: &[Assumption], pins: &[Pin]) -> bool {
    let about: Vec<&Assumption> = assumptions.iter().filter(|assumed| assumed.atom.param == param).collect();
    let beyond = is_beyond(&about);
    // What a candidate answers contradicts nothing; what none answers has to be compared.
    let open: Vec<&Assumption> = about.iter().copied().filter(|assumed| beyond || assumed.is_opaque()).collect();
    let contradicted = open
        .iter()
        .enumerate()
        .any(|(index, one)| open.iter().skip(index).any(|other| one.yes != other.yes && one.same_question(other)));
    !contradicted && (beyond || solve(&about, pins.iter().find(|pin| pin.name == param), false).is_some())
}

/// Whether values may meet what is assumed of a parameter, although no candidate does: texts and floats lie as near to each other as
/// one likes.
pub(super) fn is_beyond(assumptions: &[&Assumption]) -> bool {
    assumptions.iter().any(|assumed| match &assumed.atom.test {
        Test::Compare(function, _, constant) => {
            matches!(constant, Value::Text(_)) || !function.as_deref().is_some_and(|function| function.contains("Int"))
        }
        _ => false,
    })
}

/// Both, without what is said twice; nothing where they contradict each other. Each is possible by itself.
pub(super) fn together(one: &[Assumption], other: &[Assumption], pins: &[Pin]) -> Option<Vec<Assumption>> {
    let mut all: Vec<Assumption> = one.into();
    let mut shared: Vec<&str> = Vec::new();
    for assumed in other {
        if all.contains(assumed) {
            continue;
        }
        let param = &*assumed.atom.param;
        if !shared.contains(&param) && one.iter().any(|known| known.atom.param == param) {
            shared.push(param);
        }
        all.push(assumed.clone());
    }
    shared.into_iter().all(|param| possible_for(param, &all, pins)).then_some(all)
}

/// Puts an answer where it belongs among others, which are in order, each once.
fn answer(answer: (usize, bool), among: &mut Vec<(usize, bool)>) {
    if let Err(place) = among.binary_search(&answer) {
        among.insert(place, answer);
    }
}

/// Drops what makes no difference: two ways that differ in one answer only are one, and so are one and another that says more.
pub(super) fn merged(ways: Vec<Vec<Assumption>>) -> Vec<Vec<Assumption>> {
    // Questions have numbers here, so that ways are quick to compare.
    let mut questions: Vec<Assumption> = Vec::new();
    let mut number = |assumed: &Assumption| {
        let known = questions.iter().position(|known| known.same_question(assumed));
        known.unwrap_or_else(|| {
            questions.push(assumed.clone());
            questions.len().saturating_sub(1)
        })
    };
    let mut originals: Vec<Vec<(usize, Assumption)>> = Vec::new();
    let mut left: BTreeMap<Vec<(usize, bool)>, usize> = BTreeMap::new();
    for way in ways {
        let mut numbered: Vec<(usize, Assumption)> =
            way.into_iter().map(|assumed| (number(&assumed), assumed)).collect();
        numbered.dedup_by(|one, other| one.0 == other.0);
        let mut key: Vec<(usize, bool)> = Vec::new();
        numbered.iter().for_each(|(number, assumed)| answer((*number, assumed.yes), &mut key));
        left.entry(key).or_insert(originals.len());
        originals.push(numbered);
    }
    let mut changed = true;
    while changed {
        changed = false;
        for question in (0..questions.len()).rev() {
            let asked: Vec<Vec<(usize, bool)>> =
                left.keys().filter(|way| way.contains(&(question, true))).cloned().collect();
            for way in asked {
                let without: Vec<(usize, bool)> =
                    way.iter().copied().filter(|(number, _)| *number != question).collect();
                let mut opposite = without.clone();
                answer((question, false), &mut opposite);
                let superfluous = left.contains_key(&without);
                if superfluous || left.contains_key(&opposite) {
                    left.remove(&opposite);
                    if let Some(original) = left.remove(&way) {
                        left.entry(without).or_insert(original);
                    }
                    changed = true;
                }
            }
            let denied: Vec<Vec<(usize, bool)>> =
                left.keys().filter(|way| way.contains(&(question, false))).cloned().collect();
            for way in denied {
                let without: Vec<(usize, bool)> =
                    way.iter().copied().filter(|(number, _)| *number != question).collect();
                if left.contains_key(&without) {
                    left.remove(&way);
                    changed = true;
                }
            }
        }
    }
    let kept = |(way, original): (Vec<(usize, bool)>, usize)| -> Vec<Assumption> {
        let original = originals.get(original).map(Vec::as_slice).unwrap_or_default();
        original
            .iter()
            .filter(|(number, _)| way.iter().any(|(kept, _)| kept == number))
            .map(|(_, assumed)| assumed.clone())
            .collect()
    };
    // The shortest first.
    let mut ways: Vec<Vec<Assumption>> = Vec::new();
    for way in left.into_iter().map(kept) {
        let place = ways.partition_point(|known| known.len() <= way.len());
        ways.insert(place, way);
    }
    ways
}
