//! What the names that a query sees from outside stand for, and what an expression is worth to a condition.

use alloc::{rc::Rc, string::String, vec::Vec};

use super::summary::Summary;

/// What an expression is, as far as conditions care.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Val {
    /// A column of a source.
    Column(usize, String),
    /// The value of a pinned parameter, or the list that it splits into.
    Pinned { param: String, list: bool },
    /// The value of a pinned parameter, or NULL where it is not of a type.
    OrNull(String),
    /// A column that the caller chooses, by this parameter.
    Chosen(String),
    /// The value of a parameter that is the caller's, or what is made of it.
    Given(String),
    /// The same for every row and request. Its text, if that is known.
    Constant(Option<String>),
    /// Anything else.
    Other,
}

/// Names that a query sees from outside.
#[derive(Clone, Default)]
pub(super) struct Env {
    pub(super) tables: Vec<(String, Rc<Summary>)>,
    pub(super) values: Vec<(String, Val)>,
    /// Those of `WITH` in the first part of a union, which the other parts see before their columns.
    pub(super) shared: Vec<(String, Val)>,
}

impl Env {
    pub(super) fn table(&self, name: &str) -> Option<&Rc<Summary>> {
        self.tables.iter().rev().find(|(known, _)| known == name).map(|(_, summary)| summary)
    }
}
