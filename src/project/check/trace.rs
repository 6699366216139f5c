//! Follows a template along every path that a request can choose.
//!
//! The result of a path is the SQL it writes, with a hole for every value that is not known, and what it assumes of the parameters.
//! Fragments that can only narrow a result (`AND …`, of the caller's own parameters) are left out rather than followed: with and
//! without them, the same pinned conditions hold.

use alloc::{rc::Rc, string::String, vec::Vec};
use core::ops::Range;

use super::assume::possible_for;
use super::assumption::{Assumption, Atom, Test, takes};
use super::neutral::{self, Neutral};
use super::path::{Flow, LeftOut, Note, Path, forget, leave_out, write};
use super::pin::Pin;
use super::worth::Worth;
use crate::project::datafile::Sql;
use crate::project::position::Position;
use crate::project::sql::{self, Fragment, HOLE, Seam, fragment};
use crate::project::template::walk::{Piece, pieces};
use crate::project::template::{
    Branch, Expr, ExprKind, Node, NodeKind, Target, TargetKind, Template, declared_to_engine,
};
use crate::project::value::Value;

/// How many paths of one template are followed.
pub(super) const MAX_PATHS: usize = 512;
/// How often a template is traced anew, since a fragment cannot be left out.
const MAX_TRIES: usize = 8;
/// How many bytes of SQL all paths of one template may write beyond its own length.
const MAX_BYTES: usize = 512 << 10;

/// Follows templates.
pub(super) struct Tracer<'p> {
    pub(super) pins: &'p [Pin],
    pub(super) file: Rc<str>,
    sql: &'p Sql,
    template: &'p Template,
    /// The parameters that the template declares as arrays first, so that they are lists in it, and the types of their items.
    lists: Rc<[(String, String)]>,
    bytes: usize,
    overflow: bool,
    tainted: Vec<String>,
    /// Whether fragments that read tables are left out, too.
    coarse: bool,
    /// The fragments that are not left out.
    followed: Vec<Position>,
}

type Worths = Vec<(Path, Option<Worth>)>;

/// The paths of a node's SQL; nothing if there are too many.
pub(super) fn paths(sql: &Sql, file: Rc<str>, pins: &[Pin]) -> Option<Vec<Path>> {
    let start = Path {
        assumed: Vec::new(),
        locals: Vec::new(),
        text: String::new(),
        holes: Vec::new(),
        marks: Vec::new(),
        included: Vec::new(),
        left_out: Vec::new(),
        notes: Vec::new(),
        flow: Flow::Go,
    };
    let Some(template) = &sql.template else {
        let marks = [(0, 0)].into();
        return Some([Path { text: sql.text.clone(), marks, ..start }].into());
    };
    let names: Vec<&str> = pins.iter().map(|pin| &*pin.name).collect();
    let tainted = neutral::tainted(&template.nodes, &names);
    let lists: Rc<[(String, String)]> = lists(template).into();
    // Where there are too many paths, those that only differ in what a fragment reads are one, and no request is known that reads it.
    [false, true].into_iter().find_map(|coarse| {
        let mut followed: Vec<Position> = Vec::new();
        for _ in 0..MAX_TRIES {
            let (file, tainted, lists) = (file.clone(), tainted.clone(), lists.clone());
            let mut tracer =
                Tracer { pins, file, sql, template, lists, bytes: 0, overflow: false, tainted, coarse, followed };
            let paths = tracer.nodes(&template.nodes, [start.clone()].into());
            if tracer.overflow {
                return None;
            }
            followed = tracer.followed;
            let before = followed.len();
            for path in &paths {
                for at in misplaced(path) {
                    if !followed.contains(&at) {
                        followed.push(at);
                    }
                }
            }
            if followed.len() == before {
                return Some(paths);
            }
        }
        None
    })
}

