//! The smallest parts of an expression: names, literals, and what stands in brackets.

use alloc::{boxed::Box, string::String, vec::Vec};

use super::cursor::Cursor;
use super::expression::{Collects, Expr, ExprKind, FormatPart, Int, UnaryOp};
use super::fault::{Stop, fault};
use super::grammar::{MAX_DEPTH, Parser, target};
use super::literal::{self, Escape};
use super::token::{Ending, TokenKind};
use super::tree::{Target, TargetKind};
use crate::project::position::Position;
use crate::project::value::Value;

impl Parser<'_> {
    pub(super) fn atom(&mut self) -> Result<Expr, Stop> {
        let at = self.at();
        let kind = match self.peek().clone() {
            TokenKind::Int(int) => ExprKind::Int(int),
            TokenKind::Float(float) => ExprKind::Float(float),
            TokenKind::Str(_) | TokenKind::Format { .. } => return self.strings(at),
            TokenKind::Name("None") => ExprKind::None,
            TokenKind::Name("True") => ExprKind::Bool(true),
            TokenKind::Name("False") => ExprKind::Bool(false),
            TokenKind::Name("yield") => return Err(Stop::Unknown("yield")),
            TokenKind::Name(_) => return Ok(Expr { kind: ExprKind::Name(self.name()?), at }),
            TokenKind::Op("(") => return self.parenthesized(at),
            TokenKind::Op("[") => return self.list(at),
            TokenKind::Op("{") => return self.braced(at),
            TokenKind::Op("*") => return Err(Stop::Unknown("a `*` before an expression")),
            TokenKind::Op("...") => return Err(Stop::Unknown("an ellipsis")),
            _ => return self.unexpected(),
        };
        self.advance();
        Ok(Expr { kind, at })
    }

    fn parenthesized(&mut self, at: Position) -> Result<Expr, Stop> {
        self.advance();
        if self.take_op(")") {
            return Ok(Expr { kind: ExprKind::Tuple(Vec::new()), at });
        }
        let mut inside = self.expression()?;
        if self.is_word("for") || self.is_word("async") {
            inside = self.comprehension(Collects::Generator, inside)?;
        } else if self.is_op(",") {
            inside = self.rest_of_tuple(inside)?;
        }
        self.expect_op(")")?;
        inside.at = at;
        Ok(inside)
    }

    fn list(&mut self, at: Position) -> Result<Expr, Stop> {
        self.advance();
        let mut items = Vec::new();
        while !self.take_op("]") {
            let item = self.expression()?;
            if items.is_empty() && (self.is_word("for") || self.is_word("async")) {
                let mut list = self.comprehension(Collects::List, item)?;
                self.expect_op("]")?;
                list.at = at;
                return Ok(list);
            }
            items.push(item);
            if !self.take_op(",") && !self.is_op("]") {
                return self.unexpected();
            }
        }
        Ok(Expr { kind: ExprKind::List(items), at })
    }

    /// A dict or a set.
    fn braced(&mut self, at: Position) -> Result<Expr, Stop> {
        self.advance();
        let (mut items, mut pairs) = (Vec::new(), Vec::new());
        while !self.take_op("}") {
            if self.is_op("**") {
                return Err(Stop::Unknown("`**` in a dict"));
            }
            let key = self.expression()?;
            if items.is_empty() && self.take_op(":") {
                let value = self.expression()?;
                if self.is_word("for") || self.is_word("async") {
                    return Err(Stop::Unknown("a dict comprehension"));
                }
                pairs.push((key, value));
            } else if !pairs.is_empty() {
                return self.unexpected();
            } else if items.is_empty() && (self.is_word("for") || self.is_word("async")) {
                let mut set = self.comprehension(Collects::Set, key)?;
                self.expect_op("}")?;
                set.at = at;
                return Ok(set);
            } else {
                items.push(key);
            }
            if !self.take_op(",") && !self.is_op("}") {
                return self.unexpected();
            }
        }
        let kind = if items.is_empty() { ExprKind::Dict(pairs) } else { ExprKind::Set(items) };
        Ok(Expr { kind, at })
    }

    /// What follows the element of a comprehension.
    pub(super) fn comprehension(&mut self, collects: Collects, element: Expr) -> Result<Expr, Stop> {
        if self.is_word("async") {
            return Err(Stop::Unknown("an asynchronous comprehension"));
        }
        self.expect_word("for")?;
        let target = Box::new(self.for_target()?);
        self.expect_word("in")?;
        let iterable = Box::new(self.disjunction()?);
        let mut conditions = Vec::new();
        while self.take_word("if") {
            conditions.push(self.disjunction()?);
        }
        if self.is_word("for") || self.is_word("async") {
            return Err(Stop::Unknown("a comprehension with two loops"));
        }
        let at = element.at;
        Ok(Expr {
            kind: ExprKind::Comprehension { collects, element: Box::new(element), target, iterable, conditions },
            at,
        })
    }

    /// What `for` assigns to: everything before `in`.
    pub(super) fn for_target(&mut self) -> Result<Target, Stop> {
        let at = self.at();
        let mut items = Vec::from([self.binary(0)?]);
        let mut several = false;
        while self.take_op(",") {
            several = true;
            if self.is_word("in") {
                break;
            }
            items.push(self.binary(0)?);
        }
        let first = items.pop();
        match first {
            Some(only) if items.is_empty() && !several => target(only),
            Some(last) => {
                items.push(last);
                let items = items.into_iter().map(target).collect::<Result<Vec<_>, Stop>>()?;
                Ok(Target { kind: TargetKind::Unpack(items), at })
            }
            None => self.unexpected(),
        }
    }

    /// Strings that follow each other are one.
    fn strings(&mut self, at: Position) -> Result<Expr, Stop> {
        let (mut text, mut parts, mut formats) = (String::new(), Vec::new(), false);
        loop {
            match self.peek().clone() {
                TokenKind::Str(piece) => text.push_str(&piece),
                TokenKind::Format { inside, start, raw } => {
                    formats = true;
                    self.format(inside, start, raw, at, &mut text, &mut parts)?;
                }
                _ => break,
            }
            self.advance();
        }
        if !formats {
            return Ok(Expr { kind: ExprKind::Str(text), at });
        }
        if !text.is_empty() {
            parts.push(FormatPart::Text(text));
        }
        Ok(Expr { kind: ExprKind::Format(parts), at })
    }

    fn format(
        &mut self,
        inside: &str,
        start: usize,
        raw: bool,
        at: Position,
        text: &mut String,
        parts: &mut Vec<FormatPart>,
    ) -> Result<(), Stop> {
        let mut offset = 0_usize;
        loop {
            let rest = inside.get(offset..).unwrap_or_default();
            let len = rest.find(['{', '}']).unwrap_or(rest.len());
            let piece = rest.get(..len).unwrap_or_default();
            if raw {
                text.push_str(piece);
            } else {
                match literal::unescape(piece) {
                    Ok(piece) => text.push_str(&piece),
                    Err(Escape::Broken) => return fault(at, "an escape in a string is not complete"),
                    Err(Escape::Unknown) => return Err(Stop::Unknown("an escape by name or of half a character")),
                }
            }
            let rest = rest.get(len..).unwrap_or_default();
            offset = offset.saturating_add(len);
            if rest.is_empty() {
                return Ok(());
            }
            if rest.starts_with("{{") || rest.starts_with("}}") {
                text.push_str(rest.get(..1).unwrap_or_default());
                offset = offset.saturating_add(2);
                continue;
            }
            if rest.starts_with('}') {
                return fault(at, "a single `}` in an f-string");
            }
            let Some(end) = rest.find('}') else {
                return fault(at, "a `{` in an f-string is never closed");
            };
            let source = rest.get(1..end).unwrap_or_default();
            if source.contains(['\\', '#']) {
                return fault(at, "an expression in an f-string may have no backslash and no comment");
            }
            if source.contains(['!', ':', '=', '{', '"', '\'']) {
                return Err(Stop::Unknown("a conversion, a format or a string within an f-string"));
            }
            let begins = start.saturating_add(offset).saturating_add(1);
            let ends = start.saturating_add(offset).saturating_add(end);
            let mut inner = Parser::new(self.text, begins, ends, Ending::Line, &mut self.cursor)?;
            inner.depth = self.depth.saturating_add(1);
            if inner.depth >= MAX_DEPTH {
                return Err(Stop::Unknown("an expression that is nested too deeply"));
            }
            let value = inner.expressions()?;
            inner.end()?;
            if !text.is_empty() {
                parts.push(FormatPart::Text(core::mem::take(text)));
            }
            parts.push(FormatPart::Value(value));
            offset = offset.saturating_add(end).saturating_add(1);
        }
    }
}

