//! What the names and values in a `SELECT` mean: which source a column is of, which value is pinned.

use alloc::{boxed::Box, rc::Rc, string::String, vec::Vec};

use super::env::{Env, Val};
use super::join;
use super::summary::Summary;
use super::worth::Worth;
use crate::project::sql::tree::{Expr, Kind, Select, SourceKind};

/// Functions of one value that never make two values the same.
const TRANSPARENT: &[&str] = &[
    "tostring",
    "touuid",
    "assumenotnull",
    "tonullable",
    "materialize",
    "identity",
    "tolowcardinality",
    "tofixedstring",
];

/// The same, but that they make NULL of what is not of the type.
const OR_NULL: &[&str] = &["touuidornull", "accuratecastornull"];
/// Functions that put the same value in the place of every NULL.
const FILLING: &[&str] = &["ifnull", "coalesce", "assumenotnull"];

/// Types that tell apart whatever is cast to them.
const EXACT_TYPES: &[&str] = &["string", "fixedstring", "uuid", "nullable", "lowcardinality"];
/// Types that tell whole numbers apart.
const WIDE_INTEGERS: &[&str] = &["int64", "uint64", "int128", "uint128", "int256", "uint256"];

/// The names that a `SELECT` sees.
pub(super) struct Scope<'q> {
    tree: &'q Select,
    summaries: &'q [Rc<Summary>],
    env: &'q Env,
    shared: &'q [(String, Val)],
    tables: Box<dyn Lookup + 'q>,
    aliases: Vec<(&'q str, &'q Expr)>,
    unfolded: Vec<&'q str>,
}

/// What a scope asks of the tables.
pub(super) trait Lookup {
    fn worth(&self, offset: usize) -> Option<&Worth>;
    fn pinned(&self, worth: &Worth) -> Vec<String>;
    fn scalar(&self, expr: &Expr, env: &Env) -> Val;
    fn null_is_in_sets(&self) -> bool;
}

