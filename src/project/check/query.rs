//! What a query does: how conditions flow from `WHERE` and `ON` to the tables they are about.
//!
//! It, `condition` and `tables` call each other, since conditions hold queries.

use alloc::{rc::Rc, string::String, vec::Vec};

use super::condition::{Condition, Conditions};
use super::env::{Env, Val};
use super::join::{self, Equalities, Known};
use super::output::outputs;
use super::scope::Scope;
use super::summary::{Asked, Carried, Chosen, Doubt, Filter, Passed, Summary};
use super::tables::{Of, Tables, of_source, subqueries, subquery};
use crate::project::sql::tree::{Expr, Kind, Query, Select, SourceKind, With};
use crate::project::sql::{Table, Undecided, tables_of};

/// How many reads one query may have.
const MAX_READS: usize = 512;

/// What a query reads, and under which pinned conditions.
pub(super) fn query(tree: &Query, env: &Env, tables: &impl Tables) -> Result<Summary, Undecided> {
    let mut env = env.clone();
    let mut whole: Option<Summary> = None;
    for part in &tree.parts {
        let (summary, with) = select(part, &env, tables)?;
        // ClickHouse lets the other parts see what the first one's `WITH` names.
        if whole.is_none() {
            env.tables.extend(with.tables);
            env.values.extend(with.values.iter().cloned());
            let shared = with.values.into_iter().map(|(name, value)| match value {
                // It is the column of another source there.
                Val::Column(..) => (name, Val::Other),
                value => (name, value),
            });
            env.shared.extend(shared);
        }
        whole = Some(match whole {
            None => summary,
            Some(before) => union(before, summary),
        });
        if whole.as_ref().is_some_and(|whole| whole.reads.len() > MAX_READS) {
            return Err(Undecided::new(part.at, "this reads too many tables to be followed"));
        }
    }
    Ok(whole.unwrap_or_default())
}

/// Columns of a union are told apart by their place; their names are those of the first part.
fn union(mut before: Summary, mut after: Summary) -> Summary {
    if let (Some(names), Some(others)) = (&before.columns, &after.columns) {
        let renamed = |column: &str| -> Option<String> {
            let index = others.iter().position(|other| other == column)?;
            names.get(index).cloned()
        };
        for read in &mut after.reads {
            let mut named = Vec::new();
            for (name, other) in names.iter().zip(others) {
                if let Some(origin) = read.carried.origin(other) {
                    let (blocked, extended) = (origin.blocked, origin.extended);
                    named.push(Passed { name: name.clone(), source: origin.column.into(), blocked, extended });
                }
            }
            read.carried = Carried { named, ..Carried::default() };
        }
        for (column, _) in &mut after.pinned {
            *column = renamed(column).unwrap_or_default();
        }
        for (column, _, _) in &mut after.values {
            *column = renamed(column).unwrap_or_default();
        }
    } else {
        for read in &mut after.reads {
            let reason = "the parts of a union may have their columns in different orders";
            read.carried.blocked.get_or_insert(reason);
        }
        after.pinned.clear();
        after.values.clear();
    }
    before.pinned.retain(|pinned| {
        after.pinned.contains(pinned)
            || after.values.iter().any(|(column, param, _)| *column == pinned.0 && *param == pinned.1)
    });
    before.values.retain(|value| after.values.contains(value));
    before.columns = before.columns.filter(|_| after.columns.is_some());
    for param in &after.uses {
        before.add_use(param);
    }
    for read in after.reads {
        if !before.reads.contains(&read) {
            before.reads.push(read);
        }
    }
    before
}

