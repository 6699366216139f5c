//! ClickHouse's SQL as an endpoint runs it: what a query reads, and which conditions its rows have to meet.
//!
//! A reader of `SELECT`, not a database: it knows the shape of every clause and expression, and the meaning of few. What it cannot
//! read is [`Undecided`], with the place and the reason. It refuses more than one statement, anything but a query, and nesting
//! deeper than [`MAX_DEPTH`](parser::MAX_DEPTH).
//!
//! A rendered template has values in it that are not known: each stands in the text as the one character [`HOLE`].

mod expression;
mod parser;
mod query;
mod source;
mod tables;
mod token;
pub(crate) mod tree;

use alloc::borrow::Cow;

pub use tables::{Table, tables};
pub(crate) use tree::Query;

/// The character that stands for a value that is not known: a noncharacter of Unicode, which no text contains.
pub(crate) const HOLE: char = '\u{FDD0}';

/// Why a text could not be read, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Undecided {
    /// The byte of the text at which it stopped making sense.
    pub at: usize,
    /// What was expected, or what is not followed.
    pub reason: Cow<'static, str>,
}

impl Undecided {
    pub(crate) fn new(at: usize, reason: impl Into<Cow<'static, str>>) -> Undecided {
        Undecided { at, reason: reason.into() }
    }
}

/// Reads a query.
pub(crate) fn read(sql: &str) -> Result<Query, Undecided> {
    let tokens = token::tokens(sql)?;
    let mut parser = parser::Parser::new(&tokens);
    let query = parser.query()?;
    parser.end()?;
    Ok(query)
}

/// Reads a condition on its own, as a token's filter is one.
pub(crate) fn read_condition(sql: &str) -> Result<tree::Expr, Undecided> {
    let tokens = token::tokens(sql)?;
    let mut parser = parser::Parser::new(&tokens);
    let condition = parser.expression()?;
    parser.end()?;
    Ok(condition)
}
