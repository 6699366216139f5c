//! Conditions: which columns of a query's sources they compare with a pinned value, and how firmly.

use alloc::{string::String, vec::Vec};

use super::scope::{Scope, Val};
use super::summary::{Chosen, Doubt, Filter};
use super::tables::{Env, Tables};
use crate::project::sql::Undecided;
use crate::project::sql::tree::{Comparison, Expr, Kind};

/// Why a comparison by size is no filter.
pub(super) const RANGE: &str = "it is compared by something else than `=` or `IN`";
/// Why a set says nothing of the rows that it limits.
pub(super) const SET: &str =
    "rows are limited to a set that is filtered, which says nothing where other rows have the same values";
const UNCLEAR: &str = "its condition is not followed";
const NOT_PLAIN: &str =
    "it is not compared with a column as it is, and what is made of a column may be the same for several tenants";

/// A column of a source of the query.
pub(super) type ColumnOf = (usize, String);

/// A condition, as far as it matters.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Condition {
    /// A column of a source is the pinned value.
    Pinned { source: usize, filter: Filter },
    /// A column of a source is compared with the pinned value, but other rows pass, too.
    Loose { source: usize, filter: Filter },
    /// A column that the caller chooses is the pinned value.
    Chosen(Chosen),
    /// Two columns are equal.
    Same(ColumnOf, ColumnOf),
    /// The pinned value is this one, which is no condition on rows.
    Guard { param: String, value: String },
    /// Never true.
    Never,
    /// A pinned value is in it, in a way that is not followed.
    Unclear(Doubt),
}

/// What conditions are read with.
pub(super) struct Conditions<'c, 'q, T> {
    pub(super) scope: &'c Scope<'q>,
    pub(super) env: &'c Env,
    pub(super) tables: &'c T,
}

type Found = Result<Vec<Condition>, Undecided>;

impl<T: Tables> Conditions<'_, '_, T> {
    /// The conditions of which all must hold.
    pub(super) fn of(&self, expr: &Expr) -> Found {
        let is = |name: &str, known: &str| name.eq_ignore_ascii_case(known);
        match &expr.kind {
            Kind::And(parts) => self.all(parts),
            Kind::Or(parts) => self.either(parts),
            Kind::Not(inner) => self.not(expr, inner),
            Kind::Compare(comparison, left, right) => Ok(self.compared(expr, *comparison, left, right)),
            Kind::In { negated, left, right } => {
                let inside = self.within(expr, left, right)?;
                Ok(if *negated { without_sets(loosened(inside)) } else { inside })
            }
            Kind::Call { name, args, window: None } => match args.as_slice() {
                _ if is(name, "and") => self.all(args),
                _ if is(name, "or") => self.either(args),
                [left, right] if is(name, "equals") => Ok(self.equal(expr, left, right)),
                [left, right] if is(name, "in") || is(name, "globalIn") => self.within(expr, left, right),
                [list, item] if is(name, "has") => match (self.scope.list(list), self.scope.value(item)) {
                    (Some((param, list)), Val::Column(source, column)) => {
                        let filter = Filter { list, ..Filter::plain(param, column, self.tables.place(expr.at)) };
                        Ok([Condition::Pinned { source, filter }].into())
                    }
                    _ => Ok(self.unclear(expr, UNCLEAR)),
                },
                _ => Ok(self.unclear(expr, UNCLEAR)),
            },
            Kind::Literal(text) if text == "0" => Ok([Condition::Never].into()),
            Kind::Column(parts) if matches!(parts.as_slice(), [name] if is(name, "false")) => {
                Ok([Condition::Never].into())
            }
            // An alias stands for its condition.
            Kind::Column(parts) => match self.scope.alias_of(parts) {
                Some(of) if !core::ptr::eq(of, expr) && !matches!(of.kind, Kind::Column(_)) => self.of(of),
                _ => Ok(Vec::new()),
            },
            Kind::Hole => Ok(self.unclear(expr, "the condition is a value itself")),
            _ => Ok(self.unclear(expr, UNCLEAR)),
        }
    }

