//! Parameters as they cross from JavaScript: one string for any number of them.
//!
//! ```text
//! sets    = set*
//! set     = "p" count ":" (text value)*          count entries of a name and a value
//! value   = "s" text | "n" text | "i" text       string, number, BigInt
//!         | "t" | "f"                            true, false
//!         | "a" count ":" value*                 array
//!         | "u" | "0" | "x"                      undefined, null, anything else
//! text    = length ":" characters                length in UTF-16 code units, as JavaScript counts
//! ```

use std::borrow::Cow;

use crate::Error;
use crate::static_token::shown;
use crate::value::{Number, Value};

/// The largest integer that a JavaScript number holds with every digit.
const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

type Set<'p> = Vec<(&'p str, Value<'p>)>;

/// Reads the sets one by one.
pub(super) fn read(text: &str) -> impl Iterator<Item = Result<Set<'_>, Error>> {
    let mut reader = Reader { rest: text };
    std::iter::from_fn(move || reader.set().transpose())
}

struct Reader<'p> {
    rest: &'p str,
}

impl<'p> Reader<'p> {
    fn set(&mut self) -> Result<Option<Set<'p>>, Error> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let count = self.tag().filter(|tag| *tag == 'p').and_then(|_| self.count()).ok_or_else(garbled)?;
        let mut set = Vec::with_capacity(count.min(crate::MAX_PARAMS));
        for _ in 0..count {
            let name = self.text().ok_or_else(garbled)?;
            set.push((name, self.value(name, 0)?));
        }
        Ok(Some(set))
    }

    fn value(&mut self, name: &str, depth: u8) -> Result<Value<'p>, Error> {
        let refuse = |reason: &'static str| Err(Error::Param { name: shown(name).to_string(), reason: reason.into() });
        match self.tag() {
            Some('s') => Ok(Value::Text(Cow::Borrowed(self.text().ok_or_else(garbled)?))),
            Some('n') => {
                let text = self.text().ok_or_else(garbled)?;
                let integer = text.strip_prefix('-').unwrap_or(text).bytes().all(|byte| byte.is_ascii_digit());
                if integer && text.trim_start_matches('-').parse().is_ok_and(|digits: u64| digits > MAX_SAFE_INTEGER) {
                    return refuse("is a number that has lost digits already; pass a BigInt or a decimal string");
                }
                match Number::parse(text) {
                    Some(number) => Ok(Value::Number(number)),
                    None => refuse("is not a finite number; every placeholder needs a value"),
                }
            }
            Some('i') => Ok(Value::Number(self.text().and_then(Number::parse).ok_or_else(garbled)?)),
            Some('t') => Ok(Value::Bool(true)),
            Some('f') => Ok(Value::Bool(false)),
            Some('a') if depth >= 8 => refuse("is nested too deeply"),
            Some('a') => {
                let count = self.count().ok_or_else(garbled)?;
                (0..count).map(|_| self.value(name, depth.saturating_add(1))).collect::<Result<_, _>>().map(Value::List)
            }
            Some('u') => refuse("is undefined; every placeholder needs a value"),
            Some('0') => refuse("is null; every placeholder needs a value"),
            _ => refuse("has to be a string, number or boolean"),
        }
    }

    fn tag(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let tag = chars.next()?;
        self.rest = chars.as_str();
        Some(tag)
    }

    fn count(&mut self) -> Option<usize> {
        let (count, rest) = self.rest.split_once(':')?;
        self.rest = rest;
        count.parse().ok()
    }

    fn text(&mut self) -> Option<&'p str> {
        let units = self.count()?;
        // In ASCII a code unit is a byte.
        let bytes = match self.rest.get(..units) {
            Some(text) if text.is_ascii() => units,
            _ => {
                let mut left = units;
                let mut bytes = 0_usize;
                for c in self.rest.chars() {
                    if left == 0 {
                        break;
                    }
                    left = left.checked_sub(c.len_utf16())?;
                    bytes = bytes.saturating_add(c.len_utf8());
                }
                bytes
            }
        };
        let (text, rest) = self.rest.split_at_checked(bytes)?;
        self.rest = rest;
        Some(text)
    }
}

/// The package writes this form, so this is a fault of the package, not of the caller's values.
#[cold]
fn garbled() -> Error {
    Error::Option { name: "params", reason: "is not an object of names and values".into() }
}
