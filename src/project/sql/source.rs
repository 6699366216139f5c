//! What stands behind `FROM`: tables, queries, functions, and how they are joined.

use alloc::{boxed::Box, string::String, vec::Vec};

use super::Undecided;
use super::parser::Parser;
use super::token::TokenKind;
use super::tree::{Join, Select, Source, SourceKind};

impl Parser<'_> {
    /// Sources and joins.
    pub(super) fn from(&mut self, select: &mut Select) -> Result<(), Undecided> {
        let first = self.source(Join::Cross, false)?;
        select.sources.push(first);
        loop {
            if self.is_array_join() {
                self.array_join(select)?;
            } else if let Some((join, picks)) = self.join()? {
                let mut source = self.source(join, picks)?;
                if self.word("ON") {
                    source.on = Some(self.expression()?);
                } else if self.word("USING") {
                    let brackets = self.symbol("(");
                    source.using = self.list_of_columns()?;
                    if brackets {
                        self.expect(")")?;
                    }
                }
                select.sources.push(source);
            } else {
                return Ok(());
            }
        }
    }

    fn list_of_columns(&mut self) -> Result<Vec<super::tree::Expr>, Undecided> {
        let mut all = Vec::new();
        loop {
            all.push(self.named()?);
            if !self.symbol(",") {
                return Ok(all);
            }
        }
    }

    fn is_array_join(&self) -> bool {
        let left = usize::from(self.is_word("LEFT") || self.is_word("INNER"));
        self.is_word_at(left, "ARRAY") && self.is_word_at(left.saturating_add(1), "JOIN")
    }

    fn array_join(&mut self, select: &mut Select) -> Result<(), Undecided> {
        if !self.word("LEFT") {
            self.word("INNER");
        }
        self.words(&["ARRAY", "JOIN"]);
        loop {
            let mut array = self.named()?;
            if array.alias.is_none() {
                array.alias = self.alias()?.map(Into::into);
            }
            select.array_join.push(array);
            if !self.symbol(",") {
                return Ok(());
            }
        }
    }

    /// The words up to `JOIN`, or a comma: how it joins, and whether it picks rows.
    fn join(&mut self) -> Result<Option<(Join, bool)>, Undecided> {
        if self.symbol(",") {
            return Ok(Some((Join::Cross, false)));
        }
        let mut ahead = 0_usize;
        let mut join = Join::Inner;
        let (mut semi, mut anti) = (false, false);
        let mut picks = false;
        loop {
            let Some(TokenKind::Word(word)) = self.peek_at(ahead) else { return Ok(None) };
            match word.to_ascii_uppercase().as_str() {
                "GLOBAL" | "LOCAL" | "ALL" | "OUTER" | "INNER" => {}
                "ANY" | "ASOF" => picks = true,
                "ANTI" => (anti, picks) = (true, true),
                "SEMI" => (semi, picks) = (true, true),
                "LEFT" => join = Join::Left,
                "RIGHT" => join = Join::Right,
                "FULL" => join = Join::Full,
                "CROSS" => join = Join::Cross,
                "PASTE" => join = Join::Paste,
                "JOIN" => {
                    self.next = self.next.saturating_add(ahead).saturating_add(1);
                    // On its own `ANTI` is `LEFT ANTI`, the rows that have no match.
                    let join = match join {
                        _ if semi => Join::Inner,
                        Join::Inner if anti => Join::Left,
                        join => join,
                    };
                    return Ok(Some((join, picks)));
                }
                _ => return Ok(None),
            }
            ahead = ahead.saturating_add(1);
            if ahead > 6 {
                return Ok(None);
            }
        }
    }

    fn source(&mut self, join: Join, picks: bool) -> Result<Source, Undecided> {
        let at = self.at();
        let kind = self.source_kind()?;
        // `FINAL` may stand before and behind the alias.
        self.word("FINAL");
        let alias: Option<String> = self.alias()?.map(Into::into);
        self.word("FINAL");
        if self.word("SAMPLE") {
            self.nested(Parser::expression)?;
            if self.word("OFFSET") {
                self.nested(Parser::expression)?;
            }
        }
        Ok(Source { at, kind, alias, join, picks, on: None, using: Vec::new() })
    }

    fn source_kind(&mut self) -> Result<SourceKind, Undecided> {
        if self.symbol("(") {
            let query = self.nested(Parser::query)?;
            self.expect(")")?;
            return Ok(SourceKind::Query(Box::new(query)));
        }
        if matches!(self.peek(), Some(TokenKind::Hole)) {
            self.advance();
            return Ok(SourceKind::Hole);
        }
        if self.symbol("{") {
            // `{name:Identifier}`: a table that a query parameter names.
            while !self.symbol("}") {
                if self.peek().is_none() {
                    return Err(self.expected("`}`"));
                }
                self.advance();
            }
            return Ok(SourceKind::Hole);
        }
        let Some(first) = self.name() else { return Err(self.expected("a table")) };
        if self.symbol("(") {
            let args = self.nested(|parser| parser.function_args())?;
            return Ok(SourceKind::Function { name: first.into(), args });
        }
        if self.is_symbol(".") {
            self.advance();
            if matches!(self.peek(), Some(TokenKind::Hole)) {
                self.advance();
                return Ok(SourceKind::Hole);
            }
            let name = self.name().ok_or_else(|| self.expected("a table"))?;
            return Ok(SourceKind::Table { database: Some(first.into()), name: name.into() });
        }
        Ok(SourceKind::Table { database: None, name: first.into() })
    }
}

impl Parser<'_> {
    /// Arguments of a table function, up to the bracket that closes them, and it.
    fn function_args(&mut self) -> Result<Vec<super::tree::Expr>, Undecided> {
        let mut args = Vec::new();
        if self.symbol(")") {
            return Ok(args);
        }
        loop {
            if self.query_begins() {
                let at = self.at();
                let query = self.query()?;
                args.push(super::tree::Expr::new(at, super::tree::Kind::Subquery(Box::new(query))));
            } else {
                args.push(self.expression()?);
            }
            if self.symbol(")") {
                return Ok(args);
            }
            self.expect(",")?;
        }
    }
}
