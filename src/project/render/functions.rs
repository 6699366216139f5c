//! The functions of the template language.

use alloc::{string::String, vec::Vec};

use super::arguments::Arguments;
use super::compare::hashable;
use super::dates;
use super::halt::{CUSTOM_ERROR, Halt, REQUIRED, raise, refuse, undecided};
use super::index::iterate;
use super::json;
use super::methods::is_space;
use super::number::{Number, number, parse_float, parse_int, repr};
use super::object::Object;
use super::operators::binary;
use super::types::{integer_type, takes};
use crate::project::template::{BinaryOp, Int};

const TYPED: &str = "transform_type.<locals>._f";
const TYPED_PARAMS: [&str; 8] = ["x", "default", "defined", "required", "description", "enum", "example", "format"];
const ARRAY_PARAMS: [&str; 9] =
    ["x", "_type", "default", "defined", "required", "description", "enum", "example", "format"];

/// Calls a function of the template language.
pub(crate) fn call(name: &'static str, args: Arguments<'_>) -> Result<Object, Halt> {
    match name {
        "bool" | "Boolean" => {
            let [x, default] = args.bind("boolean", ["x", "default"], 1)?;
            Ok(Object::int(boolean(x.unwrap_or(Object::None), default.unwrap_or(Object::None))))
        }
        "Symbol" | "Column" | "symbol" => {
            let [x, quote] = args.bind("symbol", ["x", "quote"], 1)?;
            let quote = quote.unwrap_or_else(|| Object::str("`"));
            let escaped = escape(&x.unwrap_or(Object::None))?;
            let begun = binary(&quote, BinaryOp::Add, &Object::str(escaped))?;
            match binary(&begun, BinaryOp::Add, &quote)? {
                Object::Str(quoted) => Ok(Object::Symbol(quoted)),
                _ => undecided("quotes of another type"),
            }
        }
        "table" | "TABLE" => {
            let [x, _] = args.bind("table", ["x", "quote"], 1)?;
            Ok(Object::Symbol(escape(&x.unwrap_or(Object::None))?.into()))
        }
        "column" => {
            let [x, default] = args.bind("column", ["x", "default"], 1)?;
            column(x.unwrap_or(Object::None), default.unwrap_or(Object::None))
        }
        "columns" => columns(args),
        "Array" => array(args),
        "JSON" => {
            let [x, default] = args.bind("json_type", ["x", "default"], 1)?;
            json_type(x.unwrap_or(Object::None), default)
        }
        "defined" => {
            let [x] = args.bind("defined", ["x"], 0)?;
            Ok(Object::Bool(!x.unwrap_or(Object::None).is_none()))
        }
        "sql_and" => sql_and(args),
        "sql_unescape" => sql_unescape(args),
        "split_to_array" => split_to_array(args),
        "enumerate_with_last" => {
            let [arr] = args.bind("enumerate_with_last", ["arr"], 1)?;
            let items = sized(&arr.unwrap_or(Object::None))?;
            let last = items.len().saturating_sub(1);
            let pair = |(index, item)| Object::tuple(Vec::from([Object::Bool(index == last), item]));
            Ok(Object::list(items.into_iter().enumerate().map(pair).collect()))
        }
        "error" => {
            let [s, _] = args.bind("error", ["s", "code"], 1)?;
            raise("ValueError", &[&s.unwrap_or(Object::None).display()?])
        }
        "custom_error" => {
            let [s, _] = args.bind("custom_error", ["s", "code"], 1)?;
            raise(CUSTOM_ERROR, &[&s.unwrap_or(Object::None).display()?])
        }
        "day_diff" | "date_diff_in_days" | "date_diff_in_hours" | "date_diff_in_minutes" | "date_diff_in_seconds" => {
            dates::difference(name, args)
        }
        "tb_secret" | "tb_var" => {
            let [x, default] = args.bind("generate.<locals>.set_tb_secret", ["x", "default"], 1)?;
            match default {
                Some(default) if !default.is_none() => Ok(default),
                _ => {
                    let name = x.unwrap_or(Object::None).display()?;
                    let advice = "'. Check the secret exists in the Workspace and the token has the required scope.";
                    refuse(&["Cannot access secret '", &name, advice])
                }
            }
        }
        "max_threads" => {
            let [x] = args.bind("generate.<locals>.set_max_threads", ["x"], 1)?;
            let threads = match to_int(&x.unwrap_or(Object::None)) {
                Ok(Object::Int(threads)) => threads,
                Ok(_) | Err(Halt::Failed(_)) => {
                    return Ok(Object::Expression("-- max_threads: wrong argument\n".into()));
                }
                Err(halt) => return Err(halt),
            };
            Ok(Object::Expression(["-- max_threads ", &*threads.to_text(), "\n"].concat().into()))
        }
        "backend_hint" => {
            let [hint] = args.bind("generate.<locals>.set_backend_hint", ["hint"], 1)?;
            let unsafe_here = |c: char| c <= '\x1f' || matches!(c, '\x7f' | '\u{2028}' | '\u{2029}');
            let hint = hint.unwrap_or(Object::None).display()?.replace(unsafe_here, " ");
            Ok(Object::Expression(["-- backend_hint ", &*hint, "\n"].concat().into()))
        }
        "cache_ttl" => {
            let [ttl] = args.bind("generate.<locals>.set_cache_ttl", ["ttl_expression"], 1)?;
            match ttl.as_ref().and_then(Object::text) {
                Some(ttl) if matches!(&**ttl, "5s" | "1m" | "5m" | "30m" | "1h") => {
                    Ok(Object::Expression(["-- cache_ttl ", ttl, "\n"].concat().into()))
                }
                _ => refuse(&["Invalid TTL cache expression, valid expressions are ('5s', '1m', '5m', '30m', '1h')"]),
            }
        }
        "activate" => {
            let [feature] = args.bind("generate.<locals>.set_activate", ["feature"], 1)?;
            let feature = feature.unwrap_or(Object::None);
            hashable(&feature)?;
            match feature.text() {
                Some(name) if matches!(&**name, "analyzer" | "parallel_replicas" | "optimize_aggregation_in_order") => {
                    Ok(Object::Expression(["-- activate ", name, "\n"].concat().into()))
                }
                _ => refuse(&["'", &feature.display()?, "' is not a valid 'activate' argument"]),
            }
        }
        "disable" => {
            let [feature] = args.bind("generate.<locals>.set_disable_feature", ["feature"], 1)?;
            let feature = feature.unwrap_or(Object::None);
            match feature.text() {
                // The client looks for a part of the word.
                Some(name) if "analyzer".contains(&**name) => {
                    Ok(Object::Expression(["-- disable ", name, "\n"].concat().into()))
                }
                Some(name) => refuse(&["'", name, "' is not a valid 'disable' argument"]),
                None => {
                    let kind = feature.type_name();
                    raise("TypeError", &["'in <string>' requires string as left operand, not ", kind])
                }
            }
        }
        _ => {
            let [x, default, defined, ..] = args.bind(TYPED, TYPED_PARAMS, 1)?;
            let mut x = x.unwrap_or(Object::None);
            if x.is_none() {
                x = default.unwrap_or(Object::None);
            }
            if x.is_none() {
                return if defined.is_none_or(|defined| defined.truth()) {
                    refuse(&[REQUIRED])
                } else {
                    Ok(Object::None)
                };
            }
            typed(name, &x, true)
        }
    }
}

