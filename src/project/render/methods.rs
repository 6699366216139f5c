//! The methods of texts, lists and dicts.

use alloc::{string::String, vec::Vec};

use super::compare::{equal, hashable};
use super::halt::{Halt, raise, undecided};
use super::number::{Number, number};
use super::object::Object;
use crate::project::template::Int;

/// The methods that Python gives a text. Those not followed here are undecided, others an error.
const OF_TEXTS: &[&str] = &[
    "capitalize",
    "casefold",
    "center",
    "count",
    "encode",
    "endswith",
    "expandtabs",
    "find",
    "format",
    "format_map",
    "index",
    "isalnum",
    "isalpha",
    "isascii",
    "isdecimal",
    "isdigit",
    "isidentifier",
    "islower",
    "isnumeric",
    "isprintable",
    "isspace",
    "istitle",
    "isupper",
    "join",
    "ljust",
    "lower",
    "lstrip",
    "maketrans",
    "partition",
    "removeprefix",
    "removesuffix",
    "replace",
    "rfind",
    "rindex",
    "rjust",
    "rpartition",
    "rsplit",
    "rstrip",
    "split",
    "splitlines",
    "startswith",
    "strip",
    "swapcase",
    "title",
    "translate",
    "upper",
    "zfill",
];
const OF_LISTS: &[&str] =
    &["append", "clear", "copy", "count", "extend", "index", "insert", "pop", "remove", "reverse", "sort"];
const OF_TUPLES: &[&str] = &["count", "index"];
const OF_DICTS: &[&str] =
    &["clear", "copy", "fromkeys", "get", "items", "keys", "pop", "popitem", "setdefault", "update", "values"];
const OF_SETS: &[&str] = &[
    "add",
    "clear",
    "copy",
    "difference",
    "discard",
    "intersection",
    "isdisjoint",
    "issubset",
    "issuperset",
    "pop",
    "remove",
    "union",
    "update",
];
const OF_INTEGERS: &[&str] = &[
    "as_integer_ratio",
    "bit_count",
    "bit_length",
    "conjugate",
    "denominator",
    "from_bytes",
    "imag",
    "numerator",
    "real",
    "to_bytes",
];
const OF_FLOATS: &[&str] = &["as_integer_ratio", "conjugate", "fromhex", "hex", "imag", "is_integer", "real"];

/// Raises where the object has no such attribute.
pub(crate) fn exists(of: &Object, name: &str) -> Result<(), Halt> {
    let known: &[&str] = match of {
        Object::Str(_) | Object::Expression(_) => OF_TEXTS,
        Object::List(_) => OF_LISTS,
        Object::Tuple(_) => OF_TUPLES,
        Object::Dict(_) => OF_DICTS,
        Object::Set(_) => OF_SETS,
        Object::Bool(_) | Object::Int(_) => OF_INTEGERS,
        Object::Float(_) => OF_FLOATS,
        Object::None => &[],
        _ => return undecided("an attribute of a thing that has its own"),
    };
    if known.contains(&name) {
        return Ok(());
    }
    raise("AttributeError", &["'", of.type_name(), "' object has no attribute '", name, "'"])
}

/// `of.name(args)`
pub(crate) fn call(of: &Object, name: &str, args: &[Object], named: &[(&str, Object)]) -> Result<Object, Halt> {
    exists(of, name)?;
    if !named.is_empty() && !matches!(name, "split" | "rsplit") {
        return undecided("a method with a named argument");
    }
    match of {
        Object::Dict(pairs) => dict(pairs, name, args),
        Object::List(items) | Object::Tuple(items) => match (name, args) {
            ("count", [wanted]) => {
                let mut count = 0_i128;
                for item in items.iter() {
                    count = count.saturating_add(i128::from(equal(item, wanted)?));
                }
                Ok(Object::int(count))
            }
            ("copy", []) => Ok(of.clone()),
            _ => undecided("a method that changes a list, or is not followed"),
        },
        Object::Str(text) | Object::Expression(text) => texts(text, name, args, named),
        _ => undecided("a method of a number or a set"),
    }
}

