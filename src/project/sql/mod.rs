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
pub(crate) mod write;

use alloc::{borrow::Cow, vec::Vec};
use core::ops::Range;

pub(crate) use tables::{Place, references, set_of, tables_of};
pub use tables::{Table, tables};
pub(crate) use token::Holes;
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
    /// Whether any version of ClickHouse is sure to refuse it, too.
    pub(crate) certain: bool,
}

impl Undecided {
    pub(crate) fn new(at: usize, reason: impl Into<Cow<'static, str>>) -> Undecided {
        Undecided { at, reason: reason.into(), certain: false }
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

/// The places of the values that are not known. None where the text cannot be read.
pub(crate) fn holes(sql: &str) -> Holes {
    token::lexed(sql).map(|(_, holes)| holes).unwrap_or_default()
}

/// A piece of SQL that a template writes or does not, as far as it matters to what stands around it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fragment {
    /// It is nothing but further conditions, `AND a = 1 AND b IN (2)`, or empty: behind a condition, it can only take rows away.
    Narrows,
    /// The same, but queries stand in it, which read tables.
    Reads,
    /// It opens no bracket that it does not close, and so stays within the brackets around it.
    Fills,
    /// Anything else.
    Other,
}

/// What a fragment is.
pub(crate) fn fragment(sql: &str) -> Fragment {
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
    const QUERIES: &[&str] = &["SELECT", "FROM", "JOIN"];
    // A comment that the fragment opens would swallow what follows it.
    let unclosed = ends_in_comment(sql);
    let Ok((tokens, holes)) = token::lexed(sql) else { return Fragment::Other };
    // A value in quotes or in a comment may end them.
    if unclosed || !holes.strings.is_empty() || !holes.comments.is_empty() {
        return Fragment::Other;
    }
    let Some((first, last)) = tokens.first().zip(tokens.last()) else { return Fragment::Narrows };
    let is = |kind: &TokenKind, words: &[&str]| matches!(kind, TokenKind::Word(word) if words.iter().any(|known| known.eq_ignore_ascii_case(word)));
    let ends_open = ["AND", "IN", "LIKE", "ILIKE", "NOT", "BETWEEN", "GLOBAL", "IS"];
    let closed = match &last.kind {
        TokenKind::Symbol(symbol) => matches!(*symbol, ")" | "]" | "}"),
        kind => !is(kind, &ends_open),
    };
    let (mut plain, mut queries) = (is(&first.kind, &["AND"]) && closed, false);
    // The brackets that are open, and whether each is within a query, whose names behind AS mean nothing outside of it.
    let mut open: Vec<bool> = Vec::new();
    let mut before: &TokenKind = &TokenKind::Symbol(";");
    // What is begun and would go on behind it.
    let mut begun = Begun::default();
    for (index, token) in tokens.iter().enumerate() {
        begun.see(&token.kind);
        match &token.kind {
            TokenKind::Symbol("(" | "[") => open.push(open.last() == Some(&true)),
            TokenKind::Symbol(")" | "]") if open.is_empty() => return Fragment::Other,
            TokenKind::Symbol(")" | "]") => {
                open.pop();
            }
            TokenKind::Symbol(";") => return Fragment::Other,
            // A comma outside of brackets, a ternary, an arrow: no condition.
            TokenKind::Symbol("," | "?" | "->") if open.is_empty() => plain = false,
            // A table that a value names.
            TokenKind::Hole if is(before, &["FROM", "JOIN"]) => return Fragment::Other,
            kind if is(kind, QUERIES) => {
                queries = true;
                plain = plain && !open.is_empty();
                if let (Some(own), true) = (open.last_mut(), is(kind, &["SELECT"])) {
                    *own = true;
                }
            }
            // Elsewhere in the query the name stands for this, and no longer for a column. Not so a type: `CAST(x AS String)`.
            kind if is(kind, &["AS"]) && open.last() != Some(&true) && !is_cast(&tokens, index) => {
                return Fragment::Other;
            }
            kind if open.is_empty() && is(kind, STRUCTURE) => plain = false,
            _ => {}
        }
        before = &token.kind;
    }
    plain = plain && !begun.is_open();
    match (open.is_empty(), plain, queries) {
        (false, ..) => Fragment::Other,
        (true, true, false) => Fragment::Narrows,
        (true, true, true) => Fragment::Reads,
        (true, false, _) => Fragment::Fills,
    }
}

/// What is begun and not ended yet: `BETWEEN` waits for its `AND`, `CASE` for its `END`.
#[derive(Default)]
struct Begun {
    /// For each open bracket, and outside of all.
    waiting: Vec<usize>,
    here: usize,
    cases: usize,
}

impl Begun {
    fn see(&mut self, kind: &token::TokenKind) {
        use token::TokenKind;
        match kind {
            TokenKind::Symbol("(" | "[") => self.waiting.push(core::mem::take(&mut self.here)),
            TokenKind::Symbol(")" | "]") => self.here = self.waiting.pop().unwrap_or_default(),
            TokenKind::Word(word) if word.eq_ignore_ascii_case("BETWEEN") => self.here = self.here.saturating_add(1),
            TokenKind::Word(word) if word.eq_ignore_ascii_case("AND") => self.here = self.here.saturating_sub(1),
            TokenKind::Word(word) if word.eq_ignore_ascii_case("CASE") => self.cases = self.cases.saturating_add(1),
            TokenKind::Word(word) if word.eq_ignore_ascii_case("END") => self.cases = self.cases.saturating_sub(1),
            _ => {}
        }
    }

