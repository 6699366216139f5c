//! What an expression of a template is worth, as far as it is known before there is a request.

use alloc::{string::String, vec::Vec};

use super::pin::shown;
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

/// A constant as SQL, as Tinybird writes it into a query.
pub(super) fn literal(value: &Value) -> String {
    match value {
        Value::Text(text) => quoted(text, '\''),
        Value::List(items) => {
            let mut sql = String::from("[");
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    sql.push(',');
                }
                sql.push_str(&literal(item));
            }
            sql.push(']');
            sql
        }
        other => shown(other),
    }
}

pub(super) fn quoted(text: &str, quote: char) -> String {
    let mut sql = String::new();
    sql.push(quote);
    for c in text.chars() {
        if c == quote || c == '\\' {
            sql.push('\\');
        }
        sql.push(c);
    }
    sql.push(quote);
    sql
}
