//! A way in which a request can run a node, and what comes of it.

use alloc::{borrow::Cow, rc::Rc, string::String, vec::Vec};

use super::assumption::Assumption;
use super::path::Note;
use super::summary::{Place, Summary};

/// What comes of a way.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Outcome {
    /// A query runs.
    Runs(Rc<Summary>),
    /// The request ends with an error.
    Fails,
    /// It is not known.
    Undecided(Cow<'static, str>, Place),
}

/// What was found on the way, and where.
pub(super) type Notes = Vec<(Note, Place)>;

/// A way to run a node and all that it reads.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Way {
    pub(super) assumed: Vec<Assumption>,
    pub(super) outcome: Outcome,
    pub(super) notes: Notes,
}

/// The ways in which a query runs, and what it does.
pub(super) fn runs(ways: &[Way]) -> Vec<(&Way, &Summary)> {
    ways.iter()
        .filter_map(|way| match &way.outcome {
            Outcome::Runs(summary) => Some((way, &**summary)),
            _ => None,
        })
        .collect()
}

/// The ways that the tables of a node run.
#[derive(Clone, Default)]
pub(super) struct Setting {
    pub(super) assumed: Vec<Assumption>,
    pub(super) tables: Vec<(String, Outcome)>,
    pub(super) notes: Notes,
}
