//! A strict reader of JSON (RFC 8259) that keeps what matters for a token: every digit of a number, and both of two equal
//! keys, so that neither can be lost before it was judged.
//!
//! It is our own because serde_json loses both: its `Value` drops the first of two equal keys, and with `arbitrary_precision`,
//! which digits need, it takes `{"$serde_json::private::Number":"1"}` for a number. It would also add 31 kB to the module.
//!
//! It refuses what lenient readers let pass: nesting deeper than [`MAX_DEPTH`], more than [`MAX_MEMBERS`] in an object, lone
//! surrogates, control characters in strings, a byte order mark, anything after the value. It allocates for strings that
//! contain escapes, arrays and objects only.

mod read;
#[cfg(feature = "serde")]
mod serialize;
mod write;

use alloc::{borrow::Cow, string::String, vec::Vec};
use core::fmt;
use core::str::FromStr;

use crate::text::pointer::pointer;
use crate::text::write::decimal;
pub use read::JsonError;
pub(crate) use read::Reader;
#[cfg(feature = "serde")]
pub(crate) use serialize::{Members, serialize_number};
#[cfg(feature = "template")]
pub(crate) use write::number_text;
#[cfg(feature = "mint")]
pub(crate) use write::{escaped_len, needs_escape};
pub(crate) use write::{write_escaped, write_string};

/// How many bytes of a string stand for themselves in JSON: up to the first control character, quote or backslash. Eight at a time, since
/// every string of every token is measured.
fn plain_len(text: &[u8]) -> usize {
    const ONES: u64 = u64::MAX / 0xff;
    const HIGH: u64 = ONES << 7;
    // The high bit of each byte that is zero; above the first of them, it may be set for others, too.
    let zero = |bytes: u64| bytes.wrapping_sub(ONES) & !bytes & HIGH;
    let (eights, rest) = text.as_chunks::<8>();
    let mut len = 0_usize;
    for eight in eights {
        let bytes = u64::from_le_bytes(*eight);
        let control = bytes.wrapping_sub(ONES << 5) & !bytes & HIGH;
        let found = control | zero(bytes ^ (ONES * 0x22)) | zero(bytes ^ (ONES * 0x5c));
        if found != 0 {
            return len.saturating_add(found.trailing_zeros() as usize / 8);
        }
        len = len.saturating_add(8);
    }
    len.saturating_add(rest.iter().position(|byte| escapes(*byte)).unwrap_or(rest.len()))
}

/// Whether a byte does not stand for itself in a JSON string.
fn escapes(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

/// How deep arrays and objects may nest.
pub const MAX_DEPTH: u8 = 32;
/// How many members an object may have.
pub const MAX_MEMBERS: usize = 256;

/// A JSON value. Numbers are their text, objects their members in the order of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as it was written.
    Number(Cow<'a, str>),
    /// A string, unescaped.
    String(Cow<'a, str>),
    /// An array.
    Array(Vec<Json<'a>>),
    /// An object. Equal keys are all here; see [`Json::duplicate_key`].
    Object(Vec<(Cow<'a, str>, Json<'a>)>),
}

impl<'a> Json<'a> {
    /// Reads a whole document.
    ///
    /// # Errors
    /// The first place where the text is not JSON.
    pub fn parse(text: &'a str) -> Result<Json<'a>, JsonError> {
        Reader::document(text, Reader::value)
    }

    /// The first member of that name, if this is an object that has one.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Json<'a>> {
        let Json::Object(members) = self else { return None };
        members.iter().find_map(|(key, value)| (key == name).then_some(value))
    }

    /// The text, if this is a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        if let Json::String(text) = self { Some(text) } else { None }
    }

    /// The number, if this is one written as an integer that fits: `7`, but neither `7.0` nor `7e0` nor `-0`.
    #[must_use]
    pub fn as_integer(&self) -> Option<i64> {
        let Json::Number(text) = self else { return None };
        text.parse().ok().filter(|_| text != "-0")
    }

    /// What this is, with its article, for messages.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Json::Null => "null",
            Json::Bool(_) => "a boolean",
            Json::Number(_) => "a number",
            Json::String(_) => "a string",
            Json::Array(_) => "an array",
            Json::Object(_) => "an object",
        }
    }

    /// Whether this is true of a number in it, at any depth.
    #[cfg(feature = "wasm")]
    pub(crate) fn any_number(&self, is: &impl Fn(&str) -> bool) -> bool {
        match self {
            Json::Number(number) => is(number),
            Json::Array(items) => items.iter().any(|item| item.any_number(is)),
            Json::Object(members) => members.iter().any(|(_, value)| value.any_number(is)),
            Json::Null | Json::Bool(_) | Json::String(_) => false,
        }
    }

    /// The JSON Pointer of a member whose key was used before in its object, at any depth.
    #[must_use]
    pub fn duplicate_key(&self) -> Option<String> {
        match self {
            Json::Array(items) => items.iter().enumerate().find_map(|(index, item)| {
                let rest = item.duplicate_key()?;
                Some(["/", &decimal(index as u64), &rest].concat())
            }),
            Json::Object(members) => duplicate_of(members).map(|key| pointer(key, "")).or_else(|| {
                members.iter().find_map(|(key, value)| value.duplicate_key().map(|rest| pointer(key, &rest)))
            }),
            _ => None,
        }
    }

    /// The same value with nothing borrowed.
    #[must_use]
    pub fn into_owned(self) -> Json<'static> {
        match self {
            Json::Null => Json::Null,
            Json::Bool(value) => Json::Bool(value),
            Json::Number(text) => Json::Number(Cow::Owned(text.into_owned())),
            Json::String(text) => Json::String(Cow::Owned(text.into_owned())),
            Json::Array(items) => Json::Array(items.into_iter().map(Json::into_owned).collect()),
            Json::Object(members) => Json::Object(
                members.into_iter().map(|(key, value)| (Cow::Owned(key.into_owned()), value.into_owned())).collect(),
            ),
        }
    }
}

impl FromStr for Json<'static> {
    type Err = JsonError;

    fn from_str(text: &str) -> Result<Self, JsonError> {
        Json::parse(text).map(Json::into_owned)
    }
}

impl fmt::Display for Json<'_> {
    /// Compact, as [`Json::write`].
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        self.write(&mut text);
        f.write_str(&text)
    }
}

/// Compares each key with each before it, which [`MAX_MEMBERS`] keeps cheap.
pub(crate) fn duplicate_of<'m>(members: &'m [(Cow<'_, str>, Json<'_>)]) -> Option<&'m str> {
    let seen_before = |index: usize, key: &str| members.iter().take(index).any(|(earlier, _)| earlier == key);
    members.iter().enumerate().find_map(|(index, (key, _))| seen_before(index, key).then_some(&**key))
}
