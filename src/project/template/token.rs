//! The words of an expression, as Python reads them.
//!
//! It refuses what Python's own tokenizer refuses. What only this reader lacks (bytes, complex numbers) it says is unknown.

use alloc::{string::String, vec::Vec};

use super::cursor::Cursor;
use super::expression::Int;
use super::fault::{Stop, fault};
use super::literal::{self, Escape};
use crate::project::position::Position;

/// A word of an expression.
#[derive(Clone, Debug)]
pub(super) struct Token<'s> {
    pub(super) kind: TokenKind<'s>,
    pub(super) at: Position,
    /// The byte at which it begins, and the one behind it.
    pub(super) start: usize,
    pub(super) end: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum TokenKind<'s> {
    /// A name or a keyword.
    Name(&'s str),
    Int(Int),
    Float(f64),
    /// A string, its escapes resolved.
    Str(String),
    /// The inside of an f-string, as it stands; the byte at which it begins; whether its escapes mean something.
    Format {
        inside: &'s str,
        start: usize,
        raw: bool,
    },
    Op(&'static str),
    /// The end of a statement: a line break outside all brackets.
    Newline,
    End,
}

/// How a text ends that a statement or an expression is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// A comment at its end would swallow what Tinybird writes behind it.
    Written,
    /// It is a line of its own.
    Line,
}

const OPERATORS: &[&str] = &[
    "**=", "//=", ">>=", "<<=", "...", "!=", "==", "<=", ">=", "->", ":=", "+=", "-=", "*=", "/=", "%=", "&=", "|=",
    "^=", "@=", "**", "//", "<<", ">>", "+", "-", "*", "/", "%", "@", "&", "|", "^", "~", "<", ">", "(", ")", "[", "]",
    "{", "}", ",", ":", ".", ";", "=",
];

/// Deeper brackets are refused by Python, too.
const MAX_BRACKETS: usize = 200;

/// The tokens of `text` from `start` to `end`. The last is [`TokenKind::End`].
pub(super) fn tokens<'s>(
    text: &'s str,
    start: usize,
    end: usize,
    ending: Ending,
    cursor: &mut Cursor<'s>,
) -> Result<Vec<Token<'s>>, Stop> {
    let mut scanner = Scanner { text: text.get(..end).unwrap_or(text), pos: start };
    let mut tokens = Vec::new();
    let mut brackets: Vec<(&'static str, Position)> = Vec::new();
    loop {
        scanner.skip(|c| matches!(c, ' ' | '\t' | '\x0c') || (!brackets.is_empty() && matches!(c, '\n' | '\r')));
        let start = scanner.pos;
        let at = cursor.at(start);
        let kind = match scanner.peek() {
            None => {
                if let Some((open, at)) = brackets.last() {
                    return fault(*at, ["`", open, "` is never closed"].concat());
                }
                TokenKind::End
            }
            Some('\n' | '\r') => {
                scanner.bump();
                TokenKind::Newline
            }
            Some('#') => {
                scanner.skip(|c| c != '\n');
                if ending == Ending::Written && scanner.peek().is_none() {
                    return fault(at, "a comment hides the end of the expression");
                }
                continue;
            }
            Some('\\') if scanner.rest().starts_with("\\\n") => {
                scanner.bump();
                scanner.bump();
                continue;
            }
            Some(c) if c.is_ascii_digit() || (c == '.' && scanner.second().is_some_and(|c| c.is_ascii_digit())) => {
                scanner.number(at)?
            }
            Some(c) if is_name_start(c) => scanner.word(at)?,
            Some('"' | '\'') => scanner.string(at, "")?,
            Some(c) => {
                let Some(op) = OPERATORS.iter().find(|op| scanner.rest().starts_with(**op)) else {
                    return fault(at, ["`", c.encode_utf8(&mut [0; 4]), "` is not expected here"].concat());
                };
                scanner.pos = scanner.pos.saturating_add(op.len());
                match *op {
                    "(" | "[" | "{" => brackets.push((*op, at)),
                    ")" | "]" | "}" => {
                        let open = brackets.pop().map(|(open, _)| open);
                        if !matches!((open, *op), (Some("("), ")") | (Some("["), "]") | (Some("{"), "}")) {
                            return fault(at, ["`", op, "` closes nothing"].concat());
                        }
                    }
                    _ => {}
                }
                if brackets.len() > MAX_BRACKETS {
                    return fault(at, "the expression is nested too deeply");
                }
                TokenKind::Op(op)
            }
        };
        let last = kind == TokenKind::End;
        tokens.push(Token { kind, at, start, end: scanner.pos });
        if last {
            return Ok(tokens);
        }
    }
}