impl<'q> Scope<'q> {
    pub(super) fn new(
        tree: &'q Select,
        summaries: &'q [Rc<Summary>],
        env: &'q Env,
        shared: &'q [(String, Val)],
        tables: impl Lookup + 'q,
    ) -> Scope<'q> {
        let mut aliases = Vec::new();
        for expr in tree.expressions() {
            // What `ARRAY JOIN` unfolds is no value of its row.
            if !tree.array_join.iter().any(|unfolded| core::ptr::eq(unfolded, expr)) {
                collect_aliases(expr, &mut aliases);
            }
        }
        let unfolded = tree.array_join.iter().filter_map(|expr| match (&expr.alias, &expr.kind) {
            (Some(alias), _) => Some(&**alias),
            (None, Kind::Column(parts)) => parts.last().map(|name| &**name),
            _ => None,
        });
        let unfolded = unfolded.collect();
        Scope { tree, summaries, env, shared, tables: Box::new(tables), aliases, unfolded }
    }

    /// What an expression is.
    pub(super) fn value(&self, expr: &Expr) -> Val {
        self.resolve(expr, &mut Vec::new())
    }

    /// What an expression is that has this alias itself, which in it means the column.
    pub(super) fn inside(&self, expr: &Expr, alias: Option<&str>) -> Val {
        self.resolve(expr, &mut alias.into_iter().collect())
    }

    /// The expression that a name is an alias of.
    pub(super) fn alias_of(&self, parts: &[String]) -> Option<&'q Expr> {
        let [name] = parts else { return None };
        self.aliases.iter().find(|(alias, _)| alias == name).map(|(_, expr)| *expr)
    }

    fn resolve<'s>(&'s self, expr: &'s Expr, within: &mut Vec<&'s str>) -> Val {
        match &expr.kind {
            Kind::Hole => match self.tables.worth(expr.at) {
                Some(Worth::Symbol { params }) => match params.as_slice() {
                    [by] if self.tables.pinned(&Worth::Symbol { params: params.clone() }).is_empty() => {
                        Val::Chosen(by.clone())
                    }
                    _ => Val::Other,
                },
                Some(worth) if rounds(worth) => Val::Other,
                Some(worth @ (Worth::Param { .. } | Worth::List { .. })) => {
                    match self.tables.pinned(worth).into_iter().next() {
                        Some(param) => Val::Pinned { param, list: matches!(worth, Worth::List { .. }) },
                        None => given(worth),
                    }
                }
                Some(worth @ Worth::Made { .. }) if self.tables.pinned(worth).is_empty() => given(worth),
                _ => Val::Other,
            },
            Kind::Literal(text) => Val::Constant(Some(text.clone())),
            Kind::Null => Val::Constant(None),
            Kind::Column(parts) => self.column(parts, within),
            Kind::Tuple(items) => match items.as_slice() {
                [item] => self.resolve(item, within),
                _ => Val::Other,
            },
            Kind::Subquery(_) => self.tables.scalar(expr, self.env),
            Kind::Call { name, args, window: None } => self.call(name, args, within),
            _ => Val::Other,
        }
    }

    fn call<'s>(&'s self, name: &str, args: &'s [Expr], within: &mut Vec<&'s str>) -> Val {
        let name = name.to_ascii_lowercase();
        let values: Vec<Val> = args.iter().map(|arg| self.resolve(arg, within)).collect();
        let constant = |value: &Val| matches!(value, Val::Constant(_));
        if let ("arrayjoin", [Expr { kind: Kind::Array(items), .. }]) = (&*name, args) {
            // Every row has one of them.
            let mut values = items.iter().map(|item| self.resolve(item, within));
            let first = values.next().unwrap_or(Val::Other);
            let pinned = matches!(first, Val::Pinned { list: false, .. });
            return if pinned && values.all(|value| value == first) { first } else { Val::Other };
        }
        if matches!(&*name, "splitbychar" | "splitbystring") {
            return match values.as_slice() {
                [separator, Val::Pinned { param, .. }] if constant(separator) => {
                    Val::Pinned { param: param.clone(), list: true }
                }
                _ => Val::Other,
            };
        }
        if let Some((first, rest)) = values.split_first()
            && rest.iter().all(constant)
        {
            let or_null = OR_NULL.contains(&&*name);
            let transparent = match &*name {
                name if FILLING.contains(&name) && args.first().is_some_and(makes_null) => false,
                "cast" | "accuratecast" | "accuratecastornull" => {
                    !rest.is_empty() && rest.iter().all(|kind| is_exact_type(kind, first))
                }
                // What stands for nothing is `''`, which no one is called.
                "ifnull" | "coalesce" => rest.iter().all(|value| *value == Val::Constant(Some(String::new()))),
                name if or_null || TRANSPARENT.contains(&name) => true,
                name => is_wide_integer(name.strip_prefix("to").unwrap_or_default(), first),
            };
            if transparent {
                return match first {
                    Val::Pinned { param, list: false } if or_null => Val::OrNull(param.clone()),
                    Val::OrNull(_) if FILLING.contains(&&*name) => Val::Other,
                    first => first.clone(),
                };
            }
        }
        if !values.is_empty() && values.iter().all(constant) { Val::Constant(None) } else { Val::Other }
    }

    fn column<'s>(&'s self, parts: &'s [String], within: &mut Vec<&'s str>) -> Val {
        if let [name] = parts {
            if self.unfolded.contains(&&**name) {
                return Val::Other;
            }
            // Aliases that stand for each other.
            if within.last() != Some(&&**name) && within.contains(&&**name) {
                return Val::Other;
            }
            if !within.contains(&&**name)
                && within.len() < 32
                && let Some(of) = self.alias_of(parts)
            {
                within.push(name);
                let value = self.resolve(of, within);
                within.pop();
                return value;
            }
            if let Some((_, value)) = self.shared.iter().rev().find(|(known, _)| known == name) {
                return value.clone();
            }
            if let Some(value) = self.of_sources(name) {
                return value;
            }
            if let Some((_, value)) = self.env.values.iter().rev().find(|(known, _)| known == name) {
                return value.clone();
            }
            return Val::Other;
        }
        let Some((name, qualifier)) = parts.split_last() else { return Val::Other };
        match self.source_named(qualifier) {
            Some(source) => self.of_source(source, name),
            // A column with a dot in its name.
            None => self.of_sources(&parts.join(".")).unwrap_or(Val::Other),
        }
    }

    /// The column of the first source that has it; nothing if that is not known.
    fn of_sources(&self, name: &str) -> Option<Val> {
        if let [only] = self.summaries {
            return (only.columns.as_ref().is_none_or(|columns| columns.iter().any(|known| known == name)))
                .then(|| self.of_source(0, name));
        }
        let mut unknown = false;
        for (index, summary) in self.summaries.iter().enumerate() {
            match &summary.columns {
                Some(columns) if columns.iter().any(|known| known == name) => {
                    return Some(if unknown { Val::Other } else { self.of_source(index, name) });
                }
                Some(_) => {}
                None => unknown = true,
            }
        }
        let mut open = self.summaries.iter().enumerate().filter(|(_, summary)| summary.columns.is_none());
        match (open.next(), open.next()) {
            (Some((index, _)), None) => Some(self.of_source(index, name)),
            _ => None,
        }
    }

    /// A column of this source, or the pinned value that it is.
    fn of_source(&self, source: usize, name: &str) -> Val {
        let value =
            self.summaries.get(source).and_then(|summary| summary.values.iter().find(|(known, _, _)| known == name));
        match value {
            // In rows that a join makes up, it is not.
            Some(_) if join::extends(&self.tree.sources, source, self.tree.sources.len()) => Val::Other,
            Some((_, param, list)) => Val::Pinned { param: param.clone(), list: *list },
            None => Val::Column(source, name.into()),
        }
    }

    pub(super) fn may_have(&self, source: usize, name: &str) -> bool {
        self.summaries.get(source).is_some_and(|summary| {
            summary.columns.as_ref().is_none_or(|columns| columns.iter().any(|known| known == name))
        })
    }

    /// The source that a qualifier names: by its alias, else by its table.
    pub(super) fn source_named(&self, qualifier: &[String]) -> Option<usize> {
        let name = qualifier.last()?;
        self.tree
            .sources
            .iter()
            .position(|source| match (&source.alias, &source.kind) {
                (Some(alias), _) => alias == name,
                (None, SourceKind::Table { name: table, .. }) => table == name,
                _ => false,
            })
            .or_else(|| {
                self.tree
                    .sources
                    .iter()
                    .position(|source| matches!(&source.kind, SourceKind::Table { name: table, .. } if table == name))
            })
    }

    /// The pinned parameter that a list is made of, and whether it is split; nothing if anything else is in the list. `or_null` lets
    /// what may be NULL in.
    pub(super) fn list(&self, expr: &Expr, or_null: bool) -> Option<(String, bool)> {
        let items: &[Expr] = match &expr.kind {
            Kind::Tuple(items) | Kind::Array(items) => items,
            Kind::Call { name, args, window: None }
                if name.eq_ignore_ascii_case("tuple") || name.eq_ignore_ascii_case("array") =>
            {
                args
            }
            _ => core::slice::from_ref(expr),
        };
        let mut found: Option<(String, bool)> = None;
        for item in items {
            let (param, list) = match self.value(item) {
                Val::Pinned { param, list } => (param, list),
                Val::OrNull(param) if or_null => (param, false),
                _ => return None,
            };
            match &mut found {
                None => found = Some((param, list)),
                Some((known, any)) if *known == param => *any = *any || list,
                Some(_) => return None,
            }
        }
        found
    }

    /// The names of what `ARRAY JOIN` unfolds.
    pub(super) fn unfolded(&self) -> &[&'q str] {
        &self.unfolded
    }

    /// Whether a value may be NULL although it is pinned.
    pub(super) fn is_or_null(&self, expr: &Expr) -> bool {
        matches!(self.value(expr), Val::OrNull(_))
            || makes_null(expr)
            || expr.children().into_iter().any(|child| self.is_or_null(child))
    }

    /// Whether a pinned value is read as a number.
    pub(super) fn is_read_as_number(&self, expr: &Expr) -> bool {
        match &expr.kind {
            Kind::Hole => matches!(
                self.tables.worth(expr.at),
                Some(Worth::Param { function: Some(function), .. }) if function.contains("Int")
            ),
            Kind::Call { name, args, .. } => {
                let is_type =
                    |arg: &Expr| matches!(&arg.kind, Kind::Literal(kind) if kind.to_ascii_lowercase().contains("int"));
                name.to_ascii_lowercase().contains("int")
                    || args.iter().any(|arg| is_type(arg) || self.is_read_as_number(arg))
            }
            Kind::Column(parts) => match self.alias_of(parts) {
                Some(of) if !matches!(of.kind, Kind::Column(_)) && !core::ptr::eq(of, expr) => {
                    self.is_read_as_number(of)
                }
                // One from outside may be anything.
                _ => true,
            },
            _ => expr.children().into_iter().any(|child| self.is_read_as_number(child)),
        }
    }

    /// Whether `NULL IN (NULL)` may be true.
    pub(super) fn null_is_in_sets(&self) -> bool {
        self.tables.null_is_in_sets()
    }

    /// Whether the value is read in a way that makes different ones the same.
    pub(super) fn is_rounded(&self, expr: &Expr) -> bool {
        self.tables.worth(expr.at).is_some_and(rounds)
    }

    /// Whether a parameter of the caller's stands in an expression.
    pub(super) fn is_given(&self, expr: &Expr) -> bool {
        matches!(self.value(expr), Val::Given(_)) || expr.children().into_iter().any(|child| self.is_given(child))
    }

    /// Whether the value names columns.
    pub(super) fn is_symbol(&self, expr: &Expr) -> bool {
        matches!(self.tables.worth(expr.at), Some(Worth::Symbol { .. }))
    }

    /// The pinned parameters in an expression, its aliases followed.
    pub(super) fn params_in(&self, expr: &Expr) -> Vec<String> {
        let mut found = Vec::new();
        self.collect_params(expr, &mut found, 0);
        found
    }

    fn collect_params(&self, expr: &Expr, found: &mut Vec<String>, depth: u32) {
        let mut add = |param: String| {
            if !found.contains(&param) {
                found.push(param);
            }
        };
        match &expr.kind {
            Kind::Hole => {
                if let Some(worth) = self.tables.worth(expr.at) {
                    self.tables.pinned(worth).into_iter().for_each(&mut add);
                }
            }
            Kind::Column(parts) => {
                if let Val::Pinned { param, .. } | Val::OrNull(param) = self.value(expr) {
                    add(param);
                }
                if let (Some(of), true) = (self.alias_of(parts), depth < 8)
                    && !core::ptr::eq(of, expr)
                {
                    self.collect_params(of, found, depth.saturating_add(1));
                }
            }
            _ => expr.children().into_iter().for_each(|child| self.collect_params(child, found, depth)),
        }
    }
}

