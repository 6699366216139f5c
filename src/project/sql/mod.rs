//! ClickHouse's SQL as an endpoint runs it: what a query reads, and which conditions its rows have to meet.
//!
//! A reader of `SELECT`, not a database: it knows the shape of every clause and expression, and the meaning of few. What it cannot
//! read is [`Undecided`], with the place and the reason. It refuses more than one statement, anything but a query, and nesting
//! deeper than 64 levels.
//!
//! A rendered template has values in it that are not known: each stands in the text as the one character `HOLE`.

mod expression;
mod parser;
mod query;
mod source;
mod tables;
pub(crate) mod token;
pub(crate) mod tree;

use alloc::{borrow::Cow, vec::Vec};

pub(crate) use tables::{Place, references, set_of, tables_of};
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

    /// Whether ClickHouse is sure to refuse it, too.
    pub(crate) fn is_certain(&self) -> bool {
        self.reason.ends_with(parser::AN_EXPRESSION)
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

/// The places of all values that are not known, but for those in comments.
pub(crate) fn holes(sql: &str) -> Vec<usize> {
    let Ok(tokens) = token::tokens(sql) else { return Vec::new() };
    let ends = tokens.iter().skip(1).map(|token| token.at).chain([sql.len()]);
    let mut all = Vec::new();
    for (token, end) in tokens.iter().zip(ends) {
        match token.kind {
            token::TokenKind::Hole => all.push(token.at),
            token::TokenKind::Text(None) => {
                let text = sql.get(token.at..end).unwrap_or_default();
                all.extend(text.match_indices(HOLE).map(|(offset, _)| token.at.saturating_add(offset)));
            }
            _ => {}
        }
    }
    all
}

/// Whether a fragment is nothing but further conditions, `AND a = 1 AND b IN (2)`, or empty: behind a condition, it can only take
/// rows away.
pub(crate) fn only_narrows(sql: &str) -> bool {
    use token::TokenKind;
    const STRUCTURE: &[&str] = &[
        "ARRAY",
        "AS",
        "EXCEPT",
        "FROM",
        "GROUP",
        "HAVING",
        "INTERSECT",
        "JOIN",
        "LIMIT",
        "OFFSET",
        "ON",
        "OR",
        "ORDER",
        "PREWHERE",
        "QUALIFY",
        "SELECT",
        "SETTINGS",
        "UNION",
        "USING",
        "WHERE",
        "WINDOW",
        "WITH",
    ];
    // A comment that the fragment opens would swallow what follows it.
    let unclosed =
        sql.rsplit('\n').next().is_some_and(|line| line.contains("--") || line.contains("//") || line.contains('#'));
    let Ok(tokens) = token::tokens(sql) else { return false };
    let Some(first) = tokens.first() else { return !unclosed };
    let is = |kind: &TokenKind, words: &[&str]| matches!(kind, TokenKind::Word(word) if words.iter().any(|known| known.eq_ignore_ascii_case(word)));
    let ends_open = ["AND", "IN", "LIKE", "ILIKE", "NOT", "BETWEEN", "GLOBAL", "IS"];
    let closed = tokens.last().is_some_and(|last| match &last.kind {
        TokenKind::Symbol(symbol) => matches!(*symbol, ")" | "]" | "}"),
        kind => !is(kind, &ends_open),
    });
    let mut depth = 0_i32;
    for token in &tokens {
        match &token.kind {
            TokenKind::Symbol("(" | "[") => depth = depth.saturating_add(1),
            TokenKind::Symbol(")" | "]") => depth = depth.saturating_sub(1),
            // A comma outside of brackets, a ternary, an arrow: no condition.
            TokenKind::Symbol("," | ";" | "?" | "->") if depth == 0 => return false,
            kind if is(kind, &["SELECT", "FROM", "JOIN"]) => return false,
            kind if depth == 0 && is(kind, STRUCTURE) => return false,
            _ => {}
        }
        if depth < 0 {
            return false;
        }
    }
    is(&first.kind, &["AND"]) && closed && depth == 0 && !unclosed
}
