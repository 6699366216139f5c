//! Parts of things: an item, a slice, all of them one by one.

use alloc::{rc::Rc, string::String, vec::Vec};

use super::compare::{equal, hashable};
use super::halt::{Halt, raise, undecided};
use super::number::{Number, number};
use super::object::{Object, range_len};
use super::operators::fits;
use crate::project::template::Int;

/// `of[index]`
pub(crate) fn item(of: &Object, index: &Object) -> Result<Object, Halt> {
    if let Object::Dict(pairs) = of {
        hashable(index)?;
        for (key, value) in pairs.iter() {
            if equal(key, index)? {
                return Ok(value.clone());
            }
        }
        return raise("KeyError", &[&index.display()?]);
    }
    let (len, what) = match of {
        Object::List(items) => (items.len(), "list"),
        Object::Tuple(items) => (items.len(), "tuple"),
        Object::Range(start, stop, step) => {
            (usize::try_from(range_len(*start, *stop, *step)).unwrap_or(usize::MAX), "range object")
        }
        _ => match of.text() {
            Some(text) => (text.chars().count(), "string"),
            None => match of {
                Object::Builtin(_) | Object::ErrorClass(_) => return undecided("an index of a class"),
                Object::Set(_)
                | Object::Iterator(_)
                | Object::None
                | Object::Bool(_)
                | Object::Int(_)
                | Object::Float(_)
                | Object::Symbol(_)
                | Object::TypedInt(..)
                | Object::TypedFloat(..)
                | Object::Function(_)
                | Object::Error(..)
                | Object::Str(_)
                | Object::Expression(_)
                | Object::List(_)
                | Object::Tuple(_)
                | Object::Dict(_)
                | Object::Range(..) => {
                    return raise("TypeError", &["'", of.type_name(), "' object is not subscriptable"]);
                }
            },
        },
    };
    let index = match number(index) {
        Some(Number::Int(Int::Small(index))) => index,
        Some(Number::Int(_)) => return undecided("a huge index"),
        _ => {
            let name = index.type_name();
            let plural = match what {
                "string" => "string indices must be integers, not '",
                "list" => "list indices must be integers or slices, not ",
                "tuple" => "tuple indices must be integers or slices, not ",
                _ => "range indices must be integers or slices, not ",
            };
            return raise("TypeError", &[plural, name, if what == "string" { "'" } else { "" }]);
        }
    };
    let len = i128::try_from(len).unwrap_or(i128::MAX);
    let at = if index < 0 { index.saturating_add(len) } else { index };
    let Some(at) = usize::try_from(at).ok().filter(|_| at < len) else {
        return raise("IndexError", &[what, " index out of range"]);
    };
    let found = match of {
        Object::List(items) | Object::Tuple(items) => items.get(at).cloned(),
        Object::Range(start, _, step) => {
            Some(Object::int(start.saturating_add(step.saturating_mul(i128::try_from(at).unwrap_or(0)))))
        }
        _ => of.text().and_then(|text| text.chars().nth(at)).map(character),
    };
    found.map_or_else(|| undecided("an index"), Ok)
}

pub(crate) fn character(c: char) -> Object {
    let mut buffer = [0; 4];
    Object::str(&*c.encode_utf8(&mut buffer))
}

/// `of[start:stop:step]`
pub(crate) fn slice(of: &Object, bounds: [Option<Object>; 3]) -> Result<Object, Halt> {
    let mut numbers = [None; 3];
    for (bound, slot) in bounds.iter().zip(&mut numbers) {
        *slot = match bound {
            None | Some(Object::None) => None,
            Some(bound) => match number(bound) {
                Some(Number::Int(Int::Small(int))) => Some(int),
                Some(Number::Int(_)) => return undecided("a huge index"),
                _ => {
                    let text = "slice indices must be integers or None or have an __index__ method";
                    return match sliceable(of) {
                        true => raise("TypeError", &[text]),
                        false => raise("TypeError", &["'", of.type_name(), "' object is not subscriptable"]),
                    };
                }
            },
        };
    }
    let [start, stop, step] = numbers;
    if !sliceable(of) {
        return match of {
            Object::Dict(_) => raise("TypeError", &["unhashable type: 'slice'"]),
            Object::Range(..) | Object::Builtin(_) | Object::ErrorClass(_) => undecided("a slice of a range"),
            _ => raise("TypeError", &["'", of.type_name(), "' object is not subscriptable"]),
        };
    }
    let step = step.unwrap_or(1);
    if step == 0 {
        return raise("ValueError", &["slice step cannot be zero"]);
    }
    let items: Vec<Object> = match of {
        Object::List(items) | Object::Tuple(items) => items.to_vec(),
        _ => of.text().map(|text| text.chars().map(character).collect()).unwrap_or_default(),
    };
    let len = i128::try_from(items.len()).unwrap_or(i128::MAX);
    let clamp = |bound: Option<i128>, default: i128| {
        let Some(bound) = bound else { return default };
        let bound = if bound < 0 { bound.saturating_add(len) } else { bound };
        if step < 0 { bound.clamp(-1, len.saturating_sub(1)) } else { bound.clamp(0, len) }
    };
    let (first, last) = if step < 0 { (len.saturating_sub(1), -1) } else { (0, len) };
    let (mut at, stop) = (clamp(start, first), clamp(stop, last));
    let mut taken = Vec::new();
    while if step < 0 { at > stop } else { at < stop } {
        taken.extend(usize::try_from(at).ok().and_then(|at| items.get(at)).cloned());
        at = at.saturating_add(step);
    }
    Ok(match of {
        Object::List(_) => Object::list(taken),
        Object::Tuple(_) => Object::tuple(taken),
        _ => {
            let text: String = taken.iter().filter_map(Object::text).map(|text: &Rc<str>| &**text).collect();
            Object::str(text)
        }
    })
}

fn sliceable(of: &Object) -> bool {
    of.text().is_some() || matches!(of, Object::List(_) | Object::Tuple(_))
}

/// What a loop walks through.
pub(crate) fn iterate(object: &Object) -> Result<Vec<Object>, Halt> {
    if let Some(text) = object.text() {
        return Ok(text.chars().map(character).collect());
    }
    match object {
        Object::List(items) | Object::Tuple(items) | Object::Iterator(items) => Ok(items.to_vec()),
        Object::Dict(pairs) => Ok(pairs.iter().map(|pair| pair.0.clone()).collect()),
        Object::Set(items) if items.len() < 2 => Ok(items.to_vec()),
        Object::Set(_) => undecided("the order of a set"),
        Object::Range(start, stop, step) => {
            let len = usize::try_from(range_len(*start, *stop, *step)).unwrap_or(usize::MAX);
            fits(len.saturating_mul(16))?;
            let mut at = *start;
            Ok((0..len)
                .map(|_| {
                    let item = Object::int(at);
                    at = at.saturating_add(*step);
                    item
                })
                .collect())
        }
        _ => raise("TypeError", &["'", object.type_name(), "' object is not iterable"]),
    }
}
