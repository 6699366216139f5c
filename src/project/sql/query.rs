//! Queries: the clauses of a `SELECT`, and what puts several together.

use alloc::{boxed::Box, string::String, vec, vec::Vec};

use super::Undecided;
use super::parser::Parser;
use super::token::TokenKind;
use super::tree::{Expr, Query, Select, Window, With};

impl Parser<'_> {
    /// Whether a query begins here, leaving out that in parentheses.
    pub(super) fn query_begins(&self) -> bool {
        ["SELECT", "WITH", "FROM"].iter().any(|word| self.is_word(word)) && !self.is_column()
    }

    pub(super) fn set_operator_follows(&self) -> bool {
        self.is_word("UNION") || self.is_word("EXCEPT") || self.is_word("INTERSECT")
    }

    /// A whole query.
    pub(super) fn query(&mut self) -> Result<Query, Undecided> {
        let first = self.part()?;
        self.continued(Query { parts: vec![first] })
    }

    /// What `UNION`, `EXCEPT` and `INTERSECT` add to a query.
    pub(super) fn continued(&mut self, mut query: Query) -> Result<Query, Undecided> {
        while self.word("UNION") || self.word("EXCEPT") || self.word("INTERSECT") {
            if !self.word("ALL") {
                self.word("DISTINCT");
            }
            query.parts.push(self.part()?);
        }
        // Settings and formats may stand behind a union, too.
        self.tail()?;
        Ok(query)
    }

    /// One `SELECT`, or a query in parentheses.
    fn part(&mut self) -> Result<Select, Undecided> {
        let at = self.at();
        if self.symbol("(") {
            let query = self.nested(Parser::query)?;
            self.expect(")")?;
            return Ok(Select { at, nested: Some(Box::new(query)), ..Select::default() });
        }
        self.nested(Parser::select)
    }

    fn select(&mut self) -> Result<Select, Undecided> {
        let named = core::mem::take(&mut self.named);
        let mut select = Select { at: self.at(), ..Select::default() };
        if self.word("WITH") {
            self.word("RECURSIVE");
            self.named = true;
            select.with = self.with()?;
            self.named = false;
        }
        if self.word("FROM") {
            self.from(&mut select)?;
        }
        self.expect_word("SELECT")?;
        self.distinct(&mut select)?;
        self.named = true;
        self.columns(&mut select)?;
        self.named = false;
        if self.word("FROM") {
            self.from(&mut select)?;
        }
        if self.word("PREWHERE") {
            select.prewhere = Some(self.named()?);
        }
        if self.word("WHERE") {
            select.filter = Some(self.named()?);
        }
        self.groups(&mut select)?;
        if self.word("HAVING") {
            select.having = Some(self.named()?);
        }
        if self.word("WINDOW") {
            loop {
                let name = self.name().ok_or_else(|| self.expected("the name of a window"))?;
                self.expect_word("AS")?;
                select.windows.push((name.into(), self.window()?));
                if !self.symbol(",") {
                    break;
                }
            }
        }
        if self.word("QUALIFY") {
            select.qualify = Some(self.named()?);
        }
        if self.words(&["ORDER", "BY"]) {
            let (by, filled) = self.ordered()?;
            select.order_by = by;
            select.limited |= filled;
            select.filled = filled;
        }
        self.limits(&mut select)?;
        select.limited |= self.tail()?;
        self.named = named;
        Ok(select)
    }

    fn with(&mut self) -> Result<Vec<With>, Undecided> {
        let mut all = Vec::new();
        loop {
            let table = matches!(self.peek(), Some(TokenKind::Word(_) | TokenKind::Quoted(_)))
                && self.is_word_at(1, "AS")
                && (self.is_symbol_at(2, "(") || self.is_word_at(2, "MATERIALIZED"));
            if table {
                let name: String = self.name().ok_or_else(|| self.expected("a name"))?.into();
                self.advance();
                self.word("MATERIALIZED");
                self.expect("(")?;
                let query = self.nested(Parser::query)?;
                self.expect(")")?;
                all.push(With::Table { name, query });
            } else {
                let mut value = self.expression()?;
                value.alias = self.alias()?.map(Into::into).or(value.alias);
                all.push(With::Value(value));
            }
            if !self.symbol(",") || self.is_word("SELECT") {
                return Ok(all);
            }
        }
    }

    fn distinct(&mut self, select: &mut Select) -> Result<(), Undecided> {
        if self.word("DISTINCT") {
            if self.word("ON") {
                self.expect("(")?;
                select.distinct_on = Some(self.list()?);
                self.expect(")")?;
            }
        } else {
            self.word("ALL");
        }
        if self.is_word("TOP") && matches!(self.peek_at(1), Some(TokenKind::Number(_) | TokenKind::Hole)) {
            self.next = self.next.saturating_add(2);
            self.words(&["WITH", "TIES"]);
            select.limited = true;
        }
        Ok(())
    }

    fn columns(&mut self, select: &mut Select) -> Result<(), Undecided> {
        loop {
            let mut column = self.named()?;
            if column.alias.is_none() {
                column.alias = self.alias()?.map(Into::into);
            }
            select.columns.push(column);
            // A comma may end the list.
            let ends = |parser: &Self| parser.is_word("FROM") && !parser.is_column();
            if !self.symbol(",") || ends(self) || self.peek().is_none() || self.is_symbol(")") {
                return Ok(());
            }
        }
    }

    fn groups(&mut self, select: &mut Select) -> Result<(), Undecided> {
        if self.words(&["GROUP", "BY"]) {
            if self.word("ALL") {
                select.group_by_all = true;
            } else if self.words(&["GROUPING", "SETS"]) {
                select.grouping_sets = true;
                self.expect("(")?;
                select.group_by = self.list()?;
                self.expect(")")?;
            } else {
                if (self.is_word("ROLLUP") || self.is_word("CUBE")) && self.is_symbol_at(1, "(") {
                    select.grouping_sets = true;
                }
                select.group_by = self.list()?;
            }
        }
        while self.is_word("WITH") && !self.is_word_at(1, "FILL") && !self.is_word_at(1, "TIES") {
            self.advance();
            if !(self.word("TOTALS") || self.word("ROLLUP") || self.word("CUBE")) {
                return Err(self.expected("`TOTALS`, `ROLLUP` or `CUBE`"));
            }
            select.grouping_sets = true;
        }
        Ok(())
    }

    /// What stands behind `ORDER BY`, and whether it makes rows up.
    pub(super) fn ordered(&mut self) -> Result<(Vec<Expr>, bool), Undecided> {
        let mut filled = false;
        let mut all = Vec::new();
        loop {
            if self.word("ALL") {
            } else {
                all.push(self.named()?);
            }
            for word in ["ASC", "ASCENDING", "DESC", "DESCENDING"] {
                self.word(word);
            }
            if self.word("NULLS") && !self.word("FIRST") {
                self.expect_word("LAST")?;
            }
            if self.word("COLLATE") {
                self.advance();
            }
            if self.words(&["WITH", "FILL"]) {
                filled = true;
                for word in ["FROM", "TO", "STEP", "STALENESS"] {
                    if self.word(word) {
                        all.push(self.expression()?);
                    }
                }
            }
            if !self.symbol(",") {
                break;
            }
        }
        if self.word("INTERPOLATE") && self.symbol("(") {
            self.skip_brackets()?;
        }
        Ok((all, filled))
    }

    fn limits(&mut self, select: &mut Select) -> Result<(), Undecided> {
        loop {
            if self.word("LIMIT") {
                select.limits.push(self.expression()?);
                if self.symbol(",") || self.word("OFFSET") {
                    select.limits.push(self.expression()?);
                }
                if self.word("BY") && !self.word("ALL") {
                    // Of several each cuts, and what only one is cut by is not followed.
                    select.limited |= select.limit_by.is_some();
                    select.limit_by = Some(self.list()?);
                } else {
                    select.limited = true;
                }
                self.words(&["WITH", "TIES"]);
            } else if self.word("OFFSET") {
                select.limited = true;
                select.limits.push(self.expression()?);
                if !self.word("ROWS") {
                    self.word("ROW");
                }
            } else if self.word("FETCH") {
                select.limited = true;
                if !self.word("FIRST") {
                    self.expect_word("NEXT")?;
                }
                select.limits.push(self.expression()?);
                if !self.word("ROWS") {
                    self.word("ROW");
                }
                if !self.word("ONLY") && !self.words(&["WITH", "TIES"]) {
                    return Err(self.expected("`ONLY`"));
                }
            } else {
                return Ok(());
            }
        }
    }

    /// `SETTINGS a = 1, b = 2`, `FORMAT JSON`: whether a setting is as good as a `LIMIT`.
    fn tail(&mut self) -> Result<bool, Undecided> {
        let mut limited = false;
        loop {
            if self.word("SETTINGS") {
                loop {
                    let name = self.name().ok_or_else(|| self.expected("a setting"))?;
                    limited |= ["limit", "offset"].contains(&name);
                    self.expect("=")?;
                    self.expression()?;
                    if !self.symbol(",") {
                        break;
                    }
                }
            } else if self.is_word("FORMAT") && matches!(self.peek_at(1), Some(TokenKind::Word(_))) {
                self.next = self.next.saturating_add(2);
            } else {
                return Ok(limited);
            }
        }
    }
}

impl Window {
    /// A window that says nothing of its own has the partition of the one it names.
    pub(crate) fn resolved<'w>(&'w self, windows: &'w [(String, Window)]) -> Option<&'w [Expr]> {
        let named = |wanted: &str| windows.iter().find(|(name, _)| name == wanted).map(|(_, window)| window);
        match self {
            Window::Inline { base: None, partition_by, .. } => Some(partition_by),
            Window::Inline { base: Some(base), .. } | Window::Named(base) => match named(base)? {
                Window::Inline { base: None, partition_by, .. } => Some(partition_by),
                _ => None,
            },
        }
    }
}
