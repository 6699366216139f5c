//! A cursor over the words of a query, and what every clause asks of it.

use super::Undecided;
use super::token::{Token, TokenKind};

/// How deep parentheses, subqueries and prefixes may nest.
pub(crate) const MAX_DEPTH: usize = 64;

/// Words that end an expression, so that none of them is an alias without `AS`.
const NO_ALIAS: &[&str] = &[
    "ALL",
    "AND",
    "ANTI",
    "ANY",
    "APPLY",
    "ARRAY",
    "AS",
    "ASC",
    "ASCENDING",
    "ASOF",
    "BETWEEN",
    "COLLATE",
    "CROSS",
    "DESC",
    "DESCENDING",
    "DIV",
    "ELSE",
    "END",
    "EXCEPT",
    "FETCH",
    "FINAL",
    "FOR",
    "FORMAT",
    "FROM",
    "FULL",
    "GLOBAL",
    "GROUP",
    "HAVING",
    "IGNORE",
    "ILIKE",
    "IN",
    "INNER",
    "INTERSECT",
    "INTO",
    "IS",
    "JOIN",
    "LEFT",
    "LIKE",
    "LIMIT",
    "MOD",
    "NOT",
    "NULLS",
    "OFFSET",
    "ON",
    "OR",
    "ORDER",
    "OVER",
    "PASTE",
    "PREWHERE",
    "QUALIFY",
    "REGEXP",
    "REPLACE",
    "RESPECT",
    "RIGHT",
    "SAMPLE",
    "SELECT",
    "SEMI",
    "SETTINGS",
    "STREAM",
    "THEN",
    "UNION",
    "USING",
    "WHEN",
    "WHERE",
    "WINDOW",
    "WITH",
];

/// A cursor over words.
pub(super) struct Parser<'t> {
    tokens: &'t [Token],
    pub(super) next: usize,
    pub(super) depth: usize,
    /// An alias may follow an expression without `AS`: it is one of those behind `SELECT` or `WITH`.
    pub(super) named: bool,
}

impl<'t> Parser<'t> {
    pub(super) fn new(tokens: &'t [Token]) -> Parser<'t> {
        Parser { tokens, next: 0, depth: 0, named: false }
    }

    /// Goes one level deeper, for as long as `read` takes.
    pub(super) fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Undecided>) -> Result<T, Undecided> {
        if self.depth >= MAX_DEPTH {
            return Err(Undecided::new(self.at(), "this is nested too deeply to be followed"));
        }
        self.depth = self.depth.saturating_add(1);
        let value = read(self)?;
        self.depth = self.depth.saturating_sub(1);
        Ok(value)
    }