/// A value as a type. Within `Array`, numbers are plain ones.
pub(crate) fn typed(kind: &'static str, x: &Object, alone: bool) -> Result<Object, Halt> {
    if kind == "String" {
        return Ok(Object::str(x.display()?));
    }
    let checked = if matches!(kind, "Int" | "Integer") { "Int32" } else { kind };
    let text = x.display()?;
    if takes(checked, &text)? != Some(true) {
        return refuse(&["Error validating '", &text, "' to type ", checked]);
    }
    if matches!(kind, "Date" | "DateTime" | "DateTime64") {
        return Ok(Object::str(text));
    }
    if matches!(kind, "Float32" | "Float64") {
        let Object::Float(float) = to_float(x)? else { return undecided("a number") };
        return Ok(match (alone, kind) {
            (false, _) => Object::Float(float),
            (true, "Float32") => Object::TypedFloat(float, "Float32"),
            (true, _) => Object::TypedFloat(float, "Float64"),
        });
    }
    let Object::Int(int) = to_int(x)? else { return undecided("a number") };
    match integer_type(kind).filter(|_| alone) {
        Some(kind) => Ok(Object::TypedInt(int, kind)),
        None => Ok(Object::Int(int)),
    }
}

pub(crate) fn boolean(x: Object, default: Object) -> bool {
    match x {
        Object::None if default.is_none() => false,
        Object::None => boolean(default, Object::None),
        // Only a plain or written text: other things are as true as Python takes them.
        x => match x.text() {
            Some(text) if &**text == "0" || text.to_lowercase() == "false" => false,
            _ => x.truth(),
        },
    }
}

