//! Python's operators.

use alloc::{rc::Rc, string::String, vec::Vec};
use core::cmp::Ordering;

use super::halt::{Halt, raise, undecided};
use super::number::{Number, compare, exact, number};
use super::object::{Object, range_len};
use crate::project::template::{BinaryOp, CompareOp, Int, UnaryOp};

/// No text or list grows beyond this.
pub(crate) const MAX_LEN: usize = 4 << 20;

pub(crate) fn unary(op: UnaryOp, operand: &Object) -> Result<Object, Halt> {
    if op == UnaryOp::Not {
        return Ok(Object::Bool(!operand.truth()));
    }
    match (op, number(operand)) {
        (UnaryOp::Plus, Some(number)) => Ok(of(number)),
        (UnaryOp::Minus, Some(Number::Float(float))) => Ok(Object::Float(-float)),
        (UnaryOp::Minus, Some(Number::Int(Int::Small(int)))) => whole(int.checked_neg()),
        (UnaryOp::Invert, Some(Number::Int(Int::Small(int)))) => Ok(Object::int(!int)),
        (UnaryOp::Minus | UnaryOp::Invert, Some(Number::Int(Int::Large(_)))) => {
            undecided("arithmetic with a huge number")
        }
        (op, _) => {
            let sign = match op {
                UnaryOp::Minus => "-",
                UnaryOp::Plus => "+",
                _ => "~",
            };
            raise("TypeError", &["bad operand type for unary ", sign, ": '", operand.type_name(), "'"])
        }
    }
}

fn of(number: Number) -> Object {
    match number {
        Number::Int(int) => Object::Int(int),
        Number::Float(float) => Object::Float(float),
    }
}

fn whole(int: Option<i128>) -> Result<Object, Halt> {
    int.map_or_else(|| undecided("arithmetic with a huge number"), |int| Ok(Object::int(int)))
}

pub(crate) fn binary(left: &Object, op: BinaryOp, right: &Object) -> Result<Object, Halt> {
    if let (Some(one), Some(other)) = (number(left), number(right)) {
        return arithmetic(one, op, other);
    }
    match (op, left, right) {
        (BinaryOp::Add, _, _) if left.text().is_some() => match (left.text(), right.text()) {
            (Some(one), Some(other)) => {
                fits(one.len().saturating_add(other.len()))?;
                Ok(Object::str([&**one, &**other].concat()))
            }
            _ => {
                let name = right.type_name();
                raise("TypeError", &["can only concatenate str (not \"", name, "\") to str"])
            }
        },
        (BinaryOp::Add, Object::List(one), Object::List(other)) => joined(one, other).map(Object::list),
        (BinaryOp::Add, Object::Tuple(one), Object::Tuple(other)) => joined(one, other).map(Object::tuple),
        (BinaryOp::Add, Object::List(_) | Object::Tuple(_), _) => {
            let (name, other) = (left.type_name(), right.type_name());
            raise("TypeError", &["can only concatenate ", name, " (not \"", other, "\") to ", name])
        }
        (BinaryOp::Mul, _, _) => match (sequence(left), number(right), sequence(right), number(left)) {
            (true, Some(Number::Int(times)), ..) => repeated(left, &times),
            (_, _, true, Some(Number::Int(times))) => repeated(right, &times),
            (true, ..) => raise("TypeError", &["can't multiply sequence by non-int of type '", right.type_name(), "'"]),
            (_, _, true, _) => {
                raise("TypeError", &["can't multiply sequence by non-int of type '", left.type_name(), "'"])
            }
            _ => unsupported(left, op, right),
        },
        (BinaryOp::Mod, _, _) if left.text().is_some() => undecided("`%` on a text"),
        (BinaryOp::BitOr, Object::Dict(_), Object::Dict(_)) => undecided("`|` of two dicts"),
        (BinaryOp::Sub | BinaryOp::BitOr | BinaryOp::BitAnd | BinaryOp::BitXor, Object::Set(_), Object::Set(_)) => {
            undecided("an operator on sets")
        }
        _ => unsupported(left, op, right),
    }
}

fn sequence(object: &Object) -> bool {
    object.text().is_some() || matches!(object, Object::List(_) | Object::Tuple(_))
}

fn fits(len: usize) -> Result<(), Halt> {
    if len > MAX_LEN { undecided("a value that is too large") } else { Ok(()) }
}

fn joined(one: &[Object], other: &[Object]) -> Result<Vec<Object>, Halt> {
    fits(one.len().saturating_add(other.len()))?;
    Ok(one.iter().chain(other).cloned().collect())
}