/// The parameters that are lists in a template, since they are declared as arrays before anything else, and the types of their items.
fn lists(template: &Template) -> Vec<(String, String)> {
    let mut seen: Vec<&str> = Vec::new();
    let mut lists = Vec::new();
    let declared = declared_to_engine(template);
    for declared in &declared {
        let Some(name) = declared.text().filter(|name| !seen.contains(name)) else { continue };
        seen.push(name);
        if let Some(kind) = declared.kind.strip_prefix("Array(") {
            lists.push((name.into(), kind.trim_end_matches(')').into()));
        }
    }
    lists
}

/// The fragments of a path that do something else than to narrow what stands before them.
fn misplaced(path: &Path) -> Vec<Position> {
    if path.left_out.is_empty() || path.flow != Flow::Go {
        return Vec::new();
    }
    let places: Vec<Range<usize>> = path.left_out.iter().map(|left| left.place.clone()).collect();
    let seams = sql::seams(&path.text, &places);
    let is_misplaced = |left: &LeftOut, seam: Seam| match seam {
        Seam::Condition => false,
        Seam::Comment => left.has_lines,
        Seam::Other => true,
    };
    path.left_out.iter().zip(seams).filter(|(left, seam)| is_misplaced(left, *seam)).map(|(left, _)| left.at).collect()
}