fn array(args: Arguments<'_>) -> Result<Object, Halt> {
    let [x, kind, default, defined, ..] = args.bind("array_type.<locals>._f", ARRAY_PARAMS, 1)?;
    let mut x = x.unwrap_or(Object::None);
    if x.is_none() {
        x = default.unwrap_or(Object::None);
    }
    if x.is_none() {
        return if defined.is_none_or(|defined| defined.truth()) { refuse(&[REQUIRED]) } else { Ok(Object::None) };
    }
    match array_of(&x, &kind.unwrap_or(Object::None)) {
        Err(Halt::Failed(failure)) if failure.class == "AttributeError" => {
            refuse(&["transform type function Array is not well defined"])
        }
        text => text.map(|text| Object::Expression(text.into())),
    }
}

/// A list, or a text split at its commas, as ClickHouse writes an array.
pub(crate) fn array_of(x: &Object, kind: &Object) -> Result<String, Halt> {
    hashable(kind)?;
    let items: Vec<Object> = match (x, x.text()) {
        (Object::List(items), _) => items.to_vec(),
        (_, Some(text)) => text.split(',').map(Object::str).collect(),
        _ => return refuse(&["transform type function Array is not well defined"]),
    };
    let kind = kind.text().map_or("", |kind| kind);
    let known = crate::project::template::reserved::function(kind);
    let shown = x.display();
    let mut out = String::from("[");
    for (index, item) in items.iter().enumerate() {
        let text = item.display()?;
        if takes(kind, &text)? == Some(false) {
            let index = Int::Small(i128::try_from(index).unwrap_or(0)).to_text();
            let what = if text.is_empty() { "empty string" } else { &*text };
            return refuse(&["Error validating [", &shown.clone()?, "][", &index, "] (", what, ") to type ", kind]);
        }
        let value = match known {
            Some("bool" | "Boolean") => Object::int(boolean(item.clone(), Object::None)),
            Some("Symbol" | "Column") => Object::Symbol(["`", &*escape(item)?, "`"].concat().into()),
            Some("String") if item.is_none() => return refuse(&[REQUIRED]),
            Some(kind) if is_transform(kind) => {
                if item.is_none() {
                    return refuse(&[REQUIRED]);
                }
                typed(kind, item, false)?
            }
            _ => item.clone(),
        };
        out.push_str(if index > 0 { "," } else { "" });
        out.push_str(&written(&value, &text)?.display()?);
        if out.len() > super::operators::MAX_LEN {
            return undecided("a value that is too large");
        }
    }
    out.push(']');
    Ok(out)
}

fn is_transform(kind: &str) -> bool {
    integer_type(kind).is_some()
        || matches!(kind, "String" | "Int" | "Integer" | "Float32" | "Float64" | "Date" | "DateTime" | "DateTime64")
}

/// What `{{ }}` makes of a value: a plain text becomes a literal, anything else stays.
pub(crate) fn written(value: &Object, name: &str) -> Result<Object, Halt> {
    match value {
        Object::Str(text) => Ok(Object::Expression(["'", &*escape_literal(text), "'"].concat().into())),
        Object::None => {
            let short: String = name.chars().take(20).collect();
            let name = if short.len() < name.len() { [&*short, "..."].concat() } else { short };
            refuse(&["expression \"", &name, "\" evaluated to null"])
        }
        _ => Ok(value.clone()),
    }
}

