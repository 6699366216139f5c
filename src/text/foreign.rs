//! Placeholders of other systems: `{{org.slug}}`, `{{String(x)}}`, `${org}`, `<%= org %>`, `%(org)s`. Nothing fills them here, so in
//! a token they are a tenant that was forgotten.
//!
//! Braces without a name in them are no placeholder: `{}`, `{2,3}`, `{"a":1}`, nor are `\p{Greek}` and a UUID in braces.

use crate::text::uuid::is_uuid;

/// The part of a text that looks like another system's placeholder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Foreign<'t> {
    /// All of it, as it stands in the text.
    pub(crate) text: &'t str,
    /// What it reads: `org.slug`, `String(x)`.
    pub(crate) expression: &'t str,
}

/// The first part of a text that looks like another system's placeholder.
pub(crate) fn foreign(text: &str) -> Option<Foreign<'_>> {
    let braces = |before: &str, inside| expression(inside).filter(|_| !is_uuid(inside) && !ends_with_escape(before));
    between(text, "{", "}", braces)
        .or_else(|| between(text, "<%", "%>", |_, inside| expression(inside)))
        .or_else(|| between(text, "%(", ")s", |_, inside| Some(inside).filter(|inside| inside.bytes().all(is_word))))
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

/// The first part of a text that begins and ends like this, and in which `read` finds an expression, given what stands before
/// it and inside. Each end is looked for once, so that a hostile text costs no more than its length.
fn between<'t>(
    text: &'t str,
    open: &str,
    close: &str,
    read: impl Fn(&str, &'t str) -> Option<&'t str>,
) -> Option<Foreign<'t>> {
    let mut end = 0_usize;
    for (at, _) in text.match_indices(open) {
        let start = at.checked_add(open.len())?;
        if end < start {
            end = text.get(start..)?.find(close)?.checked_add(start)?;
        }
        let before = text.get(..at)?;
        if let Some(expression) = read(before, text.get(start..end)?) {
            // The braces around it, and the sign before them, are its own.
            let before = before.trim_end_matches('{');
            let from = before.strip_suffix(['$', '#', '%', '@']).unwrap_or(before).len();
            let behind = text.get(end.checked_add(close.len())?..)?;
            let to = text.len().checked_sub(behind.trim_start_matches('}').len())?;
            return Some(Foreign { text: text.get(from..to)?, expression });
        }
    }
    None
}

/// What stands inside, without the signs that template languages put before and behind, if it begins with a name.
fn expression(inside: &str) -> Option<&str> {
    let signs = |c: char| c.is_whitespace() || "-~+#/^&>!=%$@.*?:".contains(c);
    let expression =
        inside.trim_start_matches(signs).trim_end_matches(|c: char| c.is_whitespace() || "-~%#".contains(c));
    expression.starts_with(|c: char| c.is_alphabetic() || c == '_').then_some(expression)
}

/// Whether a brace behind this belongs to an escape of a regular expression: `\p{Greek}`, `\x{1F426}`.
fn ends_with_escape(before: &str) -> bool {
    before.strip_suffix(|c: char| c.is_ascii_alphabetic()).is_some_and(|before| before.ends_with('\\'))
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}
