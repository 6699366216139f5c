//! JSON as Python's `json.loads` reads it: of a key that stands twice the last counts, and `NaN` is a number.

use alloc::{rc::Rc, string::String, vec::Vec};

use super::halt::{Halt, undecided};
use super::object::Object;
use crate::project::template::Int;

const MAX_DEPTH: usize = 60;

/// The value; nothing where the text is no JSON.
pub(crate) fn read(text: &str) -> Result<Option<Object>, Halt> {
    let mut reader = Reader { rest: text, depth: 0 };
    reader.space();
    match reader.value() {
        Ok(value) => {
            reader.space();
            Ok(reader.rest.is_empty().then_some(value))
        }
        Err(Stop::Wrong) => Ok(None),
        Err(Stop::Undecided(reason)) => undecided(reason),
    }
}

enum Stop {
    Wrong,
    Undecided(&'static str),
}

struct Reader<'t> {
    rest: &'t str,
    depth: usize,
}

impl Reader<'_> {
    fn space(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
    }

    fn take(&mut self, text: &str) -> bool {
        match self.rest.strip_prefix(text) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn value(&mut self) -> Result<Object, Stop> {
        self.depth = self.depth.saturating_add(1);
        if self.depth > MAX_DEPTH {
            return Err(Stop::Undecided("JSON that is nested too deeply"));
        }
        let words = [
            ("null", Object::None),
            ("true", Object::Bool(true)),
            ("false", Object::Bool(false)),
            ("NaN", Object::Float(f64::NAN)),
            ("Infinity", Object::Float(f64::INFINITY)),
            ("-Infinity", Object::Float(f64::NEG_INFINITY)),
        ];
        let value = if self.take("{") {
            self.object()?
        } else if self.take("[") {
            self.array()?
        } else if self.take("\"") {
            Object::str(self.string()?)
        } else if let Some((_, value)) = words.into_iter().find(|(word, _)| self.take(word)) {
            value
        } else {
            self.number()?
        };
        self.depth = self.depth.saturating_sub(1);
        Ok(value)
    }

    fn array(&mut self) -> Result<Object, Stop> {
        let mut items = Vec::new();
        self.space();
        if self.take("]") {
            return Ok(Object::list(items));
        }
        loop {
            self.space();
            items.push(self.value()?);
            self.space();
            if self.take("]") {
                return Ok(Object::list(items));
            }
            if !self.take(",") {
                return Err(Stop::Wrong);
            }
        }
    }

    fn object(&mut self) -> Result<Object, Stop> {
        let mut pairs: Vec<(Object, Object)> = Vec::new();
        self.space();
        if self.take("}") {
            return Ok(Object::Dict(Rc::new(pairs)));
        }
        loop {
            self.space();
            if !self.take("\"") {
                return Err(Stop::Wrong);
            }
            let key = self.string()?;
            self.space();
            if !self.take(":") {
                return Err(Stop::Wrong);
            }
            self.space();
            let value = self.value()?;
            if pairs.len() > 1000 {
                return Err(Stop::Undecided("a large JSON object"));
            }
            match pairs.iter_mut().find(|pair| pair.0.text().is_some_and(|known| **known == *key)) {
                Some(pair) => pair.1 = value,
                None => pairs.push((Object::str(key), value)),
            }
            self.space();
            if self.take("}") {
                return Ok(Object::Dict(Rc::new(pairs)));
            }
            if !self.take(",") {
                return Err(Stop::Wrong);
            }
        }
    }

    fn string(&mut self) -> Result<String, Stop> {
        let mut out = String::new();
        loop {
            let mut chars = self.rest.chars();
            let c = chars.next().ok_or(Stop::Wrong)?;
            self.rest = chars.as_str();
            match c {
                '"' => return Ok(out),
                '\\' => {
                    let escape = chars.next().ok_or(Stop::Wrong)?;
                    self.rest = chars.as_str();
                    out.push(match escape {
                        '"' | '\\' | '/' => escape,
                        'b' => '\x08',
                        'f' => '\x0c',
                        'n' => '\n',
                        'r' => '\r',
                        't' => '\t',
                        'u' => self.code()?,
                        _ => return Err(Stop::Wrong),
                    });
                }
                '\0'..='\x1f' => return Err(Stop::Wrong),
                _ => out.push(c),
            }
        }
    }

    fn code(&mut self) -> Result<char, Stop> {
        let first = self.hex()?;
        if !(0xd800..0xe000).contains(&first) {
            return char::from_u32(first).ok_or(Stop::Wrong);
        }
        if first < 0xdc00 && self.take("\\u") {
            let second = self.hex()?;
            if (0xdc00..0xe000).contains(&second) {
                let high = first.saturating_sub(0xd800).saturating_mul(0x400);
                let code = high.saturating_add(second.saturating_sub(0xdc00)).saturating_add(0x1_0000);
                return char::from_u32(code).ok_or(Stop::Wrong);
            }
        }
        Err(Stop::Undecided("half a character in JSON"))
    }

    fn hex(&mut self) -> Result<u32, Stop> {
        let (digits, rest) = self.rest.split_at_checked(4).ok_or(Stop::Wrong)?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(Stop::Wrong);
        }
        self.rest = rest;
        u32::from_str_radix(digits, 16).map_err(|_| Stop::Wrong)
    }

    fn number(&mut self) -> Result<Object, Stop> {
        let digits =
            |text: &str| text.len().saturating_sub(text.trim_start_matches(|c: char| c.is_ascii_digit()).len());
        let text = self.rest;
        let body = text.strip_prefix('-').unwrap_or(text);
        let whole = if body.starts_with('0') { 1 } else { digits(body) };
        if whole == 0 {
            return Err(Stop::Wrong);
        }
        let mut rest = body.get(whole..).unwrap_or_default();
        let mut fraction = false;
        if let Some(after) = rest.strip_prefix('.').filter(|after| digits(after) > 0) {
            rest = after.get(digits(after)..).unwrap_or_default();
            fraction = true;
        }
        if let Some(after) = rest.strip_prefix(['e', 'E']) {
            let after = after.strip_prefix(['+', '-']).unwrap_or(after);
            if digits(after) > 0 {
                rest = after.get(digits(after)..).unwrap_or_default();
                fraction = true;
            }
        }
        let number = text.get(..text.len().saturating_sub(rest.len())).unwrap_or_default();
        self.rest = rest;
        if fraction {
            return number.parse().map(Object::Float).map_err(|_| Stop::Wrong);
        }
        Int::parse(number).map(Object::Int).ok_or(Stop::Wrong)
    }
}
