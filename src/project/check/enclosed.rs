//! Values inside of quotes and comments.
//!
//! Tinybird writes a text with quotes of its own. Inside of quotes these end the text, and what a request says there is SQL; in a comment
//! between `/*` and `*/` a value may end the comment.

use alloc::{string::String, vec::Vec};

use super::path::{Enclosed, Path};
use super::summary::Summary;
use super::worth::{Hole, Worth};
use crate::project::position::Position;
use crate::project::sql::{self, HOLE, Holes};

/// What to say in quotes, to end the condition around them and go on with one that is always true.
const QUOTED: &[&str] = &[" OR 1=1 OR hex(1)=", ") OR 1=1 OR (hex(1)=", " OR 1=1 -- ", ") OR 1=1 -- ", " OR 1=1) -- "];
/// What to say in a comment, to leave the rest of its line out, or to go on with a condition that is always true.
const COMMENTED: &[&str] = &["*/ -- ", "*/ OR 1=1 -- ", "*/ OR 1=1 OR 1=1 /* "];

/// A time, as both types of times take it.
const TIME: &str = "2024-03-01 00:00:00.000";

/// The values of a path that the caller can end quotes or comments with. `run` tells what an SQL does.
pub(super) fn enclosed(
    path: &Path,
    is_pinned: impl Fn(&str) -> bool,
    run: impl Fn(&Path) -> Option<Summary>,
) -> Vec<(Enclosed, Position)> {
    let Holes { strings, comments, .. } = sql::holes(&path.text);
    let mut all = Vec::new();
    for (offsets, comment) in [(&strings, false), (&comments, true)] {
        for hole in path.holes.iter().filter(|hole| offsets.contains(&hole.offset)) {
            let certain = match &hole.worth {
                Worth::Param { function, .. } => match function.as_deref() {
                    None | Some("String") => true,
                    // The engine looks at the beginning of a time only, and leaves what follows as it is.
                    Some("DateTime" | "DateTime64") => comment,
                    // Numbers and days end nothing.
                    Some(_) => continue,
                },
                // Names come in backquotes.
                Worth::Symbol { .. } => {
                    if !comment {
                        continue;
                    }
                    true
                }
                _ => false,
            };
            let params = hole.worth.params();
            let Some(param) =
                params.iter().find(|param| !is_pinned(param)).cloned().or(params.is_empty().then(String::new))
            else {
                continue;
            };
            let before = match &hole.worth {
                Worth::Param { function: Some(function), .. } if function.starts_with("DateTime") => TIME,
                _ => "",
            };
            let shows = certain.then(|| shows(path, &param, offsets, comment, before, &run)).flatten();
            all.push((Enclosed { param, comment, certain, shows }, hole.at));
        }
    }
    all
}

/// A value for the parameter that takes a filter away.
fn shows(
    path: &Path,
    param: &str,
    offsets: &[usize],
    comment: bool,
    before_value: &str,
    run: &impl Fn(&Path) -> Option<Summary>,
) -> Option<String> {
    let before = run(path)?;
    let takes_away = |value: &String| {
        run(&said(path, param, offsets, value)).is_some_and(|after| {
            let open = |filters: &[super::summary::Filter], other: &[super::summary::Filter]| {
                filters.iter().any(|filter| !other.iter().any(|known| known.param == filter.param))
            };
            after.reads.iter().filter(|read| read.shown && read.doubts.is_empty()).any(|read| {
                let mut same = before.reads.iter().filter(|old| old.table == read.table && old.nodes == read.nodes);
                same.any(|old| open(&old.filters, &read.filters))
            })
        })
    };
    let values = if comment { COMMENTED } else { QUOTED };
    values.iter().map(|value| [before_value, value].concat()).find(takes_away)
}

/// The path of a request that says this in quotes or comments.
fn said(path: &Path, param: &str, offsets: &[usize], value: &str) -> Path {
    let mut said = Path {
        text: String::new(),
        holes: Vec::new(),
        marks: Vec::new(),
        included: Vec::new(),
        left_out: Vec::new(),
        ..path.clone()
    };
    let mut from = 0_usize;
    for hole in &path.holes {
        said.text.push_str(path.text.get(from..hole.offset).unwrap_or_default());
        from = hole.offset.saturating_add(HOLE.len_utf8());
        let quote = match &hole.worth {
            Worth::Param { name, .. } if name == param => '\'',
            Worth::Symbol { params } if params.iter().any(|known| known == param) => '`',
            _ => HOLE,
        };
        if quote != HOLE && offsets.contains(&hole.offset) {
            said.text.push(quote);
            said.text.push_str(value);
            said.text.push(quote);
        } else {
            said.holes.push(Hole { offset: said.text.len(), ..hole.clone() });
            said.text.push(HOLE);
        }
    }
    said.text.push_str(path.text.get(from..).unwrap_or_default());
    said
}