    fn is_open(&self) -> bool {
        self.here > 0 || self.cases > 0
    }
}

/// What a fragment stands in that was left out of an SQL.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seam {
    /// Behind a condition, and before what ends one: there it is one condition more.
    Condition,
    /// In a comment that ends with its line.
    Comment,
    /// Anything else.
    Other,
}

/// What stands around each of these places, which are in order.
pub(crate) fn seams(sql: &str, places: &[Range<usize>]) -> Vec<Seam> {
    use token::TokenKind;
    const ENDS: &[&str] = &[
        "ALL",
        "AND",
        "ANTI",
        "ANY",
        "ARRAY",
        "AS",
        "ASC",
        "ASOF",
        "CROSS",
        "DESC",
        "ELSE",
        "END",
        "EXCEPT",
        "FETCH",
        "FORMAT",
        "FROM",
        "FULL",
        "GROUP",
        "HAVING",
        "INNER",
        "INTERSECT",
        "INTO",
        "JOIN",
        "LEFT",
        "LIMIT",
        "NULLS",
        "OFFSET",
        "ON",
        "OR",
        "ORDER",
        "PASTE",
        "PREWHERE",
        "QUALIFY",
        "RIGHT",
        "SAMPLE",
        "SEMI",
        "SETTINGS",
        "THEN",
        "UNION",
        "USING",
        "WHEN",
        "WHERE",
        "WINDOW",
        "WITH",
    ];
    // What cannot be read is undecided anyway.
    let Ok((tokens, holes)) = token::lexed(sql) else { return places.iter().map(|_| Seam::Condition).collect() };
    let is = |token: Option<&token::Token>, words: &[&str]| matches!(token.map(|token| &token.kind), Some(TokenKind::Word(word)) if words.iter().any(|known| known.eq_ignore_ascii_case(word)));
    let mut begun = Begun::default();
    let mut next = 0_usize;
    let mut seams = Vec::with_capacity(places.len());
    for place in places {
        while let Some(token) = tokens.get(next).filter(|token| token.at < place.start) {
            begun.see(&token.kind);
            next = next.saturating_add(1);
        }
        let inside = tokens.get(next).filter(|token| token.at < place.end).is_some();
        let before = next;
        while tokens.get(next).is_some_and(|token| token.at < place.end) {
            next = next.saturating_add(1);
        }
        let enclosed = |all: &[usize]| all.iter().any(|hole| place.contains(hole));
        seams.push(if enclosed(&holes.strings) || enclosed(&holes.comments) {
            Seam::Condition
        } else if !inside {
            Seam::Comment
        } else {
            let follows = tokens.get(next);
            let ends = match follows.map(|token| &token.kind) {
                None | Some(TokenKind::Symbol(")" | "," | "]" | ";" | "?" | ":")) => true,
                _ if is(follows, &["GLOBAL"]) => !is(tokens.get(next.saturating_add(1)), &["IN", "NOT"]),
                _ => is(follows, ENDS),
            };
            let waits = begun.here > 0 || before == 0;
            if ends && !waits { Seam::Condition } else { Seam::Other }
        });
    }
    seams
}

/// Whether the AS at this place is that of `CAST(x AS`, with one word before it: of several the last could be a name.
fn is_cast(tokens: &[token::Token], index: usize) -> bool {
    let before = |steps: usize| index.checked_sub(steps).and_then(|index| tokens.get(index)).map(|token| &token.kind);
    matches!(before(3), Some(token::TokenKind::Word(word)) if word.eq_ignore_ascii_case("CAST"))
        && before(2) == Some(&token::TokenKind::Symbol("("))
        // Before a comma it is a name, too: `CAST(x AS y, 'String')`.
        && tokens.get(index.saturating_add(2)).is_some_and(|next| next.kind != token::TokenKind::Symbol(","))
}

/// Whether a text may end in a comment that goes on until the line ends.
pub(crate) fn ends_in_comment(sql: &str) -> bool {
    sql.rsplit('\n').next().is_some_and(|line| line.contains("--") || line.contains("//") || line.contains('#'))
}

/// Whether a text ends within brackets that it has opened.
pub(crate) fn ends_in_brackets(sql: &str) -> bool {
    let Ok(tokens) = token::tokens(sql) else { return false };
    let mut depth = 0_i32;
    for token in &tokens {
        match token.kind {
            token::TokenKind::Symbol("(" | "[") => depth = depth.saturating_add(1),
            token::TokenKind::Symbol(")" | "]") => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    depth > 0
}