fn select(tree: &Select, outer: &Env, tables: &impl Tables) -> Result<(Summary, Env), Undecided> {
    if let Some(nested) = &tree.nested {
        return Ok((query(nested, outer, tables)?, Env::default()));
    }
    let mut env = Env { shared: Vec::new(), ..outer.clone() };
    let mut with = Env::default();
    env.values.extend(values_of(tree, &env, &outer.shared, tables));
    for (name, inner) in in_order(tree, &env, tables)? {
        let summary = subquery(inner, &env, tables)?;
        env.tables.push((name.into(), summary.clone()));
        with.tables.push((name.into(), summary));
    }
    let mut summaries = Vec::new();
    for source in &tree.sources {
        summaries.push(of_source(source, &env, tables)?);
    }
    let scope = Scope::new(tree, &summaries, &env, &outer.shared, Of(tables));
    for part in &tree.with {
        if let With::Value(value) = part
            && let Some(name) = &value.alias
        {
            with.values.push((name.clone(), scope.value(value)));
        }
    }
    let mut inner_env = env.clone();
    inner_env.values.extend(with.values.iter().cloned());

    let conditions = Conditions { scope: &scope, env: &inner_env, tables };
    let mut said = Said::default();
    said.filters(tree, &conditions)?;
    said.joins(tree, &conditions)?;
    // What is known from within a source: every value of such a column is the pinned one.
    for (index, summary) in summaries.iter().enumerate() {
        for (column, param) in &summary.pinned {
            let place = tables.place(tree.sources.get(index).map_or(tree.at, |source| source.at));
            let filter = Filter::plain(param.clone(), column.clone(), place);
            said.known.push(Known { source: index, filter, rows: false });
        }
    }
    join::spread(&mut said.known, &said.equalities, &tree.sources);

    let mut summary = Summary::default();
    said.reach(tree, &summaries, tables, &mut summary);
    outputs(tree, &scope, &summaries, &said.known, &said.equalities, &mut summary);
    for param in tree.expressions().into_iter().flat_map(|expr| scope.params_in(expr)) {
        summary.add_use(&param);
    }
    for source in &tree.sources {
        if let (SourceKind::Hole, Some(hole)) = (&source.kind, tables.hole(source.at)) {
            let params = hole.worth.params();
            params.iter().filter(|param| tables.is_pinned(param)).for_each(|param| summary.add_use(param));
        }
    }
    for param in summaries.iter().flat_map(|summary| &summary.uses) {
        summary.add_use(param);
    }
    subqueries(tree, &inner_env, tables, &mut summary)?;
    let mut unique = Vec::new();
    for read in core::mem::take(&mut summary.reads) {
        if !unique.contains(&read) {
            unique.push(read);
        }
    }
    summary.reads = unique;
    Ok((summary, with))
}

/// The values that `WITH` names, as the queries in it and in `FROM` see them: without the columns of this one's sources.
fn values_of(tree: &Select, env: &Env, shared: &[(String, Val)], tables: &impl Tables) -> Vec<(String, Val)> {
    let scope = Scope::new(tree, &[], env, shared, Of(tables));
    let mut values = Vec::new();
    for part in &tree.with {
        if let With::Value(value) = part
            && let Some(name) = &value.alias
        {
            let reads = has_query(value);
            values.push((name.clone(), if reads { Val::Other } else { scope.value(value) }));
        }
    }
    values
}

fn has_query(expr: &Expr) -> bool {
    matches!(expr.kind, Kind::Subquery(_)) || expr.children().into_iter().any(has_query)
}

/// The tables that `WITH` names, each behind those that it reads: ClickHouse lets one read a later one.
fn in_order<'q>(tree: &'q Select, env: &Env, tables: &impl Tables) -> Result<Vec<(&'q str, &'q Query)>, Undecided> {
    let mut all: Vec<(&str, &Query)> = Vec::new();
    for with in &tree.with {
        if let With::Table { name, query } = with {
            all.push((name, query));
        }
    }
    let mut index = 0_usize;
    let mut moved = 0_usize;
    while let Some((name, inner)) = all.get(index).copied() {
        let later = all.get(index.saturating_add(1)..).unwrap_or_default();
        let reads = if later.is_empty() { Vec::new() } else { tables_of(inner) };
        let mut found = None;
        for table in &reads {
            if let Table::Named { database: None, name: read } = table
                && let Some(place) = later.iter().position(|(other, _)| other == read && *other != name)
            {
                found = Some((place, read));
            }
        }
        let Some((place, read)) = found else {
            index = index.saturating_add(1);
            continue;
        };
        // Not every version takes the later one where there is one outside, too; and none takes a circle.
        moved = moved.saturating_add(1);
        if moved > 64 || env.table(read).is_some() || tables.has(read) {
            return Err(Undecided::new(tree.at, "what `WITH` names reads what it names later"));
        }
        let first = all.remove(index.saturating_add(place).saturating_add(1));
        all.insert(index, first);
    }
    Ok(all)
}

/// What an expression of `GROUP BY` stands for: a number is the place of a column.
fn at_position<'q>(tree: &'q Select, expr: &'q Expr) -> &'q Expr {
    let place = match &expr.kind {
        Kind::Literal(text) => text.parse::<usize>().ok().and_then(|place| place.checked_sub(1)),
        _ => None,
    };
    place.and_then(|place| tree.columns.get(place)).unwrap_or(expr)
}

/// What the conditions of a `SELECT` say of the columns of its sources.
#[derive(Default)]
struct Said {
    known: Vec<Known>,
    loose: Vec<(usize, Filter)>,
    chosen: Vec<Chosen>,
    /// Columns that are compared with a parameter of the caller's.
    named: Vec<(usize, Asked)>,
    doubts: Vec<Doubt>,
    equalities: Equalities,
}

