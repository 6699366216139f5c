//! What functions and comparisons of a template make of values, for those who follow it without a request.

use super::compare::comparison;
use super::functions::{boolean, typed as of_type};
use super::object::Object;
use crate::project::template::CompareOp;
use crate::project::template::reserved::function;
use crate::project::value::Value;

/// A value as the function of a type gives it; nothing where it refuses the value, or that is not known.
pub(crate) fn typed(kind: &str, value: &Value) -> Option<Value> {
    let object = Object::from(value);
    if kind == "Boolean" {
        return Some(Value::from(i64::from(boolean(object, Object::None))));
    }
    match of_type(function(kind)?, &object, true).ok()? {
        Object::Str(text) => Some(Value::from(&*text)),
        Object::Int(int) | Object::TypedInt(int, _) => Some(Value::Int(int)),
        Object::Float(float) | Object::TypedFloat(float, _) => Some(Value::Float(float)),
        _ => None,
    }
}

/// `left op right`; nothing where that ends the request, or is not known.
pub(crate) fn compared(left: &Value, op: CompareOp, right: &Value) -> Option<bool> {
    match (left, op, right) {
        (Value::Text(left), CompareOp::Eq, Value::Text(right)) => return Some(left == right),
        (Value::Int(left), CompareOp::Eq, Value::Int(right)) => return Some(left == right),
        _ => {}
    }
    comparison(&Object::from(left), op, &Object::from(right)).ok()
}

/// Whether Python takes a value for true.
pub(crate) fn truth(value: &Value) -> bool {
    Object::from(value).truth()
}
