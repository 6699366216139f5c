//! How conditions flow through a query: from `WHERE` and `ON` to the tables they are about, through subqueries, `WITH` and joins.

use alloc::{rc::Rc, string::String, vec::Vec};

use super::scope::{Scope, Val};
use super::summary::{Carried, Doubt, Filter, Passed, Place, Read, Summary};
use super::trace::Hole;
use super::worth::Worth;
use crate::project::sql::tree::{Expr, Join, Kind, Query, Select, Source, SourceKind, Window, With};
use crate::project::sql::{Undecided, set_of};

/// How many reads one query may have.
const MAX_READS: usize = 512;

/// Table functions whose rows are no one's.
const HARMLESS: &[&str] = &[
    "numbers",
    "numbers_mt",
    "zeros",
    "zeros_mt",
    "values",
    "generateRandom",
    "generateSeries",
    "generate_series",
    "null",
    "format",
];

/// Functions that look at other rows.
const ACROSS_ROWS: &[&str] = &[
    "neighbor",
    "runningdifference",
    "runningdifferencestartingwithfirstvalue",
    "runningaccumulate",
    "rownumberinallblocks",
    "rownumberinblock",
    "blocknumber",
];

/// What the engine asks of the project.
pub(super) trait Tables {
    /// What a table stands for: a node, a pipe or a data source.
    fn table(&self, database: Option<&str>, name: &str, place: &Place) -> Rc<Summary>;
    /// Where a byte of the SQL stands.
    fn place(&self, offset: usize) -> Place;
    /// The value that stands at a byte of the SQL.
    fn hole(&self, offset: usize) -> Option<&Hole>;
    /// Whether a parameter is pinned.
    fn is_pinned(&self, param: &str) -> bool;
}

/// Names that a query sees from outside.
#[derive(Clone, Default)]
pub(super) struct Env {
    pub(super) tables: Vec<(String, Rc<Summary>)>,
    pub(super) values: Vec<(String, Val)>,
}

/// Why a comparison by size is no filter.
pub(super) const RANGE: &str = "it is compared by something else than `=` or `IN`";

/// A condition, as far as it matters.
#[derive(Clone, Debug, PartialEq)]
enum Condition {
    /// A column of a source is the pinned value.
    Pinned { source: usize, column: String, filter: Filter },
    /// A column of a source is compared with the pinned value, but other rows pass, too.
    Loose { source: usize, column: String, filter: Filter },
    /// Two columns are equal.
    Same((usize, String), (usize, String)),
    /// The pinned value is this one, which is no condition on rows.
    Guard { param: String, value: String },
    /// Never true.
    Never,
    /// A pinned value is in it, in a way that is not followed.
    Unclear(Doubt),
}

/// A column of a source that is pinned. `rows`: for every row of the result, not only of the source.
struct Known {
    source: usize,
    column: String,
    filter: Filter,
    rows: bool,
}

