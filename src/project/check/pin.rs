//! What a token pins: a fixed parameter, and the values that it can have.

use alloc::{string::String, vec::Vec};

use crate::project::template::Int;
use crate::project::value::Value;
use crate::text::json::number_text;

/// What a scope of a token's template says, as far as a project can be held to it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Scope {
    /// `PIPES:READ`
    Pipe {
        /// The pipe.
        resource: String,
        /// Its fixed parameters.
        fixed: Vec<Pin>,
    },
    /// `DATASOURCES:READ`
    DataSource {
        /// The data source.
        resource: String,
        /// Its filter. Placeholders are `{name:Type}`, as ClickHouse's own query parameters are.
        filter: Option<String>,
    },
}

/// A fixed parameter.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Pin {
    /// Its name.
    pub name: String,
    /// Its values.
    pub value: Pinned,
}

impl Pin {
    /// A parameter of that name, with those values.
    #[must_use]
    pub fn new(name: &str, value: Pinned) -> Pin {
        Pin { name: name.into(), value }
    }
}

/// The values that a fixed parameter can have.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Pinned {
    /// One, which the template says.
    Literal(Value),
    /// Whatever fills a placeholder. Never an empty text.
    Placeholder {
        /// Its type; any text, number or boolean without one.
        kind: Option<String>,
        /// The values that the template refuses.
        refused: Vec<Value>,
    },
    /// A text with placeholders inside.
    Text {
        /// What stands before the first.
        before: String,
        /// What stands behind the last.
        after: String,
    },
}

const UUID: &str = "6f1ed002-ab59-4e6d-8b1f-6a4c6bd6a3d1";

impl Pinned {
    /// Whether it comes from a placeholder, so that it differs from user to user.
    pub(super) fn is_filled(&self) -> bool {
        !matches!(self, Pinned::Literal(_))
    }

    /// Values that stand for all those of which no condition makes a special case.
    pub(super) fn ordinary(&self) -> Vec<Value> {
        let texts =
            |texts: &[&str]| texts.iter().map(|text| Value::from(*text)).filter(|value| self.admits(value)).collect();
        match self {
            Pinned::Literal(value) => [value.clone()].into(),
            Pinned::Text { before, after } => [Value::Text([before, "x1", after].concat())].into(),
            Pinned::Placeholder { kind, .. } => match kind.as_deref().unwrap_or_default() {
                "UUID" => texts(&[UUID]),
                "Bool" => [Value::Bool(true), Value::Bool(false)].into(),
                "Date" => texts(&["2024-03-01"]),
                "DateTime" => texts(&["2024-03-01 00:00:00"]),
                "Float32" | "Float64" => [Value::Float(7.5), Value::from(71)].into(),
                kind if kind.contains("Int") => [Value::from(71), Value::from(73)].into(),
                _ => texts(&[
                    "acme_1",
                    "globex-2",
                    "71",
                    "73",
                    "2024-03-01",
                    "2024-03-01 00:00:00",
                    "2024-03-01 00:00:00.000",
                    "true",
                    "0.5",
                ]),
            },
        }
    }

    /// Whether the value can be one of them.
    pub(super) fn admits(&self, value: &Value) -> bool {
        match self {
            Pinned::Literal(literal) => literal == value,
            Pinned::Text { before, after } => match value {
                Value::Text(text) => {
                    text.len() > before.len().saturating_add(after.len())
                        && text.starts_with(&**before)
                        && text.ends_with(&**after)
                }
                _ => false,
            },
            Pinned::Placeholder { kind, refused } => {
                !refused.iter().any(|refused| shown(refused) == shown(value)) && of_kind(kind.as_deref(), value)
            }
        }
    }

    /// Whether a value can have this character inside.
    pub(super) fn admits_char(&self, c: char) -> bool {
        match self {
            // The author sees what is there.
            Pinned::Literal(_) => false,
            Pinned::Text { .. } => true,
            Pinned::Placeholder { kind, .. } => {
                let with = |before: &str, after: &str| {
                    let mut text = String::from(before);
                    text.push(c);
                    text.push_str(after);
                    of_kind(kind.as_deref(), &Value::Text(text))
                };
                with("a", "b")
            }
        }
    }
}

fn of_kind(kind: Option<&str>, value: &Value) -> bool {
    match (kind.unwrap_or_default(), value) {
        (_, Value::None | Value::List(_)) => false,
        ("", Value::Text(text)) => !text.is_empty(),
        ("", _) => true,
        ("Slug", Value::Text(text)) => {
            !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
        }
        ("UUID", Value::Text(text)) => has_shape(text, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"),
        ("Date", Value::Text(text)) => has_shape(text, "dddd-dd-dd"),
        ("DateTime", Value::Text(text)) => has_shape(text, "dddd-dd-dd dd:dd:dd"),
        ("Bool", value) => matches!(value, Value::Bool(_)),
        ("Float32" | "Float64", value) => matches!(value, Value::Int(_) | Value::Float(_)),
        (kind, value) if kind.contains("Int") => match value {
            Value::Int(Int::Small(number)) => *number >= 0 || !kind.starts_with('U'),
            Value::Int(_) => true,
            _ => false,
        },
        (_, Value::Text(text)) => !text.is_empty(),
        _ => false,
    }
}

fn has_shape(text: &str, shape: &str) -> bool {
    text.len() == shape.len()
        && text.chars().zip(shape.chars()).all(|(c, wanted)| match wanted {
            'x' => c.is_ascii_hexdigit(),
            'd' => c.is_ascii_digit(),
            other => c == other,
        })
}

/// A value as a text.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::None => "None".into(),
        Value::Bool(true) => "True".into(),
        Value::Bool(false) => "False".into(),
        Value::Int(int) => int.to_text(),
        Value::Float(number) => number_text(*number),
        Value::Text(text) => text.clone(),
        Value::List(items) => items.iter().map(shown).collect::<Vec<_>>().join(","),
    }
}