fn repeated(object: &Object, times: &Int) -> Result<Object, Halt> {
    let Int::Small(times) = times else { return undecided("a value that is too large") };
    let times = if *times < 0 { 0 } else { usize::try_from(*times).unwrap_or(usize::MAX) };
    let items = |items: &Vec<Object>| -> Result<Vec<Object>, Halt> {
        fits(items.len().saturating_mul(times))?;
        Ok(core::iter::repeat_n(items, if items.is_empty() { 0 } else { times }).flatten().cloned().collect())
    };
    match object {
        Object::List(list) => items(list).map(Object::list),
        Object::Tuple(tuple) => items(tuple).map(Object::tuple),
        _ => {
            let text = object.text().map_or("", |text| text);
            fits(text.len().saturating_mul(times))?;
            Ok(Object::str(text.repeat(if text.is_empty() { 0 } else { times })))
        }
    }
}

fn unsupported(left: &Object, op: BinaryOp, right: &Object) -> Result<Object, Halt> {
    let sign = match op {
        BinaryOp::Add => "+",
        BinaryOp::Sub => "-",
        BinaryOp::Mul => "*",
        BinaryOp::Div => "/",
        BinaryOp::FloorDiv => "//",
        BinaryOp::Mod => "%",
        BinaryOp::Pow => "** or pow()",
        BinaryOp::MatMul => "@",
        BinaryOp::BitAnd => "&",
        BinaryOp::BitOr => "|",
        BinaryOp::BitXor => "^",
        BinaryOp::ShiftLeft => "<<",
        BinaryOp::ShiftRight => ">>",
    };
    let (left, right) = (left.type_name(), right.type_name());
    raise("TypeError", &["unsupported operand type(s) for ", sign, ": '", left, "' and '", right, "'"])
}

fn arithmetic(left: Number, op: BinaryOp, right: Number) -> Result<Object, Halt> {
    let (one, other) = match (left, right) {
        (Number::Int(Int::Small(one)), Number::Int(Int::Small(other))) => return integers(one, op, other),
        (Number::Int(_), Number::Int(_)) => return undecided("arithmetic with a huge number"),
        (Number::Float(one), Number::Float(other)) => (one, other),
        (Number::Int(one), Number::Float(other)) => match exact(&one) {
            Some(one) => (one, other),
            None => return undecided("arithmetic with a huge number"),
        },
        (Number::Float(one), Number::Int(other)) => match exact(&other) {
            Some(other) => (one, other),
            None => return undecided("arithmetic with a huge number"),
        },
    };
    match op {
        BinaryOp::Add => Ok(Object::Float(one + other)),
        BinaryOp::Sub => Ok(Object::Float(one - other)),
        BinaryOp::Mul => Ok(Object::Float(one * other)),
        BinaryOp::Div if other == 0.0 => raise("ZeroDivisionError", &["float division by zero"]),
        BinaryOp::Div => Ok(Object::Float(one / other)),
        BinaryOp::FloorDiv | BinaryOp::Mod | BinaryOp::Pow => undecided("`//`, `%` or `**` of fractions"),
        _ => unsupported(&Object::Float(one), op, &Object::Float(other)),
    }
}

fn integers(one: i128, op: BinaryOp, other: i128) -> Result<Object, Halt> {
    let floor = |one: i128, other: i128| {
        let quotient = one.checked_div(other)?;
        let inexact = quotient.checked_mul(other)? != one;
        if inexact && (one < 0) != (other < 0) { quotient.checked_sub(1) } else { Some(quotient) }
    };
    match op {
        BinaryOp::Add => whole(one.checked_add(other)),
        BinaryOp::Sub => whole(one.checked_sub(other)),
        BinaryOp::Mul => whole(one.checked_mul(other)),
        BinaryOp::Div if other == 0 => raise("ZeroDivisionError", &["division by zero"]),
        BinaryOp::FloorDiv if other == 0 => raise("ZeroDivisionError", &["integer division or modulo by zero"]),
        BinaryOp::Mod if other == 0 => raise("ZeroDivisionError", &["integer modulo by zero"]),
        BinaryOp::Div => match (exact(&Int::Small(one)), exact(&Int::Small(other))) {
            (Some(one), Some(other)) => Ok(Object::Float(one / other)),
            _ => undecided("arithmetic with a huge number"),
        },
        BinaryOp::FloorDiv => whole(floor(one, other)),
        BinaryOp::Mod => whole(floor(one, other).and_then(|quotient| one.checked_sub(quotient.checked_mul(other)?))),
        BinaryOp::Pow => match u32::try_from(other) {
            Ok(power) => whole(one.checked_pow(power)),
            Err(_) => undecided("a power with a negative exponent"),
        },
        BinaryOp::BitAnd => Ok(Object::int(one & other)),
        BinaryOp::BitOr => Ok(Object::int(one | other)),
        BinaryOp::BitXor => Ok(Object::int(one ^ other)),
        BinaryOp::ShiftLeft | BinaryOp::ShiftRight => undecided("a shift"),
        BinaryOp::MatMul => unsupported(&Object::int(one), op, &Object::int(other)),
    }
}

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
