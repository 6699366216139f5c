//! SQL of one's own over one data source, as a token with DATASOURCES:READ may run it.
//!
//! What is let through is a list: one `SELECT` over the one table, with the filter in a subquery, and functions that read nothing but
//! their arguments. Whatever is not on it is refused.

use alloc::{borrow::Cow, string::String};
use core::fmt;

use super::query::statement;
use crate::error::Error;
use crate::project::sql::token::{Token, TokenKind, tokens};
use crate::project::sql::tree::{Expr, Kind, SourceKind};
use crate::project::sql::write::quoted;
use crate::project::sql::{self, read_condition};
use crate::text::write::push;

/// The longest query that is looked at, in bytes.
const MAX_LEN: usize = 16 * 1024;

/// A query over one data source.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Reading {
    /// One `SELECT`, in which the data source is what meets the filter.
    pub sql: String,
    /// What stands behind `FORMAT`, if it does.
    pub format: Option<&'static str>,
}

/// Why a query is not run.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Refusal(pub Cow<'static, str>);

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl core::error::Error for Refusal {}

/// Words that may stand before an opening parenthesis and are no function.
const KEYWORDS: &[&str] = &[
    "AND", "AS", "ASC", "BETWEEN", "BY", "CASE", "DESC", "DISTINCT", "ELSE", "HAVING", "ILIKE", "IN", "LIKE", "LIMIT",
    "NOT", "OR", "SELECT", "THEN", "WHEN", "WHERE",
];

/// Words that stand nowhere, unless they are quoted: what begins another query, another table or a setting.
const REFUSED: &[&str] = &[
    "ARRAY",
    "APPLY",
    "CROSS",
    "EXCEPT",
    "FINAL",
    "FORMAT",
    "GLOBAL",
    "INTERSECT",
    "INTO",
    "JOIN",
    "ON",
    "OVER",
    "PREWHERE",
    "QUALIFY",
    "REPLACE",
    "SAMPLE",
    "SETTINGS",
    "UNION",
    "USING",
    "WINDOW",
    "WITH",
];

/// What may stand behind `FORMAT`, at the end.
const FORMATS: &[&str] =
    &["JSON", "CSV", "CSVWithNames", "JSONEachRow", "Parquet", "TSV", "TSVWithNames", "TabSeparated"];

/// Functions, in lower case.
const FUNCTIONS: &[&str] = &[
    "abs",
    "any",
    "anylast",
    "argmax",
    "argmin",
    "avg",
    "avgif",
    "cast",
    "ceil",
    "coalesce",
    "concat",
    "count",
    "countif",
    "datediff",
    "empty",
    "endswith",
    "exp",
    "floor",
    "formatdatetime",
    "greatest",
    "grouparray",
    "groupuniqarray",
    "has",
    "if",
    "ifnull",
    "isnotnull",
    "isnull",
    "jsonextractbool",
    "jsonextractfloat",
    "jsonextractint",
    "jsonextractstring",
    "least",
    "length",
    "log",
    "lower",
    "max",
    "maxif",
    "median",
    "min",
    "minif",
    "multiif",
    "not",
    "notempty",
    "now",
    "nullif",
    "position",
    "quantile",
    "quantileexact",
    "quantiles",
    "replaceall",
    "replaceone",
    "round",
    "splitbychar",
    "sqrt",
    "startswith",
    "stddevpop",
    "stddevsamp",
    "substring",
    "sum",
    "sumif",
    "today",
    "todate",
    "todatetime",
    "todayofmonth",
    "todayofweek",
    "tofloat32",
    "tofloat64",
    "tohour",
    "toint16",
    "toint32",
    "toint64",
    "toint8",
    "tomonday",
    "tominute",
    "tomonth",
    "topk",
    "tostartofday",
    "tostartoffifteenminutes",
    "tostartoffiveminutes",
    "tostartofhour",
    "tostartofinterval",
    "tostartofminute",
    "tostartofmonth",
    "tostartofquarter",
    "tostartofweek",
    "tostartofyear",
    "tostring",
    "touint16",
    "touint32",
    "touint64",
    "touint8",
    "toyear",
    "toyyyymm",
    "toyyyymmdd",
    "trim",
    "uniq",
    "uniqexact",
    "uniqif",
    "upper",
    "varpop",
    "varsamp",
    "yesterday",
];

