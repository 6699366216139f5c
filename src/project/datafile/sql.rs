//! The SQL of a node, and where each of its characters stands in the file.

use alloc::{string::String, vec::Vec};

use crate::project::position::{Position, SqlLine, position};
use crate::project::template::{self, Fault, Template};

/// The SQL of a node as Tinybird takes it out of the file: without blank lines, trimmed, and without the `%` of a template.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Sql {
    /// The text. Of a template, what follows the `%`.
    pub text: String,
    /// The tree of a template; nothing where the SQL is plain, or a template with a syntax error (an issue says so).
    #[cfg_attr(feature = "serde", serde(skip))]
    pub(crate) template: Option<Template>,
    /// Whether the SQL begins with `%`.
    pub is_template: bool,
    /// Where the lines of `text` begin in the file, in order.
    #[cfg_attr(feature = "serde", serde(skip))]
    pub(crate) lines: Vec<SqlLine>,
}

impl Sql {
    /// Where a byte of `text` stands in the file.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        position(&self.lines, &self.text, offset)
    }
}

impl Sql {
    /// The SQL of a block, and the faults of its template.
    pub(super) fn new(text: &str, lines: Vec<SqlLine>) -> (Sql, Vec<Fault>) {
        // A template keeps its indentation: Tinybird takes it off plain SQL only.
        if !text.trim_start().starts_with('%') {
            let (text, lines) = dedented(text, &lines);
            return Sql::trimmed(&text, &lines);
        }
        Sql::trimmed(text, &lines)
    }

    fn trimmed(text: &str, lines: &[SqlLine]) -> (Sql, Vec<Fault>) {
        let trimmed = text.trim();
        let leading = text.len().saturating_sub(text.trim_start().len());
        let (body, skipped) = match trimmed.strip_prefix('%') {
            Some(body) => (body, leading.saturating_add(1)),
            None => (trimmed, leading),
        };
        let first = SqlLine { offset: 0, at: position(lines, text, skipped) };
        let moved = |line: &SqlLine| SqlLine { offset: line.offset.saturating_sub(skipped), at: line.at };
        let later = lines.iter().filter(|line| line.offset > skipped).map(moved);
        let lines: Vec<SqlLine> = core::iter::once(first).chain(later).collect();
        let is_template = body.len() < trimmed.len();
        let (template, faults) = match is_template.then(|| template::parse(body, &lines)) {
            Some(Ok(template)) => (Some(template), Vec::new()),
            Some(Err(faults)) => (None, faults),
            None => (None, Vec::new()),
        };
        (Sql { text: body.into(), template, is_template, lines }, faults)
    }
}

/// The lines without the white space that all of them begin with.
fn dedented(text: &str, lines: &[SqlLine]) -> (String, Vec<SqlLine>) {
    let indent = |line: &str| line.len().saturating_sub(line.trim_start_matches([' ', '\t']).len());
    let mut margin: Option<&str> = None;
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let own = line.get(..indent(line)).unwrap_or_default();
        let shared = margin.map_or(own.len(), |margin| {
            margin.bytes().zip(own.bytes()).take_while(|(one, other)| one == other).count()
        });
        margin = own.get(..shared);
    }
    let margin = margin.unwrap_or_default().len();
    let (mut out, mut moved) = (String::with_capacity(text.len()), Vec::with_capacity(lines.len()));
    for (line, place) in text.split_inclusive('\n').zip(lines) {
        let taken = margin.min(indent(line));
        let column = place.at.column.saturating_add(u32::try_from(taken).unwrap_or(u32::MAX));
        moved.push(SqlLine { offset: out.len(), at: Position::new(place.at.line, column) });
        out.push_str(line.get(taken..).unwrap_or_default());
    }
    (out, moved)
}
