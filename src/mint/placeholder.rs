//! Placeholders in a template's strings: `{param}`, `{param:Type}`, and `{{`, `}}` for literal braces.

use alloc::{borrow::Cow, string::String};

use crate::claims::param_name::is_identifier;
use crate::mint::draft;
use crate::mint::kind::{Scalar, Type};
use crate::mint::value::Value;
use crate::text::pointer::Path;

/// The longest name of a parameter.
const MAX_NAME_LEN: usize = 64;

/// Where a template puts which parameter in, and as what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placeholder {
    param: String,
    kind: Kind,
    path: String,
}

/// What a placeholder takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A string, number or boolean in a name or a fixed parameter; of a type, where it has one.
    Single(Option<Scalar>),
    /// A literal in a filter.
    Literal(Type),
}

impl Placeholder {
    pub(crate) fn new(param: &str, kind: Kind, path: &Path<'_>) -> Placeholder {
        Placeholder { param: String::from(param), kind, path: path.pointer() }
    }

    /// The name of the parameter.
    #[must_use]
    pub fn param(&self) -> &str {
        &self.param
    }

    /// The type, such as `Array(String)`. Without one it takes any string, number or boolean.
    #[must_use]
    pub fn kind(&self) -> Option<String> {
        match self.kind {
            Kind::Single(kind) => kind.map(|kind| String::from(kind.name())),
            Kind::Literal(kind) => Some(kind.name()),
        }
    }

    /// The JSON Pointer (RFC 6901) of the string that it stands in.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The type, if it has one and stands outside of a filter.
    #[cfg(feature = "project")]
    pub(crate) fn single_kind(&self) -> Option<&'static str> {
        match self.kind {
            Kind::Single(kind) => kind.map(Scalar::name),
            Kind::Literal(_) => None,
        }
    }

    /// Whether it takes a value.
    pub(crate) fn takes(&self, value: &Value<'_>) -> bool {
        match self.kind {
            Kind::Single(kind) => draft::check(kind, value).is_ok(),
            Kind::Literal(kind) => kind.takes(value),
        }
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Placeholder {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let kind = self.kind();
        serializer.collect_map([("param", Some(&*self.param)), ("type", kind.as_deref()), ("path", Some(&*self.path))])
    }
}

/// A placeholder as it is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Written<'t> {
    pub(crate) name: &'t str,
    /// What stands behind the colon.
    pub(crate) kind: Option<&'t str>,
}

/// What a text begins with.
#[derive(Clone, Copy)]
pub(crate) enum Token<'t> {
    /// A character as it stands, or what a doubled brace stands for.
    Char(char),
    Placeholder(Written<'t>),
}

/// Reads one token off the front of a text; the rest comes with it.
pub(crate) fn next(text: &str) -> Result<Option<(Token<'_>, &str)>, Cow<'static, str>> {
    let mut chars = text.chars();
    let Some(first) = chars.next() else { return Ok(None) };
    let rest = chars.as_str();
    let token = match first {
        '{' | '}' if rest.starts_with(first) => {
            return Ok(Some((Token::Char(first), rest.get(1..).unwrap_or_default())));
        }
        '}' => return Err("a `}` closes nothing; a literal brace is written twice, `}}`".into()),
        '{' => {
            let unclosed = "a `{` is not closed; a literal brace is written twice, `{{`";
            let (inside, rest) = rest.split_once('}').ok_or(unclosed)?;
            return Ok(Some((Token::Placeholder(written(inside)?), rest)));
        }
        other => Token::Char(other),
    };
    Ok(Some((token, rest)))
}

fn written(inside: &str) -> Result<Written<'_>, Cow<'static, str>> {
    let (name, kind) = match inside.split_once(':') {
        Some((name, kind)) => (name, Some(kind.trim())),
        None => (inside, None),
    };
    if !is_identifier(name) || name.len() > MAX_NAME_LEN {
        return Err("a placeholder is `{name}`: letters, digits and `_`, at most 64 of them, no digit first; \
                    a literal brace is written twice, `{{`"
            .into());
    }
    Ok(Written { name, kind })
}

/// The placeholder that a text consists of, if it is nothing else.
pub(crate) fn alone(text: &str) -> Option<Written<'_>> {
    match next(text) {
        Ok(Some((Token::Placeholder(written), ""))) => Some(written),
        _ => None,
    }
}

/// A text as a template writes it.
pub(crate) fn doubled(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}
