//! Placeholders in a template's strings: `{param}`, `{param:Type}`, and `{{`, `}}` for literal braces.

use alloc::borrow::Cow;

/// The longest name of a parameter.
const MAX_NAME_LEN: usize = 64;

/// A placeholder as it is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Placeholder<'t> {
    pub(crate) name: &'t str,
    /// What stands behind the colon.
    pub(crate) kind: Option<&'t str>,
}

/// What a text begins with.
pub(crate) enum Token<'t> {
    /// A character as it stands, or what a doubled brace stands for.
    Char(char),
    Placeholder(Placeholder<'t>),
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
            return Ok(Some((Token::Placeholder(placeholder(inside)?), rest)));
        }
        other => Token::Char(other),
    };
    Ok(Some((token, rest)))
}

fn placeholder(inside: &str) -> Result<Placeholder<'_>, Cow<'static, str>> {
    let (name, kind) = match inside.split_once(':') {
        Some((name, kind)) => (name, Some(kind.trim())),
        None => (inside, None),
    };
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let starts = name.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    if !starts || !name.bytes().all(word) || name.len() > MAX_NAME_LEN {
        return Err("a placeholder is `{name}`: letters, digits and `_`, at most 64 of them, no digit first; \
                    a literal brace is written twice, `{{`"
            .into());
    }
    Ok(Placeholder { name, kind })
}

/// The placeholder that a text consists of, if it is nothing else.
pub(crate) fn alone(text: &str) -> Option<Placeholder<'_>> {
    match next(text) {
        Ok(Some((Token::Placeholder(placeholder), ""))) => Some(placeholder),
        _ => None,
    }
}
