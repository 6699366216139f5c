//! Placeholders of other systems: `{{org.slug}}`, `{{String(x)}}`, `${org}`, `<%= org %>`, `%(org)s`, `[[org]]`, `$(org)`, `<?= $org ?>`. Nothing
//! fills them here, so in a token they are a tenant that was forgotten.
//!
//! Braces without a name in them are no placeholder: `{}`, `{2,3}`, `{"a":1}`, nor are `\p{Greek}` and a UUID in braces.

use alloc::vec::Vec;

use crate::text::uuid::is_uuid;

/// What some languages write around a name. Between these only a name, or a path of names, is a placeholder: there are regular
/// expressions such as `[[:alpha:]]`. The wide braces are what an East Asian keyboard writes, the encoded ones what a URL has.
const AROUND_NAMES: [(&str, &str); 8] =
    [("[[", "]]"), ("<<", ">>"), ("$(", ")"), ("[%", "%]"), ("*|", "|*"), ("｛", "｝"), ("%7B", "%7D"), ("%7b", "%7d")];

/// The part of a text that looks like another system's placeholder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Foreign<'t> {
    /// All of it, as it stands in the text.
    pub(crate) text: &'t str,
    /// What it reads: `org.slug`, `String(x)`.
    pub(crate) expression: &'t str,
}

/// The first part of a text that looks like another system's placeholder. Each byte is looked at once or twice, and as bytes:
/// searching for texts, and what Unicode calls a letter, would be four kilobytes of the small module.
pub(crate) fn foreign(text: &str) -> Option<Foreign<'_>> {
    let bytes = text.as_bytes();
    let mut braces = Vec::new();
    // Where the inside of the last `<%` or `<?`, and of the last `%(` begins.
    let (mut tag, mut format) = (None, None);
    for (at, byte) in bytes.iter().enumerate().filter(|(_, byte)| !is_word(**byte)) {
        if let Some(found) = around_name(text, at) {
            return Some(found);
        }
        let behind = at.saturating_add(1);
        let next = bytes.get(behind);
        let (from, len) = match byte {
            b'{' => {
                braces.push(behind);
                continue;
            }
            b'<' if matches!(next, Some(b'%' | b'?')) => {
                tag = Some(behind.saturating_add(1));
                continue;
            }
            b'%' if next == Some(&b'(') => {
                format = Some(behind.saturating_add(1));
                continue;
            }
            b'}' => (braces.pop(), 1),
            b'%' | b'?' if next == Some(&b'>') => (tag.take(), 2),
            b')' => (format.take().filter(|_| next == Some(&b's')), 2),
            _ => continue,
        };
        let Some((from, inside)) = from.and_then(|from| Some((from, text.get(from..at)?))) else { continue };
        let known = match byte {
            b'}' => is_uuid(inside) || is_escape(bytes.get(..from).unwrap_or_default()),
            b')' => !inside.bytes().all(is_word),
            _ => false,
        };
        if let Some(expression) = expression(inside).filter(|_| !known) {
            return Some(Foreign { text: whole(text, from, at.saturating_add(len)), expression });
        }
    }
    None
}

/// Whether a fixed parameter's value is nothing but its own name in signs: `$org_id`, `:org_id`, `%ORG_ID%`, `<org_id>`, `__ORG_ID__`.
pub(crate) fn is_own_name(text: &str, key: &str) -> bool {
    let own = without_signs(key.as_bytes());
    text.bytes().next().is_some_and(|first| !first.is_ascii_alphanumeric())
        && text != key
        && !own.is_empty()
        && without_signs(text.as_bytes()).eq_ignore_ascii_case(own)
        && !text.bytes().any(|byte| matches!(byte, b'{' | b'}'))
}

/// Whether a text looks like a variable of a shell, of SQL or of a template language, which it may be or not: `$org`, `:org`, `@org@`,
/// `%org%`, `<org>`, `__ORG__`.
#[cfg(feature = "template")]
pub(crate) fn is_variable(text: &str) -> bool {
    let name = without_signs(text.as_bytes());
    let in_signs = matches!(
        text.as_bytes(),
        [b':', .., b'A'..=b'Z' | b'a'..=b'z'] | [b'@', .., b'@'] | [b'%', .., b'%'] | [b'<', .., b'>'] | [b'_', .., b'_']
    );
    in_signs && is_name_start(name.first()) && name.iter().copied().all(is_word) || has_shell_variable(text)
}

/// Whether a `$` stands before a name anywhere in a text.
#[cfg(feature = "template")]
#[inline(never)]
pub(crate) fn has_shell_variable(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.iter().zip(bytes.iter().skip(1)).any(|(sign, first)| *sign == b'$' && is_name_start(Some(first)))
}