/// Escapes a name. Double quotes go.
fn escape(x: &Object) -> Result<String, Halt> {
    match x.text() {
        Some(text) => Ok(escaped(text, "")),
        None => raise("AttributeError", &["'", x.type_name(), "' object has no attribute 'translate'"]),
    }
}

/// Escapes what stands in a literal. Double quotes stay, escaped.
fn escape_literal(text: &str) -> String {
    escaped(text, "\\\"")
}

fn escaped(text: &str, double_quote: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\0' => out.push_str("\\0"),
            '\r' => out.push_str("\\r"),
            '\x08' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\x1a' => out.push_str("\\z"),
            '\n' => out.push_str("\\n"),
            '"' => out.push_str(double_quote),
            '\'' | '\\' | '%' | '`' => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    out
}

fn column(x: Object, default: Object) -> Result<Object, Halt> {
    let x = if x.is_none() { default } else { x };
    if x.is_none() {
        return refuse(&["Missing column() default value, use `column(column_name, 'default_column_name')`"]);
    }
    let Some(text) = x.text() else {
        return escape(&x).map(|text| Object::Symbol(text.into()));
    };
    let parts: Vec<String> = text.split('.').map(|part| ["`", &*escaped(part, ""), "`"].concat()).collect();
    Ok(Object::Symbol(parts.join(".").into()))
}

fn columns(args: Arguments<'_>) -> Result<Object, Halt> {
    let [x, default, function] = args.bind("columns", ["x", "default", "fn"], 1)?;
    let mut x = x.unwrap_or(Object::None);
    if x.is_none() {
        x = default.unwrap_or(Object::None);
    }
    if x.is_none() {
        return refuse(&["Missing columns() default value, use `columns(column_names, 'default_column_name')`"]);
    }
    let Some(text) = x.text() else {
        return refuse(&["The 'columns' function expects a String not an Array"]);
    };
    let function = function.filter(Object::truth).map(|function| function.display()).transpose()?;
    let mut parts = Vec::new();
    for name in text.split(',') {
        let name = name.trim_matches(is_space);
        let column = column(Object::str(name), Object::None)?.display()?;
        parts.push(match &function {
            Some(function) => [function, "(", &*column, ") as ", name].concat(),
            None => column,
        });
    }
    Ok(Object::Expression(parts.join(",").into()))
}

fn sql_and(args: Arguments<'_>) -> Result<Object, Halt> {
    let mut parts = Vec::new();
    for (name, value) in &args.named {
        if value.is_none() {
            continue;
        }
        let (column, operator) = match name.rsplit_once("__") {
            None => (*name, "="),
            Some((column, operator)) => match operator {
                "in" => (column, "in"),
                "not_in" => (column, "not in"),
                "gt" => (column, ">"),
                "lt" => (column, "<"),
                "gte" => (column, ">="),
                "lte" => (column, "<="),
                _ => return refuse(&["operand ", operator, " not supported"]),
            },
        };
        parts.push([column, " ", operator, " ", &*written(value, name)?.display()?].concat());
    }
    Ok(Object::Expression(parts.join(" and ").into()))
}

fn sql_unescape(args: Arguments<'_>) -> Result<Object, Halt> {
    let [x, what] = args.bind("sql_unescape", ["x", "what"], 1)?;
    let x = x.unwrap_or(Object::None);
    let Some(text) = x.text() else {
        return raise("AttributeError", &["'", x.type_name(), "' object has no attribute 'translate'"]);
    };
    let mut escaped = escape_literal(text);
    match &what {
        None => {}
        Some(what) => match what.text() {
            Some(what) if !what.is_empty() && !what.contains(['\'', '"', '\\']) => {
                escaped = escaped.replace(&*["\\", what].concat(), what);
            }
            Some(_) => {}
            None if !what.truth() => {}
            None => return undecided("sql_unescape with another type"),
        },
    }
    Ok(Object::Expression(["'", &*escaped, "'"].concat().into()))
}

