//! What a query could reach beside the project's own tables: files, other servers, other databases. Tinybird's endpoints reach none of it,
//! and here it would be the developer's machine.

use alloc::{string::String, vec::Vec};

use crate::project::sql::token::{Token, TokenKind};
use crate::project::sql::{Query, Table, references};

/// Table functions that make their rows of nothing but their arguments, in lower case.
const TABLE_FUNCTIONS: &[&str] = &[
    "format",
    "generaterandom",
    "generateseries",
    "generate_series",
    "null",
    "numbers",
    "numbers_mt",
    "primes",
    "values",
    "view",
    "zeros",
    "zeros_mt",
];

/// Functions that reach further, in lower case, for queries that cannot be read; `file` is one in expressions, too.
const OUTSIDE: &[&str] = &["executable", "file", "mysql", "postgresql", "remote", "s3", "sqlite", "url"];

/// Databases that are everybody's.
const DATABASES: &[&str] = &["system", "tinybird"];

/// What in a query reaches further than it may, and where. The words tell it of a query that cannot be read, too.
pub(super) fn in_words(words: &[Token]) -> Option<(String, usize)> {
    words.iter().zip(words.iter().skip(1)).find_map(|(word, next)| {
        let (TokenKind::Word(name) | TokenKind::Quoted(name)) = &word.kind else { return None };
        let reason = if is(word, "INTO") && is(next, "OUTFILE") {
            "INTO OUTFILE is not supported".into()
        } else if next.kind == TokenKind::Symbol("(") && OUTSIDE.contains(&&*name.to_ascii_lowercase()) {
            function(name)
        } else if next.kind == TokenKind::Symbol(".") && name == "default" {
            database(name)
        } else {
            return None;
        };
        Some((reason, word.at))
    })
}

/// What in a query that was read reaches further than it may, and where.
pub(super) fn in_tree(tree: &Query) -> Option<(String, usize)> {
    references(tree).into_iter().find_map(|reference| {
        let reason = match &reference.table {
            Table::Function(name) if !TABLE_FUNCTIONS.contains(&&*name.to_ascii_lowercase()) => function(name),
            Table::Named { database: Some(name), .. } if !DATABASES.contains(&&**name) => database(name),
            _ => return None,
        };
        Some((reason, reference.at))
    })
}

/// Whether a query that cannot be read itself may read a table of a function or of a database, or several tables.
pub(super) fn in_doubt(words: &[Token]) -> bool {
    let named = |three: &[Token]| {
        let [from, _, next] = three else { return false };
        ["FROM", "JOIN", "IN"].iter().any(|keyword| is(from, keyword))
            && matches!(next.kind, TokenKind::Symbol("(" | "."))
    };
    words.windows(3).any(named) || lists_tables(words)
}

/// Whether a comma stands behind a `FROM`, before its clause ends.
fn lists_tables(words: &[Token]) -> bool {
    /// What ends the tables, or begins a list of something else.
    const CLAUSES: &[&str] = &[
        "ARRAY",
        "PREWHERE",
        "WHERE",
        "GROUP",
        "HAVING",
        "WINDOW",
        "QUALIFY",
        "ORDER",
        "LIMIT",
        "OFFSET",
        "FETCH",
        "SETTINGS",
        "FORMAT",
        "UNION",
        "INTERSECT",
        "EXCEPT",
        "SELECT",
    ];
    // For each parenthesis that is open, whether tables stand there.
    let (mut outer, mut tables) = (Vec::new(), false);
    for word in words {
        match word.kind {
            TokenKind::Symbol("(") => outer.push(core::mem::take(&mut tables)),
            TokenKind::Symbol(")") => tables = outer.pop().unwrap_or_default(),
            TokenKind::Symbol(",") if tables => return true,
            _ if is(word, "FROM") => tables = true,
            _ if CLAUSES.iter().any(|clause| is(word, clause)) => tables = false,
            _ => {}
        }
    }
    false
}

fn function(name: &str) -> String {
    ["the function `", name, "` is not supported"].concat()
}

fn database(name: &str) -> String {
    ["`", name, "` is no database of the project"].concat()
}

fn is(word: &Token, keyword: &str) -> bool {
    matches!(&word.kind, TokenKind::Word(word) if word.eq_ignore_ascii_case(keyword))
}