    /// The word at this index of all.
    pub(super) fn kind_at(&self, index: usize) -> Option<&'t TokenKind> {
        self.tokens.get(index).map(|token| &token.kind)
    }

    /// The word `ahead` of the next one.
    pub(super) fn peek_at(&self, ahead: usize) -> Option<&'t TokenKind> {
        self.kind_at(self.next.saturating_add(ahead))
    }

    pub(super) fn peek(&self) -> Option<&'t TokenKind> {
        self.peek_at(0)
    }

    /// Where the next word begins; where the last one did, if there is none.
    pub(super) fn at(&self) -> usize {
        self.tokens.get(self.next).or(self.tokens.last()).map_or(0, |token| token.at)
    }

    pub(super) fn advance(&mut self) {
        self.next = self.next.saturating_add(1);
    }

    pub(super) fn is_symbol_at(&self, ahead: usize, symbol: &str) -> bool {
        matches!(self.peek_at(ahead), Some(TokenKind::Symbol(found)) if *found == symbol)
    }

    pub(super) fn is_symbol(&self, symbol: &str) -> bool {
        self.is_symbol_at(0, symbol)
    }

    pub(super) fn is_word_at(&self, ahead: usize, word: &str) -> bool {
        matches!(self.peek_at(ahead), Some(TokenKind::Word(found)) if found.eq_ignore_ascii_case(word))
    }

    pub(super) fn is_word(&self, word: &str) -> bool {
        self.is_word_at(0, word)
    }

    pub(super) fn is_words(&self, words: &[&str]) -> bool {
        words.iter().enumerate().all(|(ahead, word)| self.is_word_at(ahead, word))
    }

    /// Whether the word that is next is a column's name, although it could be a keyword: what follows can follow no keyword.
    pub(super) fn is_column(&self) -> bool {
        match self.peek_at(1) {
            None => true,
            Some(TokenKind::Symbol(symbol)) => !["(", "[", "{", "*", "-", "+"].contains(symbol),
            Some(TokenKind::Word(_)) => self.is_word_at(1, "FROM") || self.is_word_at(1, "AS"),
            Some(_) => false,
        }
    }

    /// Takes the symbol, if it is next.
    pub(super) fn symbol(&mut self, symbol: &str) -> bool {
        let found = self.is_symbol(symbol);
        if found {
            self.advance();
        }
        found
    }

    /// Takes the words, if they are next.
    pub(super) fn words(&mut self, words: &[&str]) -> bool {
        let found = self.is_words(words);
        if found {
            self.next = self.next.saturating_add(words.len());
        }
        found
    }

    pub(super) fn word(&mut self, word: &str) -> bool {
        self.words(&[word])
    }

    pub(super) fn expect(&mut self, symbol: &'static str) -> Result<(), Undecided> {
        if self.symbol(symbol) { Ok(()) } else { Err(self.expected(symbol)) }
    }

    pub(super) fn expect_word(&mut self, word: &'static str) -> Result<(), Undecided> {
        if self.word(word) { Ok(()) } else { Err(self.expected(word)) }
    }

    pub(super) fn expected(&self, what: &str) -> Undecided {
        let before = if self.peek().is_some() { "expected " } else { "the SQL ends here, expected " };
        Undecided::new(self.at(), [before, what].concat())
    }

    /// What stands here begins no expression in any version of ClickHouse.
    pub(super) fn expected_expression(&self) -> Undecided {
        Undecided { certain: true, ..self.expected("an expression") }
    }

    /// Takes a name, if one is next.
    pub(super) fn name(&mut self) -> Option<&'t str> {
        let (TokenKind::Word(name) | TokenKind::Quoted(name)) = self.peek()? else { return None };
        self.advance();
        Some(name)
    }

    /// Takes `AS name`, or a name that is no keyword.
    pub(super) fn alias(&mut self) -> Result<Option<&'t str>, Undecided> {
        if self.word("AS") {
            return self.name().map(Some).ok_or_else(|| self.expected("an alias"));
        }
        match self.peek() {
            Some(TokenKind::Word(word)) if !is_keyword(word) => Ok(self.name()),
            Some(TokenKind::Quoted(_)) => Ok(self.name()),
            _ => Ok(None),
        }
    }

    /// Passes over everything up to the bracket that closes the one that was just taken, and takes it, too.
    pub(super) fn skip_brackets(&mut self) -> Result<(), Undecided> {
        let mut depth = 1_usize;
        while depth > 0 {
            match self.peek() {
                Some(TokenKind::Symbol("(")) => depth = depth.saturating_add(1),
                Some(TokenKind::Symbol(")")) => depth = depth.saturating_sub(1),
                Some(TokenKind::Hole) => return Err(Undecided::new(self.at(), "a value is inside of a type")),
                Some(_) => {}
                None => return Err(self.expected("`)`")),
            }
            self.advance();
        }
        Ok(())
    }

    /// Nothing but semicolons may be left.
    pub(super) fn end(&mut self) -> Result<(), Undecided> {
        while self.symbol(";") {}
        if self.peek().is_some() { Err(self.expected("the end of the SQL")) } else { Ok(()) }
    }
}

/// Whether the word ends an expression, so that it is no alias without `AS`.
pub(super) fn is_keyword(word: &str) -> bool {
    NO_ALIAS.iter().any(|keyword| keyword.eq_ignore_ascii_case(word))
}