fn split_to_array(args: Arguments<'_>) -> Result<Object, Halt> {
    let [x, default, separator] = args.bind("split_to_array", ["x", "default", "separator"], 1)?;
    let mut x = x.unwrap_or(Object::None);
    if x.is_none() {
        x = default.unwrap_or_else(|| Object::str(""));
    }
    if x.text().is_none() {
        return refuse(&[
            "First argument of split_to_array has to be a value that can be split to a list of elements, ",
            "but found a PlaceHolder with no value instead",
        ]);
    }
    let separator = separator.unwrap_or_else(|| Object::str(","));
    let Object::List(parts) = super::methods::call(&x, "split", &[separator], &[])? else {
        return undecided("a split");
    };
    let stripped = parts.iter().filter_map(Object::text).map(|part| Object::str(part.trim_matches(is_space)));
    Ok(Object::list(stripped.collect()))
}

fn json_type(x: Object, default: Option<Object>) -> Result<Object, Halt> {
    let x = match (x, default) {
        (Object::None, Some(default @ (Object::Str(_) | Object::Expression(_)))) => default,
        (Object::None, _) => Object::str("{}"),
        (x, _) => x,
    };
    let Some(text) = x.text() else { return Ok(x) };
    match json::read(text)? {
        Some(value) => Ok(value),
        None => {
            let short: String = text.chars().take(16).collect();
            let dots = if short.len() < text.len() { "..." } else { "" };
            refuse(&["Error parsing JSON: '", &short, dots, "' - not JSON"])
        }
    }
}

/// The items of what has a length.
pub(crate) fn sized(object: &Object) -> Result<Vec<Object>, Halt> {
    match object {
        Object::List(_)
        | Object::Tuple(_)
        | Object::Dict(_)
        | Object::Range(..)
        | Object::Str(_)
        | Object::Expression(_) => iterate(object),
        Object::Set(items) => Ok(items.to_vec()),
        Object::Iterator(_) => undecided("the length of what can be walked through once"),
        _ => raise("TypeError", &["object of type '", object.type_name(), "' has no len()"]),
    }
}

/// `int(x)`
pub(crate) fn to_int(x: &Object) -> Result<Object, Halt> {
    if let Some(text) = x.text() {
        return match parse_int(text) {
            Ok(Some(int)) => Ok(Object::Int(int)),
            Ok(None) => {
                let shown = Object::Str(text.clone()).repr()?;
                raise("ValueError", &["invalid literal for int() with base 10: ", &shown])
            }
            Err(_) => undecided("digits outside ASCII"),
        };
    }
    match number(x) {
        Some(Number::Int(int)) => Ok(Object::Int(int)),
        Some(Number::Float(float)) if float.is_nan() => raise("ValueError", &["cannot convert float NaN to integer"]),
        Some(Number::Float(float)) if float.is_infinite() => {
            raise("OverflowError", &["cannot convert float infinity to integer"])
        }
        Some(Number::Float(float)) => match repr(float).split_once('.').and_then(|(whole, _)| Int::parse(whole)) {
            Some(int) if float.abs() < 1e15 => Ok(Object::Int(int)),
            _ => undecided("a huge number"),
        },
        None => {
            let needed = "int() argument must be a string, a bytes-like object or a real number, not '";
            raise("TypeError", &[needed, x.type_name(), "'"])
        }
    }
}

/// `float(x)`
pub(crate) fn to_float(x: &Object) -> Result<Object, Halt> {
    if let Some(text) = x.text() {
        return match parse_float(text) {
            Ok(Some(float)) => Ok(Object::Float(float)),
            Ok(None) => {
                let shown = Object::Str(text.clone()).repr()?;
                raise("ValueError", &["could not convert string to float: ", &shown])
            }
            Err(_) => undecided("digits outside ASCII"),
        };
    }
    match number(x) {
        Some(Number::Float(float)) => Ok(Object::Float(float)),
        Some(Number::Int(int)) => match super::number::exact(&int) {
            Some(float) => Ok(Object::Float(float)),
            None => match parse_float(&int.to_text()) {
                Ok(Some(float)) => Ok(Object::Float(float)),
                _ => undecided("a huge number"),
            },
        },
        None => raise("TypeError", &["float() argument must be a string or a real number, not '", x.type_name(), "'"]),
    }
}