pub(super) fn query(tree: &Query, env: &Env, tables: &impl Tables) -> Result<Summary, Undecided> {
    let mut env = env.clone();
    let mut whole: Option<Summary> = None;
    for part in &tree.parts {
        let (summary, with) = select(part, &env, tables)?;
        // ClickHouse lets the other parts see what the first one's `WITH` names.
        if whole.is_none() {
            env.tables.extend(with.tables);
            env.values.extend(with.values);
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
            for (index, other) in others.iter().enumerate() {
                if let (Some(name), Some((source, blocked))) = (names.get(index), read.carried.source_of(other)) {
                    named.push(Passed { name: name.clone(), source: source.into(), blocked });
                }
            }
            read.carried.named = named;
            read.carried.all_except = None;
        }
        for (column, _) in &mut after.pinned {
            *column = renamed(column).unwrap_or_default();
        }
        for (column, _, _) in &mut after.values {
            *column = renamed(column).unwrap_or_default();
        }
    } else if before.columns != after.columns {
        // Which column is which is not known, unless both are all the columns of tables.
        for read in before.reads.iter_mut().chain(&mut after.reads) {
            if !read.carried.named.is_empty() {
                read.carried.blocked.get_or_insert("the parts of a union name their columns differently");
            }
        }
    }
    before.pinned.retain(|pinned| {
        after.pinned.contains(pinned)
            || after.values.iter().any(|(column, param, _)| *column == pinned.0 && *param == pinned.1)
    });
    before.values.retain(|value| after.values.contains(value));
    before.columns = before.columns.filter(|_| after.columns.is_some());
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
    let mut env = outer.clone();
    let mut with = Env::default();
    for part in &tree.with {
        if let With::Table { name, query: inner } = part {
            let summary = Rc::new(query(inner, &env, tables)?);
            env.tables.push((name.clone(), summary.clone()));
            with.tables.push((name.clone(), summary));
        }
    }
    let mut summaries = Vec::new();
    for source in &tree.sources {
        summaries.push(of_source(source, &env, tables)?);
    }
    let scope = Scope::new(tree, &summaries, &env, tables);
    for part in &tree.with {
        if let With::Value(value) = part
            && let Some(name) = &value.alias
        {
            with.values.push((name.clone(), scope.value(value)));
        }
    }
    let mut inner_env = env.clone();
    inner_env.values.extend(with.values.iter().cloned());

    // The conditions, and what they say of the columns of the sources.
    let mut known = Vec::new();
    let mut loose: Vec<(usize, String, Filter)> = Vec::new();
    let mut doubts: Vec<Doubt> = Vec::new();
    let mut always: Vec<((usize, String), (usize, String))> = Vec::new();
    let having_counts = !tree.grouping_sets;
    for (condition, is_having) in [(&tree.prewhere, false), (&tree.filter, false), (&tree.having, true)] {
        let Some(condition) = condition else { continue };
        for condition in conditions(condition, &scope, &inner_env, tables)? {
            match condition {
                Condition::Pinned { source, column, filter } => {
                    let grouped =
                        || tree.group_by.iter().any(|expr| scope.value(expr) == Val::Column(source, column.clone()));
                    if !is_having || (having_counts && grouped()) {
                        known.push(Known { source, column, filter, rows: true });
                    } else {
                        let reason = "it stands in HAVING, on what is not a column that is grouped by";
                        doubts.push(Doubt { param: filter.param, reason, place: filter.place });
                    }
                }
                Condition::Loose { source, column, filter } => loose.push((source, column, filter)),
                Condition::Same(one, other) if !is_having => always.push((one, other)),
                Condition::Unclear(doubt) => doubts.push(doubt),
                _ => {}
            }
        }
    }
    if let Some(qualify) = &tree.qualify {
        mentions(qualify, &scope, "it stands in QUALIFY", &mut doubts);
    }
    let mut joined: Vec<(Join, (usize, String), (usize, String))> = Vec::new();
    for (index, source) in tree.sources.iter().enumerate() {
        if let Some(on) = &source.on {
            for condition in conditions(on, &scope, &inner_env, tables)? {
                match condition {
                    Condition::Pinned { source: of, column, filter } => {
                        let filters = match source.join {
                            Join::Inner => of <= index,
                            Join::Left => of == index,
                            Join::Right => of < index,
                            _ => false,
                        };
                        if filters {
                            known.push(Known { source: of, column, filter, rows: false });
                        } else {
                            loose.push((of, column, filter));
                        }
                    }
                    Condition::Loose { source, column, filter } => loose.push((source, column, filter)),
                    Condition::Same(one, other) => {
                        let (one, other) = if one.0 == index { (other, one) } else { (one, other) };
                        if other.0 == index && one.0 < index {
                            joined.push((source.join, one, other));
                        }
                    }
                    Condition::Unclear(doubt) => doubts.push(doubt),
                    _ => {}
                }
            }
        }
        for using in &source.using {
            if let Kind::Column(parts) = &using.kind {
                let name = parts.last().cloned().unwrap_or_default();
                if let Some(before) = (0..index).find(|before| scope.may_have(*before, &name)) {
                    joined.push((source.join, (before, name.clone()), (index, name)));
                }
            }
        }
    }
    // What is known from within a source: every value of such a column is the pinned one.
    for (index, summary) in summaries.iter().enumerate() {
        for (column, param) in &summary.pinned {
            let filter = Filter {
                param: param.clone(),
                column: column.clone(),
                list: false,
                pattern: false,
                off: Vec::new(),
                place: tables.place(tree.sources.get(index).map_or(tree.at, |source| source.at)),
            };
            known.push(Known { source: index, column: column.clone(), filter, rows: false });
        }
    }
    spread(&mut known, &always, &joined);

    // From the columns of the sources to the tables.
    let mut summary = Summary::default();
    for (index, source) in summaries.iter().enumerate() {
        for read in &source.reads {
            let mut read = read.clone();
            for known in known.iter().filter(|known| known.source == index) {
                match read.carried.source_of(&known.column) {
                    Some((column, None)) => {
                        let filter = Filter { column: column.into(), ..known.filter.clone() };
                        read.add_filter(filter);
                    }
                    Some((_, Some(reason))) => {
                        let place = known.filter.place.clone();
                        read.add_doubt(Doubt { param: known.filter.param.clone(), reason, place });
                    }
                    None => {}
                }
            }
            for (_, column, filter) in loose.iter().filter(|(of, _, _)| *of == index) {
                if let Some((column, _)) = read.carried.source_of(column) {
                    let filter = Filter { column: column.into(), ..filter.clone() };
                    read.add_loose(filter);
                }
            }
            for doubt in &doubts {
                read.add_doubt(doubt.clone());
            }
            read.carried = Carried::default();
            summary.reads.push(read);
        }
    }
    outputs(tree, &scope, &summaries, &known, &mut summary);
    subqueries(tree, &inner_env, tables, &mut summary)?;
    let mut unique: Vec<Read> = Vec::new();
    for read in summary.reads {
        if !unique.contains(&read) {
            unique.push(read);
        }
    }
    summary.reads = unique;
    Ok((summary, with))
}