    fn all(&self, parts: &[Expr]) -> Found {
        let mut all = Vec::new();
        for part in parts {
            all.extend(self.of(part)?);
        }
        Ok(all)
    }

    fn not(&self, expr: &Expr, inner: &Expr) -> Found {
        match &inner.kind {
            Kind::Not(inner) => self.of(inner),
            Kind::Compare(Comparison::NotEqual, left, right) => Ok(self.equal(expr, left, right)),
            _ => Ok(without_sets(loosened(self.of(inner)?))),
        }
    }

    /// `a OR b`: what every part says holds. A part that only compares the pinned value with a constant switches the others off.
    fn either(&self, parts: &[Expr]) -> Found {
        let mut common: Option<Vec<(usize, Filter)>> = None;
        let mut guards: Vec<(String, String)> = Vec::new();
        let mut rest: Vec<Condition> = Vec::new();
        for part in parts {
            let inside = self.of(part)?;
            if inside.contains(&Condition::Never) {
                continue;
            }
            if let [Condition::Guard { param, value }] = inside.as_slice() {
                guards.push((param.clone(), value.clone()));
                continue;
            }
            let pinned = inside.iter().filter_map(|condition| match condition {
                Condition::Pinned { source, filter } => Some((*source, filter.clone())),
                _ => None,
            });
            common = Some(match common {
                None => pinned.collect(),
                Some(before) => in_both(before, &pinned.collect::<Vec<_>>()),
            });
            rest.extend(inside);
        }
        let mut all = Vec::new();
        for (source, mut filter) in common.unwrap_or_default() {
            if guards.iter().all(|(param, _)| *param == filter.param) {
                filter.off.extend(guards.iter().map(|(_, value)| value.clone()));
                all.push(Condition::Pinned { source, filter });
            }
        }
        // A part that asks of the value itself may switch the others off, or not: that is not followed. Without one, rows pass that
        // meet the others.
        Ok(if all.is_empty() { loosened(rest) } else { all })
    }

    fn compared(&self, expr: &Expr, comparison: Comparison, left: &Expr, right: &Expr) -> Vec<Condition> {
        match comparison {
            Comparison::Equal => self.equal(expr, left, right),
            Comparison::NotEqual => loosened(self.equal(expr, left, right)),
            Comparison::Like => match (self.scope.value(left), self.scope.value(right)) {
                (Val::Column(source, column), Val::Pinned { param, list: false }) => {
                    let filter = Filter { pattern: true, ..Filter::plain(param, column, self.tables.place(expr.at)) };
                    [Condition::Pinned { source, filter }].into()
                }
                (Val::Chosen(by), Val::Pinned { param, .. }) => self.chosen(expr, param, by),
                _ => self.unclear(expr, "it is a part of a pattern"),
            },
            Comparison::Other => self.unclear(expr, RANGE),
        }
    }

    pub(super) fn equal(&self, expr: &Expr, left: &Expr, right: &Expr) -> Vec<Condition> {
        if let (Kind::Tuple(lefts), Kind::Tuple(rights)) = (&left.kind, &right.kind)
            && lefts.len() == rights.len()
        {
            return lefts.iter().zip(rights).flat_map(|(left, right)| self.equal(expr, left, right)).collect();
        }
        match (self.scope.value(left), self.scope.value(right)) {
            (Val::Column(source, column), Val::Pinned { param, list: false })
            | (Val::Pinned { param, list: false }, Val::Column(source, column)) => {
                let filter = Filter::plain(param, column, self.tables.place(expr.at));
                [Condition::Pinned { source, filter }].into()
            }
            (Val::Chosen(by), Val::Pinned { param, .. }) | (Val::Pinned { param, .. }, Val::Chosen(by)) => {
                self.chosen(expr, param, by)
            }
            (Val::Column(one, left), Val::Column(other, right)) => {
                [Condition::Same((one, left), (other, right))].into()
            }
            (Val::Pinned { param: one, list: false }, Val::Pinned { param: other, list: false }) if one == other => {
                Vec::new()
            }
            (Val::Pinned { param, .. }, Val::Constant(Some(value)))
            | (Val::Constant(Some(value)), Val::Pinned { param, .. }) => [Condition::Guard { param, value }].into(),
            (Val::Constant(Some(one)), Val::Constant(Some(other))) => {
                if differ(&one, &other) {
                    [Condition::Never].into()
                } else {
                    Vec::new()
                }
            }
            _ => self.unclear(expr, self.why_not_plain(left, right)),
        }
    }

