//! What the scopes of a template pin, for whoever holds a project to it. The template has been compiled: nothing is judged here.

use alloc::{string::String, vec::Vec};

use crate::claims::scope::ScopeType;
use crate::mint::placeholder::{self, Token};
use crate::mint::value::{Number, Value};
use crate::text::json::Json;

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

/// The scopes of a template without faults.
pub(crate) fn read(template: &Json<'_>) -> Vec<Scope> {
    let Some(Json::Array(scopes)) = template.get("scopes") else { return Vec::new() };
    scopes.iter().filter_map(scope).collect()
}

fn scope(json: &Json<'_>) -> Option<Scope> {
    let text = |name: &str| json.get(name).and_then(Json::as_str);
    let fixed_params = match json.get("fixed_params") {
        Some(Json::Object(members)) => {
            members.iter().filter_map(|(name, value)| Some((String::from(&**name), fixed(value)?))).collect()
        }
        _ => Vec::new(),
    };
    Some(Scope {
        scope_type: ScopeType::named(text("type")?)?,
        resource: text("resource")?.into(),
        fixed_params,
        filter: text("filter").map(String::from),
    })
}

fn fixed(json: &Json<'_>) -> Option<Fixed> {
    match json {
        Json::String(text) => Some(in_text(text)),
        Json::Number(text) => Some(Fixed::Value(Value::Number(Number(text.clone().into_owned().into())))),
        Json::Bool(value) => Some(Fixed::Value(Value::Bool(*value))),
        Json::Null | Json::Array(_) | Json::Object(_) => None,
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
