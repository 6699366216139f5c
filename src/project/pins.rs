//! From a token's template to what it pins.

use alloc::{
    string::{String, ToString as _},
    vec::Vec,
};

use crate::claims::scope::ScopeType;
use crate::mint::scope::Fixed;
use crate::mint::template::Template;
use crate::mint::value::Value as Filled;
use crate::project::check::{Pin, Pinned, Scope};
use crate::project::template::Int;
use crate::project::value::Value;

/// What each scope of a template says; nothing for one that reads nothing.
pub(crate) fn scopes(template: &Template) -> Vec<Option<Scope>> {
    let scope = |scope: &crate::mint::scope::Scope| {
        let resource = scope.resource.clone();
        match scope.scope_type {
            ScopeType::PipesRead => {
                let pin = |(name, fixed): &(String, Fixed)| Pin::new(name, pinned(fixed, template));
                Some(Scope::Pipe { resource, fixed: scope.fixed_params.iter().map(pin).collect() })
            }
            ScopeType::DatasourcesRead => Some(Scope::DataSource { resource, filter: scope.filter.clone() }),
            ScopeType::DatasourcesAppend => None,
        }
    };
    template.scopes.iter().map(scope).collect()
}

fn pinned(fixed: &Fixed, template: &Template) -> Pinned {
    match fixed {
        Fixed::Value(value) => Pinned::Literal(known(value)),
        Fixed::Text { before, after } => Pinned::Text { before: before.clone(), after: after.clone() },
        // All of its placeholders have to take the value, so that any of their types keeps others out.
        Fixed::Param(param) => Pinned::Placeholder {
            kind: template
                .placeholders()
                .iter()
                .filter(|placeholder| placeholder.param() == param)
                .filter_map(|placeholder| placeholder.single_kind())
                .min_by_key(|kind| *kind == "String")
                .map(|kind| kind.to_string()),
            refused: template.refused(param).iter().map(known).collect(),
        },
    }
}

fn known(value: &Filled<'_>) -> Value {
    match value {
        Filled::Text(text) => Value::from(&**text),
        Filled::Bool(value) => Value::Bool(*value),
        Filled::Number(number) => {
            let text = number.as_str();
            match (Int::parse(text), text.parse()) {
                (Some(int), _) => Value::Int(int),
                (None, Ok(float)) => Value::Float(float),
                (None, Err(_)) => Value::from(text),
            }
        }
        Filled::List(items) => Value::List(items.iter().map(known).collect()),
    }
}
