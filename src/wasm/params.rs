//! Parameters as they cross from JavaScript: bytes, in this form.
//!
//! ```text
//! mint    = ("d" text | "n" text)? set*          a ttl, as words or as a number, and any number of sets
//! set     = "p" count (name value)*
//! name    = text | ff ff                         a name; or the next of the template's, which it usually is
//! value   = "s" text | "n" text | "i" text       string, number, BigInt
//!         | "t" | "f"                            true, false
//!         | "a" count value*                     array
//!         | "u" | "0" | "h" | "l"                undefined, null, half of a surrogate pair, too long
//!         | "m" | "e" | "x"                      Date, what an array could be made of, anything else
//! text    = count byte*                          UTF-8
//! count   = byte byte                            the lower one first
//! ```

use std::borrow::Cow;

use super::input::Input;
use crate::error::Error;
use crate::mint::minter::Minter;
use crate::mint::value::{Number, Value};
use crate::mint::values::{Given, Values};

/// The largest integer that a JavaScript number holds with every digit.
const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// How deep lists may nest.
const MAX_DEPTH: u8 = 8;

const TOO_DEEP: &str = "is nested too deeply";

/// Stands for a name that is the next of the template's.
const NEXT: usize = 0xffff;

/// How long a token shall live, as it was given.
pub(super) enum Ttl<'p> {
    /// Such as `10m`.
    Text(&'p str),
    /// A number of seconds.
    Number(&'p str),
}

/// A ttl, and the sets, which are read one by one.
pub(super) fn read<'p>(
    bytes: &'p [u8],
    minter: &'p Minter,
) -> (Option<Ttl<'p>>, impl Iterator<Item = Result<Values<'p>, Error>>) {
    let mut reader = Reader { input: Input(bytes), minter };
    // What has no text is no ttl.
    let ttl = if reader.input.eat(b'd') {
        Some(Ttl::Text(reader.input.text().unwrap_or("")))
    } else if reader.input.eat(b'n') {
        Some(Ttl::Number(reader.input.text().unwrap_or("")))
    } else {
        None
    };
    (ttl, std::iter::from_fn(move || reader.set().transpose()))
}

struct Reader<'p> {
    input: Input<'p>,
    minter: &'p Minter,
}

impl<'p> Reader<'p> {
    /// A set. After an error, the reader stands somewhere inside of it, and must not be asked for another.
    fn set(&mut self) -> Result<Option<Values<'p>>, Error> {
        if self.input.0.is_empty() {
            return Ok(None);
        }
        let count = self.input.tag().filter(|tag| *tag == b'p').and_then(|_| self.input.count()).ok_or_else(garbled)?;
        let (names, mut read) = (self.minter.params(), Ok(()));
        let params = (0..count).map_while(|index| self.param(index).map_err(|error| read = Err(error)).ok());
        let values = Values::new(names, params);
        read?;
        values.map(Some)
    }

    /// A name and, of what is no value, why: the names are looked at first.
    fn param(&mut self, index: usize) -> Result<(&'p str, Given<'p>), Error> {
        let name = self.name(index).ok_or_else(garbled)?;
        Ok((name, self.value(name, 0)?))
    }

    fn name(&mut self, index: usize) -> Option<&'p str> {
        match self.input.count()? {
            NEXT => self.minter.params().get(index).map(String::as_str),
            len => self.input.bytes(len),
        }
    }

    /// A value. All of its form is read, whatever is wrong with it, since others stand behind it.
    fn value(&mut self, name: &str, depth: u8) -> Result<Given<'p>, Error> {
        Ok(match self.input.tag() {
            Some(b's') => Ok(Value::Text(Cow::Borrowed(self.input.text().ok_or_else(garbled)?))),
            Some(b'n') => {
                let text = self.input.text().ok_or_else(garbled)?;
                number(text, || self.minter.takes_floats(name))
            }
            Some(b'i') => Ok(Value::Number(self.input.text().and_then(Number::parse).ok_or_else(garbled)?)),
            Some(b't') => Ok(Value::Bool(true)),
            Some(b'f') => Ok(Value::Bool(false)),
            // Not read further: the package writes nothing that is deeper.
            Some(b'a') if depth >= MAX_DEPTH => return self.input.count().map(|_| Err(TOO_DEEP)).ok_or_else(garbled),
            Some(b'a') => {
                let count = self.input.count().ok_or_else(garbled)?;
                let mut items = Ok(Vec::new());
                for _ in 0..count {
                    let item = self.value(name, depth.saturating_add(1))?;
                    match (&mut items, item) {
                        (Ok(items), Ok(item)) => items.push(item),
                        (Ok(_), Err(reason)) => items = Err(reason),
                        (Err(_), _) => {}
                    }
                }
                items.map(Value::List)
            }
            Some(b'u') => Err("is undefined; every placeholder needs a value"),
            Some(b'0') => Err("is null; every placeholder needs a value"),
            Some(b'h') => Err("is not Unicode: it has half of a surrogate pair"),
            Some(b'l') => Err("is too long; all values of a token together have at most 16 KiB"),
            Some(b'm') => Err(
                "is a Date object; pass the text \"YYYY-MM-DD hh:mm:ss\" for a DateTime, and for a Date the text \"YYYY-MM-DD\"",
            ),
            Some(b'e') => Err("must be an array; pass `[...values]`"),
            Some(b'x') => Err("must be a string, number, boolean or array"),
            _ => return Err(garbled()),
        })
    }
}

/// A number as JavaScript writes it. Of an integer over 2⁵³, which from 1e21 on it writes with an exponent, digits are lost; that
/// matters to all but floats, which have no more of them.
fn number(text: &str, is_float: impl FnOnce() -> bool) -> Given<'_> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let lost = match digits.split_once(['e', 'E']) {
        Some((_, exponent)) => !exponent.starts_with('-'),
        // What not even 64 bits hold has lost as much.
        None if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            digits.parse().map_or(true, |digits: u64| digits > MAX_SAFE_INTEGER)
        }
        None => false,
    };
    match Number::parse(text) {
        Some(_) if lost && !is_float() => {
            Err("is a number that has lost digits already; pass a BigInt or a decimal string")
        }
        Some(number) => Ok(Value::Number(number)),
        None => Err("is not a finite number; every placeholder needs a value"),
    }
}

/// The package writes this form, and no set for what is none.
#[cold]
pub(super) fn garbled() -> Error {
    let reason = "must be an object of names and values; await a promise, and turn a Map or a form into one with \
                  Object.fromEntries";
    Error::Option { name: "params", reason: reason.into() }
}
