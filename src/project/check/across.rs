//! Why a condition on a query's result is none on the rows that it reads: what looks across rows.

use alloc::vec::Vec;

use super::env::Val;
use super::scope::Scope;
use crate::project::sql::tree::{Expr, Kind, Select, Window};

/// Functions that look at other rows.
const ACROSS_ROWS: &[&str] = &[
    "neighbor",
    "runningdifference",
    "runningdifferencestartingwithfirstvalue",
    "runningaccumulate",
    "rownumberinallblocks",
    "rownumberinblock",
    "blocknumber",
];

/// Why a condition on any column would be none on the rows.
pub(super) fn blocked(tree: &Select) -> Option<&'static str> {
    if tree.limited {
        Some("the condition stands outside of a LIMIT, which takes its rows from all of them")
    } else if tree.grouping_sets {
        Some("the condition stands outside of totals, which sum up all rows")
    } else if tree.expressions().into_iter().any(looks_across) {
        Some("the condition stands outside of a function that looks at other rows")
    } else {
        None
    }
}

fn looks_across(expr: &Expr) -> bool {
    let itself = matches!(&expr.kind, Kind::Call { name, window: None, .. } if ACROSS_ROWS.contains(&&*name.to_ascii_lowercase()));
    itself || expr.children().into_iter().any(looks_across)
}

/// The windows of a query, by what each is cut; and so are `LIMIT BY` and `DISTINCT ON`, which look at rows with the same values.
pub(super) struct Windows<'q> {
    cuts: Vec<&'q [Expr]>,
}

impl<'q> Windows<'q> {
    pub(super) fn of(tree: &'q Select) -> Windows<'q> {
        let mut windows = Vec::new();
        for expr in tree.expressions() {
            collect(expr, &mut windows);
        }
        let resolved = windows.into_iter().map(|window| window.resolved(&tree.windows).unwrap_or_default());
        let limits = tree.limit_by.iter().chain(&tree.distinct_on).map(Vec::as_slice);
        Windows { cuts: resolved.chain(limits).collect() }
    }

    /// Why a condition on this column is none on the rows, unless every window is cut by it, so that none looks at rows with another
    /// value.
    pub(super) fn blocks(&self, scope: &Scope<'_>, source: usize, column: &str) -> Option<&'static str> {
        let cut = |by: &&[Expr]| by.iter().any(|expr| scope.value(expr) == Val::Column(source, column.into()));
        (!self.cuts.iter().all(cut)).then_some("the condition stands outside of a window over rows of all values")
    }
}

fn collect<'e>(expr: &'e Expr, windows: &mut Vec<&'e Window>) {
    if let Kind::Call { window: Some(window), .. } = &expr.kind {
        windows.push(window);
    }
    for child in expr.children() {
        collect(child, windows);
    }
}
