//! Claims and a request: what is let through, and with which parameters.
//!
//! Denied is what no scope grants, and what several scopes grant in different ways. A grant never shows more rows than any of
//! the scopes it rests on.
//!
//! # Parameters
//!
//! A fixed parameter has its fixed value, whatever the request says. So that nothing behind the decision can be talked into
//! another one, a request's parameter is left out where its name
//!
//! - is not an identifier, `[A-Za-z_][A-Za-z0-9_]*`: an endpoint's template can name nothing else. This leaves out
//!   `org_id[]`, `org_id[0]`, `org.id`, `org_id%20`, names with spaces or NUL, and look-alikes from other alphabets;
//! - differs from a fixed parameter's in case and underscores only: `ORG_ID`, `orgId` and `__org_id` are spellings of `org_id`.
//!
//! Everything else is another parameter and passes as it came, repeated ones as a list in the order of the request.
//!
//! # Several scopes for one resource
//!
//! All of them count, and what is granted is what all of them grant: on a pipe the fixed parameters of all scopes are fixed,
//! and where two fix one parameter to different values the request is denied; on a data source the filters are joined by `AND`.

pub(crate) mod request;

use alloc::{
    borrow::Cow,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;

use crate::claims::{Scope, rps, text};
use crate::json::{Json, decimal, integer, push, write_string};
use crate::static_token::shown;
use crate::value::{Number, Value};
use crate::{Claims, Error, ScopeType};

pub use request::{MAX_REQUEST_PARAMS, Request};

/// What a request may do.
#[derive(Clone, Debug, PartialEq)]
pub struct Grant<'g> {
    name: Cow<'g, str>,
    params: Vec<(Cow<'g, str>, Value<'g>)>,
    filter: Option<Cow<'g, str>>,
    rps: Option<i64>,
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

/// Decides what a token that was verified lets a request do. Whether the token has expired is the verifier's part.
///
/// ```
/// use mintbird::{Claims, Request, authorize};
///
/// let claims = Claims::parse(r#"{
///     "workspace_id": "7d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5c", "name": "u_1", "exp": 123123123123,
///     "scopes": [{ "type": "PIPES:READ", "resource": "top_pages", "fixed_params": { "org_id": "acme" } }]
/// }"#)?;
///
/// let request = Request::pipe("top_pages").param("ORG_ID", "other").param("page", 2);
/// let grant = authorize(&claims, &request).unwrap();
/// assert_eq!(grant.params(), [("org_id".into(), "acme".into()), ("page".into(), 2.into())]);
///
/// assert_eq!(authorize(&claims, &Request::pipe("revenue")).unwrap_err().code(), "scope");
/// # Ok::<(), mintbird::Error>(())
/// ```
///
/// # Errors
/// [`Denial::Scope`], [`Denial::ScopeConflict`] or [`Denial::Params`].
pub fn authorize<'g>(claims: &'g Claims, request: &'g Request<'_>) -> Result<Grant<'g>, Denial> {
    decide(claims.as_json(), request)
}

/// The same of a payload that holds to the rules.
fn decide<'g>(claims: &'g Json<'_>, request: &'g Request<'_>) -> Result<Grant<'g>, Denial> {
    if request.params.len() > MAX_REQUEST_PARAMS {
        return Err(Denial::Params);
    }
    let mut scopes =
        Scope::all(claims).filter(|scope| scope.kind() == request.kind && request.names(scope.resource())).peekable();
    if scopes.peek().is_none() {
        return Err(Denial::Scope { kind: request.kind, resource: shown(&request.resource).to_string() });
    }
    let mut params: Vec<(Cow<'g, str>, Value<'g>)> = Vec::new();
    let mut filters: Vec<&str> = Vec::new();
    for scope in scopes {
        for (name, value) in scope.fixed_params() {
            let value = fixed(value);
            match params.iter().find(|(earlier, _)| earlier == name) {
                None => params.push((Cow::Borrowed(name), value)),
                Some((_, earlier)) if *earlier == value => {}
                Some(_) => return Err(Denial::ScopeConflict { param: name.to_string() }),
            }
        }
        filters.extend(scope.filter().filter(|filter| !filters.contains(filter)));
    }
    if request.kind == ScopeType::PipesRead {
        let fixed = params.len();
        for (name, value) in &request.params {
            if is_identifier(name) && !params.iter().take(fixed).any(|(fixed, _)| is_spelling_of(name, fixed)) {
                add(&mut params, name, value);
            }
        }
    }
    let name = Cow::Borrowed(text(claims, "name"));
    Ok(Grant { name, params, filter: conjunction(&filters), rps: rps(claims) })
}

#[cfg(feature = "mint")]
impl crate::Verifier {
    /// Checks a token at a time, Unix seconds, and decides what it lets a request do.
    ///
    /// # Errors
    /// [`Denial::TokenMissing`] for an empty token, [`Denial::Token`] for one that is refused, else those of [`authorize`].
    pub fn authorize(&self, token: &str, request: &Request<'_>, now: u64) -> Result<Grant<'static>, Denial> {
        self.with_grant(token, request, now, |grant| grant.into_owned())
    }

    /// The same for one who looks at the grant only, so that nothing is copied.
    pub(crate) fn with_grant<T>(
        &self,
        token: &str,
        request: &Request<'_>,
        now: u64,
        look: impl FnOnce(Grant<'_>) -> T,
    ) -> Result<T, Denial> {
        if token.is_empty() {
            return Err(Denial::TokenMissing);
        }
        let payload = self.authenticate(token, now).map_err(Denial::Token)?;
        let claims = self.judge(&payload, now).map_err(Denial::Token)?;
        decide(&claims, request).map(look)
    }
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

/// Claims hold strings, numbers and booleans here, nothing else.
fn fixed<'g>(value: &'g Json<'_>) -> Value<'g> {
    match value {
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(text) => Value::Number(Number(Cow::Borrowed(text))),
        value => Value::Text(Cow::Borrowed(value.as_str().unwrap_or_default())),
    }
}

fn is_identifier(name: &str) -> bool {
    !name.starts_with(|first: char| first.is_ascii_digit())
        && !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Whether two names are the same but for case and underscores.
fn is_spelling_of(name: &str, fixed: &str) -> bool {
    letters(name).eq(letters(fixed))
}

fn letters(name: &str) -> impl Iterator<Item = u8> {
    name.bytes().filter(|byte| *byte != b'_').map(|byte| byte.to_ascii_lowercase())
}

/// Adds a parameter of the request. One that is there already becomes a list.
fn add<'g>(params: &mut Vec<(Cow<'g, str>, Value<'g>)>, name: &'g str, value: &'g Value<'_>) {
    match params.iter_mut().find(|(earlier, _)| earlier == name) {
        None => params.push((Cow::Borrowed(name), value.borrowed())),
        Some((_, Value::List(items))) => append(items, value),
        Some((_, earlier)) => {
            let mut items = Vec::from([core::mem::replace(earlier, Value::Bool(false))]);
            append(&mut items, value);
            *earlier = Value::List(items);
        }
    }
}

fn append<'g>(items: &mut Vec<Value<'g>>, value: &'g Value<'_>) {
    match value {
        Value::List(more) => items.extend(more.iter().map(Value::borrowed)),
        value => items.push(value.borrowed()),
    }
}

fn conjunction<'g>(filters: &[&'g str]) -> Option<Cow<'g, str>> {
    match filters {
        [] => None,
        [filter] => Some(Cow::Borrowed(filter)),
        // The line feed ends a comment that a filter may close with.
        filters => Some(["(", &filters.join("\n) AND ("), "\n)"].concat().into()),
    }
}

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
