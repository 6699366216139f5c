//! JSON for serde. A number that neither a 64-bit integer nor a 64-bit float holds digit for digit is a string, so that no id is
//! rounded to another one's.

use alloc::{borrow::Cow, string::ToString as _};

use serde::{Serialize, Serializer};

use super::Json;

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Json::Null => serializer.serialize_unit(),
            Json::Bool(value) => serializer.serialize_bool(*value),
            Json::Number(text) => serialize_number(text, serializer),
            Json::String(text) => serializer.serialize_str(text),
            Json::Array(items) => serializer.collect_seq(items),
            Json::Object(members) => Members(members).serialize(serializer),
        }
    }
}

/// Names and values as an object.
pub(crate) struct Members<'m, 'c, V>(pub(crate) &'m [(Cow<'c, str>, V)]);

impl<V: Serialize> Serialize for Members<'_, '_, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

/// A number out of its text.
pub(crate) fn serialize_number<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    if let Some(integer) = text.parse::<i64>().ok().filter(|_| text != "-0") {
        return serializer.serialize_i64(integer);
    }
    if let Ok(integer) = text.parse::<u64>() {
        return serializer.serialize_u64(integer);
    }
    match text.parse::<f64>() {
        Ok(float) if float.to_string() == text => serializer.serialize_f64(float),
        _ => serializer.serialize_str(text),
    }
}