/// A list of literals, as `ast.literal_eval` reads one: nothing where it is none.
pub(crate) fn read_list(text: &str) -> Result<Option<Vec<Value>>, &'static str> {
    let mut cursor = Cursor::new(text, &[]);
    let read = Parser::new(text, 0, text.len(), Ending::Line, &mut cursor).and_then(|mut parser| {
        let expr = parser.expressions()?;
        parser.end()?;
        Ok(expr)
    });
    match read.map(|expr| expr.kind) {
        Ok(ExprKind::List(items)) => Ok(items.iter().map(constant).collect()),
        Ok(_) | Err(Stop::Fault(_)) => Ok(None),
        Err(Stop::Unknown(reason)) => Err(reason),
    }
}

fn constant(expr: &Expr) -> Option<Value> {
    Some(match &expr.kind {
        ExprKind::None => Value::None,
        ExprKind::Bool(value) => Value::Bool(*value),
        ExprKind::Int(int) => Value::Int(int.clone()),
        ExprKind::Float(float) => Value::Float(*float),
        ExprKind::Str(text) => Value::Text(text.clone()),
        ExprKind::Unary(UnaryOp::Minus, operand) => match constant(operand)? {
            Value::Int(int) => Value::Int(Int::parse(&["-", &*int.to_text()].concat())?),
            Value::Float(float) => Value::Float(-float),
            _ => return None,
        },
        ExprKind::Unary(UnaryOp::Plus, operand) => constant(operand)?,
        _ => return None,
    })
}
