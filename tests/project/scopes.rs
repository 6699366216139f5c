//! The scopes of a token's template, read from its JSON.

use mintbird::Json;
use mintbird::internal::project::{Pin, Pinned, Scope};
use mintbird::project::Value;

/// The scopes of a template that is well formed.
pub(crate) fn scopes(json: &Json<'_>) -> Vec<Scope> {
    let Some(Json::Array(scopes)) = json.get("scopes") else { panic!("no scopes") };
    let refused = |name: &str| match json.get("refuse").and_then(|refuse| refuse.get(name)) {
        Some(Json::Array(values)) => values.iter().map(value).collect(),
        _ => Vec::new(),
    };
    scopes
        .iter()
        .map(|scope| {
            let text = |name: &str| scope.get(name).and_then(Json::as_str).map(String::from);
            let resource = text("resource").expect("a resource");
            if text("type").as_deref() != Some("PIPES:READ") {
                return Scope::DataSource { resource, filter: text("filter") };
            }
            let fixed = match scope.get("fixed_params") {
                Some(Json::Object(members)) => members.iter().map(|(name, value)| pin(name, value, &refused)).collect(),
                _ => Vec::new(),
            };
            Scope::Pipe { resource, fixed }
        })
        .collect()
}

fn pin(name: &str, json: &Json<'_>, refused: &dyn Fn(&str) -> Vec<Value>) -> Pin {
    let Some((before, rest)) = json.as_str().and_then(|text| text.split_once('{')) else {
        return Pin::new(name, Pinned::Literal(value(json)));
    };
    let (placeholder, after) = rest.rsplit_once('}').expect("a placeholder ends");
    if !before.is_empty() || !after.is_empty() {
        return Pin::new(name, Pinned::Text { before: before.into(), after: after.into() });
    }
    let (param, kind) = match placeholder.split_once(':') {
        Some((param, kind)) => (param, Some(kind.to_string())),
        None => (placeholder, None),
    };
    Pin::new(name, Pinned::Placeholder { kind, refused: refused(param) })
}

fn value(json: &Json<'_>) -> Value {
    match json {
        Json::String(text) => Value::from(&**text),
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(text) => match text.parse::<i64>() {
            Ok(number) => Value::from(number),
            Err(_) => Value::from(text.parse::<f64>().expect("a number")),
        },
        _ => Value::None,
    }
}
