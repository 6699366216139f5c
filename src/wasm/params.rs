//! Parameters as they cross from JavaScript: bytes, in this form.
//!
//! ```text
//! mint    = ("d" text)? set*                     a ttl as its text, and any number of sets
//! set     = "p" count (name value)*
//! name    = text | ff ff                         a name; or the next of the template's, which it usually is
//! value   = "s" text | "n" text | "i" text       string, number, BigInt
//!         | "t" | "f"                            true, false
//!         | "a" count value*                     array
//!         | "u" | "0" | "x"                      undefined, null, anything else
//! text    = count byte*                          UTF-8
//! count   = byte byte                            the lower one first
//! ```

use std::borrow::Cow;

use super::input::Input;
use crate::error::Error;
use crate::mint::value::{Number, Value};
use crate::text::secret::shown;

/// The largest integer that a JavaScript number holds with every digit.
const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// Stands for a name that is the next of the template's.
const NEXT: usize = 0xffff;

type Set<'p> = Vec<(&'p str, Value<'p>)>;

/// A ttl as its text, and the sets, which are read one by one. `names` are the template's.
pub(super) fn read<'p>(
    bytes: &'p [u8],
    names: &'p [String],
) -> (Option<&'p str>, impl Iterator<Item = Result<Set<'p>, Error>>) {
    let mut reader = Reader { input: Input(bytes), names };
    let ttl = reader.input.eat(b'd').then(|| reader.input.text().unwrap_or_default());
    (ttl, std::iter::from_fn(move || reader.set().transpose()))
}

struct Reader<'p> {
    input: Input<'p>,
    names: &'p [String],
}

impl<'p> Reader<'p> {
    fn set(&mut self) -> Result<Option<Set<'p>>, Error> {
        if self.input.0.is_empty() {
            return Ok(None);
        }
        let count = self.input.tag().filter(|tag| *tag == b'p').and_then(|_| self.input.count()).ok_or_else(garbled)?;
        let mut set = Vec::with_capacity(count.min(crate::mint::template::MAX_PARAMS));
        for index in 0..count {
            let name = self.name(index).ok_or_else(garbled)?;
            set.push((name, self.value(name, 0)?));
        }
        Ok(Some(set))
    }

    fn name(&mut self, index: usize) -> Option<&'p str> {
        match self.input.count()? {
            NEXT => self.names.get(index).map(String::as_str),
            len => self.input.bytes(len),
        }
    }

    fn value(&mut self, name: &str, depth: u8) -> Result<Value<'p>, Error> {
        let refuse = |reason| Err(refused(name, reason));
        match self.input.tag() {
            Some(b's') => Ok(Value::Text(Cow::Borrowed(self.input.text().ok_or_else(garbled)?))),
            Some(b'n') => {
                let text = self.input.text().ok_or_else(garbled)?;
                let digits = text.strip_prefix('-').unwrap_or(text);
                let integer = digits.bytes().all(|byte| byte.is_ascii_digit());
                // What not even 64 bits hold has lost as much.
                if integer && digits.parse().map_or(true, |digits: u64| digits > MAX_SAFE_INTEGER) {
                    return refuse("is a number that has lost digits already; pass a BigInt or a decimal string");
                }
                match Number::parse(text) {
                    Some(number) => Ok(Value::Number(number)),
                    None => refuse("is not a finite number; every placeholder needs a value"),
                }
            }
            Some(b'i') => Ok(Value::Number(self.input.text().and_then(Number::parse).ok_or_else(garbled)?)),
            Some(b't') => Ok(Value::Bool(true)),
            Some(b'f') => Ok(Value::Bool(false)),
            Some(b'a') if depth >= 8 => refuse("is nested too deeply"),
            Some(b'a') => {
                let count = self.input.count().ok_or_else(garbled)?;
                (0..count).map(|_| self.value(name, depth.saturating_add(1))).collect::<Result<_, _>>().map(Value::List)
            }
            Some(b'u') => refuse("is undefined; every placeholder needs a value"),
            Some(b'0') => refuse("is null; every placeholder needs a value"),
            _ => refuse("has to be a string, number or boolean"),
        }
    }
}

#[cold]
#[inline(never)]
fn refused(name: &str, reason: &'static str) -> Error {
    Error::Param { name: shown(name).to_string(), reason: reason.into() }
}

/// The package writes this form, so this is a fault of the package, not of the caller's values.
#[cold]
fn garbled() -> Error {
    Error::Option { name: "params", reason: "is not an object of names and values".into() }
}
