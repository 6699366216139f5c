//! What is wrong with a project, or with what a token pins in it, as a list to read.

use alloc::{borrow::Cow, string::String};
use core::fmt;

use crate::error::rule::{Severity, rules};
use crate::project::position::Position;

rules! {
    /// The rules that a project is held to. Each has one stable code, and the severity that it has unless an issue says otherwise.
    Rule;

    // The files
    /// A datafile cannot be read.
    Datafile = "datafile", Error;
    /// A datafile holds something that is ignored.
    DatafileDeprecated = "datafile-deprecated", Warning;
    /// The template in a node cannot be read.
    SqlTemplate = "sql-template", Error;
    /// Two datafiles define the same name.
    NameDuplicate = "name-duplicate", Error;
    /// What could not be followed, and why.
    Undecided = "undecided", Warning;

    // A token's template against them
    /// No such pipe.
    PipeUnknown = "pipe-unknown", Error;
    /// No such data source.
    DatasourceUnknown = "datasource-unknown", Error;
    /// A pipe that cannot be read with a JWT.
    PipeNotEndpoint = "pipe-not-endpoint", Error;
    /// No node that the endpoint reaches uses the fixed parameter.
    ParamUnused = "param-unused", Error;
    /// A request can choose a branch in which the fixed parameter is not used.
    ParamSometimes = "param-sometimes", Error;
    /// A value of the fixed parameter switches its condition off.
    ParamOff = "param-off", Error;
    /// The endpoint reads a list out of the fixed parameter.
    ParamSplits = "param-splits", Error;
    /// A parameter stands inside of quotes or a comment, so that its value is SQL.
    ParamInQuotes = "param-in-quotes", Error;
    /// `{% set %}` replaces the fixed parameter.
    ParamOverwritten = "param-overwritten", Error;
    /// The endpoint's type does not take the value.
    ParamType = "param-type", Error;
    /// The fixed parameter is shown, but nothing is compared with it.
    ParamNotInCondition = "param-not-in-condition", Warning;
    /// A data source is read that no fixed parameter filters.
    SourceUnfiltered = "source-unfiltered", Error;
    /// The caller chooses columns, tables or symbols.
    ParamOpen = "param-open", Warning;
    /// A filter names a column that the data source lacks.
    FilterColumnUnknown = "filter-column-unknown", Error;
}

/// One thing that is wrong, or hardly meant.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Issue {
    /// The rule that is broken.
    pub rule: Rule,
    /// How much it matters.
    pub severity: Severity,
    /// The file, as it was given; empty where it is about the template alone.
    pub file: String,
    /// Where in it. Line 0 is the file as a whole.
    pub at: Position,
    /// A JSON Pointer (RFC 6901) to the scope of the template that it is about; empty where it is about the files alone.
    pub path: String,
    /// What is wrong and what to do, in a sentence.
    pub message: Cow<'static, str>,
    /// The request that shows it, where one does: `GET /v0/pipes/…`.
    pub request: Option<String>,
}

impl Issue {
    pub(crate) fn new(rule: Rule, file: &str, at: Position, message: impl Into<Cow<'static, str>>) -> Issue {
        let (severity, message) = (rule.severity(), message.into());
        Issue { rule, severity, file: file.into(), at, path: String::new(), message, request: None }
    }

    /// The stable code, such as `"param-unused"`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.rule.code()
    }

    /// Whether it is a hole, or keeps a file from being read.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl fmt::Display for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.file.is_empty() { &self.path } else { &self.file };
        place_of(place, self.at, f)?;
        write!(f, "{} {}: {}", self.severity.as_str(), self.code(), self.message)
    }
}

/// `file:line:column: `, as far as it is known.
pub(crate) fn place_of(file: &str, at: Position, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match (file.is_empty(), at.line > 0) {
        (true, false) => Ok(()),
        (true, true) => write!(f, "{at}: "),
        (false, false) => write!(f, "{file}: "),
        (false, true) => write!(f, "{file}:{at}: "),
    }
}

/// Puts the issues of a file in the order of their places.
pub(crate) fn in_order(issues: &mut [Issue]) {
    issues.sort_by_key(|issue| issue.at);
}

#[cfg(feature = "serde")]
impl serde::Serialize for Issue {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap as _;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("code", self.code())?;
        map.serialize_entry("severity", &self.severity)?;
        map.serialize_entry("file", &self.file)?;
        if self.at.line > 0 {
            map.serialize_entry("line", &self.at.line)?;
            map.serialize_entry("column", &self.at.column)?;
        }
        map.serialize_entry("path", &self.path)?;
        map.serialize_entry("message", &self.message)?;
        if let Some(request) = &self.request {
            map.serialize_entry("request", request)?;
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString as _;

    use super::*;

    #[test]
    fn an_issue_is_shown_with_its_place() {
        let mut issue = Issue::new(Rule::ParamUnused, "a.pipe", Position::new(3, 5), "no");
        issue.path = "/scopes/0".into();
        assert_eq!(issue.to_string(), "a.pipe:3:5: error param-unused: no");
        issue.at = Position::default();
        assert_eq!(issue.to_string(), "a.pipe: error param-unused: no");
        issue.file.clear();
        assert_eq!(issue.to_string(), "/scopes/0: error param-unused: no");
        issue.path.clear();
        assert_eq!(issue.to_string(), "error param-unused: no");
    }
}
