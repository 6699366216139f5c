//! Expressions and statements, from their words: Python's grammar, as far as templates use it.
//!
//! What is known to be wrong in Python is a fault. What may be right, but is not followed here, is unknown.

use alloc::{boxed::Box, string::String, vec::Vec};

use super::cursor::Cursor;
use super::expression::{BinaryOp, Collects, CompareOp, Expr, ExprKind, Keyword, UnaryOp};
use super::fault::{Stop, fault};
use super::token::{Ending, Token, TokenKind, tokens};
use super::tree::{Target, TargetKind};
use crate::project::position::Position;

/// Python's keywords, none of which is a name.
const KEYWORDS: &[&str] = &[
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
    "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
    "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

/// How deep an expression may be nested, so that nothing that walks it runs out of stack.
pub(super) const MAX_DEPTH: usize = 60;
/// How many operators and accesses may follow each other: `a + b + c`, `a.b[c](d)`.
const MAX_LINKS: usize = 200;

/// How many named arguments a call may have.
const MAX_KEYWORDS: usize = 500;

/// The words of one expression or statement, being read.
pub(super) struct Parser<'s> {
    pub(super) text: &'s str,
    pub(super) cursor: Cursor<'s>,
    tokens: Vec<Token<'s>>,
    next: usize,
    pub(super) depth: usize,
    links: usize,
}