fn dict(pairs: &[(Object, Object)], name: &str, args: &[Object]) -> Result<Object, Halt> {
    match (name, args) {
        ("get", [key] | [key, _]) => {
            hashable(key)?;
            for (known, value) in pairs {
                if equal(known, key)? {
                    return Ok(value.clone());
                }
            }
            Ok(args.get(1).cloned().unwrap_or(Object::None))
        }
        ("get", []) => raise("TypeError", &["get expected at least 1 argument, got 0"]),
        ("keys", []) => Ok(Object::list(pairs.iter().map(|pair| pair.0.clone()).collect())).and_then(view),
        ("values", []) => Ok(Object::list(pairs.iter().map(|pair| pair.1.clone()).collect())).and_then(view),
        ("items", []) => {
            let items = pairs.iter().map(|pair| Object::tuple([pair.0.clone(), pair.1.clone()].into())).collect();
            view(Object::list(items))
        }
        _ => undecided("a method that changes a dict, or is not followed"),
    }
}

/// A view of a dict can be walked through; as a text it looks different from a list.
fn view(list: Object) -> Result<Object, Halt> {
    match list {
        Object::List(items) => Ok(Object::Iterator(items)),
        other => Ok(other),
    }
}

fn texts(text: &str, name: &str, args: &[Object], named: &[(&str, Object)]) -> Result<Object, Halt> {
    let one = |of: Option<&Object>| of.and_then(Object::text).cloned();
    match (name, args) {
        ("lower", []) => Ok(Object::str(text.to_lowercase())),
        ("upper", []) => Ok(Object::str(text.to_uppercase())),
        ("capitalize" | "title" | "casefold" | "swapcase", []) if text.is_ascii() => ascii_case(text, name),
        ("strip" | "lstrip" | "rstrip", [] | [Object::None]) => Ok(Object::str(strip(text, name, is_space))),
        ("strip" | "lstrip" | "rstrip", [Object::Str(chars) | Object::Expression(chars)]) => {
            Ok(Object::str(strip(text, name, |c| chars.contains(c))))
        }
        ("strip" | "lstrip" | "rstrip", [_]) => raise("TypeError", &[name, " arg must be None or str"]),
        ("split" | "rsplit", _) => split(text, name, args, named),
        ("join", [items]) => join(text, items),
        ("replace", [_, _] | [_, _, _]) => replace(text, args),
        ("startswith" | "endswith", [prefix]) => affix(text, name, prefix),
        ("find", [_]) => match one(args.first()) {
            Some(part) => Ok(Object::int(text.find(&*part).map_or(-1, |at| {
                i128::try_from(text.get(..at).unwrap_or_default().chars().count()).unwrap_or(i128::MAX)
            }))),
            None => raise("TypeError", &["must be str, not ", args.first().map_or("", Object::type_name)]),
        },
        ("count", [part]) => match part.text() {
            Some(part) if part.is_empty() => {
                Ok(Object::int(i128::try_from(text.chars().count()).unwrap_or(0).saturating_add(1)))
            }
            Some(part) => Ok(Object::int(i128::try_from(text.matches(&**part).count()).unwrap_or(0))),
            None => raise("TypeError", &["must be str, not ", part.type_name()]),
        },
        ("isdigit" | "isnumeric" | "isdecimal", []) if text.is_ascii() => {
            Ok(Object::Bool(!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())))
        }
        ("isalpha", []) if text.is_ascii() => {
            Ok(Object::Bool(!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphabetic())))
        }
        ("isalnum", []) if text.is_ascii() => {
            Ok(Object::Bool(!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric())))
        }
        ("removeprefix", [_]) => match one(args.first()) {
            Some(part) => Ok(Object::str(text.strip_prefix(&*part).unwrap_or(text))),
            None => undecided("a method's argument of another type"),
        },
        ("removesuffix", [_]) => match one(args.first()) {
            Some(part) => Ok(Object::str(text.strip_suffix(&*part).unwrap_or(text))),
            None => undecided("a method's argument of another type"),
        },
        _ => undecided("a method of a text that is not followed"),
    }
}

/// What Python takes for white space: Unicode's, and four separators of ASCII.
pub(crate) fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\x1c'..='\x1f').contains(&c)
}

fn ascii_case(text: &str, name: &str) -> Result<Object, Halt> {
    if name == "casefold" {
        return Ok(Object::str(text.to_ascii_lowercase()));
    }
    let mut inside = false;
    let cased: String = text
        .chars()
        .map(|c| {
            let first = !core::mem::replace(&mut inside, if name == "title" { c.is_ascii_alphabetic() } else { true });
            match name {
                "swapcase" if c.is_ascii_lowercase() => c.to_ascii_uppercase(),
                "swapcase" => c.to_ascii_lowercase(),
                _ if first => c.to_ascii_uppercase(),
                _ => c.to_ascii_lowercase(),
            }
        })
        .collect();
    Ok(Object::str(cased))
}