impl Tracer<'_> {
    pub(super) fn nodes(&mut self, nodes: &[Node], mut paths: Vec<Path>) -> Vec<Path> {
        for node in nodes {
            if self.overflow || paths.len() > MAX_PATHS {
                self.overflow = true;
                return Vec::new();
            }
            let mut next = Vec::with_capacity(paths.len());
            for path in paths {
                if path.flow == Flow::Go {
                    next.extend(self.node(node, path));
                } else {
                    next.push(path);
                }
            }
            paths = next;
        }
        paths
    }

    fn node(&mut self, node: &Node, mut path: Path) -> Vec<Path> {
        match &node.kind {
            NodeKind::Text(text) => {
                if text.contains(HOLE) {
                    path.flow = Flow::Undecided("the SQL contains U+FDD0, which is no character", node.at);
                    return [path].into();
                }
                self.text(text, node.at, &mut path);
                [path].into()
            }
            NodeKind::Output { expr, .. } => {
                let worths = self.expr(expr, path);
                worths.into_iter().flat_map(|(path, worth)| self.output(expr, path, worth)).collect()
            }
            NodeKind::If { branches, otherwise } => self.choice(branches, otherwise.as_deref(), node.at, path),
            NodeKind::For { body, iterable, otherwise: None, .. }
                if self.neutral().is_loop(iterable, body) && !self.followed.contains(&node.at) =>
            {
                forget(core::slice::from_ref(node), &mut path);
                self.leave_out(&[body], node.at, &mut path);
                [path].into()
            }
            NodeKind::For { target, iterable, body, otherwise } => {
                let (last, target, iterable) = match with_last(target, iterable) {
                    Some((last, target, iterable)) => (Some(last), target, iterable),
                    None => (None, target, iterable),
                };
                let worths = self.expr(iterable, path);
                let mut paths = Vec::new();
                for (path, worth) in worths {
                    match worth {
                        Some(worth) => paths.extend(self.rounds(last, target, &worth, body, node.at, path)),
                        None => paths.push(path),
                    }
                }
                self.nodes(otherwise.as_deref().unwrap_or_default(), paths)
            }
            NodeKind::Try { body, handlers, otherwise, finally } => {
                self.attempt(body, handlers, otherwise.as_deref(), finally.as_deref(), path)
            }
            NodeKind::Set { targets, operator, value } => {
                let worths = self.expr(value, path);
                let mut paths = Vec::new();
                for (mut path, worth) in worths {
                    if let Some(worth) = worth {
                        let worth = match operator {
                            Some(_) => Worth::Made { params: [worth.params(), self.names(value)].concat() },
                            None => worth,
                        };
                        for target in targets {
                            self.assign(target, &worth, &mut path);
                        }
                    }
                    paths.push(path);
                }
                paths
            }
            NodeKind::Evaluate(expr) => self.expr(expr, path).into_iter().map(|(path, _)| path).collect(),
            NodeKind::Break => [Path { flow: Flow::Break, ..path }].into(),
            NodeKind::Continue => [Path { flow: Flow::Continue, ..path }].into(),
            NodeKind::While { .. } => {
                [Path { flow: Flow::Undecided("a `while` loop is not followed", node.at), ..path }].into()
            }
            NodeKind::Undecided(reason) => [Path { flow: Flow::Undecided(reason, node.at), ..path }].into(),
        }
    }

    fn neutral(&self) -> Neutral<'_> {
        Neutral { kept: &self.tainted, coarse: self.coarse }
    }

    /// Leaves out fragments that narrow.
    fn leave_out(&mut self, bodies: &[&[Node]], at: Position, path: &mut Path) {
        let begin = path.text.len();
        leave_out(bodies.iter().copied(), path);
        bodies.iter().for_each(|body| self.include(body, path));
        if path.text.len() > begin {
            let has_lines = bodies.iter().any(|body| self.neutral().text(body).is_none_or(|text| text.contains('\n')));
            path.left_out.push(LeftOut { place: begin..path.text.len(), has_lines, at });
        }
    }

    /// Writes what left out fragments read, as conditions that may hold or not, with or without them.
    fn include(&mut self, nodes: &[Node], path: &mut Path) {
        let own = self.neutral().text(nodes).unwrap_or_default();
        if let (Fragment::Reads, Some(first)) = (fragment(&own), nodes.first()) {
            path.text.push_str(" AND (");
            write(&Worth::Made { params: Vec::new() }, first.at, path);
            // Under NOT, since a set that may be there limits nothing.
            path.text.push_str(" OR NOT (1 ");
            let start = path.text.len();
            self.spell(nodes, path);
            path.included.push(start..path.text.len());
            path.text.push_str("))");
        }
        for body in bodies(nodes) {
            if self.neutral().is_fragment(body) {
                self.include(body, path);
            }
        }
    }

    /// Writes the text of a fragment, without the fragments within it.
    fn spell(&mut self, nodes: &[Node], path: &mut Path) {
        for node in nodes {
            match &node.kind {
                NodeKind::Text(text) => self.text(text, node.at, path),
                NodeKind::Output { expr, .. } => write(&Worth::Made { params: Vec::new() }, expr.at, path),
                _ => {
                    let inside: Vec<&[Node]> = bodies(core::slice::from_ref(node)).collect();
                    if !inside.iter().all(|body| self.neutral().is_fragment(body)) {
                        inside.into_iter().for_each(|body| self.spell(body, path));
                    }
                }
            }
        }
    }

    fn text(&mut self, text: &str, at: Position, path: &mut Path) {
        self.bytes = self.bytes.saturating_add(text.len());
        if self.bytes > self.sql.text.len().saturating_add(MAX_BYTES) {
            self.overflow = true;
            return;
        }
        path.marks.push((path.text.len(), self.offset(at)));
        path.text.push_str(text);
    }

    /// The byte of the SQL's text at this place.
    fn offset(&self, at: Position) -> usize {
        let Some(line) = self.sql.lines.iter().rev().find(|line| line.at.line == at.line) else { return 0 };
        let before = at.column.saturating_sub(line.at.column) as usize;
        let rest = self.sql.text.get(line.offset..).unwrap_or_default();
        let bytes = rest.char_indices().nth(before).map_or(rest.len(), |(bytes, _)| bytes);
        line.offset.saturating_add(bytes)
    }

    fn output(&mut self, expr: &Expr, path: Path, worth: Option<Worth>) -> Vec<Path> {
        let Some(worth) = worth else { return [path].into() };
        // A parameter that nothing but its name reads must be there.
        if let Worth::Param { name, function: None } = &worth {
            let atom = self.atom(name, Test::Present, expr.at);
            let forks = self.fork(path, atom);
            return forks
                .into_iter()
                .map(|(mut path, there)| {
                    if there {
                        write(&worth, expr.at, &mut path);
                    } else {
                        path.flow = Flow::Fail;
                    }
                    path
                })
                .collect();
        }
        let mut path = path;
        match &worth {
            Worth::Known(crate::project::value::Value::None) => path.flow = Flow::Fail,
            worth => write(worth, expr.at, &mut path),
        }
        [path].into()
    }

    fn choice(&mut self, branches: &[Branch], otherwise: Option<&[Node]>, at: Position, path: Path) -> Vec<Path> {
        if self.neutral().has_branches(branches, otherwise) && !self.followed.contains(&at) {
            let mut path = path;
            let bodies: Vec<&[Node]> = branches.iter().map(|branch| branch.body.as_slice()).chain(otherwise).collect();
            self.leave_out(&bodies, at, &mut path);
            return [path].into();
        }
        let mut open: Vec<Path> = [path].into();
        let mut done = Vec::new();
        for branch in branches {
            let mut next = Vec::new();
            for path in core::mem::take(&mut open) {
                for (path, truth) in self.truth(&branch.condition, path) {
                    match truth {
                        Some(true) => done.extend(self.nodes(&branch.body, [path].into())),
                        Some(false) => next.push(path),
                        None => done.push(path),
                    }
                }
            }
            open = next;
        }
        done.extend(self.nodes(otherwise.unwrap_or_default(), open));
        done
    }

    pub(super) fn assign(&mut self, target: &Target, worth: &Worth, path: &mut Path) {
        match &target.kind {
            TargetKind::Name(name) => {
                let pinned = self.pins.iter().any(|pin| pin.name == *name);
                if pinned && !worth.params().contains(name) {
                    path.notes.push((Note::Overwritten(name.clone()), target.at));
                }
                path.locals.retain(|(known, _)| known != name);
                path.locals.push((name.clone(), worth.clone()));
            }
            TargetKind::Unpack(targets) => {
                for target in targets {
                    self.assign(target, &Worth::Made { params: worth.params() }, path);
                }
            }
            TargetKind::Item(of, _) => {
                // What holds it is another now.
                if let ExprKind::Name(name) = &of.kind {
                    let mut params = worth.params();
                    for (known, worth) in &mut path.locals {
                        if known == name {
                            params.extend(worth.params());
                            *worth = Worth::Made { params: params.clone() };
                        }
                    }
                }
            }
            TargetKind::Undecided(reason) => path.flow = Flow::Undecided(reason, target.at),
        }
    }

    pub(super) fn atom(&self, param: &str, test: Test, at: Position) -> Atom {
        Atom { param: param.into(), test, file: self.file.clone(), at }
    }

    /// The answers that are possible, each with the path that assumes it.
    pub(super) fn fork(&mut self, path: Path, atom: Atom) -> Vec<(Path, bool)> {
        if path.assumed.len() > 256 {
            self.overflow = true;
            return Vec::new();
        }
        let atom = Rc::new(atom);
        let with = |yes: bool| {
            let mut assumed = path.assumed.clone();
            assumed.push(Assumption { atom: atom.clone(), yes });
            possible_for(&atom.param, &assumed, self.pins).then_some(assumed)
        };
        match (with(true), with(false)) {
            (Some(yes), Some(no)) => {
                self.bytes = self.bytes.saturating_add(path.text.len());
                if self.bytes > self.sql.text.len().saturating_add(MAX_BYTES) {
                    self.overflow = true;
                    return Vec::new();
                }
                let other = Path { assumed: no, ..path.clone() };
                [(Path { assumed: yes, ..path }, true), (other, false)].into()
            }
            // What is sure need not be assumed, but that a type takes the value narrows what the request may say.
            (Some(assumed), None) => [(Path { assumed, ..path }, true)].into(),
            (None, Some(assumed)) => [(Path { assumed, ..path }, false)].into(),
            (None, None) => Vec::new(),
        }
    }

    /// Both answers to a question that is not followed. It is asked of a pinned parameter, if one is involved.
    pub(super) fn wonder(&mut self, path: Path, params: &[String], at: Position) -> Vec<(Path, bool)> {
        let pinned = params.iter().find(|param| self.pins.iter().any(|pin| pin.name == **param));
        let param = pinned.or(params.first()).cloned().unwrap_or_default();
        let atom = self.atom(&param, Test::Opaque, at);
        self.fork(path, atom)
    }

    /// The parameter, read by the function of a type: the request ends where its value does not fit.
    pub(super) fn typed(&mut self, path: Path, name: &str, function: &str, at: Position) -> Worths {
        let read = |list: bool| {
            if list {
                Worth::List { name: name.into() }
            } else {
                Worth::Param { name: name.into(), function: Some(function.into()) }
            }
        };
        let list = matches!(function, "Array" | "split_to_array");
        if let Some(pin) = self.pins.iter().find(|pin| pin.name == name)
            && !pin.value.ordinary().iter().any(|value| takes(function, value))
        {
            let mut path = path;
            path.notes.push((Note::Type { param: name.into(), function: function.into() }, at));
            path.flow = Flow::Fail;
            return [(path, None)].into();
        }
        let atom = self.atom(name, Test::Takes(function.into()), at);
        self.fork(path, atom)
            .into_iter()
            .map(|(mut path, takes)| {
                if takes {
                    (path, Some(read(list)))
                } else {
                    path.flow = Flow::Fail;
                    (path, None)
                }
            })
            .collect()
    }

    /// Whether a parameter is a list in this template, which is compared otherwise than a text.
    pub(super) fn is_list(&self, worth: &Worth) -> bool {
        matches!(worth, Worth::Param { name, .. } if self.lists.iter().any(|(list, _)| list == name))
    }

    /// Whether any text is such a list.
    pub(super) fn takes_all(&self, name: &str) -> bool {
        self.lists.iter().any(|(list, kind)| list == name && takes(kind, &Value::from("")))
    }

    /// What a name is worth: a local's value, or the parameter of that name.
    pub(super) fn name(&self, name: &str, path: &Path) -> Option<Worth> {
        if self.template.locals.iter().any(|local| local == name) {
            return path.locals.iter().find(|(known, _)| known == name).map(|(_, worth)| worth.clone());
        }
        Some(Worth::Param { name: name.into(), function: None })
    }

    /// The parameters that an expression could depend on.
    pub(super) fn names(&self, expr: &Expr) -> Vec<String> {
        let mut names = Vec::new();
        neutral::names(expr, &mut names);
        names
    }
}

/// The nodes within nodes.
fn bodies(nodes: &[Node]) -> impl Iterator<Item = &[Node]> {
    nodes.iter().flat_map(pieces).filter_map(|piece| match piece {
        Piece::Nodes(nodes) => Some(nodes),
        _ => None,
    })
}

/// `for last, x in enumerate_with_last(items)`: the targets, and the items.
fn with_last<'t>(target: &'t Target, iterable: &'t Expr) -> Option<(&'t Target, &'t Target, &'t Expr)> {
    let TargetKind::Unpack(targets) = &target.kind else { return None };
    let ExprKind::Call { function, args, .. } = &iterable.kind else { return None };
    let is_it = matches!(&function.kind, ExprKind::Name(name) if name == "enumerate_with_last");
    match (targets.as_slice(), args.as_slice()) {
        ([last, target], [items]) if is_it => Some((last, target, items)),
        _ => None,
    }
}
