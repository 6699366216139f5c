//! Conditions: which columns of a query's sources they compare with a pinned value, and how firmly.
//!
//! It, `query` and `tables` call each other, since conditions hold queries.

use alloc::{string::String, vec::Vec};

use super::env::{Env, Val};
use super::join::ColumnOf;
use super::scope::Scope;
use super::summary::{Asked, Chosen, Doubt, Filter, Off};
use super::tables::{Tables, subquery};
use crate::project::sql::Undecided;
use crate::project::sql::tree::{Comparison, Expr, Kind};
use crate::text::write::integer;

/// Why a comparison by size is no filter.
pub(super) const RANGE: &str = "it is compared by something else than `=` or `IN`";
/// Why a set says nothing of the rows that it limits.
pub(super) const SET: &str =
    "rows are limited to a set that is filtered, which says nothing where other rows have the same values";
/// Why a comparison lets more rows through than those that have the value.
pub(super) const NULLS: &str = "what is not of the type is NULL, and NULL is taken for equal to NULL";
const UNCLEAR: &str = "its condition is not followed";
const NOT_PLAIN: &str =
    "it is not compared with a column as it is, and what is made of a column may be the same for several tenants";
const CHANGED: &str = "what is compared with a column is not the value as it is, and may be another tenant's";

/// A condition, as far as it matters.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Condition {
    /// A column of a source is the pinned value.
    Pinned { source: usize, filter: Filter },
    /// A column of a source is compared with the pinned value, but other rows pass, too.
    Loose { source: usize, filter: Filter },
    /// A column that the caller chooses is the pinned value.
    Chosen(Chosen),
    /// A column of a source is what this parameter of the caller's says.
    Named { source: usize, column: String, by: String },
    /// A parameter of the caller's says this, which is no condition on rows.
    Asked(Asked),
    /// Two columns are equal.
    Same(ColumnOf, ColumnOf),
    /// The pinned value is this one, which is no condition on rows.
    Guard { param: String, off: Off },
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
            Kind::Or(parts) => self.either(parts, false),
            Kind::Not(inner) => self.not(expr, inner),
            Kind::Compare(comparison, left, right) => Ok(self.compared(expr, *comparison, left, right)),
            Kind::In { negated, left, right } => {
                let inside = self.within(expr, left, right)?;
                Ok(if *negated { without_sets(loosened(inside)) } else { inside })
            }
            Kind::Call { name, args, window: None } => match args.as_slice() {
                _ if is(name, "and") => self.all(args),
                _ if is(name, "or") => self.either(args, false),
                [inner] if is(name, "not") => self.not(expr, inner),
                [left, right] if is(name, "equals") => Ok(self.equal(expr, left, right)),
                [left, right] if is(name, "notEquals") => Ok(self.compared(expr, Comparison::NotEqual, left, right)),
                [left, right] if is(name, "in") || is(name, "globalIn") => self.within(expr, left, right),
                [list, item] if is(name, "has") => match (self.scope.list(list, false), self.scope.value(item)) {
                    (Some((param, list)), Val::Column(source, column)) => {
                        let filter = Filter { list, ..Filter::plain(param, column, self.tables.place(expr.at)) };
                        Ok([Condition::Pinned { source, filter }].into())
                    }
                    _ => Ok(self.unclear(expr, UNCLEAR)),
                },
                _ => Ok(self.unclear(expr, UNCLEAR)),
            },
            Kind::Literal(text) if text == "0" || text == "false" => Ok([Condition::Never].into()),
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
        let none = |parts: &[Expr]| {
            let mut all = Vec::new();
            for part in parts {
                all.extend(self.not(part, part)?);
            }
            Ok(all)
        };
        match &inner.kind {
            Kind::Not(inner) => self.of(inner),
            Kind::Compare(Comparison::NotEqual, left, right) => Ok(self.equal(expr, left, right)),
            Kind::Compare(Comparison::Distinct, left, right) => Ok(self.compared(expr, Comparison::Same, left, right)),
            Kind::Compare(Comparison::Equal | Comparison::Same, left, right) => {
                Ok(self.compared(expr, Comparison::NotEqual, left, right))
            }
            Kind::In { negated: true, left, right } => self.within(expr, left, right),
            Kind::And(parts) => Ok(without_sets(self.either(parts, true)?)),
            Kind::Or(parts) => none(parts),
            Kind::Call { name, args, window: None } => match (&*name.to_ascii_lowercase(), args.as_slice()) {
                ("not", [inner]) => self.of(inner),
                ("notequals", [left, right]) => Ok(self.equal(expr, left, right)),
                ("and", parts) => Ok(without_sets(self.either(parts, true)?)),
                ("or", parts) => none(parts),
                _ => Ok(without_sets(loosened(self.of(inner)?))),
            },
            _ => Ok(without_sets(loosened(self.of(inner)?))),
        }
    }

    /// `a OR b`, or `NOT (a AND b)`
    fn either(&self, parts: &[Expr], negated: bool) -> Found {
        let mut all = Vec::new();
        for part in parts {
            all.push(if negated { self.not(part, part)? } else { self.of(part)? });
        }
        Ok(either(all))
    }

    fn compared(&self, expr: &Expr, comparison: Comparison, left: &Expr, right: &Expr) -> Vec<Condition> {
        match comparison {
            Comparison::Equal => self.equal(expr, left, right),
            Comparison::Same if self.scope.is_or_null(left) || self.scope.is_or_null(right) => {
                self.unclear(expr, NULLS)
            }
            Comparison::Same => self.equal(expr, left, right),
            Comparison::NotEqual | Comparison::Distinct => match self.asks(left, right) {
                Some((Val::Given(param), value, _)) => asked(param, if value == "x" { "y" } else { "x" }.into()),
                Some((Val::Constant(Some(one)), other, _)) if one == other => [Condition::Never].into(),
                _ => loosened(self.equal(expr, left, right)),
            },
            Comparison::Like => match (self.scope.value(left), self.scope.value(right)) {
                (Val::Column(source, column), Val::Pinned { param, list: false }) => {
                    let filter = Filter { pattern: true, ..Filter::plain(param, column, self.tables.place(expr.at)) };
                    [Condition::Pinned { source, filter }].into()
                }
                (Val::Chosen(by), Val::Pinned { param, .. }) => self.chosen(expr, param, by),
                _ => self.unclear(expr, "it is a part of a pattern"),
            },
            Comparison::Above | Comparison::Below => match self.asks(left, right) {
                Some((one, other, turned)) => sized(one, &other, (comparison == Comparison::Above) != turned),
                None => self.unclear(expr, RANGE),
            },
            Comparison::Other => self.unclear(expr, RANGE),
        }
    }

    /// A parameter of the caller's or a constant, the constant that it is compared with, and whether that stands first.
    fn asks(&self, left: &Expr, right: &Expr) -> Option<(Val, String, bool)> {
        match (self.scope.value(left), self.scope.value(right)) {
            (one @ (Val::Given(_) | Val::Constant(Some(_))), Val::Constant(Some(value))) => Some((one, value, false)),
            (Val::Constant(Some(value)), one @ Val::Given(_)) => Some((one, value, true)),
            _ => None,
        }
    }

    pub(super) fn equal(&self, expr: &Expr, left: &Expr, right: &Expr) -> Vec<Condition> {
        if let (Some(lefts), Some(rights)) = (elements(left), elements(right))
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
            // What is NULL equals nothing.
            (Val::Column(source, column), Val::OrNull(param)) | (Val::OrNull(param), Val::Column(source, column)) => {
                let filter = Filter::plain(param, column, self.tables.place(expr.at));
                [Condition::Pinned { source, filter }].into()
            }
            (Val::Chosen(by), Val::Pinned { param, .. }) | (Val::Pinned { param, .. }, Val::Chosen(by)) => {
                self.chosen(expr, param, by)
            }
            (Val::Given(param), Val::Constant(Some(value))) | (Val::Constant(Some(value)), Val::Given(param)) => {
                asked(param, value)
            }
            (Val::Column(source, column), Val::Given(by)) | (Val::Given(by), Val::Column(source, column)) => {
                [Condition::Named { source, column, by }].into()
            }
            // Rows with an empty text: a parameter's default.
            (Val::Column(..), Val::Constant(Some(value))) if value.is_empty() => asked(String::new(), value),
            (Val::Column(one, left), Val::Column(other, right)) => {
                [Condition::Same((one, left), (other, right))].into()
            }
            (Val::Pinned { param: one, list: false }, Val::Pinned { param: other, list: false }) if one == other => {
                Vec::new()
            }
            (Val::Pinned { param, .. }, Val::Constant(Some(value)))
            | (Val::Constant(Some(value)), Val::Pinned { param, .. }) => {
                let is_number = self.is_number(left) || self.is_number(right);
                [Condition::Guard { param, off: Off { value, is_number } }].into()
            }
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

    /// Whether a comparison with this is one of numbers.
    fn is_number(&self, expr: &Expr) -> bool {
        match &expr.kind {
            Kind::Literal(_) => self.tables.is_number(expr.at),
            _ => self.scope.is_read_as_number(expr),
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
        let is_column = |expr: &Expr| matches!(self.scope.value(expr), Val::Column(..));
        if rounds(left) || rounds(right) {
            RANGE
        } else if is_column(left) || is_column(right) {
            CHANGED
        } else {
            NOT_PLAIN
        }
    }

    /// Notes every pinned parameter that stands in an expression.
    pub(super) fn unclear(&self, expr: &Expr, reason: &'static str) -> Vec<Condition> {
        let mut all: Vec<Condition> = self.mentions(expr, reason).into_iter().map(Condition::Unclear).collect();
        if self.scope.is_given(expr) {
            all.extend(asked(String::new(), String::new()));
        }
        all
    }

    /// The pinned parameters that the queries in an expression give back: `= ANY (SELECT {{String(org_id)}})`.
    fn values_in(&self, expr: &Expr, params: &mut Vec<String>) {
        if let Kind::Subquery(inner) = &expr.kind
            && let Ok(summary) = subquery(inner, self.env, self.tables)
        {
            params.extend(summary.values.iter().map(|(_, param, _)| param.clone()));
        }
        expr.children().into_iter().for_each(|child| self.values_in(child, params));
    }

    /// Every pinned parameter that stands in an expression, as a doubt.
    pub(super) fn mentions(&self, expr: &Expr, reason: &'static str) -> Vec<Doubt> {
        let mut doubts = Vec::new();
        let mut params = self.scope.params_in(expr);
        self.values_in(expr, &mut params);
        for param in params {
            let doubt = Doubt { param, reason, place: self.tables.place(expr.at) };
            if !doubts.contains(&doubt) {
                doubts.push(doubt);
            }
        }
        doubts
    }
}

fn asked(param: String, value: String) -> Vec<Condition> {
    [Condition::Asked(Asked { param, value })].into()
}

/// What is compared is more than a number, or less. `<` and `<=` are one here. Whether ClickHouse compares numbers or texts is not known, so
/// that only what both orders say counts.
fn sized(one: Val, other: &str, above: bool) -> Vec<Condition> {
    let Ok(number) = other.parse::<i64>() else { return Vec::new() };
    match one {
        Val::Given(param) => asked(param, beyond(number, other, above)),
        Val::Constant(Some(text)) => match text.parse::<i64>() {
            Ok(one) if one != number && (one < number) == above && (*text < *other) == above => {
                [Condition::Never].into()
            }
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// A number that is above another, or below, and that the other's text is, too, where there is a short one.
fn beyond(number: i64, text: &str, above: bool) -> String {
    let near = integer(if above { number.saturating_add(1) } else { number.saturating_sub(1) });
    let farther = match (above, number) {
        _ if (near.as_str() > text) == above => None,
        // Behind -5 comes 0, behind 9 comes 90.
        (true, ..0) => Some("0".into()),
        (true, 0..) => Some([text, "0"].concat()),
        // Before 10 comes 1.
        (false, 0..) => {
            text.get(..text.len().saturating_sub(1)).filter(|shorter| !shorter.is_empty()).map(String::from)
        }
        (false, ..0) => None,
    };
    farther.unwrap_or(near)
}

/// The elements of `(a, b)` and `tuple(a, b)`.
pub(super) fn elements(expr: &Expr) -> Option<&[Expr]> {
    match &expr.kind {
        Kind::Tuple(items) => Some(items),
        Kind::Call { name, args, window: None } if name.eq_ignore_ascii_case("tuple") => Some(args),
        _ => None,
    }
}

/// One of several conditions: what every one says holds. One that only compares the pinned value with a constant switches the others off.
pub(super) fn either(parts: Vec<Vec<Condition>>) -> Vec<Condition> {
    let mut common: Option<Vec<(usize, Filter)>> = None;
    let mut guards: Vec<(String, Off)> = Vec::new();
    let mut rest: Vec<Condition> = Vec::new();
    let mut widest: Option<Vec<Asked>> = None;
    for inside in parts {
        if inside.contains(&Condition::Never) {
            continue;
        }
        if let [Condition::Guard { param, off }] = inside.as_slice() {
            guards.push((param.clone(), off.clone()));
            continue;
        }
        let pinned = inside.iter().filter_map(|condition| match condition {
            Condition::Pinned { source, filter } => Some((*source, filter.clone())),
            _ => None,
        });
        let pinned: Vec<(usize, Filter)> = pinned.collect();
        if pinned.is_empty() {
            let asks = asks(&inside);
            if widest.as_ref().is_none_or(|known| asks.len() < known.len()) {
                widest = Some(asks);
            }
        }
        common = Some(match common {
            None => pinned,
            Some(before) => in_both(before, &pinned),
        });
        rest.extend(inside);
    }
    let mut all = Vec::new();
    for (source, mut filter) in common.unwrap_or_default() {
        if guards.iter().all(|(param, _)| *param == filter.param) {
            filter.off.extend(guards.iter().map(|(_, off)| off.clone()));
            all.push(Condition::Pinned { source, filter });
        }
    }
    if !all.is_empty() {
        return all;
    }
    // A part that asks of the value itself may switch the others off, or not: that is not followed. Without one, rows pass that
    // meet the others.
    let mut all = loosened(rest);
    let widest = widest.unwrap_or_default();
    for condition in &mut all {
        if let Condition::Loose { filter, .. } = condition
            && filter.asked.is_empty()
        {
            filter.asked.clone_from(&widest);
        }
    }
    all.extend(widest.into_iter().map(Condition::Asked));
    all
}

/// What a request says where such rows pass.
fn asks(inside: &[Condition]) -> Vec<Asked> {
    let asked = inside.iter().filter_map(|condition| match condition {
        Condition::Asked(asked) => Some(asked.clone()),
        Condition::Named { by, .. } => Some(Asked { param: by.clone(), value: "x".into() }),
        _ => None,
    });
    asked.collect()
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
            Condition::Same(..)
            | Condition::Guard { .. }
            | Condition::Named { .. }
            | Condition::Asked(_)
            | Condition::Never => {}
        }
    }
    all
}

/// Rows outside of a set: the set limits nothing.
fn without_sets(mut all: Vec<Condition>) -> Vec<Condition> {
    all.retain(|condition| !matches!(condition, Condition::Unclear(Doubt { reason, .. }) if *reason == SET));
    all
}

/// Whether two constants are different for sure, whatever their types: two numbers, or two words, or a word and nothing.
fn differ(one: &str, other: &str) -> bool {
    if let (Ok(one), Ok(other)) = (one.parse::<i64>(), other.parse::<i64>()) {
        return one != other;
    }
    let is_word = |text: &str| {
        text.chars().next().is_none_or(|c| c.is_ascii_alphabetic())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && !["true", "false", "inf", "infinity", "nan"].iter().any(|known| known.eq_ignore_ascii_case(text))
    };
    is_word(one) && is_word(other) && one != other
}
