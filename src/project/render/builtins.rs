//! Python's own functions, as far as templates use them.

use alloc::{rc::Rc, vec::Vec};
use core::cmp::Ordering;

use super::arguments::Arguments;
use super::compare::order;
use super::functions::{sized, to_float, to_int};
use super::halt::{Halt, raise, undecided};
use super::index::iterate;
use super::number::{Number, number};
use super::object::Object;
use super::operators::{binary, unary};
use crate::project::template::{BinaryOp, Int, UnaryOp};

/// Longer lists are not sorted.
const MAX_SORTED: usize = 4096;

/// Calls a function or class of Python's.
pub(crate) fn call(name: &'static str, args: Arguments<'_>) -> Result<Object, Halt> {
    if !args.named.is_empty() {
        return undecided("a function of Python's with a named argument");
    }
    let plain = args.plain;
    match (name, plain.as_slice()) {
        ("len", [object]) => sized(object).map(|items| Object::int(i128::try_from(items.len()).unwrap_or(0))),
        ("int", []) => Ok(Object::int(0)),
        ("int", [object]) => to_int(object),
        ("float", []) => Ok(Object::Float(0.0)),
        ("float", [object]) => to_float(object),
        ("str", []) => Ok(Object::str("")),
        ("str", [object]) => object.display().map(Object::str),
        ("repr", [object]) => object.repr().map(Object::str),
        ("list" | "tuple", []) => Ok(sequence(name, Vec::new())),
        ("list" | "tuple", [object]) => iterate(object).map(|items| sequence(name, items)),
        ("dict", []) => Ok(Object::Dict(Rc::new(Vec::new()))),
        ("min" | "max", [object]) => extreme(name, iterate(object)?),
        ("min" | "max", [_, _, ..]) => extreme(name, plain),
        ("sum", [object]) => {
            iterate(object)?.iter().try_fold(Object::int(0), |sum, item| binary(&sum, BinaryOp::Add, item))
        }
        ("abs", [object]) => match number(object) {
            Some(Number::Float(float)) => Ok(Object::Float(float.abs())),
            Some(Number::Int(Int::Small(int))) if int < 0 => unary(UnaryOp::Minus, object),
            Some(Number::Int(int)) => Ok(Object::Int(int)),
            None => raise("TypeError", &["bad operand type for abs(): '", object.type_name(), "'"]),
        },
        ("any", [object]) => Ok(Object::Bool(iterate(object)?.iter().any(Object::truth))),
        ("all", [object]) => Ok(Object::Bool(iterate(object)?.iter().all(Object::truth))),
        ("enumerate", [object] | [object, _]) => {
            let start = match plain.get(1).map(number) {
                None => 0,
                Some(Some(Number::Int(Int::Small(start)))) => start,
                Some(_) => return undecided("enumerate from another type"),
            };
            let items = iterate(object)?.into_iter().enumerate();
            let pairs = items.map(|(index, item)| {
                let index = start.saturating_add(i128::try_from(index).unwrap_or(0));
                Object::tuple(Vec::from([Object::int(index), item]))
            });
            Ok(Object::Iterator(Rc::new(pairs.collect())))
        }
        ("zip", _) => {
            let lists = plain.iter().map(iterate).collect::<Result<Vec<_>, _>>()?;
            let len = lists.iter().map(Vec::len).min().unwrap_or(0);
            let row = |index: usize| Object::tuple(lists.iter().filter_map(|list| list.get(index)).cloned().collect());
            Ok(Object::Iterator(Rc::new((0..len).map(row).collect())))
        }
        ("reversed", [object @ (Object::List(_) | Object::Tuple(_) | Object::Str(_) | Object::Range(..))]) => {
            let mut items = iterate(object)?;
            items.reverse();
            Ok(Object::Iterator(Rc::new(items)))
        }
        ("sorted", [object]) => sorted(iterate(object)?).map(Object::list),
        ("range", [_] | [_, _] | [_, _, _]) => range(&plain),
        ("isinstance", [object, class]) => isinstance(object, class),
        _ => undecided("a function of Python's that is not followed"),
    }
}

fn sequence(name: &str, items: Vec<Object>) -> Object {
    if name == "list" { Object::list(items) } else { Object::tuple(items) }
}

fn compared(left: &Object, right: &Object, sign: &str) -> Result<Ordering, Halt> {
    match order(left, right)? {
        Some(ordering) => Ok(ordering.unwrap_or(Ordering::Equal)),
        None => {
            let (left, right) = (left.type_name(), right.type_name());
            raise("TypeError", &["'", sign, "' not supported between instances of '", left, "' and '", right, "'"])
        }
    }
}

fn extreme(name: &str, items: Vec<Object>) -> Result<Object, Halt> {
    let (sign, wanted) = if name == "min" { ("<", Ordering::Less) } else { (">", Ordering::Greater) };
    let mut items = items.into_iter();
    let Some(mut best) = items.next() else {
        return raise("ValueError", &[name, "() arg is an empty sequence"]);
    };
    for item in items {
        if compared(&item, &best, sign)? == wanted {
            best = item;
        }
    }
    Ok(best)
}

fn sorted(items: Vec<Object>) -> Result<Vec<Object>, Halt> {
    if items.len() > MAX_SORTED {
        return undecided("a long list that is sorted");
    }
    let mut sorted: Vec<Object> = Vec::new();
    for item in items {
        // Behind what is equal, as Python's order is stable.
        let (mut low, mut high) = (0, sorted.len());
        while low < high {
            let middle = low.midpoint(high);
            match sorted.get(middle) {
                Some(known) if compared(&item, known, "<")? == Ordering::Less => high = middle,
                _ => low = middle.saturating_add(1),
            }
        }
        sorted.insert(low, item);
    }
    Ok(sorted)
}

fn range(args: &[Object]) -> Result<Object, Halt> {
    let mut bounds = Vec::new();
    for arg in args {
        match number(arg) {
            Some(Number::Int(Int::Small(int))) => bounds.push(int),
            Some(Number::Int(_)) => return undecided("a huge range"),
            _ => {
                let name = arg.type_name();
                return raise("TypeError", &["'", name, "' object cannot be interpreted as an integer"]);
            }
        }
    }
    let (start, stop, step) = match bounds.as_slice() {
        [stop] => (0, *stop, 1),
        [start, stop] => (*start, *stop, 1),
        [start, stop, step, ..] => (*start, *stop, *step),
        [] => (0, 0, 1),
    };
    if step == 0 {
        return raise("ValueError", &["range() arg 3 must not be zero"]);
    }
    Ok(Object::Range(start, stop, step))
}

fn isinstance(object: &Object, class: &Object) -> Result<Object, Halt> {
    let Object::Builtin(class) = class else { return undecided("isinstance of another class") };
    let own = match object {
        Object::Expression(_) => "str",
        Object::TypedInt(..) => "int",
        Object::TypedFloat(..) => "float",
        Object::Bool(_) if *class == "int" => "int",
        object => object.type_name(),
    };
    match *class {
        "str" | "int" | "float" | "list" | "tuple" | "dict" | "set" | "range" => Ok(Object::Bool(own == *class)),
        _ => undecided("isinstance of another class"),
    }
}