fn strip(text: &str, name: &str, out: impl Fn(char) -> bool) -> String {
    match name {
        "lstrip" => text.trim_start_matches(out).into(),
        "rstrip" => text.trim_end_matches(out).into(),
        _ => text.trim_matches(out).into(),
    }
}

fn split(text: &str, name: &str, args: &[Object], named: &[(&str, Object)]) -> Result<Object, Halt> {
    let by = |wanted: &str| named.iter().find(|named| named.0 == wanted).map(|named| &named.1);
    let separator = args.first().or_else(|| by("sep"));
    let most = match args.get(1).or_else(|| by("maxsplit")).map(number) {
        None => None,
        Some(Some(Number::Int(Int::Small(most)))) => usize::try_from(most).ok(),
        Some(_) => return undecided("a method's argument of another type"),
    };
    if args.len() > 2 {
        return undecided("a method's argument of another type");
    }
    let list = |parts: Vec<&str>| Ok(Object::list(parts.into_iter().map(Object::str).collect()));
    match separator {
        None | Some(Object::None) => match most {
            None => list(text.split(is_space).filter(|part| !part.is_empty()).collect()),
            Some(_) => undecided("a limited split at white space"),
        },
        Some(separator) => match separator.text() {
            None => raise("TypeError", &["must be str or None, not ", separator.type_name()]),
            Some(separator) if separator.is_empty() => raise("ValueError", &["empty separator"]),
            Some(separator) => match (most, name) {
                (None, _) => list(text.split(&**separator).collect()),
                (Some(most), "split") => list(text.splitn(most.saturating_add(1), &**separator).collect()),
                (Some(most), _) => {
                    let mut parts: Vec<&str> = text.rsplitn(most.saturating_add(1), &**separator).collect();
                    parts.reverse();
                    list(parts)
                }
            },
        },
    }
}

fn join(text: &str, items: &Object) -> Result<Object, Halt> {
    let not_iterable = matches!(
        items,
        Object::None
            | Object::Bool(_)
            | Object::Int(_)
            | Object::Float(_)
            | Object::TypedInt(..)
            | Object::TypedFloat(..)
    );
    if not_iterable {
        return raise("TypeError", &["can only join an iterable"]);
    }
    let mut out = String::new();
    for (index, item) in super::index::iterate(items)?.iter().enumerate() {
        let Some(part) = item.text() else {
            let index = Int::Small(i128::try_from(index).unwrap_or(0)).to_text();
            let name = item.type_name();
            return raise("TypeError", &["sequence item ", &index, ": expected str instance, ", name, " found"]);
        };
        out.push_str(if index > 0 { text } else { "" });
        out.push_str(part);
        if out.len() > super::operators::MAX_LEN {
            return undecided("a value that is too large");
        }
    }
    Ok(Object::str(out))
}

fn replace(text: &str, args: &[Object]) -> Result<Object, Halt> {
    let (from, to) = match args {
        [from, to, ..] => match (from.text(), to.text()) {
            (Some(from), Some(to)) => (from, to),
            (None, _) => return raise("TypeError", &["replace() argument 1 must be str, not ", from.type_name()]),
            (_, None) => return raise("TypeError", &["replace() argument 2 must be str, not ", to.type_name()]),
        },
        _ => return undecided("a method's argument of another type"),
    };
    let count = match args.get(2).map(number) {
        None => None,
        Some(Some(Number::Int(Int::Small(count)))) => usize::try_from(count).ok(),
        Some(_) => return undecided("a method's argument of another type"),
    };
    let grown = text.len().saturating_add(text.len().saturating_add(1).saturating_mul(to.len()));
    if grown > super::operators::MAX_LEN.saturating_mul(4) {
        return undecided("a value that is too large");
    }
    Ok(Object::str(match count {
        None => text.replace(&**from, to),
        Some(count) => text.replacen(&**from, to, count),
    }))
}

fn affix(text: &str, name: &str, affix: &Object) -> Result<Object, Halt> {
    let has = |affix: &str| if name == "startswith" { text.starts_with(affix) } else { text.ends_with(affix) };
    match affix {
        Object::Tuple(affixes) if affixes.iter().all(|affix| affix.text().is_some()) => {
            Ok(Object::Bool(affixes.iter().filter_map(Object::text).any(|affix| has(affix))))
        }
        _ => match affix.text() {
            Some(affix) => Ok(Object::Bool(has(affix))),
            None => {
                let kind = affix.type_name();
                raise("TypeError", &[name, " first arg must be str or a tuple of str, not ", kind])
            }
        },
    }
}