/// What is equal to a pinned column is pinned, as far as the kind of the join lets it.
fn spread(
    known: &mut Vec<Known>,
    always: &[((usize, String), (usize, String))],
    joined: &[(Join, (usize, String), (usize, String))],
) {
    loop {
        let mut found: Vec<Known> = Vec::new();
        let mut pass = |from: &(usize, String), to: &(usize, String), only_rows: bool, as_rows: bool| {
            for pinned in known.iter() {
                if (pinned.source, &pinned.column) != (from.0, &from.1) || (only_rows && !pinned.rows) {
                    continue;
                }
                let rows = as_rows || (only_rows && pinned.rows);
                let there = |other: &Known| {
                    (other.source, &other.column) == (to.0, &to.1)
                        && other.filter.param == pinned.filter.param
                        && (other.rows || !rows)
                };
                if !known.iter().any(&there) && !found.iter().any(there) {
                    let filter = pinned.filter.clone();
                    found.push(Known { source: to.0, column: to.1.clone(), filter, rows });
                }
            }
        };
        for (one, other) in always {
            pass(one, other, false, true);
            pass(other, one, false, true);
        }
        for (join, before, this) in joined {
            match join {
                Join::Inner => {
                    pass(before, this, false, false);
                    pass(this, before, false, false);
                    pass(before, this, true, true);
                    pass(this, before, true, true);
                }
                Join::Left => {
                    pass(before, this, false, false);
                    pass(this, before, true, true);
                }
                Join::Right => {
                    pass(this, before, false, false);
                    pass(before, this, true, true);
                }
                Join::Full => {
                    pass(this, before, true, true);
                    pass(before, this, true, true);
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

/// The columns of the result: which are columns of the sources, and which are pinned.
fn outputs(tree: &Select, scope: &Scope<'_>, summaries: &[Rc<Summary>], known: &[Known], summary: &mut Summary) {
    let mut columns: Option<Vec<String>> = Some(Vec::new());
    let mut passed: Vec<(String, usize, String)> = Vec::new();
    let mut stars: Vec<(usize, Vec<String>)> = Vec::new();
    let mut computed: Vec<String> = Vec::new();
    for (index, column) in tree.columns.iter().enumerate() {
        if let Kind::Star { qualifier, except, replace, known: told } = &column.kind {
            let sources: Vec<usize> = match qualifier.as_slice() {
                [] => (0..summaries.len()).collect(),
                parts => scope.source_named(parts).into_iter().collect(),
            };
            let mut gone = except.clone();
            gone.extend(replace.iter().filter_map(|expr| expr.alias.clone()));
            let changed = !told;
            for source in sources {
                match summaries.get(source).and_then(|source| source.columns.as_ref()) {
                    Some(names) if !changed => {
                        for name in names {
                            if gone.contains(name) {
                                if replace.iter().any(|expr| expr.alias.as_ref() == Some(name))
                                    && let Some(columns) = &mut columns
                                {
                                    columns.push(name.clone());
                                }
                                continue;
                            }
                            if let Some(columns) = &mut columns {
                                columns.push(name.clone());
                            }
                            if !passed.iter().any(|(known, _, _)| known == name) {
                                passed.push((name.clone(), source, name.clone()));
                            }
                        }
                    }
                    _ => {
                        columns = None;
                        if !changed {
                            stars.push((source, gone.clone()));
                        }
                    }
                }
            }
            continue;
        }
        let name = match (&column.alias, &column.kind) {
            (Some(alias), _) => alias.clone(),
            (None, Kind::Column(parts)) => parts.last().cloned().unwrap_or_default(),
            // No name in SQL is like it.
            (None, _) => alloc::format!("\0{index}"),
        };
        if let Kind::Hole = column.kind
            && scope.is_symbol(column)
        {
            columns = None;
            continue;
        }
        if let Some(columns) = &mut columns {
            columns.push(name.clone());
        }
        match scope.inside(column, column.alias.as_deref()) {
            Val::Column(source, of) => passed.push((name, source, of)),
            Val::Pinned { param, list } => summary.values.push((name, param, list)),
            Val::Other => computed.push(name),
            _ => {}
        }
    }
    // A name that is written out hides that of a star.
    for (_, gone) in &mut stars {
        gone.extend(passed.iter().map(|(name, _, _)| name.clone()));
        gone.extend(columns.iter().flatten().cloned());
        gone.extend(tree.columns.iter().filter_map(|column| column.alias.clone()));
    }
    let blocked = blocked(tree);
    let mut at = 0_usize;
    for (index, source) in summaries.iter().enumerate() {
        for before in &source.reads {
            let Some(read) = summary.reads.get_mut(at) else { break };
            at = at.saturating_add(1);
            let mut carried = Carried { blocked, ..Carried::default() };
            for (name, of, column) in &passed {
                if let (true, Some((source, why))) = (*of == index, before.carried.source_of(column)) {
                    let blocked = why.or_else(|| across_windows(tree, scope, *of, column));
                    carried.named.push(Passed { name: name.clone(), source: source.into(), blocked });
                }
            }
            for name in &computed {
                let blocked = Some("the condition is on a column that is computed");
                carried.named.push(Passed { name: name.clone(), source: name.clone(), blocked });
            }
            if let Some((_, gone)) = stars.iter().find(|(of, _)| *of == index) {
                if let Some(except) = &before.carried.all_except {
                    carried.all_except = Some([except.as_slice(), gone].concat());
                    carried.blocked =
                        carried.blocked.or(before.carried.blocked).or_else(|| across_windows(tree, scope, index, ""));
                }
                for passed in &before.carried.named {
                    if !gone.contains(&passed.name) && !carried.named.iter().any(|known| known.name == passed.name) {
                        let blocked = passed.blocked.or_else(|| across_windows(tree, scope, index, &passed.name));
                        carried.named.push(Passed { blocked, ..passed.clone() });
                    }
                }
            }
            read.carried = carried;
        }
    }
    for (name, source, column) in &passed {
        for pinned in known.iter().filter(|known| (known.source, &known.column) == (*source, column)) {
            let plain = !pinned.filter.list && !pinned.filter.pattern && pinned.filter.off.is_empty();
            let pair = (name.clone(), pinned.filter.param.clone());
            if plain && !summary.pinned.contains(&pair) {
                summary.pinned.push(pair);
            }
        }
    }
    for (source, gone) in &stars {
        for pinned in known.iter().filter(|known| known.source == *source && !gone.contains(&known.column)) {
            let pair = (pinned.column.clone(), pinned.filter.param.clone());
            if !pinned.filter.list
                && !pinned.filter.pattern
                && pinned.filter.off.is_empty()
                && !summary.pinned.contains(&pair)
            {
                summary.pinned.push(pair);
            }
        }
    }
    summary.columns = columns;
}

/// Why a condition on the result would not be one on the rows.
fn blocked(tree: &Select) -> Option<&'static str> {
    let across = tree.expressions().iter().any(|expr| looks_across(expr));
    if tree.limited || tree.distinct_on.is_some() {
        Some("the condition stands outside of a LIMIT, which takes its rows from all of them")
    } else if tree.grouping_sets {
        Some("the condition stands outside of totals, which sum up all rows")
    } else if across {
        Some("the condition stands outside of a function that looks at other rows")
    } else {
        None
    }
}

fn looks_across(expr: &Expr) -> bool {
    let itself = matches!(&expr.kind, Kind::Call { name, window: None, .. } if ACROSS_ROWS.contains(&&*name.to_ascii_lowercase()));
    itself || expr.children().into_iter().any(looks_across)
}

/// Why a condition on a column is none on the rows, unless every window is cut by it, so that none looks at rows with another value.
fn across_windows(tree: &Select, scope: &Scope<'_>, source: usize, column: &str) -> Option<&'static str> {
    let mut windows = Vec::new();
    for expr in tree.expressions() {
        collect_windows(expr, &mut windows);
    }
    let cut = windows.into_iter().all(|window| {
        let by = window.resolved(&tree.windows).unwrap_or_default();
        by.iter().any(|expr| scope.value(expr) == Val::Column(source, column.into()))
    });
    (!cut).then_some("the condition stands outside of a window over rows of all values")
}

fn collect_windows<'e>(expr: &'e Expr, windows: &mut Vec<&'e Window>) {
    if let Kind::Call { window: Some(window), .. } = &expr.kind {
        windows.push(window);
    }
    for child in expr.children() {
        collect_windows(child, windows);
    }
}

fn of_source(source: &Source, env: &Env, tables: &impl Tables) -> Result<Rc<Summary>, Undecided> {
    let place = tables.place(source.at);
    match &source.kind {
        SourceKind::Table { database: None, name } => match env.tables.iter().rev().find(|(known, _)| known == name) {
            Some((_, summary)) => Ok(summary.clone()),
            None => Ok(tables.table(None, name, &place)),
        },
        SourceKind::Table { database, name } => Ok(tables.table(database.as_deref(), name, &place)),
        SourceKind::Query(inner) => Ok(Rc::new(query(inner, env, tables)?)),
        SourceKind::Function { name, .. } if HARMLESS.iter().any(|known| known.eq_ignore_ascii_case(name)) => {
            Ok(Rc::default())
        }
        SourceKind::Function { name, .. } => Ok(tables.table(Some("table function"), name, &place)),
        SourceKind::Hole => Ok(tables.table(Some("table"), "a value", &place)),
    }
}

/// The queries and tables inside of expressions.
fn subqueries(tree: &Select, env: &Env, tables: &impl Tables, summary: &mut Summary) -> Result<(), Undecided> {
    let mut open: Vec<&Expr> = tree.expressions();
    while let Some(expr) = open.pop() {
        let inner = if let Kind::Subquery(inner) = &expr.kind {
            Some(Rc::new(query(inner, env, tables)?))
        } else {
            set_of(expr).and_then(|parts| set(parts, expr.at, env, tables))
        };
        for read in inner.iter().flat_map(|inner| &inner.reads) {
            summary.reads.push(Read { carried: Carried::default(), shown: false, ..read.clone() });
        }
        open.extend(expr.children());
    }
    Ok(())
}

/// The table behind `IN name`, unless that is no table's name.
fn set(parts: &[String], at: usize, env: &Env, tables: &impl Tables) -> Option<Rc<Summary>> {
    let (database, name) = match parts {
        [name] => (None, name),
        [database, name] => (Some(&**database), name),
        _ => return None,
    };
    if database.is_none() {
        if env.values.iter().any(|(known, _)| known == name) {
            return None;
        }
        if let Some((_, summary)) = env.tables.iter().rev().find(|(known, _)| known == name) {
            return Some(summary.clone());
        }
    }
    Some(tables.table(database, name, &tables.place(at)))
}

/// The conditions of which all must hold.
fn conditions(expr: &Expr, scope: &Scope<'_>, env: &Env, tables: &impl Tables) -> Result<Vec<Condition>, Undecided> {
    let mut all = Vec::new();
    collect(expr, scope, env, tables, &mut all)?;
    Ok(all)
}

fn collect(
    expr: &Expr,
    scope: &Scope<'_>,
    env: &Env,
    tables: &impl Tables,
    all: &mut Vec<Condition>,
) -> Result<(), Undecided> {
    let is = |name: &str, known: &str| name.eq_ignore_ascii_case(known);
    match &expr.kind {
        Kind::And(parts) => {
            for part in parts {
                collect(part, scope, env, tables, all)?;
            }
        }
        Kind::Call { name, args, window: None } if is(name, "and") => {
            for part in args {
                collect(part, scope, env, tables, all)?;
            }
        }
        Kind::Or(parts) => either(parts, scope, env, tables, all)?,
        Kind::Call { name, args, window: None } if is(name, "or") => either(args, scope, env, tables, all)?,
        Kind::Compare(comparison, left, right) => {
            use crate::project::sql::tree::Comparison;
            match comparison {
                Comparison::Equal => equal(expr, left, right, scope, all),
                Comparison::Like => like(expr, left, right, scope, all),
                Comparison::NotEqual => {
                    let mut inside = Vec::new();
                    equal(expr, left, right, scope, &mut inside);
                    loosened(inside, all);
                }
                Comparison::Other => unclear(expr, scope, RANGE, all),
            }
        }
        Kind::Call { name, args, window: None } if is(name, "equals") => match args.as_slice() {
            [left, right] => equal(expr, left, right, scope, all),
            _ => unclear(expr, scope, "its condition is not followed", all),
        },
        Kind::In { negated: true, left, right } => {
            let mut inside = Vec::new();
            within(expr, left, right, scope, env, tables, &mut inside)?;
            loosened(inside, all);
        }
        Kind::In { negated: false, left, right } => within(expr, left, right, scope, env, tables, all)?,
        Kind::Call { name, args, window: None } if is(name, "in") || is(name, "globalIn") => match args.as_slice() {
            [left, right] => within(expr, left, right, scope, env, tables, all)?,
            _ => unclear(expr, scope, "its condition is not followed", all),
        },
        Kind::Call { name, args, window: None } if is(name, "has") => match args.as_slice() {
            [list, item] => match (scope.list(list), scope.value(item)) {
                (Some((param, list)), Val::Column(source, column)) => {
                    all.push(pinned(source, column, param, list, false, tables.place(expr.at)));
                }
                _ => unclear(expr, scope, "its condition is not followed", all),
            },
            _ => unclear(expr, scope, "its condition is not followed", all),
        },
        Kind::Not(inner) => {
            use crate::project::sql::tree::Comparison;
            match &inner.kind {
                Kind::Not(inner) => collect(inner, scope, env, tables, all)?,
                Kind::Compare(Comparison::NotEqual, left, right) => equal(expr, left, right, scope, all),
                _ => {
                    let inside = conditions(inner, scope, env, tables)?;
                    loosened(inside, all);
                }
            }
        }
        Kind::Literal(text) if text == "0" || text.eq_ignore_ascii_case("false") => all.push(Condition::Never),
        Kind::Column(parts) if matches!(parts.as_slice(), [name] if name.eq_ignore_ascii_case("false")) => {
            all.push(Condition::Never)
        }
        // An alias stands for its condition.
        Kind::Column(parts) => {
            if let Some(of) = scope.alias_of(parts)
                && !core::ptr::eq(of, expr)
                && !matches!(of.kind, Kind::Column(_))
            {
                collect(of, scope, env, tables, all)?;
            }
        }
        Kind::Hole => unclear(expr, scope, "the condition is a value itself", all),
        _ => unclear(expr, scope, "its condition is not followed", all),
    }
    Ok(())
}

fn pinned(source: usize, column: String, param: String, list: bool, pattern: bool, place: Place) -> Condition {
    let filter = Filter { param, column: column.clone(), list, pattern, off: Vec::new(), place };
    Condition::Pinned { source, column, filter }
}

fn equal(expr: &Expr, left: &Expr, right: &Expr, scope: &Scope<'_>, all: &mut Vec<Condition>) {
    if let (Kind::Tuple(lefts), Kind::Tuple(rights)) = (&left.kind, &right.kind)
        && lefts.len() == rights.len()
    {
        for (left, right) in lefts.iter().zip(rights) {
            equal(expr, left, right, scope, all);
        }
        return;
    }
    match (scope.value(left), scope.value(right)) {
        (Val::Column(source, column), Val::Pinned { param, list: false })
        | (Val::Pinned { param, list: false }, Val::Column(source, column)) => {
            all.push(pinned(source, column, param, false, false, scope.place(expr.at)));
        }
        (Val::Column(one, left), Val::Column(other, right)) => all.push(Condition::Same((one, left), (other, right))),
        (Val::Pinned { param, .. }, Val::Constant(Some(value)))
        | (Val::Constant(Some(value)), Val::Pinned { param, .. }) => {
            all.push(Condition::Guard { param, value });
        }
        (Val::Constant(Some(one)), Val::Constant(Some(other))) => {
            if one != other {
                all.push(Condition::Never);
            }
        }
        _ => unclear(expr, scope, "what it is compared with is not a column", all),
    }
}

fn like(expr: &Expr, left: &Expr, right: &Expr, scope: &Scope<'_>, all: &mut Vec<Condition>) {
    match (scope.value(left), scope.value(right)) {
        (Val::Column(source, column), Val::Pinned { param, list: false }) => {
            all.push(pinned(source, column, param, false, true, scope.place(expr.at)));
        }
        _ => unclear(expr, scope, "it is a part of a pattern", all),
    }
}

fn within(
    expr: &Expr,
    left: &Expr,
    right: &Expr,
    scope: &Scope<'_>,
    env: &Env,
    tables: &impl Tables,
    all: &mut Vec<Condition>,
) -> Result<(), Undecided> {
    let place = tables.place(expr.at);
    let lefts: Vec<&Expr> = match &left.kind {
        Kind::Tuple(items) => items.iter().collect(),
        _ => [left].into(),
    };
    // A query, or a table's name.
    let inner = match &right.kind {
        Kind::Subquery(inner) => Some(Rc::new(query(inner, env, tables)?)),
        Kind::Column(parts) if scope.alias_of(parts).is_none() => set(parts, right.at, env, tables),
        _ => None,
    };
    if let Some(inner) = inner {
        for (index, item) in lefts.iter().enumerate() {
            let Val::Column(source, column) = scope.value(item) else { continue };
            let name = match (&inner.columns, lefts.len()) {
                (Some(names), _) => names.get(index).cloned(),
                (None, 1) => None,
                (None, _) => None,
            };
            let Some(name) = name else { continue };
            for (_, param) in inner.pinned.iter().filter(|(known, _)| *known == name) {
                all.push(pinned(source, column.clone(), param.clone(), false, false, place.clone()));
            }
            for (_, param, list) in inner.values.iter().filter(|(known, _, _)| *known == name) {
                all.push(pinned(source, column.clone(), param.clone(), *list, false, place.clone()));
            }
        }
        // Rows that are in a filtered set may still be in another tenant's set, too.
        let mut params: Vec<&String> =
            inner.reads.iter().flat_map(|read| &read.filters).map(|filter| &filter.param).collect();
        params.sort_unstable();
        params.dedup();
        for param in params {
            let reason =
                "rows are limited to a set that is filtered, which says nothing where other rows have the same values";
            all.push(Condition::Unclear(Doubt { param: param.clone(), reason, place: place.clone() }));
        }
        return Ok(());
    }
    match (lefts.as_slice(), scope.list(right)) {
        ([item], Some((param, list))) => match scope.value(item) {
            Val::Column(source, column) => all.push(pinned(source, column, param, list, false, place)),
            _ => unclear(expr, scope, "what it is compared with is not a column", all),
        },
        (items, None) if items.len() > 1 => {
            // `(a, b) IN ((x, y))`
            let rows: Vec<&Expr> = match &right.kind {
                Kind::Tuple(rows)
                    if rows.len() == items.len()
                        && !matches!(rows.first().map(|row| &row.kind), Some(Kind::Tuple(_))) =>
                {
                    [right].into()
                }
                Kind::Tuple(rows) => rows.iter().collect(),
                _ => Vec::new(),
            };
            match rows.as_slice() {
                [Expr { kind: Kind::Tuple(values), .. }] if values.len() == items.len() => {
                    for (item, value) in items.iter().zip(values) {
                        equal(expr, item, value, scope, all);
                    }
                }
                _ => unclear(expr, scope, "its list is not followed", all),
            }
        }
        _ => unclear(expr, scope, "its list is not followed", all),
    }
    Ok(())
}

/// `a OR b`: what every part says holds. A part that only compares the pinned value with a constant switches the others off.
fn either(
    parts: &[Expr],
    scope: &Scope<'_>,
    env: &Env,
    tables: &impl Tables,
    all: &mut Vec<Condition>,
) -> Result<(), Undecided> {
    let mut common: Option<Vec<Condition>> = None;
    let mut guards: Vec<(String, String)> = Vec::new();
    let mut rest: Vec<Condition> = Vec::new();
    for part in parts {
        let inside = conditions(part, scope, env, tables)?;
        if inside.contains(&Condition::Never) {
            continue;
        }
        if let [Condition::Guard { param, value }] = inside.as_slice() {
            guards.push((param.clone(), value.clone()));
            continue;
        }
        rest.extend(inside.iter().cloned());
        let pinned: Vec<Condition> =
            inside.into_iter().filter(|condition| matches!(condition, Condition::Pinned { .. })).collect();
        common = Some(match common {
            None => pinned,
            Some(before) => {
                before.into_iter().filter(|condition| pinned.iter().any(|other| alike(condition, other))).collect()
            }
        });
    }
    let common = common.unwrap_or_default();
    let mut found = false;
    for condition in common {
        if let Condition::Pinned { source, column, mut filter } = condition
            && guards.iter().all(|(param, _)| *param == filter.param)
        {
            filter.off.extend(guards.iter().map(|(_, value)| value.clone()));
            all.push(Condition::Pinned { source, column, filter });
            found = true;
        }
    }
    if !found {
        // A part that asks of the value itself may switch the others off, or not: that is not followed. Without one, rows pass that
        // meet the others.
        loosened(rest, all);
    }
    Ok(())
}

/// What stands under `NOT`, or beside something else under `OR`: compared, but not kept out.
fn loosened(inside: Vec<Condition>, all: &mut Vec<Condition>) {
    for condition in inside {
        match condition {
            Condition::Pinned { source, column, filter } | Condition::Loose { source, column, filter } => {
                all.push(Condition::Loose { source, column, filter });
            }
            Condition::Unclear(doubt) => all.push(Condition::Unclear(doubt)),
            Condition::Same(..) | Condition::Guard { .. } | Condition::Never => {}
        }
    }
}

fn alike(one: &Condition, other: &Condition) -> bool {
    match (one, other) {
        (
            Condition::Pinned { source, column, filter },
            Condition::Pinned { source: of, column: named, filter: with },
        ) => source == of && column == named && filter.param == with.param,
        _ => false,
    }
}

/// Notes every pinned parameter that stands in an expression.
fn unclear(expr: &Expr, scope: &Scope<'_>, reason: &'static str, all: &mut Vec<Condition>) {
    let mut doubts = Vec::new();
    mentions(expr, scope, reason, &mut doubts);
    all.extend(doubts.into_iter().map(Condition::Unclear));
}

fn mentions(expr: &Expr, scope: &Scope<'_>, reason: &'static str, doubts: &mut Vec<Doubt>) {
    for param in scope.params_in(expr) {
        let doubt = Doubt { param, reason, place: scope.place(expr.at) };
        if !doubts.contains(&doubt) {
            doubts.push(doubt);
        }
    }
}

/// The pinned parameters in the value of a hole.
pub(super) fn pinned_in(worth: &Worth, is_pinned: &dyn Fn(&str) -> bool) -> Vec<String> {
    worth.params().into_iter().filter(|param| is_pinned(param)).collect()
}
