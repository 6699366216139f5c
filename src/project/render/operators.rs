//! Python's operators that make a value of values.

use alloc::vec::Vec;

use super::halt::{Halt, raise, undecided};
use super::number::{Number, exact, number};
use super::object::Object;
use crate::project::template::{BinaryOp, Int, UnaryOp};

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

/// No text or list grows beyond a bound.
pub(crate) fn fits(len: usize) -> Result<(), Halt> {
    if len > MAX_LEN { undecided("a value that is too large") } else { Ok(()) }
}

fn joined(one: &[Object], other: &[Object]) -> Result<Vec<Object>, Halt> {
    fits(one.len().saturating_add(other.len()))?;
    Ok(one.iter().chain(other).cloned().collect())
}

fn repeated(object: &Object, times: &Int) -> Result<Object, Halt> {
    let times = match times {
        Int::Small(times) => i64::try_from(*times).ok(),
        Int::Large(_) => None,
    };
    let Some(times) = times else {
        return raise("OverflowError", &["cannot fit 'int' into an index-sized integer"]);
    };
    let times = usize::try_from(times.max(0)).unwrap_or(usize::MAX);
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