/// The query that runs: `sql`, in which the data source is what meets the filter.
///
/// # Errors
/// If anything in it is not known to be harmless.
pub fn reading(source: &str, filter: Option<&str>, sql: &str) -> Result<Reading, Refusal> {
    if sql.len() > MAX_LEN {
        return refuse("the query is longer than 16384 bytes");
    }
    let words = tokens(sql).map_err(|fault| Refusal(fault.reason))?;
    let Some(text) = statement(sql, &words) else { return refuse("write one query, with no `;` inside") };
    plain(text, &words)?;
    let (text, words, format) = without_format(text, &words)?;
    look_at(words)?;
    let tree = sql::read(text).map_err(|fault| Refusal(fault.reason))?;
    let [select] = tree.parts.as_slice() else { return refuse("write one SELECT") };
    let [from] = select.sources.as_slice() else { return refuse("read one data source, with no join") };
    if select.nested.is_some() || !select.with.is_empty() || !select.array_join.is_empty() || !select.windows.is_empty()
    {
        return refuse("write a plain SELECT … FROM, with no WITH, ARRAY JOIN or window");
    }
    match &from.kind {
        SourceKind::Table { database: None, name } if name == source => {}
        _ => return Err(Refusal(["read `", source, "` and no other table"].concat().into())),
    }
    for expression in select.expressions() {
        only_columns(expression)?;
    }
    let condition = filter.map(|filter| read_condition(filter).map(|_| filter));
    let Ok(condition) = condition.transpose() else {
        return refuse("the token's filter is no condition that can be read");
    };
    let word = words.iter().find(|word| word.at == from.at && names(word, source)).ok_or_else(internal)?;
    let (before, after) = text.get(..word.at).zip(text.get(word.end..)).ok_or_else(internal)?;

    let mut out = String::from(before);
    push("(SELECT * FROM ", &mut out);
    quoted(source, &mut out);
    if let Some(condition) = condition {
        push(" WHERE (", &mut out);
        push(condition, &mut out);
        // A comment may stand at its end.
        push("\n)", &mut out);
    }
    push(")", &mut out);
    if from.alias.is_none() {
        push(" AS ", &mut out);
        quoted(source, &mut out);
    }
    push(after, &mut out);
    Ok(Reading { sql: out, format })
}

/// Nothing but white space between the words, and strings in straight quotes: whatever version of ClickHouse reads it, it reads the
/// same words.
fn plain(text: &str, words: &[Token]) -> Result<(), Refusal> {
    let mut from = 0_usize;
    let ends = words.iter().map(|word| (word.at, word.end)).filter(|(_, end)| *end <= text.len());
    for (at, end) in ends.chain([(text.len(), text.len())]) {
        let between = text.get(from..at).ok_or_else(internal)?;
        if !between.chars().all(|c| matches!(c, ' ' | '\t' | '\n' | '\r')) {
            return refuse("comments, and characters that are no part of SQL, are not let through here");
        }
        from = end;
    }
    let odd = |word: &Token| {
        matches!(word.kind, TokenKind::Text(_) | TokenKind::Quoted(_))
            && !text.get(word.at..).is_some_and(|rest| rest.starts_with(['\'', '"', '`']))
    };
    if words.iter().any(odd) { refuse("write strings in straight quotes") } else { Ok(()) }
}

