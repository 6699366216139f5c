//! The columns of a query's result: which columns of its sources they are, and which of them are pinned.

use alloc::{rc::Rc, string::String, vec::Vec};

use super::across::{Windows, blocked};
use super::env::Val;
use super::join::{self, Equalities, Known};
use super::scope::Scope;
use super::summary::{Carried, Passed, Summary};
use crate::project::sql::tree::{Expr, Kind, Select, SourceKind};

type Reason = Option<&'static str>;

const COMPUTED: &str = "the condition is on a column that is computed";
const AMBIGUOUS: &str = "the condition is on a column of a star over tables that the project does not define";
const CHOSEN: &str = "the caller chooses the columns that the condition is on";

/// What stands behind `SELECT`.
#[derive(Default)]
struct Columns {
    /// All names, in order, if they are known.
    names: Option<Vec<String>>,
    /// A name, and the column of a source that it is.
    passed: Vec<(String, usize, String, Reason)>,
    /// All columns of a source whose names are not known, but for these.
    stars: Vec<(usize, Vec<String>, Reason)>,
    computed: Vec<String>,
    values: Vec<(String, String, bool)>,
}

/// Notes the columns of the result: for each read, and those that are pinned.
pub(super) fn outputs(
    tree: &Select,
    scope: &Scope<'_>,
    summaries: &[Rc<Summary>],
    known: &[Known],
    equalities: &Equalities,
    summary: &mut Summary,
) {
    let columns = Columns::of(tree, scope, summaries);
    let blocked = blocked(tree);
    let windows = Windows::of(tree);
    let made_up = |of: usize| join::extends(&tree.sources, of, tree.sources.len());
    // Which columns of the sources each name has the values of.
    let mut equal: Vec<(&str, usize, String, Reason, bool)> = Vec::new();
    for (name, of, column, why) in &columns.passed {
        let why = why.or_else(|| windows.blocks(scope, *of, column));
        for ((source, column), extended) in join::equal_to(&(*of, column.clone()), equalities, &tree.sources) {
            let picked = join::picks(&tree.sources, source).then_some(join::PICKED);
            equal.push((name, source, column, why.or(picked), extended));
        }
    }
    let mut reads = summary.reads.iter_mut();
    for (index, source) in summaries.iter().enumerate() {
        for before in &source.reads {
            let Some(read) = reads.next() else { break };
            let mut carried = Carried { blocked, ..Carried::default() };
            for (name, of, column, why, extended) in &equal {
                if *of == index
                    && !carried.named.iter().any(|passed| passed.name == *name)
                    && let Some(origin) = before.carried.origin(column)
                {
                    let (blocked, extended) = (origin.blocked.or(*why), *extended || origin.extended);
                    let source = origin.column.into();
                    carried.named.push(Passed { name: (*name).into(), source, blocked, extended });
                }
            }
            for name in &columns.computed {
                let (source, blocked) = (name.clone(), Some(COMPUTED));
                carried.named.push(Passed { name: name.clone(), source, blocked, extended: false });
            }
            if let Some((_, gone, why)) = columns.stars.iter().find(|(of, _, _)| *of == index) {
                let why = |column: &str| why.or_else(|| windows.blocks(scope, index, column));
                let picked = join::picks(&tree.sources, index).then_some(join::PICKED);
                if let Some(except) = &before.carried.all_except {
                    carried.all_except = Some([except.as_slice(), gone].concat());
                    carried.blocked = carried.blocked.or(before.carried.blocked).or(picked).or_else(|| why(""));
                    carried.extended = before.carried.extended || made_up(index);
                }
                for passed in &before.carried.named {
                    if !gone.contains(&passed.name) && !carried.named.iter().any(|known| known.name == passed.name) {
                        let blocked = passed.blocked.or(picked).or_else(|| why(&passed.name));
                        let extended = passed.extended || made_up(index);
                        carried.named.push(Passed { blocked, extended, ..passed.clone() });
                    }
                }
            }
            read.carried = carried;
        }
    }
    // Totals have the defaults of their types in such columns, and so have rows that are filled in.
    if !tree.grouping_sets && !tree.filled {
        let whole = |known: &&Known| known.filter.is_plain() && (known.rows || !made_up(known.source));
        summary.pinned = columns.pinned(known.iter().filter(whole));
        summary.values = columns.values;
    }
    summary.columns = columns.names;
}

/// A column as it is listed, or as a star lists it.
struct Listed {
    name: String,
    /// It has the name by `AS`, so that no other column has.
    aliased: bool,
    value: Val,
    why: Reason,
}

impl Columns {
    fn of(tree: &Select, scope: &Scope<'_>, summaries: &[Rc<Summary>]) -> Columns {
        let mut all = Columns { names: Some(Vec::new()), ..Columns::default() };
        let mut listed: Vec<Listed> = Vec::new();
        for (index, column) in tree.columns.iter().enumerate() {
            match &column.kind {
                Kind::Star { .. } => all.star(column, tree, scope, summaries, &mut listed),
                Kind::Hole if column.alias.is_none() && scope.is_symbol(column) => {
                    all.names = None;
                    all.stars.extend((0..summaries.len()).map(|source| (source, Vec::new(), Some(CHOSEN))));
                }
                _ => listed.push(one(index, column, scope)),
            }
        }
        all.name(&listed, tree);
        // A name that is written out hides that of a star.
        let unfolded = scope.unfolded().iter().map(|name| String::from(*name));
        let aliases = tree.columns.iter().filter_map(|column| column.alias.clone());
        let names = listed.iter().map(|listed| listed.name.clone());
        let hidden: Vec<String> = names.chain(aliases).chain(unfolded).collect();
        for (_, gone, _) in &mut all.stars {
            gone.extend(hidden.iter().cloned());
        }
        all
    }