impl<'s> Parser<'s> {
    pub(super) fn new(
        text: &'s str,
        start: usize,
        end: usize,
        ending: Ending,
        cursor: &mut Cursor<'s>,
    ) -> Result<Parser<'s>, Stop> {
        let before = *cursor;
        let tokens = tokens(text, start, end, ending, cursor)?;
        Ok(Parser { text, cursor: before, tokens, next: 0, depth: 0, links: 0 })
    }

    pub(super) fn peek(&self) -> &TokenKind<'s> {
        self.tokens.get(self.next).map_or(&TokenKind::End, |token| &token.kind)
    }

    pub(super) fn at(&self) -> Position {
        self.tokens.get(self.next).or_else(|| self.tokens.last()).map_or_else(Position::default, |token| token.at)
    }

    pub(super) fn advance(&mut self) {
        self.next = self.next.saturating_add(1);
    }

    pub(super) fn is_op(&self, op: &str) -> bool {
        matches!(self.peek(), TokenKind::Op(found) if *found == op)
    }

    pub(super) fn is_word(&self, word: &str) -> bool {
        matches!(self.peek(), TokenKind::Name(found) if *found == word)
    }

    pub(super) fn take_op(&mut self, op: &str) -> bool {
        let found = self.is_op(op);
        if found {
            self.advance();
        }
        found
    }

    pub(super) fn take_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        if found {
            self.advance();
        }
        found
    }

    pub(super) fn expect_op(&mut self, op: &str) -> Result<(), Stop> {
        if self.take_op(op) { Ok(()) } else { self.unexpected() }
    }

    pub(super) fn expect_word(&mut self, word: &str) -> Result<(), Stop> {
        if self.take_word(word) { Ok(()) } else { self.unexpected() }
    }

    /// A name that is no keyword.
    pub(super) fn name(&mut self) -> Result<String, Stop> {
        match *self.peek() {
            TokenKind::Name(name) if !KEYWORDS.contains(&name) => {
                self.advance();
                Ok(name.into())
            }
            _ => self.unexpected(),
        }
    }

    /// Nothing may follow.
    pub(super) fn end(&mut self) -> Result<(), Stop> {
        match self.peek() {
            TokenKind::End => Ok(()),
            TokenKind::Newline => fault(self.at(), "an expression must end on its line, or stand in brackets"),
            _ => self.unexpected(),
        }
    }

    /// Whether nothing follows.
    pub(super) fn is_end(&self) -> bool {
        *self.peek() == TokenKind::End
    }

    pub(super) fn unexpected<T>(&self) -> Result<T, Stop> {
        let at = self.at();
        let Some(token) = self.tokens.get(self.next) else {
            return fault(at, "something is missing here");
        };
        match token.kind {
            TokenKind::End => fault(at, "something is missing at the end of the expression"),
            TokenKind::Newline => fault(at, "an expression must end on its line, or stand in brackets"),
            _ => {
                let text = self.text.get(token.start..token.end).unwrap_or_default();
                fault(at, ["`", &super::fault::excerpt(text), "` is not expected here"].concat())
            }
        }
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Stop>) -> Result<T, Stop> {
        if self.depth >= MAX_DEPTH {
            return Err(Stop::Unknown("an expression that is nested too deeply"));
        }
        self.depth = self.depth.saturating_add(1);
        let result = read(self);
        self.depth = self.depth.saturating_sub(1);
        result
    }

    fn link(&mut self) -> Result<(), Stop> {
        self.links = self.links.saturating_add(1);
        if self.links > MAX_LINKS { Err(Stop::Unknown("an expression that is too long")) } else { Ok(()) }
    }

    /// One expression, or several with commas between: a tuple.
    pub(super) fn expressions(&mut self) -> Result<Expr, Stop> {
        let first = self.expression()?;
        if !self.is_op(",") {
            return Ok(first);
        }
        self.rest_of_tuple(first)
    }

    fn begins_expression(&self) -> bool {
        match self.peek() {
            TokenKind::Newline | TokenKind::End => false,
            TokenKind::Op(op) => matches!(*op, "(" | "[" | "{" | "-" | "+" | "~" | "*" | "..."),
            TokenKind::Name(name) => {
                !KEYWORDS.contains(name)
                    || matches!(*name, "None" | "True" | "False" | "not" | "lambda" | "await" | "yield")
            }
            _ => true,
        }
    }

    /// An expression, in which `:=` may stand at the top.
    pub(super) fn named_expression(&mut self) -> Result<Expr, Stop> {
        self.expression()
    }

    /// `a if b else c`, or anything that binds closer.
    pub(super) fn expression(&mut self) -> Result<Expr, Stop> {
        self.deeper(|parser| {
            if parser.is_word("lambda") {
                return Err(Stop::Unknown("a lambda"));
            }
            let body = parser.disjunction()?;
            if parser.is_op(":=") {
                return Err(Stop::Unknown(super::names::ASSIGNS));
            }
            if !parser.take_word("if") {
                return Ok(body);
            }
            let condition = Box::new(parser.disjunction()?);
            parser.expect_word("else")?;
            let otherwise = Box::new(parser.expression()?);
            let at = body.at;
            Ok(Expr { kind: ExprKind::IfElse { condition, body: Box::new(body), otherwise }, at })
        })
    }

    pub(super) fn disjunction(&mut self) -> Result<Expr, Stop> {
        self.joined("or", |parser| parser.joined("and", Self::inversion, ExprKind::And), ExprKind::Or)
    }

    fn joined(
        &mut self,
        word: &str,
        read: impl Fn(&mut Self) -> Result<Expr, Stop>,
        make: fn(Vec<Expr>) -> ExprKind,
    ) -> Result<Expr, Stop> {
        let first = read(self)?;
        if !self.is_word(word) {
            return Ok(first);
        }
        let at = first.at;
        let mut items = Vec::from([first]);
        while self.take_word(word) {
            items.push(read(self)?);
        }
        Ok(Expr { kind: make(items), at })
    }

    fn inversion(&mut self) -> Result<Expr, Stop> {
        let at = self.at();
        if self.take_word("not") {
            let operand = self.deeper(Self::inversion)?;
            return Ok(Expr { kind: ExprKind::Unary(UnaryOp::Not, Box::new(operand)), at });
        }
        let first = self.binary(0)?;
        let mut rest = Vec::new();
        while let Some(op) = self.comparison() {
            rest.push((op, self.binary(0)?));
        }
        if rest.is_empty() {
            return Ok(first);
        }
        let at = first.at;
        Ok(Expr { kind: ExprKind::Compare(Box::new(first), rest), at })
    }

    fn comparison(&mut self) -> Option<CompareOp> {
        let second = self.tokens.get(self.next.saturating_add(1)).map(|token| &token.kind);
        let (op, words) = match self.peek() {
            TokenKind::Op("==") => (CompareOp::Eq, 1),
            TokenKind::Op("!=") => (CompareOp::NotEq, 1),
            TokenKind::Op("<") => (CompareOp::Less, 1),
            TokenKind::Op("<=") => (CompareOp::LessEq, 1),
            TokenKind::Op(">") => (CompareOp::Greater, 1),
            TokenKind::Op(">=") => (CompareOp::GreaterEq, 1),
            TokenKind::Name("in") => (CompareOp::In, 1),
            TokenKind::Name("not") if second == Some(&TokenKind::Name("in")) => (CompareOp::NotIn, 2),
            TokenKind::Name("is") if second == Some(&TokenKind::Name("not")) => (CompareOp::IsNot, 2),
            TokenKind::Name("is") => (CompareOp::Is, 1),
            _ => return None,
        };
        self.next = self.next.saturating_add(words);
        Some(op)
    }

    /// Operators that bind at least this closely, from the left.
    pub(super) fn binary(&mut self, level: u8) -> Result<Expr, Stop> {
        let mut left = self.unary()?;
        let mut first = true;
        while let TokenKind::Op(op) = self.peek() {
            let Some((op, binds)) = binary_op(op).filter(|(_, binds)| *binds >= level) else {
                break;
            };
            if !first {
                self.link()?;
            }
            first = false;
            self.advance();
            let right = self.binary(binds.saturating_add(1))?;
            let at = left.at;
            left = Expr { kind: ExprKind::Binary(Box::new(left), op, Box::new(right)), at };
        }
        Ok(left)
    }

    fn unary(&mut self) -> Result<Expr, Stop> {
        let at = self.at();
        let op = match self.peek() {
            TokenKind::Op("-") => UnaryOp::Minus,
            TokenKind::Op("+") => UnaryOp::Plus,
            TokenKind::Op("~") => UnaryOp::Invert,
            TokenKind::Name("await") => return Err(Stop::Unknown("await")),
            _ => return self.power(),
        };
        self.advance();
        let operand = self.deeper(Self::unary)?;
        Ok(Expr { kind: ExprKind::Unary(op, Box::new(operand)), at })
    }

    fn power(&mut self) -> Result<Expr, Stop> {
        let base = self.primary()?;
        if !self.take_op("**") {
            return Ok(base);
        }
        let exponent = self.deeper(Self::unary)?;
        let at = base.at;
        Ok(Expr { kind: ExprKind::Binary(Box::new(base), BinaryOp::Pow, Box::new(exponent)), at })
    }

    /// An atom and what follows it: `.a`, `(a)`, `[a]`.
    fn primary(&mut self) -> Result<Expr, Stop> {
        let mut expr = self.atom()?;
        let mut first = true;
        loop {
            let at = expr.at;
            let kind = if self.take_op(".") {
                ExprKind::Attribute(Box::new(expr), self.name()?)
            } else if self.take_op("(") {
                let (args, keywords) = self.arguments()?;
                ExprKind::Call { function: Box::new(expr), args, keywords }
            } else if self.take_op("[") {
                self.subscript(expr)?
            } else {
                return Ok(expr);
            };
            if !first {
                self.link()?;
            }
            first = false;
            expr = Expr { kind, at };
        }
    }

    fn arguments(&mut self) -> Result<(Vec<Expr>, Vec<Keyword>), Stop> {
        let (mut args, mut keywords): (Vec<Expr>, Vec<Keyword>) = (Vec::new(), Vec::new());
        while !self.take_op(")") {
            if self.is_op("*") || self.is_op("**") {
                return Err(Stop::Unknown("arguments by `*`"));
            }
            let at = self.at();
            let assigns =
                self.tokens.get(self.next.saturating_add(1)).is_some_and(|next| next.kind == TokenKind::Op("="));
            if assigns {
                let name = self.name()?;
                self.advance();
                if keywords.len() >= MAX_KEYWORDS {
                    return Err(Stop::Unknown("a call with very many named arguments"));
                }
                if keywords.iter().any(|keyword| keyword.name == name) {
                    return fault(at, ["the argument `", &name, "` is given twice"].concat());
                }
                keywords.push(Keyword { name, value: self.expression()? });
            } else {
                let arg = self.expression()?;
                if self.is_word("for") || self.is_word("async") {
                    let arg = self.comprehension(Collects::Generator, arg)?;
                    if !args.is_empty() || !keywords.is_empty() || !self.is_op(")") {
                        return fault(at, "a generator among arguments needs parentheses");
                    }
                    args.push(arg);
                } else if !keywords.is_empty() {
                    return fault(at, "an argument without a name follows one with a name");
                } else {
                    args.push(arg);
                }
            }
            if !self.take_op(",") && !self.is_op(")") {
                return self.unexpected();
            }
        }
        Ok((args, keywords))
    }

    fn subscript(&mut self, of: Expr) -> Result<ExprKind, Stop> {
        if self.is_op("]") {
            return self.unexpected();
        }
        let mut bounds: Vec<Option<Expr>> = Vec::new();
        loop {
            bounds.push(if self.is_op(":") || self.is_op("]") { None } else { Some(self.expression()?) });
            if !self.take_op(":") {
                break;
            }
            if bounds.len() >= 3 {
                return self.unexpected();
            }
            if self.is_op("]") {
                bounds.push(None);
                break;
            }
        }
        let mut bounds = bounds.into_iter();
        let first = bounds.next().flatten();
        let Some(second) = bounds.next() else {
            let Some(first) = first else { return self.unexpected() };
            let first = if self.is_op(",") { self.rest_of_tuple(first)? } else { first };
            self.expect_op("]")?;
            return Ok(ExprKind::Item(Box::new(of), Box::new(first)));
        };
        if self.is_op(",") {
            return Err(Stop::Unknown("several slices"));
        }
        self.expect_op("]")?;
        let third = bounds.next().flatten();
        Ok(ExprKind::Slice(Box::new(of), Box::new([first, second, third])))
    }

    pub(super) fn rest_of_tuple(&mut self, first: Expr) -> Result<Expr, Stop> {
        let at = first.at;
        let mut items = Vec::from([first]);
        while self.take_op(",") {
            if !self.begins_expression() {
                break;
            }
            items.push(self.expression()?);
        }
        Ok(Expr { kind: ExprKind::Tuple(items), at })
    }

    /// The operator of an assignment, if one follows: `=` is none, `+=` is `Add`.
    pub(super) fn assignment(&mut self) -> Option<Option<BinaryOp>> {
        let TokenKind::Op(op) = *self.peek() else {
            return None;
        };
        let operator = match op {
            "=" => None,
            _ => Some(binary_op(op.strip_suffix('=')?).map(|(op, _)| op).or(if op == "**=" {
                Some(BinaryOp::Pow)
            } else {
                None
            })?),
        };
        self.advance();
        Some(operator)
    }
}

