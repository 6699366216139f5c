//! What can be wrong with a token, a template or a key, as a list to read.

use alloc::{borrow::Cow, string::String};
use core::fmt;

use super::rule::{Rule, Severity};
use crate::text::pointer::Path;

/// One thing that is wrong, or hardly meant.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Issue {
    /// The rule that is broken.
    pub rule: Rule,
    /// How much it matters.
    pub severity: Severity,
    /// A JSON Pointer (RFC 6901) into the claims, the header or the template; empty for the whole of it.
    pub path: String,
    /// What is wrong and what to do, in a sentence.
    pub message: Cow<'static, str>,
}

impl Issue {
    pub(crate) fn new(rule: Rule, path: &Path<'_>, message: impl Into<Cow<'static, str>>) -> Issue {
        Issue { rule, severity: rule.severity(), path: path.pointer(), message: message.into() }
    }

    /// The stable code, such as `"exp-missing"`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.rule.code()
    }

    /// Whether this alone makes a token or a template unusable.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl fmt::Display for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = if self.path.is_empty() { "" } else { " at " };
        write!(f, "{} {}{at}{}: {}", self.severity.as_str(), self.code(), self.path, self.message)
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Issue {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map([
            ("code", self.code()),
            ("severity", self.severity.as_str()),
            ("path", &self.path),
            ("message", &self.message),
        ])
    }
}

/// Those that alone make a token or a template unusable, or `Ok`.
#[cfg(feature = "template")]
pub(crate) fn errors_of(issues: &[Issue]) -> Result<(), alloc::vec::Vec<Issue>> {
    let errors: alloc::vec::Vec<Issue> = issues.iter().filter(|issue| issue.is_error()).cloned().collect();
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}
