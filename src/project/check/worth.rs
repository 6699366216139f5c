//! What an expression of a template is worth, as far as it is known before there is a request.

use alloc::{string::String, vec::Vec};

use super::pin::shown;
use crate::project::position::Position;
use crate::project::sql::write::string;
use crate::project::value::Value;

/// A condition that `sql_and` writes: a column, an operator and a value.
pub(super) type Comparison = (String, String, Worth);

/// The worth of an expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Worth {
    /// The same for every request.
    Known(Value),
    /// Names of columns or tables, the same for every request.
    Names(Vec<String>),
    /// A parameter, read by a function such as `String`, if any. It may be absent only where none reads it.
    Param { name: String, function: Option<String> },
    /// A parameter, split at commas.
    List { name: String },
    /// Columns, tables or symbols that these parameters name.
    Symbol { params: Vec<String> },
    /// SQL made by `sql_and`.
    Conditions(Vec<Comparison>),
    /// Made from these parameters in a way that is not followed.
    Made { params: Vec<String> },
}

/// A value in the SQL that is not known.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Hole {
    pub(super) offset: usize,
    pub(super) worth: Worth,
    pub(super) at: Position,
}

impl Worth {
    /// The parameters that it depends on.
    pub(super) fn params(&self) -> Vec<String> {
        match self {
            Worth::Known(_) | Worth::Names(_) => Vec::new(),
            Worth::Param { name, .. } | Worth::List { name } => [name.clone()].into(),
            Worth::Symbol { params } | Worth::Made { params } => params.clone(),
            Worth::Conditions(all) => all.iter().flat_map(|(_, _, worth)| worth.params()).collect(),
        }
    }
}

/// Writes a constant as SQL, as Tinybird writes it into a query.
pub(super) fn literal(value: &Value, out: &mut String) {
    match value {
        Value::Text(text) => string(text, out),
        Value::List(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                literal(item, out);
            }
            out.push(']');
        }
        other => out.push_str(&shown(other)),
    }
}