fn binary_op(op: &str) -> Option<(BinaryOp, u8)> {
    Some(match op {
        "|" => (BinaryOp::BitOr, 0),
        "^" => (BinaryOp::BitXor, 1),
        "&" => (BinaryOp::BitAnd, 2),
        "<<" => (BinaryOp::ShiftLeft, 3),
        ">>" => (BinaryOp::ShiftRight, 3),
        "+" => (BinaryOp::Add, 4),
        "-" => (BinaryOp::Sub, 4),
        "*" => (BinaryOp::Mul, 5),
        "/" => (BinaryOp::Div, 5),
        "//" => (BinaryOp::FloorDiv, 5),
        "%" => (BinaryOp::Mod, 5),
        "@" => (BinaryOp::MatMul, 5),
        _ => return None,
    })
}

/// An expression as what is assigned to.
pub(super) fn target(expr: Expr) -> Result<Target, Stop> {
    let at = expr.at;
    let kind = match expr.kind {
        ExprKind::Name(name) => TargetKind::Name(name),
        ExprKind::Tuple(items) | ExprKind::List(items) => {
            TargetKind::Unpack(items.into_iter().map(target).collect::<Result<_, _>>()?)
        }
        ExprKind::Item(of, index) => TargetKind::Item(of, index),
        ExprKind::Attribute(..) => TargetKind::Undecided("an attribute is assigned"),
        ExprKind::Slice(..) => TargetKind::Undecided("a slice is assigned"),
        _ => return fault(at, "this cannot be assigned to"),
    };
    Ok(Target { kind, at })
}
