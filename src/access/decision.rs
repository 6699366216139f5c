//! What was decided: a grant or a denial, and how both look as JSON.

use alloc::{borrow::Cow, string::String, vec::Vec};
use core::fmt;

use crate::access::request::MAX_REQUEST_PARAMS;
use crate::claims::scope::ScopeType;
use crate::error::Error;
use crate::mint::value::Value;
use crate::text::json::write_string;
use crate::text::write::{decimal, integer, push};

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
        kind: ScopeType,
        /// The pipe or data source that was asked for.
        resource: String,
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

    /// The decision as JavaScript gets it: `{"allowed":true,"name":…,"params":{…},"filter":…,"limits":{"rps":…}}`.
    ///
    /// A number that JavaScript would read with other digits is a string here, so that no tenant's id is rounded to another's.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    pub(crate) fn write(&self, out: &mut String) {
        push("{\"allowed\":true,\"name\":", out);
        write_string(&self.name, out);
        push(",\"params\":{", out);
        for (index, (name, value)) in self.params.iter().enumerate() {
            if index > 0 {
                push(",", out);
            }
            write_string(name, out);
            push(":", out);
            write_value(value, out);
        }
        push("}", out);
        if let Some(filter) = &self.filter {
            push(",\"filter\":", out);
            write_string(filter, out);
        }
        if let Some(rps) = self.rps {
            push(",\"limits\":{\"rps\":", out);
            push(&integer(rps), out);
            push("}", out);
        }
        push("}", out);
    }
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
            Denial::ScopeConflict { .. } => "scope-conflict",
            Denial::Params => "params",
        }
    }

    /// The decision as JavaScript gets it: `{"allowed":false,"status":…,"code":…,"message":…}`.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut out = String::from("{\"allowed\":false,\"status\":");
        push(&integer(self.status().into()), &mut out);
        push(",\"code\":", &mut out);
        write_string(self.code(), &mut out);
        push(",\"message\":", &mut out);
        write_string(&self.message(), &mut out);
        push("}", &mut out);
        out
    }

    /// Why, in a sentence fit for the one who asked.
    fn message(&self) -> Cow<'_, str> {
        match self {
            Denial::TokenMissing => {
                "the request carries no token; send it as `Authorization: Bearer …` or as `?token=…`".into()
            }
            Denial::Token(error) => error.message(),
            Denial::Scope { kind, resource } => {
                let exact = "`; a scope's resource is the exact name or id";
                ["the token has no scope ", kind.as_str(), " for `", resource, exact].concat().into()
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

impl core::error::Error for Denial {}

fn write_value(value: &Value<'_>, out: &mut String) {
    match value {
        Value::Text(text) => write_string(text, out),
        Value::Bool(value) => push(if *value { "true" } else { "false" }, out),
        Value::Number(number) if same_in_javascript(number.as_str()) => push(number.as_str(), out),
        Value::Number(number) => write_string(number.as_str(), out),
        Value::List(items) => {
            push("[", out);
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    push(",", out);
                }
                write_value(item, out);
            }
            push("]", out);
        }
    }
}

/// Whether JavaScript, which has 64-bit floats only, reads a number with these digits and prints it like this: a safe integer,
/// or a decimal of at most 15 digits, which every such float keeps, without an exponent or a zero at its end.
fn same_in_javascript(number: &str) -> bool {
    const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;
    match number.strip_prefix('-').unwrap_or(number).split_once('.') {
        None => number != "-0" && number.parse().is_ok_and(|integer: i64| integer.unsigned_abs() <= MAX_SAFE_INTEGER),
        Some((whole, fraction)) => {
            let digits = whole.len().saturating_add(fraction.len());
            // Below a millionth JavaScript would write an exponent.
            let tiny = whole == "0" && fraction.starts_with("000000");
            digits <= 15 && !tiny && !fraction.ends_with('0') && fraction.bytes().all(|byte| byte.is_ascii_digit())
        }
    }
}
