//! The SQL that a request runs, as Tinybird's engine renders it.
//!
//! It does what `tinybird.sql_template.render_sql_template` does, outside of its test mode and without secrets. Where that is not
//! known, the answer is that it is undecided.

mod arguments;
mod builtins;
mod compare;
mod dates;
mod engine;
mod eval;
mod functions;
mod halt;
mod index;
mod json;
mod methods;
mod number;
mod object;
mod operators;
mod scope;
mod types;
mod values;

use alloc::{borrow::Cow, collections::BTreeSet, string::String, vec::Vec};
use core::fmt;

use crate::error::Error;
use crate::project::datafile::Sql;
use crate::project::issue::{Rule, place_of};
use crate::project::position::Position;
use crate::project::reads::Read;
use crate::project::template::{Declared, Template, declared_to_engine};
use crate::project::value::Value;
use engine::Engine;
use halt::Halt;
use object::Object;
use scope::Scope;
pub(crate) use values::{compared, truth, typed};

/// What a node of a pipe becomes for a request.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Rendered {
    /// The node's name.
    pub node: String,
    /// Its SQL, or why it has none.
    pub sql: Result<String, RenderError>,
    /// What that SQL reads, in the order of the names; nothing where there is none, or it cannot be followed.
    pub reads: Option<Vec<Read>>,
}

/// Why a node has no SQL.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RenderError {
    /// Tinybird's engine answers with this error.
    Failed {
        /// Its message.
        message: String,
        /// The part of the template that fails.
        at: Position,
    },
    /// What the engine would do is not known.
    Undecided {
        /// What could not be followed.
        reason: String,
        /// The part of the template that could not be followed.
        at: Position,
    },
    /// What cannot happen, happened. It is a bug of mintbird.
    Internal {
        /// The node.
        at: Position,
    },
}

impl RenderError {
    /// The stable code: `"sql-template"`, `"undecided"` or `"internal"`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            RenderError::Failed { .. } => Rule::SqlTemplate.code(),
            RenderError::Undecided { .. } => Rule::Undecided.code(),
            RenderError::Internal { .. } => Error::Internal.code(),
        }
    }

    /// What is wrong, in a sentence.
    pub(crate) fn message(&self) -> Cow<'_, str> {
        match self {
            RenderError::Failed { message, .. } => message.into(),
            RenderError::Undecided { reason, .. } => reason.into(),
            RenderError::Internal { .. } => Error::Internal.message().into_owned().into(),
        }
    }

    pub(crate) fn at(&self) -> Position {
        let (RenderError::Failed { at, .. } | RenderError::Undecided { at, .. } | RenderError::Internal { at }) = self;
        *at
    }
}

impl fmt::Display for RenderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        place_of("", self.at(), f)?;
        write!(f, "{}: {}", self.code(), self.message())
    }
}

impl core::error::Error for RenderError {}

/// The SQL of a node.
pub(crate) fn render(sql: &Sql, params: &[(String, Value)]) -> Result<String, RenderError> {
    let Some(template) = &sql.template else {
        if sql.is_template {
            let message = "the template cannot be read".into();
            return Err(RenderError::Failed { message, at: sql.position(0) });
        }
        return Ok(sql.text.clone());
    };
    let declared = declared_to_engine(template);
    if params.iter().any(|(name, _)| scope::is_fragile(name)) {
        let reason = "a parameter that reaches into the engine".into();
        return Err(RenderError::Undecided { reason, at: sql.position(0) });
    }
    let params = prepared(params, &declared)
        .map_err(|reason| RenderError::Undecided { reason: reason.into(), at: sql.position(0) })?;
    run(template, &params, &declared)
}

fn run(template: &Template, params: &[(String, Object)], declared: &[Declared]) -> Result<String, RenderError> {
    if let Some(list) = declared.iter().find(|declared| matches!(declared.name, Value::List(_))) {
        let shown = Object::from(&list.name).display().unwrap_or_default();
        let message = ["\"", &*shown, "\" can not be used as a variable name"].concat();
        return Err(RenderError::Failed { message, at: list.at });
    }
    let timed = declared.iter().any(|declared| declared.text() == Some("job_timestamp"));
    let scope = Scope::new(template, params, timed);
    for name in ["format", "q"] {
        if scope.is_registered(name) {
            let message = ["\"", name, "\" can not be used as a variable name"].concat();
            return Err(RenderError::Failed { message, at: Position::default() });
        }
    }
    let given = params.iter().find(|(name, _)| name == "length");
    let length = given.map_or_else(|| scope.is_registered("length"), |(_, value)| !value.truth());
    let mut engine = Engine::new(scope);
    match engine.run(&template.nodes) {
        Ok(_) => Ok(engine.sql),
        Err(Halt::Undecided(reason)) => Err(RenderError::Undecided { reason: reason.into(), at: engine.at }),
        Err(Halt::Failed(failure)) => {
            Err(RenderError::Failed { message: failure.answer(&required(declared), length), at: engine.at })
        }
    }
}

/// The names that the engine lists when a parameter is missing: those without a default. It lists none where one is no text.
fn required(declared: &[Declared]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut known = BTreeSet::new();
    for declared in declared {
        let default = declared.settings.iter().find(|setting| setting.0 == "default");
        if declared.read_only || default.is_some_and(|default| default.1 != Value::None) {
            continue;
        }
        match declared.text() {
            Some(name) if known.insert(name) => names.push(name.into()),
            Some(_) => {}
            None => return Vec::new(),
        }
    }
    names
}

/// The parameters as the template sees them: those that are declared as an array are lists.
fn prepared(params: &[(String, Value)], declared: &[Declared]) -> Result<Vec<(String, Object)>, &'static str> {
    let mut prepared = Vec::with_capacity(params.len());
    for (name, value) in params {
        let mut object = Object::from(value);
        let first = declared.iter().find(|declared| declared.text() == Some(name));
        let kind = first.and_then(|first| first.kind.strip_prefix("Array("));
        if let (Some(kind), false) = (kind, object.is_none()) {
            let len = kind.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(kind.len());
            let (kind, closed) = kind.split_at_checked(len).unwrap_or((kind, ""));
            if !kind.is_empty() && closed.starts_with(')') {
                match functions::array_of(&object, &Object::str(kind)) {
                    Ok(text) => object = literal(&text)?.unwrap_or(object),
                    // What is no such array stays as it is.
                    Err(Halt::Failed(_)) => {}
                    Err(Halt::Undecided(reason)) => return Err(reason),
                }
            }
        }
        prepared.push((name.clone(), object));
    }
    Ok(prepared)
}

/// An array that was written, read back as Python reads a literal; nothing where it is none.
fn literal(text: &str) -> Result<Option<Object>, &'static str> {
    use crate::project::template::read_list;
    read_list(text).map(|items| items.map(|items| Object::list(items.iter().map(Object::from).collect())))
}

#[cfg(feature = "serde")]
impl serde::Serialize for Rendered {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap as _;
        let mut map = serializer.serialize_map(Some(4))?;
        map.serialize_entry("node", &self.node)?;
        map.serialize_entry("sql", &self.sql.as_ref().ok())?;
        map.serialize_entry("reads", &self.reads)?;
        map.serialize_entry("error", &self.sql.as_ref().err())?;
        map.end()
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for RenderError {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap as _;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("code", self.code())?;
        if self.at().line > 0 {
            map.serialize_entry("line", &self.at().line)?;
            map.serialize_entry("column", &self.at().column)?;
        }
        map.serialize_entry("message", &self.message())?;
        map.end()
    }
}
