//! A strict reader of JSON (RFC 8259) that keeps what matters for a token: every digit of a number, and both of two equal
//! keys, so that neither can be lost before it was judged.
//!
//! It refuses what lenient readers let pass: nesting deeper than [`MAX_DEPTH`], lone surrogates, control characters in
//! strings, a byte order mark, anything after the value. It allocates for strings that contain escapes, arrays and objects
//! only.

mod bridge;
mod read;
mod write;

use alloc::{borrow::Cow, format, string::String, vec::Vec};

pub use read::JsonError;
pub(crate) use write::{number_text, write_escaped, write_string};

/// How deep arrays and objects may nest.
pub const MAX_DEPTH: u8 = 32;

/// A JSON value. Numbers are their text, objects their members in the order of the document.
#[derive(Clone, Debug, PartialEq)]
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
        read::document(text)
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

    /// The JSON Pointer of a member whose key was used before in its object, at any depth.
    #[must_use]
    pub fn duplicate_key(&self) -> Option<String> {
        match self {
            Json::Array(items) => items
                .iter()
                .enumerate()
                .find_map(|(index, item)| item.duplicate_key().map(|rest| format!("/{index}{rest}"))),
            Json::Object(members) => {
                duplicate_of(members).map(|key| format!("/{}", pointer_escape(key))).or_else(|| {
                    members.iter().find_map(|(key, value)| {
                        value.duplicate_key().map(|rest| format!("/{}{rest}", pointer_escape(key)))
                    })
                })
            }
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

/// A few members are compared each with each; many are sorted, so that a hostile object costs no more than its length.
fn duplicate_of<'m>(members: &'m [(Cow<'_, str>, Json<'_>)]) -> Option<&'m str> {
    if members.len() <= 16 {
        let seen_before = |index: usize, key: &str| members.iter().take(index).any(|(earlier, _)| earlier == key);
        return members.iter().enumerate().find_map(|(index, (key, _))| seen_before(index, key).then_some(&**key));
    }
    let mut keys: Vec<&str> = members.iter().map(|(key, _)| &**key).collect();
    keys.sort_unstable();
    keys.windows(2).find_map(|pair| match pair {
        [one, next] if one == next => Some(*one),
        _ => None,
    })
}

/// Escapes one reference token of a JSON Pointer (RFC 6901 §3).
pub(crate) fn pointer_escape(key: &str) -> Cow<'_, str> {
    if key.contains(['~', '/']) { Cow::Owned(key.replace('~', "~0").replace('/', "~1")) } else { Cow::Borrowed(key) }
}
