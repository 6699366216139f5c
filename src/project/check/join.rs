//! What joins do to conditions: which rows they make up, which they pick, and what is equal to what behind them.

use alloc::{string::String, vec::Vec};

use super::summary::Filter;
use crate::project::sql::tree::{Join, Source};

/// Why a condition behind a join that picks rows is none on the rows.
pub(super) const PICKED: &str = "the condition stands outside of a join that picks one of several rows";

/// A column of a source of the query.
pub(super) type ColumnOf = (usize, String);

/// A column of a source that is pinned.
#[derive(Clone)]
pub(super) struct Known {
    pub(super) source: usize,
    pub(super) filter: Filter,
    /// For every row of the result, not only of the source.
    pub(super) rows: bool,
}

impl Known {
    fn is_on(&self, column: &ColumnOf) -> bool {
        (self.source, &self.filter.column) == (column.0, &column.1)
    }

    /// Whether it keeps rows out that this one lets a join see.
    pub(super) fn is_before(&self, other: &Known) -> bool {
        !self.rows && self.source == other.source && self.filter.param == other.filter.param
    }
}

/// Columns that are equal.
#[derive(Default)]
pub(super) struct Equalities {
    /// In every row of the result.
    pub(super) always: Vec<(ColumnOf, ColumnOf)>,
    /// In the pairs of rows that a join makes: a column of an earlier source, and one of the joined.
    pub(super) joined: Vec<(Join, ColumnOf, ColumnOf)>,
}

/// Whether one of the joins before this source makes up rows in which a source's columns have their defaults.
pub(super) fn extends(sources: &[Source], of: usize, before: usize) -> bool {
    sources.iter().enumerate().take(before).any(|(index, source)| match source.join {
        Join::Left => index == of,
        Join::Right => of < index,
        Join::Full => of <= index,
        Join::Inner | Join::Cross | Join::Paste => false,
    })
}

/// Whether it depends on other rows which rows of a source are joined.
pub(super) fn picks(sources: &[Source], of: usize) -> bool {
    sources.iter().enumerate().any(|(index, source)| match source.join {
        Join::Paste => of <= index,
        Join::Left => source.picks && index == of,
        Join::Right => source.picks && of < index,
        Join::Inner | Join::Full | Join::Cross => source.picks && of <= index,
    })
}

/// Whether a pinned condition in the `ON` of this source keeps rows of that one out.
pub(super) fn on_filters(join: Join, index: usize, of: usize) -> bool {
    match join {
        Join::Inner => of <= index,
        Join::Left => of == index,
        Join::Right => of < index,
        Join::Cross | Join::Full | Join::Paste => false,
    }
}

/// What is equal to a pinned column is pinned, as far as the kind of the join lets it.
pub(super) fn spread(known: &mut Vec<Known>, equalities: &Equalities, sources: &[Source]) {
    let made_up = |of: usize| extends(sources, of, sources.len());
    loop {
        let mut found: Vec<Known> = Vec::new();
        let mut pass = |from: &ColumnOf, to: &ColumnOf, only_rows: bool, rows: bool, extended: bool| {
            // Where rows are made up, only what is known of the result's rows is known of the column.
            let only_rows = only_rows || made_up(from.0);
            for pinned in known.iter().filter(|known| known.is_on(from) && (known.rows || !only_rows)) {
                let there =
                    |other: &Known| other.is_on(to) && other.filter.param == pinned.filter.param && other.rows == rows;
                if !known.iter().any(&there) && !found.iter().any(there) {
                    let extended = pinned.filter.extended || extended;
                    let filter = Filter { column: to.1.clone(), extended, ..pinned.filter.clone() };
                    found.push(Known { source: to.0, filter, rows });
                }
            }
        };
        for (one, other) in &equalities.always {
            pass(one, other, false, true, made_up(other.0));
            pass(other, one, false, true, made_up(one.0));
        }
        for (join, before, this) in &equalities.joined {
            match join {
                Join::Inner => {
                    for (from, to) in [(before, this), (this, before)] {
                        pass(from, to, false, false, false);
                        pass(from, to, true, true, made_up(to.0));
                    }
                }
                Join::Left => {
                    pass(before, this, false, false, false);
                    pass(this, before, true, true, made_up(before.0));
                }
                Join::Right => {
                    pass(this, before, false, false, false);
                    pass(before, this, true, true, made_up(this.0));
                }
                Join::Full => {
                    pass(this, before, true, true, made_up(before.0));
                    pass(before, this, true, true, made_up(this.0));
                }
                Join::Cross | Join::Paste => {}
            }
        }
        if found.is_empty() {
            return;
        }
        known.extend(found);
    }
}

/// The columns that have this value, too, in every row of the result in which it is not the default of its type; and whether they may
/// be made up where it is that.
pub(super) fn equal_to(column: &ColumnOf, equalities: &Equalities, sources: &[Source]) -> Vec<(ColumnOf, bool)> {
    let made_up = |of: usize| extends(sources, of, sources.len());
    let mut all: Vec<(ColumnOf, bool)> = [(column.clone(), made_up(column.0))].into();
    let mut next = 0_usize;
    while let Some((from, extended)) = all.get(next).cloned() {
        next = next.saturating_add(1);
        // In a row that is made up, the column is no longer what it was.
        if next > 1 && made_up(from.0) {
            continue;
        }
        let always = equalities.always.iter().map(|(one, other)| (one, other, true));
        let joined = equalities.joined.iter().map(|(_, one, other)| (one, other, false));
        for (one, other, always) in always.chain(joined) {
            for (known, equal) in [(one, other), (other, one)] {
                if *known == from && !all.iter().any(|(known, _)| known == equal) {
                    all.push((equal.clone(), extended || (always && made_up(equal.0))));
                }
            }
        }
    }
    all
}

/// The column names of a `USING` list.
pub(super) fn using(source: &Source) -> impl Iterator<Item = &String> {
    source.using.iter().filter_map(|expr| match &expr.kind {
        crate::project::sql::tree::Kind::Column(parts) => parts.last(),
        _ => None,
    })
}
