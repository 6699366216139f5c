//! The reader: one pass over the text, recursion bounded by depth.

use alloc::{
    borrow::Cow,
    string::{String, ToString as _},
    vec::Vec,
};
use core::fmt;

use super::{Json, MAX_DEPTH, MAX_MEMBERS, decimal};

pub(super) fn document(text: &str) -> Result<Json<'_>, JsonError> {
    let mut reader = Reader { text, at: 0 };
    reader.space();
    let value = reader.value(MAX_DEPTH)?;
    reader.space();
    match reader.peek() {
        None => Ok(value),
        Some(_) => Err(reader.error("the end of the document")),
    }
}

/// Where and why a text is not JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonError {
    /// What was expected there.
    pub expected: &'static str,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

impl JsonError {
    /// What is wrong and where, behind what is not JSON.
    pub(crate) fn message(&self, subject: &str) -> String {
        let (line, column) = (decimal(self.line as u64), decimal(self.column as u64));
        [subject, "expected ", self.expected, " at line ", &line, ", column ", &column].concat()
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(""))
    }
}

impl core::error::Error for JsonError {}

struct Reader<'a> {
    text: &'a str,
    /// A byte offset, always on the border of a character.
    at: usize,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip(&mut self, bytes: usize) {
        self.at = self.at.saturating_add(bytes);
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        if found {
            self.skip(1);
        }
        found
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.skip(1);
        }
    }

    #[cold]
    fn error(&self, expected: &'static str) -> JsonError {
        let before = self.text.get(..self.at).unwrap_or(self.text);
        JsonError {
            expected,
            line: before.bytes().filter(|byte| *byte == b'\n').count().saturating_add(1),
            column: before.chars().rev().take_while(|c| *c != '\n').count().saturating_add(1),
        }
    }

    fn value(&mut self, depth: u8) -> Result<Json<'a>, JsonError> {
        match self.peek() {
            Some(b'"') => Ok(Json::String(self.string()?)),
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'-' | b'0'..=b'9') => Ok(Json::Number(Cow::Borrowed(self.number()?))),
            Some(b't') => self.word("true", Json::Bool(true)),
            Some(b'f') => self.word("false", Json::Bool(false)),
            Some(b'n') => self.word("null", Json::Null),
            _ => Err(self.error("a JSON value")),
        }
    }

    fn word(&mut self, word: &'static str, value: Json<'a>) -> Result<Json<'a>, JsonError> {
        if self.text.get(self.at..).is_some_and(|rest| rest.starts_with(word)) {
            self.skip(word.len());
            Ok(value)
        } else {
            Err(self.error(word))
        }
    }

    fn deeper(&self, depth: u8) -> Result<u8, JsonError> {
        depth.checked_sub(1).ok_or_else(|| self.error("at most 32 levels of nesting"))
    }

    fn array(&mut self, depth: u8) -> Result<Json<'a>, JsonError> {
        let depth = self.deeper(depth)?;
        self.skip(1);
        let mut items = Vec::new();
        self.space();
        if self.eat(b']') {
            return Ok(Json::Array(items));
        }
        loop {
            self.space();
            items.push(self.value(depth)?);
            self.space();
            if self.eat(b']') {
                return Ok(Json::Array(items));
            }
            if !self.eat(b',') {
                return Err(self.error("`,` or `]`"));
            }
        }
    }

    fn object(&mut self, depth: u8) -> Result<Json<'a>, JsonError> {
        let depth = self.deeper(depth)?;
        self.skip(1);
        let mut members = Vec::new();
        self.space();
        if self.eat(b'}') {
            return Ok(Json::Object(members));
        }
        loop {
            self.space();
            if self.peek() != Some(b'"') {
                return Err(self.error("a key in double quotes"));
            }
            if members.len() >= MAX_MEMBERS {
                return Err(self.error("at most 256 members of an object"));
            }
            let key = self.string()?;
            self.space();
            if !self.eat(b':') {
                return Err(self.error("`:`"));
            }
            self.space();
            members.push((key, self.value(depth)?));
            self.space();
            if self.eat(b'}') {
                return Ok(Json::Object(members));
            }
            if !self.eat(b',') {
                return Err(self.error("`,` or `}`"));
            }
        }
    }

    fn digits(&mut self) -> Result<(), JsonError> {
        if !matches!(self.peek(), Some(b'0'..=b'9')) {
            return Err(self.error("a digit"));
        }
        while let Some(b'0'..=b'9') = self.peek() {
            self.skip(1);
        }
        Ok(())
    }

    fn number(&mut self) -> Result<&'a str, JsonError> {
        let start = self.at;
        self.eat(b'-');
        if !self.eat(b'0') {
            self.digits()?;
        }
        if self.eat(b'.') {
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.skip(1);
            if let Some(b'+' | b'-') = self.peek() {
                self.skip(1);
            }
            self.digits()?;
        }
        self.text.get(start..self.at).ok_or_else(|| self.error("a number"))
    }

    /// The characters up to the next quote, escape or control character.
    fn run(&mut self) -> Result<&'a str, JsonError> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let len = rest
            .bytes()
            .position(|byte| byte == b'"' || byte == b'\\' || byte < 0x20)
            .ok_or_else(|| self.error("a closing quote"))?;
        self.skip(len);
        Ok(rest.get(..len).unwrap_or_default())
    }

    fn string(&mut self) -> Result<Cow<'a, str>, JsonError> {
        self.skip(1);
        let run = self.run()?;
        if self.eat(b'"') {
            return Ok(Cow::Borrowed(run));
        }
        let mut text = run.to_string();
        loop {
            if self.eat(b'"') {
                return Ok(Cow::Owned(text));
            }
            if !self.eat(b'\\') {
                return Err(self.error("no control character in a string"));
            }
            text.push(self.escape()?);
            text.push_str(self.run()?);
        }
    }

    fn escape(&mut self) -> Result<char, JsonError> {
        let escaped = self.peek();
        self.skip(1);
        Ok(match escaped {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(),
            _ => {
                self.at = self.at.saturating_sub(1);
                return Err(self.error("one of the escapes \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u"));
            }
        })
    }

    fn unicode(&mut self) -> Result<char, JsonError> {
        const SURROGATES: &str = "surrogates in pairs";
        let unit = self.hex4()?;
        if let Some(scalar) = char::from_u32(unit) {
            return Ok(scalar);
        }
        if !(self.eat(b'\\') && self.eat(b'u')) {
            return Err(self.error(SURROGATES));
        }
        let units = [unit, self.hex4()?].map(|unit| u16::try_from(unit).unwrap_or(0));
        match char::decode_utf16(units).next() {
            Some(Ok(scalar)) => Ok(scalar),
            _ => Err(self.error(SURROGATES)),
        }
    }

    fn hex4(&mut self) -> Result<u32, JsonError> {
        let mut unit = 0_u32;
        for _ in 0..4 {
            let digit = self.peek().and_then(|byte| char::from(byte).to_digit(16));
            let digit = digit.ok_or_else(|| self.error("four hexadecimal digits"))?;
            unit = unit << 4 | digit;
            self.skip(1);
        }
        Ok(unit)
    }
}
