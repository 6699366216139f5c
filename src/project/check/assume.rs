//! Whether any request meets what a path through a template assumes of the parameters.
//!
//! Whether all assumptions can be met is tried out on candidates. Where none meets them,
//! but another value might, they can be met as well, and what follows is undecided. So it is with a test that no candidate can answer,
//! [`Test::Opaque`].

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use super::assumption::{Assumption, Test, takes};
use super::pin::Pin;
use super::trial::{Candidate, are_all, candidates, clash, further, next_to};
use crate::project::render::{compared, truth, typed};
use crate::project::template::CompareOp;
use crate::project::value::Value;

/// Whether a request exists that meets what is assumed of one parameter, and what it says there.
pub(super) fn solve(assumptions: &[&Assumption], pin: Option<&Pin>, ordinary_only: bool) -> Option<Candidate> {
    let find = |candidates: Vec<Candidate>| candidates.into_iter().find(|candidate| all_hold(assumptions, candidate));
    let first = find(candidates(assumptions, pin, ordinary_only));
    if ordinary_only {
        return first;
    }
    first
        .or_else(|| find(next_to(assumptions, pin)))
        .or_else(|| if pin.is_none() && are_all(assumptions, pin) { None } else { find(further(assumptions, pin)) })
}

/// Whether a request that says this meets what is assumed of the parameter.
pub(super) fn meets(assumptions: &[&Assumption], value: &str) -> bool {
    all_hold(assumptions, &Some(Value::from(value)))
}

fn all_hold(assumptions: &[&Assumption], candidate: &Candidate) -> bool {
    let mut known = Vec::new();
    assumptions
        .iter()
        .all(|assumed| holds(&assumed.atom.test, candidate, &mut known).is_none_or(|is| is == assumed.yes))
}

/// The answer for one candidate; nothing where it is not known. `known` is the candidate as functions read it.
fn holds<'t>(test: &'t Test, candidate: &Candidate, known: &mut Vec<(&'t str, Option<Value>)>) -> Option<bool> {
    let mut read = |function: &'t Option<String>, value: &Value| {
        let Some(function) = function else { return Some(value.clone()) };
        if let Some((_, read)) = known.iter().find(|(known, _)| known == function) {
            return read.clone();
        }
        let read = typed(function, value);
        known.push((function, read.clone()));
        read
    };
    match (test, candidate) {
        (Test::Opaque, _) => None,
        (Test::Present, candidate) => Some(candidate.is_some()),
        (Test::Equals(None, Value::None), candidate) => Some(candidate.is_none()),
        // A function of a type is asked only where the parameter is there, or has a default, which is no question.
        (_, None) => Some(false),
        (Test::Takes(function), Some(value)) => Some(takes(function, value)),
        (Test::Truthy(function), Some(value)) => Some(truth(&read(function, value)?)),
        (Test::Equals(function, constant), Some(value)) => compared(&read(function, value)?, CompareOp::Eq, constant),
        (Test::Compare(function, op, constant), Some(value)) => compared(&read(function, value)?, *op, constant),
    }
}

/// Whether what is assumed of one parameter can be met. Where that is not known, it can.
pub(super) fn possible_for(param: &str, assumptions: &[Assumption], pins: &[Pin]) -> bool {
    let about: Vec<&Assumption> = assumptions.iter().filter(|assumed| assumed.atom.param == param).collect();
    let pin = pins.iter().find(|pin| pin.name == param);
    let opaque: Vec<&Assumption> = about.iter().copied().filter(|assumed| assumed.is_opaque()).collect();
    !is_contradicted(&opaque)
        && (solve(&about, pin, false).is_some() || !(are_all(&about, pin) || is_contradicted(&about) || clash(&about)))
}

/// Whether a question has both answers.
fn is_contradicted(about: &[&Assumption]) -> bool {
    about
        .iter()
        .enumerate()
        .any(|(index, one)| about.iter().skip(index).any(|other| one.yes != other.yes && one.same_question(other)))
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
