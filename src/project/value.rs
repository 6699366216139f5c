//! A value as a request or a template gives it.

use alloc::{string::String, vec::Vec};

use crate::project::template::Int;

/// A parameter's value, or its default.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(untagged))]
#[non_exhaustive]
pub enum Value {
    /// Absent.
    None,
    /// True or false.
    Bool(bool),
    /// An integer.
    Int(Int),
    /// Another number.
    Float(f64),
    /// A text. All that comes with a URL is one.
    Text(String),
    /// A list.
    List(Vec<Value>),
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Text(text)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Value {
        Value::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Value {
        Value::Int(Int::Small(value.into()))
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Value {
        Value::Float(value)
    }
}
