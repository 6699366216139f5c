//! The parameters of a pipe, and where each is used.

use alloc::{string::String, vec::Vec};

use crate::project::position::Position;
use crate::project::value::Value;

/// A parameter of a pipe: what a request can say.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Param {
    /// Its name.
    pub name: String,
    /// Its type, such as `String`, `Int32` or `Array(String)`. `String` where nothing says more.
    pub kind: String,
    /// What it is where the request lacks it, if something says so.
    pub default: Option<Value>,
    /// What `required=` says, if anything. Tinybird does not enforce it where there is a default.
    pub required: Option<bool>,
    /// What `description=` says.
    pub description: Option<String>,
    /// What `enum=` lists.
    pub choices: Vec<Value>,
    /// What `example=` says.
    pub example: Option<Value>,
    /// What `format=` says.
    pub format: Option<String>,
    /// Everywhere it is used, in order.
    pub uses: Vec<Use>,
}

/// A place where a parameter is used.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Use {
    /// The node that uses it.
    pub node: String,
    /// Where its name stands.
    pub at: Position,
    /// The function that reads it there: `String`, `Array`, `defined`, `symbol`; none where the bare name stands.
    pub function: Option<String>,
    /// Whether it stands in a `{{ }}`, so that its value is written into the SQL; else it decides or is assigned.
    pub output: bool,
}
