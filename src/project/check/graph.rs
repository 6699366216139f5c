//! The nodes that an endpoint reaches, and every way in which a request can run them.

use alloc::{borrow::Cow, collections::BTreeMap, rc::Rc, string::String, vec::Vec};
use core::cell::{Cell, RefCell};

use super::assume::{merged, together};
use super::assumption::Assumption;
use super::enclosed::enclosed;
use super::env::Env;
use super::node_tables::NodeTables;
use super::path::{Flow, Note, Path};
use super::pin::Pin;
use super::query::query;
use super::summary::{Place, Summary};
use super::trace;
use super::way::{Notes, Outcome, Setting, Way};
use super::worth::Worth;
use crate::project::datafile::{DataSource, Pipe, PipeNode};
use crate::project::node::{NodeId, named, node, output_of};
use crate::project::sql::{self, Table};

/// How many combinations of the ways of several nodes are followed.
const MAX_WAYS: usize = 64;
/// How many combinations of paths and of the ways of what they read are followed in one node.
const MAX_COMBINATIONS: usize = 4096;
/// How much all of it may cost, in queries that are followed.
const MAX_QUERIES: usize = 20_000;
/// How many values in quotes are tried out.
const MAX_TRIES: usize = 2_000;
/// How deep nodes may read nodes.
const MAX_NODES_DEEP: usize = 48;

/// A project under the view of one set of pins.
pub(super) struct Graph<'p> {
    pub(super) pipes: &'p [Pipe],
    pub(super) sources: &'p [DataSource],
    pub(super) pins: &'p [Pin],
    /// Whether a node has a setting that makes `NULL IN (NULL)` true.
    pub(super) null_is_in_sets: bool,
    /// The nodes that were reached, and their ways.
    known: RefCell<Vec<(NodeId, Rc<[Way]>)>>,
    open: RefCell<Vec<NodeId>>,
    queries: Cell<usize>,
    tries: Cell<usize>,
}