pub(super) fn is_name_start(c: char) -> bool {
    c == '_' || c.is_alphabetic()
}

pub(super) fn is_name_part(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

struct Scanner<'s> {
    text: &'s str,
    pos: usize,
}

impl<'s> Scanner<'s> {
    fn rest(&self) -> &'s str {
        self.text.get(self.pos..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn second(&self) -> Option<char> {
        self.rest().chars().nth(1)
    }

    fn bump(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.pos = self.pos.saturating_add(c.len_utf8());
        Some(c)
    }

    fn skip(&mut self, wanted: impl Fn(char) -> bool) -> &'s str {
        let rest = self.rest();
        let len = rest.find(|c| !wanted(c)).unwrap_or(rest.len());
        self.pos = self.pos.saturating_add(len);
        rest.get(..len).unwrap_or_default()
    }

    /// A name, a keyword, or the prefix of a string.
    fn word(&mut self, at: Position) -> Result<TokenKind<'s>, Stop> {
        let word = self.skip(is_name_part);
        if matches!(self.peek(), Some('"' | '\'')) && literal::is_string_prefix(word) {
            return self.string(at, word);
        }
        if !word.is_ascii() {
            // Python compares such names in a normal form.
            return Err(Stop::Unknown("a name outside ASCII"));
        }
        Ok(TokenKind::Name(word))
    }

    fn number(&mut self, at: Position) -> Result<TokenKind<'s>, Stop> {
        let rest = self.rest();
        let len = literal::number_len(rest);
        self.pos = self.pos.saturating_add(len);
        if self.peek().is_some_and(is_name_part) {
            return match self.peek() {
                Some('j' | 'J') if !self.second().is_some_and(is_name_part) => Err(Stop::Unknown("a complex number")),
                _ => fault(at, "a number runs into a name"),
            };
        }
        match literal::number(rest.get(..len).unwrap_or_default()) {
            Some(number) => Ok(number),
            None => fault(at, "this is not a number"),
        }
    }

    /// A string, from its first quote.
    fn string(&mut self, at: Position, prefix: &str) -> Result<TokenKind<'s>, Stop> {
        let quote = self.peek().unwrap_or('"');
        let triple = self.rest().strip_prefix([quote]).is_some_and(|rest| rest.starts_with([quote]))
            && self.rest().chars().nth(2) == Some(quote);
        let quotes = if triple { 3 } else { 1 };
        for _ in 0..quotes {
            self.bump();
        }
        let start = self.pos;
        let inside = loop {
            let here = self.pos;
            if self.rest().chars().take(quotes).filter(|c| *c == quote).count() == quotes {
                let inside = self.text.get(start..here).unwrap_or_default();
                for _ in 0..quotes {
                    self.bump();
                }
                break inside;
            }
            match self.bump() {
                None => return fault(at, "a string is never closed"),
                Some('\n') if !triple => return fault(at, "a string is not closed on its line"),
                Some('\\') => {
                    self.bump();
                }
                Some(_) => {}
            }
        };
        let is = |letter: char| prefix.chars().any(|c| c.eq_ignore_ascii_case(&letter));
        if is('b') {
            return Err(Stop::Unknown("bytes"));
        }
        if is('f') {
            return Ok(TokenKind::Format { inside, start, raw: is('r') });
        }
        if is('r') {
            return Ok(TokenKind::Str(inside.into()));
        }
        match literal::unescape(inside) {
            Ok(text) => Ok(TokenKind::Str(text)),
            Err(Escape::Broken) => fault(at, "an escape in a string is not complete"),
            Err(Escape::Unknown) => Err(Stop::Unknown("an escape by name or of half a character")),
        }
    }
}
