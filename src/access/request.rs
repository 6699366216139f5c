//! A request for a pipe or a data source, with its parameters.

use alloc::{borrow::Cow, vec::Vec};

use crate::claims::scope::ScopeType;
use crate::error::Error;
use crate::mint::value::{Number, Value};
use crate::text::json::{Json, duplicate_of};
use crate::text::secret::shown;

/// How many parameters a request may have, each repetition counted.
pub const MAX_REQUEST_PARAMS: usize = 512;

/// The longest request that is read, in bytes.
const MAX_LEN: usize = 256 * 1024;

/// What somebody wants to read.
///
/// ```
/// let request = mintbird::Request::pipe("top_pages").param("page", "1").param("label", vec!["a", "b"]);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Request<'r> {
    pub(super) scope_type: ScopeType,
    pub(super) resource: Cow<'r, str>,
    pub(super) id: Option<Cow<'r, str>>,
    pub(super) params: Vec<(Cow<'r, str>, Value<'r>)>,
    /// Names that pass though Tinybird's API reserves them.
    allowed: Vec<Cow<'r, str>>,
}

impl<'r> Request<'r> {
    /// Reads an endpoint, named as in its URL: by name or by id.
    #[must_use]
    pub fn pipe(name_or_id: &'r str) -> Request<'r> {
        Request::new(ScopeType::PipesRead, Cow::Borrowed(name_or_id))
    }

    /// Reads a data source, by name or by id.
    #[must_use]
    pub fn datasource(name_or_id: &'r str) -> Request<'r> {
        Request::new(ScopeType::DatasourcesRead, Cow::Borrowed(name_or_id))
    }

    fn new(scope_type: ScopeType, resource: Cow<'r, str>) -> Request<'r> {
        Request { scope_type, resource, id: None, params: Vec::new(), allowed: Vec::new() }
    }

    /// The resource's id, for a caller that knows it beside the name: scopes of either then count.
    #[must_use]
    pub fn with_id(mut self, id: &'r str) -> Request<'r> {
        self.id = Some(Cow::Borrowed(id));
        self
    }

    /// Adds a parameter. A name that is there already is a repetition, as in a URL.
    #[must_use]
    pub fn param(mut self, name: &'r str, value: impl Into<Value<'r>>) -> Request<'r> {
        self.params.push((Cow::Borrowed(name), value.into()));
        self
    }

    /// Adds the parameters of a query string, the part of a URL behind its `?`.
    ///
    /// ```
    /// let request = mintbird::Request::pipe("top_pages").query("page=1&label=a&label=b%20c");
    /// assert_eq!(request, mintbird::Request::pipe("top_pages").param("page", "1").param("label", "a").param("label", "b c"));
    /// ```
    #[must_use]
    pub fn query(mut self, query: &'r str) -> Request<'r> {
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            self.params.push((name, Value::Text(value)));
        }
        self
    }

    /// Lets a parameter of this name pass, which would be kept back because Tinybird's API has a meaning of its own for it. A fixed
    /// parameter still wins.
    #[must_use]
    pub fn allow(mut self, name: &'r str) -> Request<'r> {
        self.allowed.push(Cow::Borrowed(name));
        self
    }

    /// Reads a request from JSON text: `{"pipe": …}` or `{"datasource": …}`, with `id`, `params` and `allow`, a list of
    /// names, where there are any.
    /// `params` is an object of names and values, or a list of pairs of them, as a query string has them; a value is a string, a number,
    /// a boolean or a list of these.
    ///
    /// # Errors
    /// [`Error::Option`] that names the member.
    pub fn parse(text: &'r str) -> Result<Request<'r>, Error> {
        check_len(text.len())?;
        let Ok(Json::Object(members)) = Json::parse(text) else { return Err(no_request()) };
        if duplicate_of(&members).is_some() {
            return Err(refused("request", "has a key twice"));
        }
        let (mut pipe, mut datasource, mut id) = (None, None, None);
        let (mut params, mut allowed) = (Vec::new(), Vec::new());
        for (name, value) in members {
            match &*name {
                "pipe" => pipe = Some(resource(read_scalar(value), "pipe")?),
                "datasource" => datasource = Some(resource(read_scalar(value), "datasource")?),
                "id" => id = Some(resource(read_scalar(value), "id")?),
                "params" => params = read_params(value)?,
                "allow" => allowed = read_names(value).ok_or_else(no_names)?,
                // A misspelt `params` would leave all of them out.
                _ => {
                    return Err(refused(
                        "request",
                        "has a key other than `pipe`, `datasource`, `id`, `params` and `allow`",
                    ));
                }
            }
        }
        let (scope_type, resource) = match (pipe, datasource) {
            (Some(pipe), None) => (ScopeType::PipesRead, pipe),
            (None, Some(datasource)) => (ScopeType::DatasourcesRead, datasource),
            _ => return Err(refused("request", "must name a pipe or a datasource")),
        };
        Ok(Request { scope_type, resource, id, params, allowed })
    }

    /// Whether a parameter of this name passes in any case.
    pub(super) fn allows(&self, name: &str) -> bool {
        self.allowed.iter().any(|allowed| allowed == name)
    }

    /// Whether a scope's resource is the one that is asked for.
    pub(super) fn names(&self, resource: &str) -> bool {
        self.resource == resource || self.id.as_ref().is_some_and(|id| id == resource)
    }
}

fn check_len(len: usize) -> Result<(), Error> {
    if len > MAX_LEN { Err(refused("request", "is longer than 256 KiB")) } else { Ok(()) }
}

fn resource<'r>(value: Option<Value<'r>>, name: &'static str) -> Result<Cow<'r, str>, Error> {
    match value {
        Some(Value::Text(text)) if !text.is_empty() => Ok(text),
        _ => Err(refused(name, "must be the name or id of a resource")),
    }
}

fn no_request() -> Error {
    refused("request", "must be an object, such as {\"pipe\": \"top_pages\"}")
}

fn no_params() -> Error {
    refused("params", "must be an object or a list of pairs")
}

fn no_names() -> Error {
    refused("allow", "must be a list of names of parameters")
}

fn no_pair() -> Error {
    refused("params", "must be a list of pairs, each a name and a value")
}

fn no_value(name: &str) -> Error {
    let reason = ["has `", shown(name), "`, which must be a string, number, boolean or a list of these"].concat();
    Error::Option { name: "params", reason: reason.into() }
}

fn refused(name: &'static str, reason: &'static str) -> Error {
    Error::Option { name, reason: reason.into() }
}

fn read_params(params: Json<'_>) -> Result<Vec<(Cow<'_, str>, Value<'_>)>, Error> {
    let mut read = Vec::new();
    match params {
        Json::Object(members) => {
            for (name, value) in members {
                let value = read_value(value).ok_or_else(|| no_value(&name))?;
                read.push((name, value));
            }
        }
        Json::Array(pairs) => {
            for pair in pairs {
                read.push(read_pair(pair)?);
            }
        }
        _ => return Err(no_params()),
    }
    Ok(read)
}

fn read_names(names: Json<'_>) -> Option<Vec<Cow<'_, str>>> {
    let Json::Array(names) = names else { return None };
    let name = |name| if let Json::String(name) = name { Some(name) } else { None };
    names.into_iter().map(name).collect()
}

fn read_pair(pair: Json<'_>) -> Result<(Cow<'_, str>, Value<'_>), Error> {
    let Json::Array(pair) = pair else { return Err(no_pair()) };
    match <[Json<'_>; 2]>::try_from(pair) {
        Ok([Json::String(name), value]) => match read_value(value) {
            Some(value) => Ok((name, value)),
            None => Err(no_value(&name)),
        },
        _ => Err(no_pair()),
    }
}

fn read_value(value: Json<'_>) -> Option<Value<'_>> {
    match value {
        Json::Array(items) => items.into_iter().map(read_scalar).collect::<Option<_>>().map(Value::List),
        value => read_scalar(value),
    }
}

fn read_scalar(value: Json<'_>) -> Option<Value<'_>> {
    match value {
        Json::String(text) => Some(Value::Text(text)),
        Json::Number(text) => Some(Value::Number(Number(text))),
        Json::Bool(value) => Some(Value::Bool(value)),
        _ => None,
    }
}
