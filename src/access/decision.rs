//! What was decided about a request: a grant or a denial.

use alloc::{borrow::Cow, string::String, vec::Vec};
use core::fmt;

use crate::access::request::MAX_REQUEST_PARAMS;
use crate::claims::param_name::fault;
use crate::claims::scope::ScopeType;
use crate::error::Error;
use crate::error::rule::Rule;
use crate::mint::value::Value;
use crate::text::write::decimal;

/// What a request may do.
#[derive(Clone, Debug, PartialEq)]
pub struct Grant<'g> {
    pub(super) name: Cow<'g, str>,
    pub(super) params: Vec<(Cow<'g, str>, Value<'g>)>,
    pub(super) filter: Option<Cow<'g, str>>,
    pub(super) rps: Option<i64>,
}

/// Why a request may not do it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Denial {
    /// `token-missing`, 401: the request carries no token.
    TokenMissing,
    /// 403, with the code of the error: the token cannot be trusted, or no longer.
    Token(Error),
    /// `scope`, 403: no scope of the token names the resource.
    Scope {
        /// The type that a scope would need.
        scope_type: ScopeType,
        /// The pipe or data source that was asked for.
        resource: String,
    },
    /// `fixed-param-name`, 403: the token fixes a parameter that no endpoint can have, or whose name means something to Tinybird's
    /// API and is not allowed by the request.
    FixedParamName {
        /// The parameter's name.
        param: String,
    },
    /// `scope-conflict`, 403: two scopes of the token fix one parameter to different values.
    ScopeConflict {
        /// The parameter's name.
        param: String,
    },
    /// `params`, 400: the request has more than [`MAX_REQUEST_PARAMS`] parameters.
    Params,
}

impl Grant<'_> {
    /// The same with nothing borrowed.
    #[must_use]
    pub fn into_owned(self) -> Grant<'static> {
        let owned = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        Grant {
            name: owned(self.name),
            params: self.params.into_iter().map(|(name, value)| (owned(name), value.into_owned())).collect(),
            filter: self.filter.map(owned),
            rps: self.rps,
        }
    }

    /// The name under which the request is counted.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The parameters to call the endpoint with: the fixed ones, then what the request may choose. None on a data source.
    #[must_use]
    pub fn params(&self) -> &[(Cow<'_, str>, Value<'_>)] {
        &self.params
    }

    /// The same as a query string, a list as a repeated parameter.
    #[must_use]
    pub fn to_query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in &self.params {
            append(name, value, &mut query);
        }
        query.finish()
    }

    /// The condition that rows of the data source have to meet, ClickHouse SQL. It belongs in parentheses.
    #[must_use]
    pub fn filter(&self) -> Option<&str> {
        self.filter.as_deref()
    }

    /// Requests per second for all tokens of this name. Zero or less: no limit.
    #[must_use]
    pub fn rps(&self) -> Option<i64> {
        self.rps
    }
}

fn append(name: &str, value: &Value<'_>, query: &mut form_urlencoded::Serializer<'_, String>) {
    let text = match value {
        Value::Text(text) => text,
        Value::Number(number) => number.as_str(),
        Value::Bool(true) => "true",
        Value::Bool(false) => "false",
        Value::List(items) => return items.iter().for_each(|item| append(name, item, query)),
    };
    query.append_pair(name, text);
}

impl Denial {
    /// The HTTP status: 401 without a token, 400 for a request that cannot be read, else 403, as Tinybird answers.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Denial::TokenMissing => 401,
            Denial::Params => 400,
            _ => 403,
        }
    }

    /// The stable code, such as `"scope"`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Denial::TokenMissing => "token-missing",
            Denial::Token(error) => error.code(),
            Denial::Scope { .. } => "scope",
            Denial::FixedParamName { .. } => Rule::FixedParamName.code(),
            Denial::ScopeConflict { .. } => "scope-conflict",
            Denial::Params => "params",
        }
    }

    /// Why, in a sentence fit for the one who asked.
    pub(crate) fn message(&self) -> Cow<'_, str> {
        match self {
            Denial::TokenMissing => {
                "the request carries no token; send it as `Authorization: Bearer …` or as `?token=…`".into()
            }
            Denial::Token(error) => error.message(),
            Denial::Scope { scope_type, resource } => {
                let exact = "`; a scope's resource is the exact name or id";
                ["the token has no scope ", scope_type.as_str(), " for `", resource, exact].concat().into()
            }
            Denial::FixedParamName { param } => {
                let reason = fault(param).map(|(_, reason)| reason).unwrap_or_default();
                ["the token fixes `", param, "`: ", &reason].concat().into()
            }
            Denial::ScopeConflict { param } => {
                let advice = "` to different values; mint it with one scope for the pipe";
                ["two scopes of the token fix `", param, advice].concat().into()
            }
            Denial::Params => {
                ["the request has more than ", &decimal(MAX_REQUEST_PARAMS as u64), " parameters"].concat().into()
            }
        }
    }
}

impl fmt::Display for Denial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

impl core::error::Error for Denial {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Denial::Token(error) => Some(error),
            _ => None,
        }
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Grant<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap as _;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("name", &self.name)?;
        map.serialize_entry("params", &crate::text::json::Members(&self.params))?;
        map.serialize_entry("filter", &self.filter)?;
        map.serialize_entry("rps", &self.rps)?;
        map.end()
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Denial {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap as _;
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("status", &self.status())?;
        map.serialize_entry("code", self.code())?;
        map.serialize_entry("message", &self.message())?;
        map.end()
    }
}
