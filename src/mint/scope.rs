//! What the scopes of a template pin, for whoever holds a project to it. Nothing is judged here: they are made of scopes that keep every rule.

use alloc::{borrow::Cow, string::String, vec::Vec};

use crate::claims::scope::{self as claims, FixedValue, ScopeType};
use crate::mint::placeholder::{self, Token};
use crate::mint::value::{Number, Value};

/// A scope of a template.
#[derive(Clone, Debug)]
pub(crate) struct Scope {
    pub(crate) scope_type: ScopeType,
    pub(crate) resource: String,
    pub(crate) fixed_params: Vec<(String, Fixed)>,
    /// As it is written, with its placeholders.
    pub(crate) filter: Option<String>,
}

/// The value of a fixed parameter.
#[derive(Clone, Debug)]
pub(crate) enum Fixed {
    /// One that stands in the template.
    Value(Value<'static>),
    /// Whatever fills a parameter of the template.
    Param(String),
    /// A text with placeholders inside: what stands before the first of them, and behind the last.
    Text { before: String, after: String },
}

impl Scope {
    pub(super) fn new(scope: &claims::Scope<'_>) -> Scope {
        let fixed = |value: &FixedValue<'_>| match value {
            FixedValue::Text(text) => in_text(text),
            FixedValue::Number(text) => Fixed::Value(Value::Number(Number(text.clone().into_owned().into()))),
            FixedValue::Bool(value) => Fixed::Value(Value::Bool(*value)),
        };
        let param = |(name, value): &(Cow<'_, str>, FixedValue<'_>)| (String::from(&**name), fixed(value));
        Scope {
            scope_type: scope.scope_type(),
            resource: scope.resource().into(),
            fixed_params: scope.fixed_params().iter().map(param).collect(),
            filter: scope.filter().map(String::from),
        }
    }
}

fn in_text(text: &str) -> Fixed {
    if let Some(placeholder) = placeholder::alone(text) {
        return Fixed::Param(placeholder.name.into());
    }
    let (mut before, mut after, mut rest) = (None, String::new(), text);
    while let Ok(Some((token, tail))) = placeholder::next(rest) {
        rest = tail;
        match token {
            Token::Char(c) => after.push(c),
            Token::Placeholder(_) => {
                let literal = core::mem::take(&mut after);
                before.get_or_insert(literal);
            }
        }
    }
    match before {
        Some(before) => Fixed::Text { before, after },
        None => Fixed::Value(Value::from(after)),
    }
}