/// The query without `FORMAT` and what stands behind it.
fn without_format<'t>(
    text: &'t str,
    words: &'t [Token],
) -> Result<(&'t str, &'t [Token], Option<&'static str>), Refusal> {
    let words = words.get(..statement_len(words)).ok_or_else(internal)?;
    if let [rest @ .., before, last] = words
        && let (TokenKind::Word(keyword), TokenKind::Word(name)) = (&before.kind, &last.kind)
        && keyword.eq_ignore_ascii_case("FORMAT")
    {
        let Some(format) = FORMATS.iter().find(|known| known.eq_ignore_ascii_case(name)) else {
            return Err(Refusal(["`", name, "` is not answered; FORMAT takes ", &FORMATS.join(", ")].concat().into()));
        };
        return Ok((text.get(..before.at).ok_or_else(internal)?, rest, Some(format)));
    }
    Ok((text, words, None))
}

/// How many words stand before a `;` at the end.
fn statement_len(words: &[Token]) -> usize {
    words.iter().position(|word| word.kind == TokenKind::Symbol(";")).unwrap_or(words.len())
}

fn look_at(words: &[Token]) -> Result<(), Refusal> {
    let (mut selects, mut froms) = (0_u32, 0_u32);
    for (index, word) in words.iter().enumerate() {
        let next = words.get(index.saturating_add(1)).map(|next| &next.kind);
        let called = next == Some(&TokenKind::Symbol("("));
        match &word.kind {
            TokenKind::Word(name) => {
                let is = |known: &&&str| known.eq_ignore_ascii_case(name);
                if let Some(refused) = REFUSED.iter().find(is) {
                    return Err(Refusal([*refused, " is not let through here"].concat().into()));
                }
                selects = selects.saturating_add(u32::from(name.eq_ignore_ascii_case("SELECT")));
                froms = froms.saturating_add(u32::from(name.eq_ignore_ascii_case("FROM")));
                if called && !KEYWORDS.iter().any(|known| known.eq_ignore_ascii_case(name)) {
                    function(name)?;
                }
            }
            TokenKind::Quoted(name) if called => function(name)?,
            TokenKind::Hole | TokenKind::Text(None) => return refuse("this character is not let through"),
            TokenKind::Symbol(symbol @ ("{" | "}" | "@" | "@@" | "?" | "->" | "^")) => {
                return Err(Refusal(["`", symbol, "` is not let through here"].concat().into()));
            }
            _ => {}
        }
    }
    if selects == 1 && froms == 1 { Ok(()) } else { refuse("write one SELECT … FROM, with no subquery") }
}

fn function(name: &str) -> Result<(), Refusal> {
    if FUNCTIONS.contains(&&*name.to_ascii_lowercase()) {
        return Ok(());
    }
    Err(Refusal(["the function `", name, "` is not let through here"].concat().into()))
}

/// Every name is a column's: none is that of a table.
fn only_columns(tree: &Expr) -> Result<(), Refusal> {
    match &tree.kind {
        Kind::Subquery(_) => return refuse("write one SELECT … FROM, with no subquery"),
        Kind::In { right, .. } if !is_list(right) => return refuse("behind IN, write a list of values"),
        Kind::Call { window: Some(_), .. } => return refuse("windows are not let through here"),
        // `in(a, table)` is one as well.
        Kind::Call { name, .. } => function(name)?,
        Kind::Hole => return refuse("this is not let through here"),
        _ => {}
    }
    tree.children().into_iter().try_for_each(only_columns)
}

fn is_list(tree: &Expr) -> bool {
    match &tree.kind {
        Kind::Literal(_) | Kind::Null => true,
        Kind::Tuple(items) | Kind::Array(items) => items.iter().all(is_list),
        _ => false,
    }
}

/// Whether a word is this name.
fn names(word: &Token, name: &str) -> bool {
    matches!(&word.kind, TokenKind::Word(word) | TokenKind::Quoted(word) if word == name)
}

/// What cannot happen.
fn internal() -> Refusal {
    Refusal(String::from(Error::Internal.message()).into())
}

fn refuse<T>(reason: &'static str) -> Result<T, Refusal> {
    Err(Refusal(reason.into()))
}