impl Said {
    /// `WHERE` and its like.
    fn filters<T: Tables>(&mut self, tree: &Select, conditions: &Conditions<'_, '_, T>) -> Result<(), Undecided> {
        let clauses = [(&tree.prewhere, false), (&tree.filter, false), (&tree.having, true)];
        for (clause, is_having) in clauses {
            let Some(clause) = clause else { continue };
            for condition in conditions.of(clause)? {
                match condition {
                    Condition::Pinned { source, mut filter } => {
                        let column = Val::Column(source, filter.column.clone());
                        let is_it = |expr: &Expr| conditions.scope.value(expr) == column;
                        let grouped = || {
                            let all = if tree.group_by_all { tree.columns.as_slice() } else { &[] };
                            tree.group_by.iter().map(|expr| at_position(tree, expr)).chain(all).any(is_it)
                        };
                        if !is_having || (!tree.grouping_sets && grouped()) {
                            filter.extended |= join::extends(&tree.sources, source, tree.sources.len());
                            self.known.push(Known { source, filter, rows: true });
                        } else {
                            let reason = "it is in HAVING, on what is not a column that is grouped by";
                            self.doubts.push(Doubt { param: filter.param, reason, place: filter.place });
                        }
                    }
                    Condition::Same(one, other) if !is_having => self.equalities.always.push((one, other)),
                    other => self.note(other),
                }
            }
        }
        if let Some(qualify) = &tree.qualify {
            self.doubts.extend(conditions.mentions(qualify, "it is in QUALIFY"));
        }
        Ok(())
    }

    /// `ON` and `USING`.
    fn joins<T: Tables>(&mut self, tree: &Select, conditions: &Conditions<'_, '_, T>) -> Result<(), Undecided> {
        for (index, source) in tree.sources.iter().enumerate() {
            let inside = source.on.as_ref().map(|on| conditions.of(on)).transpose()?;
            for condition in inside.unwrap_or_default() {
                match condition {
                    Condition::Pinned { source: of, mut filter } => {
                        if join::on_filters(source.join, index, of) {
                            filter.extended |= join::extends(&tree.sources, of, index);
                            self.known.push(Known { source: of, filter, rows: false });
                        } else {
                            self.loose.push((of, filter));
                        }
                    }
                    Condition::Same(one, other) => {
                        let (one, other) = if one.0 == index { (other, one) } else { (one, other) };
                        if other.0 == index && one.0 < index {
                            self.equalities.joined.push((source.join, one, other));
                        }
                    }
                    other => self.note(other),
                }
            }
            for name in join::using(source) {
                if let Some(before) = (0..index).find(|before| conditions.scope.may_have(*before, name)) {
                    self.equalities.joined.push((source.join, (before, name.clone()), (index, name.clone())));
                }
            }
        }
        Ok(())
    }

    fn note(&mut self, condition: Condition) {
        match condition {
            Condition::Loose { source, filter } => self.loose.push((source, filter)),
            Condition::Chosen(chosen) => self.chosen.push(chosen),
            Condition::Unclear(doubt) => self.doubts.push(doubt),
            Condition::Named { source, column, by } => self.named.push((source, Asked { param: by, value: column })),
            Condition::Pinned { .. }
            | Condition::Same(..)
            | Condition::Guard { .. }
            | Condition::Asked(_)
            | Condition::Never => {}
        }
    }

    /// From the columns of the sources to the tables.
    fn reach(&self, tree: &Select, summaries: &[Rc<Summary>], tables: &impl Tables, summary: &mut Summary) {
        for (index, source) in summaries.iter().enumerate() {
            let picked = join::picks(&tree.sources, index);
            for read in &source.reads {
                let mut read = read.clone();
                for known in self.known.iter().filter(|known| known.source == index) {
                    let Some(origin) = read.carried.origin(&known.filter.column) else { continue };
                    let before = || self.known.iter().any(|other| other.is_before(known));
                    let blocked = origin.blocked.or((picked && known.rows && !before()).then_some(join::PICKED));
                    if let Some(reason) = blocked {
                        let Filter { param, place, .. } = known.filter.clone();
                        read.add_doubt(Doubt { param, reason, place });
                    } else {
                        let extended = known.filter.extended || origin.extended;
                        let column = origin.column.into();
                        read.add_filter(Filter { column, extended, ..known.filter.clone() });
                    }
                }
                for (_, filter) in self.loose.iter().filter(|(of, _)| *of == index) {
                    if let Some(origin) = read.carried.origin(&filter.column) {
                        let column = origin.column.into();
                        read.add_loose(Filter { column, ..filter.clone() });
                    }
                }
                for (_, named) in self.named.iter().filter(|(of, _)| *of == index) {
                    if let Some(origin) = read.carried.origin(&named.value)
                        && origin.blocked.is_none()
                        && tables.is_pinned(origin.column)
                    {
                        read.named = Some(Asked { param: named.param.clone(), value: origin.column.into() });
                    }
                }
                self.chosen.iter().for_each(|chosen| read.add_chosen(chosen));
                self.doubts.iter().for_each(|doubt| read.add_doubt(doubt.clone()));
                read.carried = Carried::default();
                summary.reads.push(read);
            }
        }
    }
}
