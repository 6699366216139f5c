//! The payload with its wire names. [`Claims`] exist only where every rule for claims holds.

pub(crate) mod check;
pub(crate) mod scope;

use alloc::{borrow::Cow, string::String, vec::Vec};

use crate::claims::check::Check;
use crate::claims::check::valid_exp;
use crate::claims::scope::ScopeType;
use crate::error::Error;
use crate::error::issue::errors_of;
use crate::text::json::Json;
use crate::text::pointer::Path;
use crate::text::write::decimal;

/// The longest claims that are read as JSON text, in bytes: what fits into a token, however it is escaped.
const MAX_CLAIMS_LEN: usize = 64 * 1024;

/// The members that Tinybird knows, in the order of its documentation.
const MEMBERS: [&str; 5] = ["workspace_id", "name", "exp", "scopes", "limits"];
const SCOPE_MEMBERS: [&str; 4] = ["type", "resource", "fixed_params", "filter"];

/// What a token says: which workspace, under which name, until when, and what may be read.
///
/// ```
/// let claims = mintbird::Claims::parse(r#"{
///     "workspace_id": "7d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5c", "name": "frontend_jwt", "exp": 123123123123,
///     "scopes": [{ "type": "PIPES:READ", "resource": "requests_per_day", "fixed_params": { "org_id": "testing" } }]
/// }"#)?;
/// assert_eq!(claims.scopes()[0].resource(), "requests_per_day");
/// # Ok::<(), mintbird::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Claims(
    /// Members in the order of Tinybird's documentation, further ones after them.
    Json<'static>,
);

/// One thing that a token grants.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scope<'c> {
    kind: ScopeType,
    json: &'c Json<'c>,
}

impl Claims {
    /// Reads claims from JSON text.
    ///
    /// # Errors
    /// [`Error::Claims`] with everything that Tinybird would refuse or that opens a hole. Whether `exp` has passed is not
    /// looked at: that depends on the time.
    pub fn parse(text: &str) -> Result<Claims, Error> {
        let refuse = |message: String| {
            let mut check = Check::of_claims();
            check.report(crate::error::rule::Rule::ClaimsNotObject, &Path::Root, message);
            Error::Claims(check.issues)
        };
        if text.len() > MAX_CLAIMS_LEN {
            return Err(refuse(["the claims have over ", &decimal(MAX_CLAIMS_LEN as u64), " bytes"].concat()));
        }
        let json = Json::parse(text).map_err(|error| refuse(error.message("the claims are not JSON: ")))?;
        Claims::checked(json)
    }

    /// Takes claims from a JSON value.
    ///
    /// # Errors
    /// As [`Claims::parse`].
    pub fn from_json(json: &Json<'_>) -> Result<Claims, Error> {
        Claims::checked(json.clone())
    }

    fn checked(json: Json<'_>) -> Result<Claims, Error> {
        let mut check = Check::of_claims();
        check.claims(&json, &Path::Root);
        errors_of(&check.issues).map_err(Error::Claims)?;
        Ok(Claims::from_checked(json))
    }

    /// Takes claims from a JSON value that has passed [`Check::claims`].
    pub(crate) fn from_checked(json: Json<'_>) -> Claims {
        let mut json = json.into_owned();
        for (name, value) in put_in_order(&mut json, &MEMBERS) {
            match (&**name, value) {
                ("scopes", Json::Array(scopes)) => scopes.iter_mut().for_each(|scope| {
                    put_in_order(scope, &SCOPE_MEMBERS);
                }),
                ("limits", limits) => {
                    put_in_order(limits, &["rps"]);
                }
                _ => {}
            }
        }
        Claims(json)
    }

    #[cfg(feature = "mint")]
    pub(crate) fn as_json(&self) -> &Json<'static> {
        &self.0
    }

    /// The UUID of the workspace.
    #[must_use]
    pub fn workspace_id(&self) -> &str {
        text(&self.0, "workspace_id")
    }

    /// The name under which usage and rate limits are counted.
    #[must_use]
    pub fn name(&self) -> &str {
        text(&self.0, "name")
    }

    /// The expiry, Unix seconds.
    #[must_use]
    pub fn exp(&self) -> u64 {
        self.0.get("exp").and_then(valid_exp).unwrap_or_default()
    }

    /// What the token grants.
    #[must_use]
    pub fn scopes(&self) -> Vec<Scope<'_>> {
        Scope::all(&self.0).collect()
    }

    /// Requests per second for all tokens of this name. Zero or less: no limit.
    #[must_use]
    pub fn rps(&self) -> Option<i64> {
        rps(&self.0)
    }

    /// A claim that Tinybird does not define, such as `sub`.
    #[must_use]
    pub fn other(&self, name: &str) -> Option<&Json<'static>> {
        self.0.get(name).filter(|_| !MEMBERS.contains(&name))
    }

    /// The payload: compact JSON, keys in the order of Tinybird's documentation, further claims after them.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        self.0.write(&mut out);
        out
    }
}

impl<'c> Scope<'c> {
    /// Those of claims that have passed [`Check::claims`].
    pub(crate) fn all(claims: &'c Json<'_>) -> impl Iterator<Item = Scope<'c>> {
        let scopes = if let Some(Json::Array(scopes)) = claims.get("scopes") { scopes.as_slice() } else { &[] };
        scopes.iter().filter_map(|json| Some(Scope { kind: ScopeType::of(json)?, json }))
    }

    /// What may be done.
    #[must_use]
    pub fn kind(self) -> ScopeType {
        self.kind
    }

    /// The name or id of the pipe or data source.
    #[must_use]
    pub fn resource(self) -> &'c str {
        text(self.json, "resource")
    }

    /// The parameters that win over those of a request: strings, numbers and booleans.
    #[must_use]
    pub fn fixed_params(self) -> &'c [(Cow<'c, str>, Json<'c>)] {
        if let Some(Json::Object(members)) = self.json.get("fixed_params") { members } else { &[] }
    }

    /// The condition on the rows of a data source, ClickHouse SQL.
    #[must_use]
    pub fn filter(self) -> Option<&'c str> {
        self.json.get("filter").and_then(Json::as_str)
    }
}

/// The rate limit in claims that have passed [`Check::claims`].
pub(crate) fn rps(claims: &Json<'_>) -> Option<i64> {
    claims.get("limits")?.get("rps")?.as_integer()
}

/// A member that has to be a text, in claims that have passed [`Check::claims`].
pub(crate) fn text<'c>(object: &'c Json<'_>, name: &str) -> &'c str {
    object.get(name).and_then(Json::as_str).unwrap_or_default()
}

/// Puts the known members of an object first, in their order; the others stay in that of the document.
fn put_in_order<'o, 'j>(object: &'o mut Json<'j>, known: &[&str]) -> &'o mut [(Cow<'j, str>, Json<'j>)] {
    let Json::Object(members) = object else { return &mut [] };
    let mut ordered = Vec::with_capacity(members.len());
    for wanted in known {
        if let Some(at) = members.iter().position(|(name, _)| name == wanted) {
            ordered.push(members.remove(at));
        }
    }
    ordered.append(members);
    *members = ordered;
    members
}
