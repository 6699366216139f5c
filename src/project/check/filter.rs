//! Holds the filter of a token to the schema of its data source.

use alloc::{format, string::String, vec::Vec};

use crate::project::datafile::DataSource;
use crate::project::issue::{Issue, Rule};
use crate::project::position::Position;
use crate::project::sql::read_condition;
use crate::project::sql::tree::{Expr, Kind};
use crate::text::suggest::hint;

/// Every column of the filter must be in the schema. The filter is the template's, so that an issue has no file.
pub(super) fn check(source: &DataSource, filter: Option<&str>, issues: &mut Vec<Issue>) {
    let Some(filter) = filter else { return };
    let whole = Position::default();
    let condition = match read_condition(filter) {
        Ok(condition) => condition,
        Err(stop) => {
            let message = format!("the filter of `{}` cannot be followed: {}", source.name, stop.reason);
            issues.push(Issue::new(Rule::Undecided, "", whole, message));
            return;
        }
    };
    let mut columns = Vec::new();
    collect(&condition, &mut columns);
    let known: Vec<&str> = source.columns.iter().map(|column| &*column.name).collect();
    for column in columns {
        if !known.contains(&&*column) {
            let message = format!(
                "the filter names the column `{column}`, which `{}` lacks; {}",
                source.name,
                hint(&column, &known)
            );
            issues.push(Issue::new(Rule::FilterColumnUnknown, "", whole, message));
        }
    }
}

fn collect(expr: &Expr, columns: &mut Vec<String>) {
    if let Kind::Column(parts) = &expr.kind {
        let name = parts.join(".");
        if !columns.contains(&name) {
            columns.push(name);
        }
    }
    for child in expr.children() {
        collect(child, columns);
    }
}
