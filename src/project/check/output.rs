//! The columns of a query's result: which columns of its sources they are, and which of them are pinned.

use alloc::{rc::Rc, string::String, vec::Vec};

use super::across::{Windows, blocked};
use super::env::Val;
use super::join::{self, Equalities, Known};
use super::scope::Scope;
use super::summary::{Carried, Passed, Summary};
use crate::project::sql::tree::{Expr, Kind, Select};

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
    // Totals have the defaults of their types in such columns.
    if !tree.grouping_sets {
        let whole = |known: &&Known| known.filter.is_plain() && (known.rows || !made_up(known.source));
        summary.pinned = columns.pinned(known.iter().filter(whole));
        summary.values = columns.values;
    }
    summary.columns = columns.names;
}

impl Columns {
    fn of(tree: &Select, scope: &Scope<'_>, summaries: &[Rc<Summary>]) -> Columns {
        let mut all = Columns { names: Some(Vec::new()), ..Columns::default() };
        for (index, column) in tree.columns.iter().enumerate() {
            match &column.kind {
                Kind::Star { .. } => all.star(column, scope, summaries),
                Kind::Hole if column.alias.is_none() && scope.is_symbol(column) => {
                    all.names = None;
                    all.stars.extend((0..summaries.len()).map(|source| (source, Vec::new(), Some(CHOSEN))));
                }
                _ => all.one(index, column, scope),
            }
        }
        // A name that is written out hides that of a star.
        let unfolded = scope.unfolded().iter().map(|name| String::from(*name));
        let aliases = tree.columns.iter().filter_map(|column| column.alias.clone());
        let names = all.names.iter().flatten().cloned();
        let passed = all.passed.iter().map(|(name, ..)| name.clone());
        let hidden: Vec<String> = passed.chain(names).chain(aliases).chain(unfolded).collect();
        for (_, gone, _) in &mut all.stars {
            gone.extend(hidden.iter().cloned());
        }
        all
    }

    /// `*` and its like.
    fn star(&mut self, column: &Expr, scope: &Scope<'_>, summaries: &[Rc<Summary>]) {
        let Kind::Star { qualifier, except, replace, known } = &column.kind else { return };
        let sources: Vec<usize> = match qualifier.as_slice() {
            [] => (0..summaries.len()).collect(),
            parts => scope.source_named(parts).into_iter().collect(),
        };
        let replaced: Vec<&String> = replace.iter().filter_map(|expr| expr.alias.as_ref()).collect();
        let mut gone = except.clone();
        gone.extend(replaced.iter().map(|name| (*name).clone()));
        let mut ambiguous: Reason = None;
        let several = sources.len() > 1;
        for source in sources {
            match summaries.get(source).and_then(|source| source.columns.as_ref()) {
                Some(names) if *known => {
                    for name in names {
                        if let Some(columns) = &mut self.names
                            && (!gone.contains(name) || replaced.contains(&name))
                        {
                            columns.push(name.clone());
                        }
                        // What `ARRAY JOIN` unfolds has another value.
                        let unfolded = scope.unfolded().contains(&&**name);
                        if unfolded && !gone.contains(name) {
                            self.computed.push(name.clone());
                        } else if !gone.contains(name) && !self.passed.iter().any(|(known, ..)| known == name) {
                            self.passed.push((name.clone(), source, name.clone(), ambiguous));
                        }
                    }
                }
                _ => {
                    self.names = None;
                    if several {
                        ambiguous = Some(AMBIGUOUS);
                    }
                    if *known {
                        self.stars.push((source, gone.clone(), ambiguous));
                    }
                }
            }
        }
    }

    fn one(&mut self, index: usize, column: &Expr, scope: &Scope<'_>) {
        let name = match (&column.alias, &column.kind) {
            (Some(alias), _) => alias.clone(),
            (None, Kind::Column(parts)) => parts.last().cloned().unwrap_or_default(),
            // No name in SQL is like it.
            (None, _) => alloc::format!("\0{index}"),
        };
        if let Some(names) = &mut self.names {
            names.push(name.clone());
        }
        match scope.inside(column, column.alias.as_deref()) {
            Val::Column(source, of) => self.passed.push((name, source, of, None)),
            Val::Pinned { param, list } => self.values.push((name, param, list)),
            Val::Other | Val::Chosen(_) | Val::Given(_) => self.computed.push(name),
            Val::Constant(_) => {}
        }
    }

    /// The names whose every value is the pinned one.
    fn pinned<'k>(&self, known: impl Iterator<Item = &'k Known>) -> Vec<(String, String)> {
        let mut all: Vec<(String, String)> = Vec::new();
        for Known { source, filter, .. } in known {
            let named = self.passed.iter().filter(|(_, of, column, _)| of == source && *column == filter.column);
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
