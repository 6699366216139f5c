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
//! - has a meaning of its own to Tinybird's API, in whatever case it is written, or cannot be a parameter: `template_parameters`, `q`,
//!   `output_format_*`. Who calls with more rights than the token has must not pass them on, unless the request allows the name;
//! - differs from a fixed parameter's in case and underscores only: `ORG_ID`, `orgId` and `__org_id` are spellings of `org_id`.
//!
//! A fixed parameter of such a name pins nothing, or would be an instruction to the API: the request is denied, unless the name is
//! an endpoint's that the request allows.
//!
//! Everything else is another parameter and passes as it came, repeated ones as a list in the order of the request.
//!
//! # Several scopes for one resource
//!
//! All of them count, and what is granted is what all of them grant: on a pipe the fixed parameters of all scopes are fixed,
//! and where two fix one parameter to different values the request is denied; on a data source the filters are joined by `AND`.

use alloc::{borrow::Cow, string::ToString, vec::Vec};

use crate::access::decision::{Denial, Grant};
use crate::access::request::{MAX_REQUEST_PARAMS, Request};
use crate::claims::Claims;
use crate::claims::param_name::{forbidden, is_identifier, reserved};
use crate::claims::scope::{FixedValue, Scope, ScopeType};
use crate::mint::value::{Number, Value};
use crate::text::secret::shown;

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
/// [`Denial::Scope`], [`Denial::FixedParamName`], [`Denial::ScopeConflict`] or [`Denial::Params`].
pub fn authorize<'g>(claims: &'g Claims<'_>, request: &'g Request<'_>) -> Result<Grant<'g>, Denial> {
    if request.params.len() > MAX_REQUEST_PARAMS {
        return Err(Denial::Params);
    }
    let grants = |scope: &&Scope<'_>| scope.scope_type() == request.scope_type && request.names(scope.resource());
    let mut scopes = claims.scopes().iter().filter(grants).peekable();
    if scopes.peek().is_none() {
        return Err(Denial::Scope { scope_type: request.scope_type, resource: shown(&request.resource).to_string() });
    }
    let mut params: Vec<(Cow<'g, str>, Value<'g>)> = Vec::new();
    let mut filters: Vec<&str> = Vec::new();
    for scope in scopes {
        for (name, value) in scope.fixed_params() {
            if forbidden(name) || !passes(name, request) {
                return Err(Denial::FixedParamName { param: shown(name).to_string() });
            }
            let value = Value::from(value);
            match params.iter().find(|(earlier, _)| earlier == name) {
                None => params.push((Cow::Borrowed(name), value)),
                Some((_, earlier)) if *earlier == value => {}
                Some(_) => return Err(Denial::ScopeConflict { param: shown(name).to_string() }),
            }
        }
        filters.extend(scope.filter().filter(|filter| !filters.contains(filter)));
    }
    if request.scope_type == ScopeType::PipesRead {
        let fixed = params.len();
        for (name, value) in &request.params {
            if passes(name, request) && !params.iter().take(fixed).any(|(fixed, _)| is_spelling_of(name, fixed)) {
                add(&mut params, name, value);
            }
        }
    }
    Ok(Grant { name: Cow::Borrowed(claims.name()), params, filter: conjunction(&filters), rps: claims.rps() })
}

impl<'v> From<&'v FixedValue<'_>> for Value<'v> {
    fn from(value: &'v FixedValue<'_>) -> Self {
        match value {
            FixedValue::Text(text) => Value::Text(Cow::Borrowed(text)),
            FixedValue::Number(text) => Value::Number(Number(Cow::Borrowed(text))),
            FixedValue::Bool(value) => Value::Bool(*value),
        }
    }
}

/// Whether an endpoint can have a parameter of this name, and nothing else can be meant by it.
fn passes(name: &str, request: &Request<'_>) -> bool {
    is_identifier(name) && (request.allows(name) || !(reserved(name) || forbidden(name)))
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