    /// `*` and its like.
    fn star(
        &mut self,
        column: &Expr,
        tree: &Select,
        scope: &Scope<'_>,
        summaries: &[Rc<Summary>],
        listed: &mut Vec<Listed>,
    ) {
        let Kind::Star { qualifier, except, replace, known } = &column.kind else { return };
        let sources: Vec<usize> = match qualifier.as_slice() {
            [] => (0..summaries.len()).collect(),
            parts => scope.source_named(parts).into_iter().collect(),
        };
        let mut ambiguous: Reason = None;
        let several = sources.len() > 1;
        for source in sources {
            match summaries.get(source).and_then(|source| source.columns.as_ref()) {
                Some(names) if *known => {
                    // A column that a join is by is there once.
                    let by: Vec<&String> = tree.sources.get(source).into_iter().flat_map(join::using).collect();
                    for name in names {
                        if except.contains(name) || (several && by.contains(&name)) {
                            continue;
                        }
                        let replaced = replace.iter().find(|expr| expr.alias.as_ref() == Some(name));
                        let value = match replaced {
                            Some(expr) => scope.inside(expr, Some(name)),
                            // What `ARRAY JOIN` unfolds has another value.
                            None if scope.unfolded().contains(&&**name) => Val::Other,
                            None => Val::Column(source, name.clone()),
                        };
                        let aliased = replaced.is_some();
                        listed.push(Listed { name: name.clone(), aliased, value, why: ambiguous });
                    }
                }
                _ => {
                    self.names = None;
                    if several {
                        ambiguous = Some(AMBIGUOUS);
                    }
                    if *known {
                        let replaced = replace.iter().filter_map(|expr| expr.alias.clone());
                        self.stars.push((source, except.iter().cloned().chain(replaced).collect(), ambiguous));
                    }
                }
            }
        }
    }

    /// Gives each column its name. Of several of one name it is that of the first table's, and the others have their table's before
    /// it.
    fn name(&mut self, listed: &[Listed], tree: &Select) {
        for one in listed {
            let others = || listed.iter().filter(|other| other.name == one.name && other.value != one.value);
            let claimed = !one.aliased && others().any(|other| other.aliased);
            let clashes = one.aliased && others().any(|other| other.aliased);
            let name = match &one.value {
                Val::Column(source, of) => {
                    let before = |other: &Listed| matches!(other.value, Val::Column(before, _) if before < *source);
                    let starred = !one.aliased && self.stars.iter().any(|(star, ..)| star < source);
                    let name = if claimed || (!one.aliased && others().any(before)) {
                        qualified(tree, *source, &one.name)
                    } else {
                        one.name.clone()
                    };
                    if clashes {
                        self.computed.push(name.clone());
                    } else if !self.passed.iter().any(|(known, ..)| *known == name) {
                        let why = one.why.or(starred.then_some(AMBIGUOUS));
                        self.passed.push((name.clone(), *source, of.clone(), why));
                    }
                    name
                }
                Val::Pinned { param, list } if !claimed && !clashes && (one.aliased || others().next().is_none()) => {
                    self.values.push((one.name.clone(), param.clone(), *list));
                    one.name.clone()
                }
                Val::Constant(_) if !clashes => one.name.clone(),
                _ => {
                    self.computed.push(one.name.clone());
                    one.name.clone()
                }
            };
            if let Some(names) = &mut self.names {
                names.push(name);
            }
        }
    }

    /// The names whose every value is the pinned one.
    fn pinned<'k>(&self, known: impl Iterator<Item = &'k Known>) -> Vec<(String, String)> {
        let mut all: Vec<(String, String)> = Vec::new();
        for Known { source, filter, .. } in known {
            let named = self
                .passed
                .iter()
                .filter(|(_, of, column, why)| of == source && why.is_none() && *column == filter.column);
            let starred = self
                .stars
                .iter()
                .filter(|(of, gone, why)| of == source && why.is_none() && !gone.contains(&filter.column));
            let names = named.map(|(name, ..)| name).chain(starred.map(|_| &filter.column));
            for name in names {
                let pair = (name.clone(), filter.param.clone());
                if !all.contains(&pair) {
                    all.push(pair);
                }
            }
        }
        all
    }
}

/// What stands behind `SELECT` and is no star.
fn one(index: usize, column: &Expr, scope: &Scope<'_>) -> Listed {
    let name = match (&column.alias, &column.kind) {
        (Some(alias), _) => alias.clone(),
        (None, Kind::Column(parts)) => parts.last().cloned().unwrap_or_default(),
        // No name in SQL is like it.
        (None, _) => alloc::format!("\0{index}"),
    };
    let value = scope.inside(column, column.alias.as_deref());
    Listed { name, aliased: column.alias.is_some(), value, why: None }
}

/// The name of a column with its table's before it.
fn qualified(tree: &Select, source: usize, column: &str) -> String {
    let source = tree.sources.get(source);
    let table = source.and_then(|source| match (&source.alias, &source.kind) {
        (Some(alias), _) => Some(&**alias),
        (None, SourceKind::Table { name, .. }) => Some(&**name),
        _ => None,
    });
    [table.unwrap_or("\0"), ".", column].concat()
}
