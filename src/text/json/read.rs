//! The reader: one pass over the text, recursion bounded by depth.

use alloc::{
    borrow::Cow,
    string::{String, ToString as _},
    vec::Vec,
};
use core::fmt;

use super::{Json, MAX_DEPTH, MAX_MEMBERS, decimal, plain_len};

/// Where and why a text is not JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
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

/// Reads the value of a member. A `dyn`, so that reading an object is compiled once, and not for each who reads one.
type ReadMember<'r, 'a> = dyn FnMut(&mut Reader<'a>, Cow<'a, str>) -> Result<(), JsonError> + 'r;

/// A document while it is read. Whoever asks it for members or items reads the value of each.
pub(crate) struct Reader<'a> {
    text: &'a str,
    /// A byte offset, always on the border of a character.
    at: usize,
    /// How much deeper arrays and objects may nest.
    depth: u8,
}

impl<'a> Reader<'a> {
    /// Reads a document that consists of what `read` takes off it.
    pub(crate) fn document<T>(
        text: &'a str,
        read: impl FnOnce(&mut Reader<'a>) -> Result<T, JsonError>,
    ) -> Result<T, JsonError> {
        let mut reader = Reader { text, at: 0, depth: MAX_DEPTH };
        reader.space();
        let value = read(&mut reader)?;
        reader.space();
        match reader.peek() {
            None => Ok(value),
            Some(_) => Err(reader.error("the end of the document")),
        }
    }

    /// Whether the next value is an object.
    pub(crate) fn at_object(&self) -> bool {
        self.peek() == Some(b'{')
    }

    /// Whether the next value is an array.
    pub(crate) fn at_array(&self) -> bool {
        self.peek() == Some(b'[')
    }

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

    /// The next value, whatever it is.
    pub(crate) fn value(&mut self) -> Result<Json<'a>, JsonError> {
        match self.peek() {
            Some(b'"') => Ok(Json::String(self.string()?)),
            Some(b'{') => {
                let mut members = Vec::new();
                self.members(&mut |reader, key| {
                    members.push((key, reader.value()?));
                    Ok(())
                })?;
                Ok(Json::Object(members))
            }
            Some(b'[') => {
                let mut items = Vec::new();
                self.items(&mut |reader| {
                    items.push(reader.value()?);
                    Ok(())
                })?;
                Ok(Json::Array(items))
            }
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

    /// The items of the array that is next; `each` reads one.
    pub(crate) fn items(
        &mut self,
        each: &mut dyn FnMut(&mut Reader<'a>) -> Result<(), JsonError>,
    ) -> Result<(), JsonError> {
        self.enter()?;
        if !self.eat(b']') {
            loop {
                self.space();
                each(self)?;
                self.space();
                if self.eat(b']') {
                    break;
                }
                if !self.eat(b',') {
                    return Err(self.error("`,` or `]`"));
                }
            }
        }
        self.leave();
        Ok(())
    }

    /// The members of the object that is next; `each` is given a key and reads its value.
    pub(crate) fn members(&mut self, each: &mut ReadMember<'_, 'a>) -> Result<(), JsonError> {
        self.enter()?;
        if !self.eat(b'}') {
            let mut left = MAX_MEMBERS;
            loop {
                self.space();
                if self.peek() != Some(b'"') {
                    return Err(self.error("a key in double quotes"));
                }
                left = left.checked_sub(1).ok_or_else(|| self.error("at most 256 members of an object"))?;
                let key = self.string()?;
                self.space();
                if !self.eat(b':') {
                    return Err(self.error("`:`"));
                }
                self.space();
                each(self, key)?;
                self.space();
                if self.eat(b'}') {
                    break;
                }
                if !self.eat(b',') {
                    return Err(self.error("`,` or `}`"));
                }
            }
        }
        self.leave();
        Ok(())
    }

    /// Steps over an opening bracket.
    fn enter(&mut self) -> Result<(), JsonError> {
        self.depth = self.depth.checked_sub(1).ok_or_else(|| self.error("at most 32 levels of nesting"))?;
        self.skip(1);
        self.space();
        Ok(())
    }

    fn leave(&mut self) {
        self.depth = self.depth.saturating_add(1);
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
        match rest.split_at_checked(plain_len(rest.as_bytes())) {
            Some((run, rest)) if !rest.is_empty() => {
                self.skip(run.len());
                Ok(run)
            }
            _ => Err(self.error("a closing quote")),
        }
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