    pub(super) fn chosen(&self, expr: &Expr, param: String, by: String) -> Vec<Condition> {
        [Condition::Chosen(Chosen { param, by, place: self.tables.place(expr.at) })].into()
    }

    /// Dates and numbers are cut and rounded on purpose; names of tenants are not.
    fn why_not_plain(&self, left: &Expr, right: &Expr) -> &'static str {
        let rounds = |expr: &Expr| match &expr.kind {
            Kind::Call { name, .. } => {
                let name = name.to_ascii_lowercase();
                ["todate", "tostartof", "tofloat", "tomonday", "toyear", "tomonth", "tohour"]
                    .iter()
                    .any(|prefix| name.starts_with(prefix))
            }
            Kind::Hole => self.scope.is_rounded(expr),
            _ => false,
        };
        if rounds(left) || rounds(right) { RANGE } else { NOT_PLAIN }
    }

    /// Notes every pinned parameter that stands in an expression.
    pub(super) fn unclear(&self, expr: &Expr, reason: &'static str) -> Vec<Condition> {
        self.mentions(expr, reason).into_iter().map(Condition::Unclear).collect()
    }

    /// Every pinned parameter that stands in an expression, as a doubt.
    pub(super) fn mentions(&self, expr: &Expr, reason: &'static str) -> Vec<Doubt> {
        let mut doubts = Vec::new();
        for param in self.scope.params_in(expr) {
            let doubt = Doubt { param, reason, place: self.tables.place(expr.at) };
            if !doubts.contains(&doubt) {
                doubts.push(doubt);
            }
        }
        doubts
    }
}

/// Conditions on the same column with the same parameter in both lists, with what is to say of either.
fn in_both(before: Vec<(usize, Filter)>, after: &[(usize, Filter)]) -> Vec<(usize, Filter)> {
    let mut both = Vec::new();
    for (source, mut filter) in before {
        let same = after
            .iter()
            .find(|(of, other)| *of == source && other.column == filter.column && other.param == filter.param);
        if let Some((_, other)) = same {
            filter.list |= other.list;
            filter.pattern |= other.pattern;
            filter.extended |= other.extended;
            filter
                .off
                .extend(other.off.iter().filter(|value| !filter.off.contains(value)).cloned().collect::<Vec<_>>());
            both.push((source, filter));
        }
    }
    both
}

/// What stands under `NOT`, or beside something else under `OR`: compared, but not kept out.
pub(super) fn loosened(inside: Vec<Condition>) -> Vec<Condition> {
    let mut all = Vec::new();
    for condition in inside {
        match condition {
            Condition::Pinned { source, filter } | Condition::Loose { source, filter } => {
                all.push(Condition::Loose { source, filter });
            }
            Condition::Unclear(doubt) => all.push(Condition::Unclear(doubt)),
            Condition::Chosen(Chosen { param, place, .. }) => {
                all.push(Condition::Unclear(Doubt { param, reason: UNCLEAR, place }));
            }
            Condition::Same(..) | Condition::Guard { .. } | Condition::Never => {}
        }
    }
    all
}

/// Rows outside of a set: the set limits nothing.
fn without_sets(mut all: Vec<Condition>) -> Vec<Condition> {
    all.retain(|condition| !matches!(condition, Condition::Unclear(Doubt { reason, .. }) if *reason == SET));
    all
}

/// Whether two constants are different for sure, whatever their types: two numbers, or two words.
fn differ(one: &str, other: &str) -> bool {
    if let (Ok(one), Ok(other)) = (one.parse::<i64>(), other.parse::<i64>()) {
        return one != other;
    }
    let is_word = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_alphabetic())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && !["true", "false", "inf", "infinity", "nan"].iter().any(|known| known.eq_ignore_ascii_case(text))
    };
    is_word(one) && is_word(other) && one != other
}
