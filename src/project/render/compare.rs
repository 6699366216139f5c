//! Python's comparisons: what is equal, what is less, what is in what.

use core::cmp::Ordering;

use super::halt::{Halt, raise, undecided};
use super::number::{Number, compare, number};
use super::object::{Object, range_len};
use crate::project::template::{CompareOp, Int};

/// `left op right`
pub(crate) fn comparison(left: &Object, op: CompareOp, right: &Object) -> Result<bool, Halt> {
    let ordered = |sign: &str, wanted: fn(Ordering) -> bool| match order(left, right)? {
        Some(Some(ordering)) => Ok(wanted(ordering)),
        Some(None) => Ok(false),
        None => {
            let (left, right) = (left.type_name(), right.type_name());
            raise("TypeError", &["'", sign, "' not supported between instances of '", left, "' and '", right, "'"])
        }
    };
    match op {
        CompareOp::Eq => equal(left, right),
        CompareOp::NotEq => equal(left, right).map(|equal| !equal),
        CompareOp::Less => ordered("<", Ordering::is_lt),
        CompareOp::LessEq => ordered("<=", Ordering::is_le),
        CompareOp::Greater => ordered(">", Ordering::is_gt),
        CompareOp::GreaterEq => ordered(">=", Ordering::is_ge),
        CompareOp::In => contains(right, left),
        CompareOp::NotIn => contains(right, left).map(|contains| !contains),
        CompareOp::Is => same(left, right),
        CompareOp::IsNot => same(left, right).map(|same| !same),
    }
}

/// `left == right`
pub(crate) fn equal(left: &Object, right: &Object) -> Result<bool, Halt> {
    if let (Some(one), Some(other)) = (left.text(), right.text()) {
        return Ok(one == other);
    }
    if let (Some(one), Some(other)) = (number(left), number(right)) {
        return match compare(&one, &other) {
            Some(ordering) => Ok(ordering == Some(Ordering::Equal)),
            None => undecided("a comparison with a huge number"),
        };
    }
    match (left, right) {
        (Object::None, Object::None) => Ok(true),
        (Object::List(one), Object::List(other)) | (Object::Tuple(one), Object::Tuple(other)) => {
            if one.len() != other.len() {
                return Ok(false);
            }
            for (one, other) in one.iter().zip(other.iter()) {
                if !equal(one, other)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        (Object::Dict(_), Object::Dict(_))
        | (Object::Set(_), Object::Set(_))
        | (Object::Range(..), Object::Range(..)) => undecided("a comparison of dicts or sets"),
        (Object::Symbol(_), Object::Symbol(_)) | (Object::Iterator(_), Object::Iterator(_)) => {
            undecided("a comparison of things that are equal only to themselves")
        }
        (Object::Function(one), Object::Function(other))
        | (Object::Builtin(one), Object::Builtin(other))
        | (Object::ErrorClass(one), Object::ErrorClass(other)) => Ok(one == other),
        _ => Ok(false),
    }
}

/// How two things compare; nothing where Python raises.
pub(crate) fn order(left: &Object, right: &Object) -> Result<Option<Option<Ordering>>, Halt> {
    if let (Some(one), Some(other)) = (left.text(), right.text()) {
        return Ok(Some(Some(one.chars().cmp(other.chars()))));
    }
    if let (Some(one), Some(other)) = (number(left), number(right)) {
        return match compare(&one, &other) {
            Some(ordering) => Ok(Some(ordering)),
            None => undecided("a comparison with a huge number"),
        };
    }
    match (left, right) {
        (Object::List(one), Object::List(other)) | (Object::Tuple(one), Object::Tuple(other)) => {
            for (one, other) in one.iter().zip(other.iter()) {
                if !equal(one, other)? {
                    return order(one, other);
                }
            }
            Ok(Some(Some(one.len().cmp(&other.len()))))
        }
        (Object::Set(_), Object::Set(_)) => undecided("a comparison of sets"),
        _ => Ok(None),
    }
}

fn contains(container: &Object, item: &Object) -> Result<bool, Halt> {
    if let Some(text) = container.text() {
        return match item.text() {
            Some(part) => Ok(text.contains(&**part)),
            None => {
                let name = item.type_name();
                raise("TypeError", &["'in <string>' requires string as left operand, not ", name])
            }
        };
    }
    match container {
        Object::List(items) | Object::Tuple(items) => any_equal(items, item),
        Object::Set(items) => {
            hashable(item)?;
            any_equal(items, item)
        }
        Object::Dict(pairs) => {
            hashable(item)?;
            for (key, _) in pairs.iter() {
                if equal(key, item)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        Object::Range(start, stop, step) => match number(item) {
            Some(Number::Int(Int::Small(int))) => {
                let (low, high) =
                    if *step < 0 { (stop.saturating_add(1), *start) } else { (*start, stop.saturating_sub(1)) };
                let inside = range_len(*start, *stop, *step) > 0 && (low..=high).contains(&int);
                Ok(inside && int.saturating_sub(*start).checked_rem(*step) == Some(0))
            }
            Some(_) => undecided("a comparison with a huge number"),
            None => Ok(false),
        },
        Object::Iterator(_) => undecided("`in` on what can be walked through once"),
        _ => raise("TypeError", &["argument of type '", container.type_name(), "' is not iterable"]),
    }
}

fn any_equal(items: &[Object], item: &Object) -> Result<bool, Halt> {
    for known in items {
        if equal(known, item)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// `left is right`, where that does not depend on where Python keeps things.
fn same(left: &Object, right: &Object) -> Result<bool, Halt> {
    match (left, right) {
        (Object::None, Object::None) => Ok(true),
        (Object::Bool(one), Object::Bool(other)) => Ok(one == other),
        (Object::None | Object::Bool(_), _) | (_, Object::None | Object::Bool(_)) => Ok(false),
        (Object::Builtin(one), Object::Builtin(other)) | (Object::Function(one), Object::Function(other)) => {
            Ok(one == other)
        }
        _ if left.type_name() != right.type_name() => Ok(false),
        _ => undecided("`is` between two values"),
    }
}

/// Raises where a thing cannot be a key.
pub(crate) fn hashable(object: &Object) -> Result<(), Halt> {
    match object {
        Object::List(_) | Object::Set(_) | Object::Dict(_) => {
            raise("TypeError", &["unhashable type: '", object.type_name(), "'"])
        }
        Object::Tuple(items) => items.iter().try_for_each(hashable),
        _ => Ok(()),
    }
}
