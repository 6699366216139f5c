//! What the tables of a node's SQL stand for, in one way to run the nodes that it reads.

use alloc::{format, rc::Rc, string::String, vec::Vec};
use core::cell::RefCell;

use super::path::Path;
use super::pin::Pin;
use super::summary::{Carried, Place, Read, Summary};
use super::tables::{Found, Key, Tables};
use super::way::{Outcome, Setting};
use super::worth::Hole;
use crate::project::datafile::{DataSource, PipeNode};

/// What a node's query asks of the project.
pub(super) struct NodeTables<'g> {
    sources: &'g [DataSource],
    pins: &'g [Pin],
    setting: &'g Setting,
    path: &'g Path,
    node: &'g PipeNode,
    file: &'g Rc<str>,
    /// Whether a node has a setting that makes `NULL IN (NULL)` true.
    null_is_in_sets: bool,
    /// What a table came to that does not run.
    used: RefCell<Option<Outcome>>,
    known: RefCell<Vec<(Key, Found)>>,
}

impl<'g> NodeTables<'g> {
    pub(super) fn new(
        sources: &'g [DataSource],
        pins: &'g [Pin],
        null_is_in_sets: bool,
        setting: &'g Setting,
        path: &'g Path,
        node: &'g PipeNode,
        file: &'g Rc<str>,
    ) -> NodeTables<'g> {
        let (used, known) = Default::default();
        NodeTables { sources, pins, null_is_in_sets, setting, path, node, file, used, known }
    }

    /// What a table came to that does not run.
    pub(super) fn stopped(self) -> Option<Outcome> {
        self.used.into_inner()
    }
}

impl Tables for NodeTables<'_> {
    fn table(&self, database: Option<&str>, name: &str, place: &Place) -> Rc<Summary> {
        if database.is_none()
            && let Some((_, outcome)) = self.setting.tables.iter().find(|(known, _)| known == name)
        {
            let Outcome::Runs(summary) = outcome else {
                let mut used = self.used.borrow_mut();
                // An error ends the request, whatever else is not known.
                if used.is_none() || *outcome == Outcome::Fails {
                    *used = Some(outcome.clone());
                }
                return Rc::default();
            };
            let mut summary = Summary::clone(summary);
            for read in &mut summary.reads {
                read.nodes.insert(0, self.node.name.clone());
                read.place.maybe |= place.maybe;
            }
            return Rc::new(summary);
        }
        if database == Some("system") && ["one", "numbers", "zeros", "numbers_mt"].contains(&name) {
            return Rc::default();
        }
        let source = self.sources.iter().find(|source| database.is_none() && source.name == name);
        let columns: Option<Vec<String>> =
            source.map(|source| source.columns.iter().map(|column| column.name.clone()).collect());
        let table = match database {
            Some("table") => name.into(),
            Some("table function") => format!("{name}()"),
            Some(database) => format!("{database}.{name}"),
            None => name.into(),
        };
        let read = Read {
            table,
            columns: columns.clone().map(Into::into),
            nodes: [self.node.name.clone()].into(),
            place: place.clone(),
            shown: true,
            filters: Vec::new(),
            loose: Vec::new(),
            chosen: Vec::new(),
            named: None,
            doubts: Vec::new(),
            carried: Carried::all(),
        };
        Rc::new(Summary { reads: [read].into(), columns, ..Summary::default() })
    }

    fn has(&self, name: &str) -> bool {
        self.setting.tables.iter().any(|(known, _)| known == name)
            || self.sources.iter().any(|source| source.name == name)
    }

    fn place(&self, offset: usize) -> Place {
        let maybe = self.path.included.iter().any(|included| included.contains(&offset));
        Place { file: self.file.clone(), at: self.path.position(offset, &self.node.sql), maybe }
    }

    fn hole(&self, offset: usize) -> Option<&Hole> {
        let index = self.path.holes.binary_search_by_key(&offset, |hole| hole.offset).ok()?;
        self.path.holes.get(index)
    }

    fn is_pinned(&self, param: &str) -> bool {
        self.pins.iter().any(|pin| pin.name == param)
    }

    fn is_number(&self, offset: usize) -> bool {
        let rest = self.path.text.get(offset..).unwrap_or_default();
        rest.starts_with(|c: char| c.is_ascii_digit() || c == '.')
    }

    fn null_is_in_sets(&self) -> bool {
        self.null_is_in_sets
    }

    fn known(&self, key: Key) -> Option<Found> {
        self.known.borrow().iter().find(|(known, _)| *known == key).map(|(_, found)| found.clone())
    }

    fn keep(&self, key: Key, found: &Found) {
        self.known.borrow_mut().push((key, found.clone()));
    }
}
