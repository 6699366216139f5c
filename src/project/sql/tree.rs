//! The tree of a query. Places are bytes of the text that was read.

use alloc::{boxed::Box, string::String, vec::Vec};

/// A query: one `SELECT`, or several put together.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Query {
    /// The parts of `UNION`, `INTERSECT` and `EXCEPT`, in order. Which of the three it is matters to no one here: a condition on
    /// the result is a condition on every part.
    pub(crate) parts: Vec<Select>,
}

/// One `SELECT`, or a query in parentheses.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Select {
    pub(crate) at: usize,
    pub(crate) with: Vec<With>,
    pub(crate) distinct_on: Option<Vec<Expr>>,
    pub(crate) columns: Vec<Expr>,
    pub(crate) sources: Vec<Source>,
    /// What `ARRAY JOIN` unfolds.
    pub(crate) array_join: Vec<Expr>,
    pub(crate) prewhere: Option<Expr>,
    pub(crate) filter: Option<Expr>,
    pub(crate) group_by: Vec<Expr>,
    /// `GROUP BY ALL`: by every column that is not aggregated.
    pub(crate) group_by_all: bool,
    /// `ROLLUP`, `CUBE`, `GROUPING SETS`, `WITH TOTALS`: rows that sum up several groups.
    pub(crate) grouping_sets: bool,
    pub(crate) having: Option<Expr>,
    pub(crate) windows: Vec<(String, Window)>,
    pub(crate) qualify: Option<Expr>,
    pub(crate) order_by: Vec<Expr>,
    /// What stands behind `LIMIT n BY`: which rows are there depends on the others with the same values.
    pub(crate) limit_by: Option<Vec<Expr>>,
    /// `LIMIT`, `OFFSET`, `FETCH`, `WITH FILL`: which rows are there depends on the others.
    pub(crate) limited: bool,
    /// `WITH FILL`: rows that no source has, with the defaults of their columns.
    pub(crate) filled: bool,
    /// What `LIMIT` and its like say, for the queries in them.
    pub(crate) limits: Vec<Expr>,
    /// Instead of all that: a query in parentheses.
    pub(crate) nested: Option<Box<Query>>,
}

/// A part of `WITH`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum With {
    /// `name AS (SELECT …)`: a table.
    Table { name: String, query: Query },
    /// `expression AS name`: the alias is the expression's.
    Value(Expr),
}

/// What stands behind `FROM` or a `JOIN`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Source {
    pub(crate) at: usize,
    pub(crate) kind: SourceKind,
    pub(crate) alias: Option<String>,
    pub(crate) join: Join,
    /// `ANY`, `ASOF`, `SEMI`, `ANTI`: which of several rows is joined, or whether one is, depends on the others.
    pub(crate) picks: bool,
    pub(crate) on: Option<Expr>,
    pub(crate) using: Vec<Expr>,
}

/// What is read.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum SourceKind {
    Table {
        database: Option<String>,
        name: String,
    },
    Query(Box<Query>),
    Function {
        name: String,
        args: Vec<Expr>,
    },
    /// A value stands where a table's name is expected.
    Hole,
}

/// How a source is joined with those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Join {
    /// The first source, a comma or `CROSS JOIN`: every pair.
    Cross,
    /// Pairs that meet the condition; `SEMI` is one of these.
    Inner,
    /// Every row of those before; `LEFT ANTI` is one of these.
    Left,
    /// Every row of this source.
    Right,
    /// Every row of both.
    Full,
    /// Row by row, with no condition.
    Paste,
}

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Expr {
    pub(crate) at: usize,
    pub(crate) kind: Kind,
    pub(crate) alias: Option<String>,
}

/// What an expression is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    /// `a`, `t.a`, `db.t.a`
    Column(Vec<String>),
    /// A value that is not known; its place tells which.
    Hole,
    /// A number or a string.
    Literal(String),
    Null,
    And(Vec<Expr>),
    Or(Vec<Expr>),
    Not(Box<Expr>),
    Compare(Comparison, Box<Expr>, Box<Expr>),
    In {
        negated: bool,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    Call {
        name: String,
        args: Vec<Expr>,
        window: Option<Window>,
    },
    Tuple(Vec<Expr>),
    Array(Vec<Expr>),
    /// A query as a value.
    Subquery(Box<Query>),
    /// `*`, `t.*`, less the columns of `EXCEPT`. Those of `REPLACE` come as expressions.
    Star {
        qualifier: Vec<String>,
        except: Vec<String>,
        replace: Vec<Expr>,
        known: bool,
    },
    /// What has a shape, but no meaning here.
    Other(Vec<Expr>),
}

/// A comparison that is told apart from the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    /// `<=>`, `IS NOT DISTINCT FROM`: two NULLs are equal, too.
    Same,
    NotEqual,
    /// `IS DISTINCT FROM`
    Distinct,
    Like,
    /// `<`, `<=`
    Below,
    /// `>`, `>=`
    Above,
    Other,
}

/// What stands behind `OVER`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Window {
    Named(String),
    Inline { base: Option<String>, partition_by: Vec<Expr>, others: Vec<Expr> },
}

impl Expr {
    pub(crate) fn new(at: usize, kind: Kind) -> Expr {
        Expr { at, kind, alias: None }
    }

    /// The expressions right inside of this one. Queries are not entered.
    pub(crate) fn children(&self) -> Vec<&Expr> {
        match &self.kind {
            Kind::Column(_) | Kind::Hole | Kind::Literal(_) | Kind::Null | Kind::Subquery(_) => Vec::new(),
            Kind::And(all) | Kind::Or(all) | Kind::Tuple(all) | Kind::Array(all) | Kind::Other(all) => {
                all.iter().collect()
            }
            Kind::Star { replace, .. } => replace.iter().collect(),
            Kind::Not(inner) => [&**inner].into(),
            Kind::Compare(_, left, right) | Kind::In { left, right, .. } => [&**left, &**right].into(),
            Kind::Call { args, window, .. } => args.iter().chain(window.iter().flat_map(Window::expressions)).collect(),
        }
    }
}

impl Window {
    /// The expressions of the window.
    pub(crate) fn expressions(&self) -> Vec<&Expr> {
        match self {
            Window::Named(_) => Vec::new(),
            Window::Inline { partition_by, others, .. } => partition_by.iter().chain(others).collect(),
        }
    }
}

impl Select {
    /// Every expression of this `SELECT` but those inside of its sources.
    pub(crate) fn expressions(&self) -> Vec<&Expr> {
        let mut all: Vec<&Expr> = Vec::new();
        for with in &self.with {
            if let With::Value(value) = with {
                all.push(value);
            }
        }
        all.extend(self.distinct_on.iter().flatten());
        all.extend(&self.columns);
        for source in &self.sources {
            if let SourceKind::Function { args, .. } = &source.kind {
                all.extend(args);
            }
            all.extend(&source.on);
            all.extend(&source.using);
        }
        all.extend(&self.array_join);
        all.extend(&self.prewhere);
        all.extend(&self.filter);
        all.extend(&self.group_by);
        all.extend(&self.having);
        all.extend(self.windows.iter().flat_map(|(_, window)| window.expressions()));
        all.extend(&self.qualify);
        all.extend(&self.order_by);
        all.extend(&self.limits);
        all.extend(self.limit_by.iter().flatten());
        all
    }
}
