//! Names of fixed parameters: those that an endpoint can have, those that Tinybird forbids, and those that its API keeps for itself.
//!
//! Sources: Tinybird's template engine (PyPI `tinybird`, `sql_template.py`), in which `q` and `format` cannot be names, nor Python's
//! keywords; its list of reserved names; its documentation, by which `token` carries the token; and what its own clients send beside an
//! endpoint's parameters (`from`, `semver`, `cli_version`, `tb_secrets`, `max_threads`).

use alloc::borrow::Cow;

use crate::error::rule::Severity;

/// Names that no parameter can have. They are told apart by case, as Tinybird does it.
const FORBIDDEN: &[&str] = &["q", "format", "token"];

/// Names that the API gives a meaning of its own.
const RESERVED: &[&str] = &[
    "cli_version",
    "debug",
    "debug_source_tables",
    "explain",
    "finalize_aggregations",
    "format",
    "from",
    "job_timestamp",
    "max_threads",
    "pipeline",
    "playground",
    "q",
    "query_id",
    "release_replacements",
    "semver",
    "tag",
    "tb_secrets",
    "template_parameters",
    "token",
];

/// What names of the API's own begin with.
const RESERVED_PREFIXES: &[&str] = &["__tb", "output_format_"];

/// Endpoints are written in a language whose expressions are Python's.
#[rustfmt::skip]
const KEYWORDS: &[&str] = &[
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else",
    "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise",
    "return", "try", "while", "with", "yield",
];

/// Whether an endpoint's template can name this: `[A-Za-z_][A-Za-z0-9_]*`.
pub(crate) fn is_identifier(name: &str) -> bool {
    !name.starts_with(|first: char| first.is_ascii_digit())
        && !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Whether an endpoint cannot have a parameter of this name, though it is an identifier.
pub(crate) fn forbidden(name: &str) -> bool {
    // All of them are short and of letters, which most names are not.
    name.len() <= 8
        && name.bytes().all(|byte| byte.is_ascii_alphabetic())
        && (FORBIDDEN.contains(&name) || KEYWORDS.contains(&name))
}

/// Whether the API gives this name a meaning of its own, in whatever case it is written.
pub(crate) fn reserved(name: &str) -> bool {
    let begins = |prefix: &&str| name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    // The length first: it is a comparison, the rest a call.
    let is = |known: &&str| known.len() == name.len() && known.eq_ignore_ascii_case(name);
    RESERVED.iter().any(is) || RESERVED_PREFIXES.iter().any(begins)
}

/// What is wrong with the name of a fixed parameter, and how much it matters.
pub(crate) fn fault(name: &str) -> Option<(Severity, Cow<'static, str>)> {
    if name.is_empty() {
        Some((Severity::Error, "a fixed parameter has no name; write the name of the endpoint's parameter".into()))
    } else if !is_identifier(name) {
        let message = "no endpoint has a parameter of this name, so it pins nothing; a name has letters, digits and `_`, \
                       and does not begin with a digit";
        Some((Severity::Error, message.into()))
    } else if forbidden(name) {
        let message = ["Tinybird does not let an endpoint have a parameter named `", name, "`, so it pins nothing"];
        Some((Severity::Error, message.concat().into()))
    } else if reserved(name) {
        let message =
            ["Tinybird's API has a meaning of its own for `", name, "`; give the endpoint's parameter another name"];
        Some((Severity::Warning, message.concat().into()))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{FORBIDDEN, KEYWORDS, forbidden};

    #[test]
    fn every_forbidden_name_is_found() {
        for name in FORBIDDEN.iter().chain(KEYWORDS) {
            assert!(forbidden(name), "{name}");
        }
        for name in ["org_id", "Q", "falsee", "org", "q1"] {
            assert!(!forbidden(name), "{name}");
        }
    }
}