#[cfg(feature = "template")]
fn is_name_start(byte: Option<&u8>) -> bool {
    byte.is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_')
}

/// A text without what stands before its first letter or digit, and behind its last.
#[inline(never)]
fn without_signs(text: &[u8]) -> &[u8] {
    let is_sign = |byte: &&u8| !byte.is_ascii_alphanumeric();
    let before = text.iter().take_while(is_sign).count();
    let behind = text.iter().rev().take_while(is_sign).count();
    text.get(before..text.len().saturating_sub(behind)).unwrap_or_default()
}

/// A name between two signs, with which the text begins at this place.
fn around_name(text: &str, at: usize) -> Option<Foreign<'_>> {
    let rest = text.as_bytes().get(at..)?;
    let (open, close) = AROUND_NAMES.iter().find(|(open, _)| rest.starts_with(open.as_bytes()))?;
    let from = at.saturating_add(open.len());
    let is_part = |byte: &&u8| is_word(**byte) || matches!(**byte, b'.' | b'-' | b' ');
    let len = text.as_bytes().get(from..)?.iter().take_while(is_part).count();
    let to = from.saturating_add(len);
    let end = to.saturating_add(close.len());
    let expression = expression(text.get(from..to)?)?;
    (text.as_bytes().get(to..end)? == close.as_bytes()).then_some(Foreign { text: text.get(at..end)?, expression })
}

#[cfg(feature = "template")]
impl Foreign<'_> {
    /// What the parameter is probably named: `org` for `String(org, 'x')`, `org_slug` for `org.slug`. It may be empty.
    pub(crate) fn name(&self) -> alloc::string::String {
        let mut path = self.expression;
        while let Some((function, arguments)) = path.split_once('(') {
            path = if function.bytes().all(is_word) { arguments.trim_start() } else { function };
        }
        let end = path.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '.'))).unwrap_or(path.len());
        path.get(..end).unwrap_or_default().trim_end_matches('.').replace('.', "_")
    }

    /// Whether it reads a member of something: `user.id`.
    pub(crate) fn is_path(&self) -> bool {
        self.expression.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_').starts_with('.')
    }

    /// Whether it is one of Clerk's shortcodes: `{{org.slug}}`, `{{user.first_name || 'none'}}`.
    pub(crate) fn is_clerk(&self) -> bool {
        let root = self.expression.split('.').next();
        self.is_path() && matches!(root, Some("user" | "org" | "org_membership" | "session"))
    }
}

/// All of a placeholder whose inside begins and whose text ends here: more braces, and the sign before them, are its own.
fn whole(text: &str, inside: usize, end: usize) -> &str {
    let bytes = text.as_bytes();
    let before = bytes.get(..inside).unwrap_or_default();
    let open = before.iter().rev().take_while(|byte| b"{%<?(".contains(byte)).count();
    let mut from = inside.saturating_sub(open);
    if from.checked_sub(1).and_then(|at| bytes.get(at)).is_some_and(|byte| b"$#@".contains(byte)) {
        from = from.saturating_sub(1);
    }
    let more = bytes.get(end..).unwrap_or_default().iter().take_while(|byte| **byte == b'}').count();
    text.get(from..end.saturating_add(more)).unwrap_or(text)
}

/// What stands inside, without the signs that template languages put before and behind, if it begins with a name.
fn expression(inside: &str) -> Option<&str> {
    let sign = |byte: &u8| byte.is_ascii_whitespace() || b"-~+#/^&>!=%$@.*?:".contains(byte);
    let bytes = inside.as_bytes();
    // Letters of other alphabets count: in the blocks that are left out stand signs, arrows, dashes and pictures.
    let first = bytes.iter().find(|byte| !sign(byte) && matches!(**byte, 0..=0x7f | 0xc3..=0xe1 | 0xe3..=0xef))?;
    let before = bytes.iter().take_while(|byte| sign(byte)).count();
    let behind = bytes.iter().rev().take_while(|byte| sign(byte)).count();
    let expression = inside.get(before..inside.len().saturating_sub(behind))?;
    (first.is_ascii_alphabetic() || *first == b'_' || !first.is_ascii()).then_some(expression)
}

/// Whether a brace that ends this belongs to an escape of a regular expression: `\p{Greek}`, `\x{1F426}`.
fn is_escape(before: &[u8]) -> bool {
    matches!(before, [.., b'\\', letter, b'{'] if letter.is_ascii_alphabetic())
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}
