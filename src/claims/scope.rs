//! One thing that a token grants: a resource, and what pins its rows.

use alloc::{borrow::Cow, string::String, vec::Vec};
use core::fmt;
use core::str::FromStr;

use crate::error::Error;
use crate::text::json::{write_escaped, write_string};
use crate::text::name::by_name;
use crate::text::suggest::hint;
use crate::text::write::push;

/// What a scope grants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ScopeType {
    /// `PIPES:READ`: read an endpoint, with fixed parameters.
    PipesRead,
    /// `DATASOURCES:READ`: read a data source, with a filter.
    DatasourcesRead,
    /// `DATASOURCES:APPEND`: append to a data source. Known to Tinybird's TypeScript SDK only.
    DatasourcesAppend,
}

impl ScopeType {
    /// Every type.
    pub const ALL: &'static [ScopeType] =
        &[ScopeType::PipesRead, ScopeType::DatasourcesRead, ScopeType::DatasourcesAppend];

    /// The name on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            ScopeType::PipesRead => "PIPES:READ",
            ScopeType::DatasourcesRead => "DATASOURCES:READ",
            ScopeType::DatasourcesAppend => "DATASOURCES:APPEND",
        }
    }

    /// The type of that name on the wire.
    pub(crate) fn named(name: &str) -> Option<ScopeType> {
        ScopeType::ALL.iter().copied().find(|scope_type| scope_type.as_str() == name)
    }
}

by_name!(ScopeType, as_str);

impl FromStr for ScopeType {
    type Err = Error;

    /// By the name on the wire, in capitals.
    fn from_str(name: &str) -> Result<ScopeType, Error> {
        ScopeType::named(name).ok_or_else(|| {
            let reason = ["is not a type of scope; ", &hint(name, &["PIPES:READ", "DATASOURCES:READ"])].concat();
            Error::Option { name: "scope_type", reason: reason.into() }
        })
    }
}

impl fmt::Display for FixedValue<'_> {
    /// The value alone, a text without quotes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FixedValue::Text(text) | FixedValue::Number(text) => f.pad(text),
            FixedValue::Bool(value) => fmt::Display::fmt(value, f),
        }
    }
}

/// One thing that a token grants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope<'c> {
    pub(super) scope_type: ScopeType,
    pub(super) resource: Cow<'c, str>,
    pub(super) fixed_params: Option<Vec<(Cow<'c, str>, FixedValue<'c>)>>,
    pub(super) filter: Option<Cow<'c, str>>,
}

/// The value of a fixed parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FixedValue<'c> {
    /// A string.
    Text(Cow<'c, str>),
    /// A number, with the digits that the token has.
    Number(Cow<'c, str>),
    /// A boolean.
    Bool(bool),
}

impl Scope<'_> {
    /// What may be done.
    #[must_use]
    pub fn scope_type(&self) -> ScopeType {
        self.scope_type
    }

    /// The name or id of the pipe or data source.
    #[must_use]
    pub fn resource(&self) -> &str {
        &self.resource
    }

    /// The parameters that win over those of a request.
    #[must_use]
    pub fn fixed_params(&self) -> &[(Cow<'_, str>, FixedValue<'_>)] {
        self.fixed_params.as_deref().unwrap_or(&[])
    }

    /// The condition on the rows of a data source, ClickHouse SQL.
    #[must_use]
    pub fn filter(&self) -> Option<&str> {
        self.filter.as_deref()
    }

    pub(super) fn into_owned(self) -> Scope<'static> {
        let own = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        Scope {
            scope_type: self.scope_type,
            resource: own(self.resource),
            fixed_params: self
                .fixed_params
                .map(|params| params.into_iter().map(|(name, value)| (own(name), value.into_owned())).collect()),
            filter: self.filter.map(own),
        }
    }

    /// Appends the scope as JSON, its keys in the order of Tinybird's documentation.
    pub(super) fn write(&self, out: &mut String) {
        push("{\"type\":\"", out);
        push(self.scope_type.as_str(), out);
        push("\",\"resource\":\"", out);
        write_escaped(&self.resource, out);
        push("\"", out);
        if let Some(params) = &self.fixed_params {
            push(",\"fixed_params\":{", out);
            for (index, (name, value)) in params.iter().enumerate() {
                push(if index > 0 { ",\"" } else { "\"" }, out);
                write_escaped(name, out);
                push("\":", out);
                value.write(out);
            }
            push("}", out);
        }
        if let Some(filter) = &self.filter {
            push(",\"filter\":", out);
            write_string(filter, out);
        }
        push("}", out);
    }
}

impl FixedValue<'_> {
    fn into_owned(self) -> FixedValue<'static> {
        match self {
            FixedValue::Text(text) => FixedValue::Text(Cow::Owned(text.into_owned())),
            FixedValue::Number(text) => FixedValue::Number(Cow::Owned(text.into_owned())),
            FixedValue::Bool(value) => FixedValue::Bool(value),
        }
    }

    fn write(&self, out: &mut String) {
        match self {
            FixedValue::Text(text) => write_string(text, out),
            FixedValue::Number(text) => push(text, out),
            FixedValue::Bool(value) => push(if *value { "true" } else { "false" }, out),
        }
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Scope<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap as _;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", &self.scope_type)?;
        map.serialize_entry("resource", &self.resource)?;
        if let Some(params) = &self.fixed_params {
            map.serialize_entry("fixed_params", &crate::text::json::Members(params))?;
        }
        if let Some(filter) = &self.filter {
            map.serialize_entry("filter", filter)?;
        }
        map.end()
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for FixedValue<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            FixedValue::Text(text) => serializer.serialize_str(text),
            FixedValue::Number(text) => crate::text::json::serialize_number(text, serializer),
            FixedValue::Bool(value) => serializer.serialize_bool(*value),
        }
    }
}
