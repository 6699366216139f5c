//! What fills a placeholder.

use alloc::{
    borrow::Cow,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;

use crate::text::json::number_text;
use crate::text::number::is_number;
use crate::text::secret::contains_static_token;
use crate::text::write::decimal;

/// A value for a placeholder. Numbers keep every digit: they are their text.
///
/// ```
/// use mintbird::Value;
///
/// let params = [("org_id", Value::from("acme")), ("plan", Value::from(7)), ("trial", Value::from(false))];
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Value<'a> {
    /// A string.
    Text(Cow<'a, str>),
    /// A number.
    Number(Number<'a>),
    /// A boolean.
    Bool(bool),
    /// A list, for placeholders of type `Array(T)`.
    List(Vec<Value<'a>>),
}

/// A number as JSON writes it, which is always finite.
///
/// ```
/// use mintbird::Number;
///
/// assert_eq!(Number::parse("18446744073709551616").unwrap().as_str(), "18446744073709551616");
/// assert_eq!(Number::from_f64(0.5).unwrap().as_str(), "0.5");
/// assert_eq!(Number::from_f64(f64::NAN), None);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number<'a>(pub(crate) Cow<'a, str>);

impl<'a> Number<'a> {
    /// Takes a number's text, which has to be what JSON calls a number.
    #[must_use]
    pub fn parse(text: &'a str) -> Option<Number<'a>> {
        is_number(text).then_some(Number(Cow::Borrowed(text)))
    }

    /// Takes a float, as ECMAScript writes it; not NaN and the infinities, which JSON cannot say.
    #[must_use]
    pub fn from_f64(value: f64) -> Option<Number<'static>> {
        value.is_finite().then(|| Number(Cow::Owned(number_text(value))))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A float that is no number, or infinite: JSON cannot say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotFinite;

impl fmt::Display for NotFinite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value must be a finite number")
    }
}

impl core::error::Error for NotFinite {}

impl Value<'_> {
    /// The same value with nothing borrowed.
    #[must_use]
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Value::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
            Value::Number(Number(text)) => Value::Number(Number(Cow::Owned(text.into_owned()))),
            Value::Bool(value) => Value::Bool(value),
            Value::List(items) => Value::List(items.into_iter().map(Value::into_owned).collect()),
        }
    }

    /// The same value with every text borrowed.
    pub(crate) fn borrowed(&self) -> Value<'_> {
        match self {
            Value::Text(text) => Value::Text(Cow::Borrowed(text)),
            Value::Number(Number(text)) => Value::Number(Number(Cow::Borrowed(text))),
            Value::Bool(value) => Value::Bool(*value),
            Value::List(items) => Value::List(items.iter().map(Value::borrowed).collect()),
        }
    }

    /// What an endpoint reads. Of a list, which no endpoint gets, it is empty.
    pub(crate) fn text(&self) -> &str {
        match self {
            Value::Text(text) | Value::Number(Number(text)) => text,
            Value::Bool(true) => "true",
            Value::Bool(false) => "false",
            Value::List(_) => "",
        }
    }

    /// Whether no placeholder at all can take this, and why.
    pub(crate) fn fault(&self) -> Option<Cow<'static, str>> {
        match self {
            Value::Text(text) if text.is_empty() => Some("is an empty string; every placeholder needs a value".into()),
            Value::Text(text) if contains_static_token(text) => {
                Some("is a static token, which everybody could read in the payload; pass the user's value".into())
            }
            Value::List(items) if items.is_empty() => Some("is an empty list; every placeholder needs a value".into()),
            Value::List(items) => items.iter().enumerate().find_map(|(index, item)| {
                // An empty string inside a list is a value like any other.
                let fault = item.fault().filter(|_| !matches!(item, Value::Text(text) if text.is_empty()))?;
                Some(["has an item, number ", &decimal(index as u64), ", that ", &fault].concat().into())
            }),
            _ => None,
        }
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Value::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Value::Text(Cow::Owned(text))
    }
}

impl From<bool> for Value<'_> {
    fn from(value: bool) -> Self {
        Value::Bool(value)
    }
}

impl TryFrom<f64> for Value<'_> {
    type Error = NotFinite;

    fn try_from(value: f64) -> Result<Self, NotFinite> {
        Number::from_f64(value).map(Value::Number).ok_or(NotFinite)
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Value::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<Cow<'a, str>> for Value<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        Value::Text(text)
    }
}

impl<'a> From<&'a Value<'_>> for Value<'a> {
    fn from(value: &'a Value<'_>) -> Self {
        value.borrowed()
    }
}

impl<'a, T: Into<Value<'a>>> From<Vec<T>> for Value<'a> {
    fn from(items: Vec<T>) -> Self {
        Value::List(items.into_iter().map(Into::into).collect())
    }
}

impl<'a> From<Number<'a>> for Value<'a> {
    fn from(number: Number<'a>) -> Self {
        Value::Number(number)
    }
}

macro_rules! from_integers {
    ($($integer:ty)*) => {$(
        impl From<$integer> for Value<'_> {
            fn from(value: $integer) -> Self {
                Value::Number(Number(Cow::Owned(value.to_string())))
            }
        }
    )*};
}

from_integers! { i8 i16 i32 i64 isize u8 u16 u32 u64 usize }

#[cfg(feature = "serde")]
impl serde::Serialize for Value<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Text(text) => serializer.serialize_str(text),
            Value::Number(number) => crate::text::json::serialize_number(number.as_str(), serializer),
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::List(items) => serializer.collect_seq(items),
        }
    }
}