/// Whether a function in an expression makes NULL of what is not of its type.
fn makes_null(expr: &Expr) -> bool {
    matches!(&expr.kind, Kind::Call { name, .. } if name.to_ascii_lowercase().ends_with("ornull"))
        || expr.children().into_iter().any(makes_null)
}

/// The caller's parameter, if it is one.
fn given(worth: &Worth) -> Val {
    match worth.params().as_slice() {
        [param] => Val::Given(param.clone()),
        _ => Val::Other,
    }
}

/// `Boolean` knows two values, and floats are near each other.
fn rounds(worth: &Worth) -> bool {
    matches!(worth, Worth::Param { function: Some(function), .. } if function == "Boolean" || function.starts_with("Float"))
}

/// Whether the type tells apart what is cast to it. Texts of numbers are told apart where they are read as such: `7` of a request.
fn is_exact_type(kind: &Val, of: &Val) -> bool {
    let Val::Constant(Some(kind)) = kind else { return false };
    kind.to_ascii_lowercase().split([' ', '(', ')', ',']).filter(|word| !word.is_empty()).all(|word| {
        EXACT_TYPES.contains(&word) || is_wide_integer(word, of) || word.bytes().all(|byte| byte.is_ascii_digit())
    })
}

fn is_wide_integer(kind: &str, of: &Val) -> bool {
    WIDE_INTEGERS.contains(&kind) && matches!(of, Val::Pinned { list: false, .. } | Val::Constant(_))
}

fn collect_aliases<'q>(expr: &'q Expr, aliases: &mut Vec<(&'q str, &'q Expr)>) {
    if let Some(alias) = &expr.alias {
        aliases.push((alias, expr));
    }
    for child in expr.children() {
        collect_aliases(child, aliases);
    }
}