impl<'p> Graph<'p> {
    pub(super) fn new(pipes: &'p [Pipe], sources: &'p [DataSource], pins: &'p [Pin]) -> Graph<'p> {
        let sets_it = |node: &PipeNode| node.sql.text.to_ascii_lowercase().contains("transform_null_in");
        Graph {
            pipes,
            sources,
            pins,
            null_is_in_sets: pipes.iter().flat_map(|pipe| &pipe.nodes).any(sets_it),
            known: RefCell::default(),
            open: RefCell::default(),
            queries: Cell::new(0),
            tries: Cell::new(0),
        }
    }

    pub(super) fn node(&self, id: NodeId) -> Option<(&'p Pipe, &'p PipeNode)> {
        node(self.pipes, id)
    }

    /// The nodes that were reached.
    pub(super) fn reached(&self) -> Vec<NodeId> {
        self.known.borrow().iter().map(|(id, _)| *id).collect()
    }

    /// The node whose result is the pipe's.
    pub(super) fn output_of(&self, pipe: usize) -> Option<NodeId> {
        output_of(self.pipes, pipe)
    }

    /// The ways to run a node.
    pub(super) fn ways(&self, id: NodeId) -> Rc<[Way]> {
        if let Some((_, ways)) = self.known.borrow().iter().find(|(known, _)| *known == id) {
            return ways.clone();
        }
        let Some((pipe, node)) = self.node(id) else { return Rc::default() };
        let file: Rc<str> = pipe.file.as_str().into();
        let here = Place { file: file.clone(), at: node.at, maybe: false };
        if self.open.borrow().contains(&id) {
            return one(undecided("the nodes read each other in a circle", here));
        }
        if self.open.borrow().len() >= MAX_NODES_DEEP {
            return one(undecided("nodes read nodes too deeply to be followed", here));
        }
        self.open.borrow_mut().push(id);
        let ways: Rc<[Way]> = self.followed(id, node, &file, here).into();
        self.open.borrow_mut().pop();
        self.known.borrow_mut().push((id, ways.clone()));
        ways
    }

    fn followed(&self, id: NodeId, node: &PipeNode, file: &Rc<str>, here: Place) -> Vec<Way> {
        if node.sql.is_template && node.sql.template.is_none() {
            return [undecided("its template cannot be read", here)].into();
        }
        let Some(paths) = trace::paths(&node.sql, file.clone(), self.pins) else {
            return [undecided("its template has more paths than are followed", here)].into();
        };
        // Paths with the same SQL are read once.
        let mut texts: BTreeMap<&str, usize> = BTreeMap::new();
        let mut reads: Vec<Result<sql::Query, sql::Undecided>> = Vec::new();
        let mut names: Vec<String> = Vec::new();
        for path in paths.iter().filter(|path| path.flow == Flow::Go) {
            if texts.contains_key(&*path.text) {
                continue;
            }
            let read = sql::read(&path.text);
            for table in read.iter().flat_map(sql::tables_of) {
                if let Table::Named { database: None, name } = table
                    && !names.contains(&name)
                {
                    names.push(name);
                }
            }
            texts.insert(&path.text, reads.len());
            reads.push(read);
        }
        let children: Vec<(String, NodeId)> =
            names.into_iter().filter_map(|name| named(self.pipes, id, &name).map(|child| (name, child))).collect();
        let settings = self.settings(&children).unwrap_or_else(|| self.one_by_one(&children));
        let combinations = settings.len().saturating_mul(paths.len());
        self.queries.set(self.queries.get().saturating_add(combinations));
        if combinations > MAX_COMBINATIONS || self.queries.get() > MAX_QUERIES {
            return [undecided("it and what it reads can run in more ways than are followed", here)].into();
        }
        let mut ways: Vec<Way> = Vec::new();
        let mut broken = None;
        for setting in &settings {
            for path in &paths {
                let Some(assumed) = together(&setting.assumed, &path.assumed, self.pins) else { continue };
                let place = |offset: usize| {
                    let at = path.position(offset, &node.sql);
                    Place { file: file.clone(), at, maybe: false }
                };
                let outcome = match path.flow {
                    Flow::Fail => Outcome::Fails,
                    Flow::Undecided(reason, at) => {
                        Outcome::Undecided(reason.into(), Place { file: file.clone(), at, maybe: false })
                    }
                    Flow::Break | Flow::Continue => Outcome::Fails,
                    Flow::Go => match texts.get(&*path.text).and_then(|read| reads.get(*read)) {
                        Some(Ok(query)) => self.run(query, setting, path, node, file, place),
                        Some(Err(stop)) if stop.certain => {
                            broken.get_or_insert((stop.reason.clone(), place(stop.at)));
                            Outcome::Fails
                        }
                        Some(Err(stop)) => Outcome::Undecided(stop.reason.clone(), place(stop.at)),
                        None => Outcome::Fails,
                    },
                };
                let mut notes = setting.notes.clone();
                notes.extend(
                    path.notes
                        .iter()
                        .map(|(note, at)| (note.clone(), Place { file: file.clone(), at: *at, maybe: false })),
                );
                if path.flow == Flow::Go && outcome != Outcome::Fails {
                    let run = |path: &Path| {
                        self.tries.set(self.tries.get().saturating_add(1));
                        if self.tries.get() > MAX_TRIES {
                            return None;
                        }
                        let query = sql::read(&path.text).ok()?;
                        match self.run(&query, setting, path, node, file, |_| here.clone()) {
                            Outcome::Runs(summary) => Some(Summary::clone(&summary)),
                            _ => None,
                        }
                    };
                    let is_pinned = |param: &str| self.pins.iter().any(|pin| pin.name == param);
                    for (enclosed, at) in enclosed(path, is_pinned, run) {
                        notes.push((Note::Enclosed(enclosed), Place { file: file.clone(), at, maybe: false }));
                    }
                }
                for hole in &path.holes {
                    if let Worth::Symbol { params } = &hole.worth {
                        for param in params {
                            notes.push((
                                Note::Open(param.clone()),
                                Place { file: file.clone(), at: hole.at, maybe: false },
                            ));
                        }
                    }
                }
                let mut unique: Vec<(Note, Place)> = Vec::new();
                for note in notes {
                    if !unique.contains(&note) {
                        unique.push(note);
                    }
                }
                let notes = unique;
                ways.push(Way { assumed, outcome, notes });
            }
        }
        let works = ways.iter().any(|way| way.outcome != Outcome::Fails);
        // A request that fails shows nothing, whatever reads this node.
        ways.retain(|way| way.outcome != Outcome::Fails || !way.notes.is_empty());
        if let (false, Some((reason, place))) = (works, broken) {
            return [undecided_way(reason, place)].into();
        }
        simplified(ways)
    }

    fn run(
        &self,
        tree: &sql::Query,
        setting: &Setting,
        path: &Path,
        node: &PipeNode,
        file: &Rc<str>,
        place: impl Fn(usize) -> Place,
    ) -> Outcome {
        let tables = NodeTables::new(self.sources, self.pins, self.null_is_in_sets, setting, path, node, file);
        let summary = query(tree, &Env::default(), &tables);
        // What a table that it reads comes to, it comes to itself.
        if let Some(outcome) = tables.stopped() {
            return outcome;
        }
        match summary {
            Ok(mut summary) => {
                // A value inside of a text is no expression, but it is there.
                for param in self.pins_in(path) {
                    summary.add_use(&param);
                }
                Outcome::Runs(Rc::new(summary))
            }
            Err(stop) => Outcome::Undecided(stop.reason, place(stop.at)),
        }
    }

    /// The pinned parameters whose values stand in the SQL, other than in comments.
    fn pins_in(&self, path: &Path) -> Vec<String> {
        let holes =
            path.holes.iter().flat_map(|hole| hole.worth.params().into_iter().map(|param| (hole.offset, param)));
        let mut pinned: Vec<(usize, String)> =
            holes.filter(|(_, param)| self.pins.iter().any(|pin| pin.name == *param)).collect();
        if !pinned.is_empty() {
            let read = sql::holes(&path.text).read;
            pinned.retain(|(offset, _)| read.contains(offset));
        }
        pinned.into_iter().map(|(_, param)| param).collect()
    }

    /// Each way of each of some nodes, the others being what they are in any way. That forgets which ways go together: it may see a
    /// hole where there is none, but none less.
    fn one_by_one(&self, children: &[(String, NodeId)]) -> Vec<Setting> {
        let common: Vec<(String, Outcome)> =
            children.iter().map(|(name, child)| (name.clone(), in_any_way(&self.ways(*child)))).collect();
        let mut all = Vec::new();
        for (name, child) in children {
            for way in self.ways(*child).iter() {
                let mut tables = common.clone();
                for (known, outcome) in &mut tables {
                    if known == name {
                        *outcome = way.outcome.clone();
                    }
                }
                all.push(Setting { assumed: way.assumed.clone(), tables, notes: way.notes.clone() });
            }
        }
        all
    }

    /// Every combination of the ways of some nodes that one request can choose.
    fn settings(&self, children: &[(String, NodeId)]) -> Option<Vec<Setting>> {
        let mut all = Vec::from([Setting::default()]);
        for (name, child) in children {
            let ways = self.ways(*child);
            let mut next = Vec::new();
            for setting in &all {
                for way in ways.iter() {
                    let Some(assumed) = together(&setting.assumed, &way.assumed, self.pins) else { continue };
                    let mut tables = setting.tables.clone();
                    tables.push((name.clone(), way.outcome.clone()));
                    let mut notes = setting.notes.clone();
                    notes.extend(way.notes.iter().filter(|note| !setting.notes.contains(note)).cloned());
                    next.push(Setting { assumed, tables, notes });
                    if next.len() > MAX_WAYS {
                        return None;
                    }
                }
            }
            all = next;
        }
        Some(all)
    }
}

/// What is true of a table in all of its ways: its columns, and which of them are pinned. Its reads are judged elsewhere.
fn in_any_way(ways: &[Way]) -> Outcome {
    let mut common: Option<Summary> = None;
    for way in ways {
        let Outcome::Runs(summary) = &way.outcome else { continue };
        match &mut common {
            None => common = Some(Summary { reads: Vec::new(), ..Summary::clone(summary) }),
            Some(common) => {
                common.columns = common.columns.take().filter(|columns| Some(columns) == summary.columns.as_ref());
                common.pinned.retain(|pinned| summary.pinned.contains(pinned));
                common.values.retain(|value| summary.values.contains(value));
                for param in &summary.uses {
                    common.add_use(param);
                }
            }
        }
    }
    common.map_or(Outcome::Fails, |common| Outcome::Runs(Rc::new(common)))
}

fn one(way: Way) -> Rc<[Way]> {
    [way].into()
}

fn undecided(reason: &'static str, place: Place) -> Way {
    undecided_way(reason.into(), place)
}

fn undecided_way(reason: Cow<'static, str>, place: Place) -> Way {
    Way { assumed: Vec::new(), outcome: Outcome::Undecided(reason, place), notes: Vec::new() }
}

/// The same ways, those with the same outcome put together where the difference between them does not matter.
fn simplified(ways: Vec<Way>) -> Vec<Way> {
    let mut groups: Vec<(Outcome, Notes, Vec<Vec<Assumption>>)> = Vec::new();
    for way in ways {
        match groups.iter_mut().find(|(outcome, notes, _)| *outcome == way.outcome && *notes == way.notes) {
            Some((_, _, all)) => all.push(way.assumed),
            None => groups.push((way.outcome, way.notes, [way.assumed].into())),
        }
    }
    let mut simple = Vec::new();
    for (outcome, notes, all) in groups {
        for assumed in merged(all) {
            simple.push(Way { assumed, outcome: outcome.clone(), notes: notes.clone() });
        }
    }
    simple
}
