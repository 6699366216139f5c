//! What a query could reach beside the project's own tables: files, other servers, other databases. Tinybird's endpoints reach none of it,
//! and here it would be the developer's machine.

use alloc::string::String;

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

/// Whether a table of a function or of a database is read, in a query that cannot be read itself.
pub(super) fn in_doubt(words: &[Token]) -> bool {
    words.windows(3).any(|three| {
        let [from, _, next] = three else { return false };
        (is(from, "FROM") || is(from, "JOIN")) && matches!(next.kind, TokenKind::Symbol("(" | "."))
    })
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
