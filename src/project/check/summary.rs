//! What a query reads, and which pinned conditions the rows of each data source have to meet.

use alloc::{rc::Rc, string::String, vec::Vec};

use crate::project::position::Position;

/// A place in the project. Two are equal wherever they are: where a condition stands makes no difference to what it does, and so none
/// to which ways through a project are the same.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) file: Rc<str>,
    pub(super) at: Position,
    /// It is in a fragment of which it is not followed when it is there.
    pub(super) maybe: bool,
}

impl PartialEq for Place {
    fn eq(&self, other: &Place) -> bool {
        self.maybe == other.maybe
    }
}

impl Eq for Place {}

/// What a query does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Summary {
    /// Every read of a table.
    pub(super) reads: Vec<Read>,
    /// The names of its columns, if all are known.
    pub(super) columns: Option<Vec<String>>,
    /// Columns whose every value is the pinned one.
    pub(super) pinned: Vec<(String, String)>,
    /// Columns that are the value of a pinned parameter itself, and whether it is a list.
    pub(super) values: Vec<(String, String, bool)>,
    /// The pinned parameters whose values stand anywhere in the SQL of it, sorted.
    pub(super) uses: Vec<String>,
}

/// A read of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Read {
    pub(super) table: String,
    /// Its columns, if they are known.
    pub(super) columns: Option<Rc<[String]>>,
    /// The nodes from the endpoint's to the one that reads, each behind the one that it is read by.
    pub(super) nodes: Vec<String>,
    pub(super) place: Place,
    /// Its rows are in the result; else they only decide which others are, in a condition or an order.
    pub(super) shown: bool,
    /// The pinned conditions that its rows meet.
    pub(super) filters: Vec<Filter>,
    /// Pinned comparisons that let other rows through: under `OR`, under `NOT`, behind the `ON` of an outer join.
    pub(super) loose: Vec<Filter>,
    /// Pinned comparisons with a column that the caller chooses.
    pub(super) chosen: Vec<Chosen>,
    /// A parameter of the caller's that a column with a pin's name is compared with, and that column.
    pub(super) named: Option<Asked>,
    /// Why it is not known whether a pinned condition filters it.
    pub(super) doubts: Vec<Doubt>,
    /// Which column of the query is which column of the table.
    pub(super) carried: Carried,
}

/// A pinned condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Filter {
    pub(super) param: String,
    /// The column of the table, if the condition is on one; else that of a query between.
    pub(super) column: String,
    /// The value is split at commas.
    pub(super) list: bool,
    /// The value is a pattern.
    pub(super) pattern: bool,
    /// The values for which the condition lets everything through.
    pub(super) off: Vec<Off>,
    /// Rows that an outer join makes up meet it, too, if the value is the default of the column's type.
    pub(super) extended: bool,
    /// What a request says where other rows pass.
    pub(super) asked: Vec<Asked>,
    pub(super) place: Place,
}

/// A value for which a condition lets everything through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Off {
    pub(super) value: String,
    /// It is compared as a number, so that its digits may be written in other ways.
    pub(super) is_number: bool,
}

/// A parameter of the caller's, and what a request has to say there; no parameter where no such request is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) param: String,
    pub(super) value: String,
}

/// A comparison of a pinned value with a column that the caller chooses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Chosen {
    pub(super) param: String,
    /// The parameter that names the column.
    pub(super) by: String,
    pub(super) place: Place,
}

/// Why something about a pinned parameter is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Doubt {
    pub(super) param: String,
    pub(super) reason: &'static str,
    pub(super) place: Place,
}

/// Which column of a query is which column of a table that it reads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Carried {
    /// The columns with names of their own.
    pub(super) named: Vec<Passed>,
    /// Every other column has its own name, but for these; nothing if no other is carried.
    pub(super) all_except: Option<Vec<String>>,
    /// A condition on the result is none on the table: why.
    pub(super) blocked: Option<&'static str>,
    /// An outer join may make rows up, with the defaults of these columns.
    pub(super) extended: bool,
}

/// A column of a query that comes from a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Passed {
    pub(super) name: String,
    /// The column of the table.
    pub(super) source: String,
    /// A condition on it is none on the table: why.
    pub(super) blocked: Option<&'static str>,
    /// An outer join may make rows up, with the column's default.
    pub(super) extended: bool,
}

/// Where a column of a query comes from.
pub(super) struct Origin<'c> {
    /// The column of the table.
    pub(super) column: &'c str,
    /// A condition on it is none on the table: why.
    pub(super) blocked: Option<&'static str>,
    /// An outer join may make rows up, with the column's default.
    pub(super) extended: bool,
}

impl Carried {
    /// All columns, under their own names.
    pub(super) fn all() -> Carried {
        Carried { all_except: Some(Vec::new()), ..Carried::default() }
    }

    /// The column of the table that this column is.
    pub(super) fn origin<'c>(&'c self, column: &'c str) -> Option<Origin<'c>> {
        if let Some(passed) = self.named.iter().find(|passed| passed.name == column) {
            let blocked = passed.blocked.or(self.blocked);
            return Some(Origin { column: &passed.source, blocked, extended: passed.extended });
        }
        let except = self.all_except.as_ref()?;
        let there = !except.iter().any(|name| name == column);
        there.then_some(Origin { column, blocked: self.blocked, extended: self.extended })
    }
}

impl Summary {
    pub(super) fn add_use(&mut self, param: &str) {
        insert(param.into(), &mut self.uses);
    }
}

/// Puts a name where it belongs among others, which are sorted, each once.
pub(super) fn insert(name: String, among: &mut Vec<String>) {
    if let Err(place) = among.binary_search(&name) {
        among.insert(place, name);
    }
}

impl Filter {
    /// `column = value` and nothing else.
    pub(super) fn plain(param: String, column: String, place: Place) -> Filter {
        Filter {
            param,
            column,
            list: false,
            pattern: false,
            off: Vec::new(),
            extended: false,
            asked: Vec::new(),
            place,
        }
    }

    /// Whether every row that meets it has the pinned value in the column, whatever the value is.
    pub(super) fn is_plain(&self) -> bool {
        !self.list && !self.pattern && !self.extended && self.off.is_empty()
    }
}

impl Read {
    /// The conditions on one parameter.
    pub(super) fn filters_of(&self, param: &str) -> impl Iterator<Item = &Filter> {
        self.filters.iter().filter(move |filter| filter.param == param)
    }

    pub(super) fn add_filter(&mut self, filter: Filter) {
        if !self.filters.contains(&filter) {
            self.filters.push(filter);
        }
    }

    pub(super) fn add_loose(&mut self, filter: Filter) {
        if !self.loose.contains(&filter) {
            self.loose.push(filter);
        }
    }

    pub(super) fn add_chosen(&mut self, chosen: &Chosen) {
        if !self.chosen.contains(chosen) {
            self.chosen.push(chosen.clone());
        }
    }

    pub(super) fn add_doubt(&mut self, doubt: Doubt) {
        if !self.doubts.contains(&doubt) {
            self.doubts.push(doubt);
        }
    }
}
