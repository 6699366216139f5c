//! What a path through a template assumes of the parameters: each branch that is taken adds a question and its answer.

use alloc::{rc::Rc, string::String};

use crate::project::position::Position;
use crate::project::render::typed;
use crate::project::template::CompareOp;
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

/// Whether the function of a type takes a value; what it does not take ends the request.
pub(super) fn takes(function: &str, value: &Value) -> bool {
    match function {
        "Array" | "split_to_array" => matches!(value, Value::Text(_)),
        _ if is_numeric(function) || function.starts_with("Date") => typed(function, value).is_some(),
        _ => true,
    }
}

pub(super) fn is_numeric(function: &str) -> bool {
    function.contains("Int") || function.contains("Float")
}
