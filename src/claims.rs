//! The payload with its wire names. [`Claims`] exist only where every rule for claims holds.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use crate::Error;
use crate::issue::{Path, errors_of};
use crate::json::{Json, write_string};
use crate::rules::{Check, ScopeType, valid_exp};

/// The longest claims that are read as JSON text, in bytes: what fits into a token, however it is escaped.
const MAX_CLAIMS_LEN: usize = 64 * 1024;

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
pub struct Claims {
    workspace_id: String,
    name: String,
    exp: u64,
    scopes: Vec<Scope>,
    limits: Option<Limits>,
    /// Further claims (`iss`, `sub`, `iat`, `nbf`, `jti`, …), in their order.
    other: Vec<(String, Json<'static>)>,
}

/// One thing that a token grants.
#[derive(Clone, Debug, PartialEq)]
pub struct Scope {
    kind: ScopeType,
    resource: String,
    fixed_params: Option<Vec<(String, Json<'static>)>>,
    filter: Option<String>,
    other: Vec<(String, Json<'static>)>,
}

/// Limits on the use of a token.
#[derive(Clone, Debug, PartialEq)]
pub struct Limits {
    rps: Option<i64>,
    other: Vec<(String, Json<'static>)>,
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
            check.report(crate::Rule::ClaimsNotObject, &Path::Root, message);
            Error::Claims(check.issues)
        };
        if text.len() > MAX_CLAIMS_LEN {
            return Err(refuse(["the claims have over ", &MAX_CLAIMS_LEN.to_string(), " bytes"].concat()));
        }
        let json = Json::parse(text).map_err(|error| refuse(error.message("the claims are not JSON: ")))?;
        Claims::from_json(&json)
    }

    /// Takes claims from a JSON value.
    ///
    /// # Errors
    /// As [`Claims::parse`].
    pub fn from_json(json: &Json<'_>) -> Result<Claims, Error> {
        let mut check = Check::of_claims();
        check.claims(json, &Path::Root);
        errors_of(&check.issues).map_err(Error::Claims)?;
        Ok(Claims::from_checked(json))
    }

    /// Takes claims from a JSON value that has passed [`Check::claims`].
    pub(crate) fn from_checked(json: &Json<'_>) -> Claims {
        let text = |name| json.get(name).and_then(Json::as_str).unwrap_or_default().to_string();
        Claims {
            workspace_id: text("workspace_id"),
            name: text("name"),
            exp: json.get("exp").and_then(valid_exp).unwrap_or_default(),
            scopes: match json.get("scopes") {
                Some(Json::Array(scopes)) => scopes.iter().filter_map(Scope::from_checked).collect(),
                _ => Vec::new(),
            },
            limits: json.get("limits").map(|limits| Limits {
                rps: limits.get("rps").and_then(Json::as_integer),
                other: others(limits, &["rps"]),
            }),
            other: others(json, &["workspace_id", "name", "exp", "scopes", "limits"]),
        }
    }

    /// The UUID of the workspace.
    #[must_use]
    pub fn workspace_id(&self) -> &str {
        &self.workspace_id
    }

    /// The name under which usage and rate limits are counted.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The expiry, Unix seconds.
    #[must_use]
    pub fn exp(&self) -> u64 {
        self.exp
    }

    /// What the token grants.
    #[must_use]
    pub fn scopes(&self) -> &[Scope] {
        &self.scopes
    }

    /// Requests per second for all tokens of this name. Zero or less: no limit.
    #[must_use]
    pub fn rps(&self) -> Option<i64> {
        self.limits.as_ref()?.rps
    }

    /// A claim that Tinybird does not define, such as `sub`.
    #[must_use]
    pub fn other(&self, name: &str) -> Option<&Json<'static>> {
        self.other.iter().find_map(|(key, value)| (key == name).then_some(value))
    }

    /// The payload: compact JSON, keys in the order of Tinybird's documentation, further claims after them.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut out = String::from("{\"workspace_id\":");
        write_string(&self.workspace_id, &mut out);
        out.push_str(",\"name\":");
        write_string(&self.name, &mut out);
        out.push_str(",\"exp\":");
        out.push_str(&self.exp.to_string());
        out.push_str(",\"scopes\":[");
        for (index, scope) in self.scopes.iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            scope.write(&mut out);
        }
        out.push(']');
        if let Some(limits) = &self.limits {
            out.push_str(",\"limits\":");
            limits.write(&mut out);
        }
        write_members(&self.other, ",", &mut out);
        out.push('}');
        out
    }
}

impl Scope {
    fn from_checked(scope: &Json<'_>) -> Option<Scope> {
        Some(Scope {
            kind: ScopeType::of(scope)?,
            resource: scope.get("resource").and_then(Json::as_str).unwrap_or_default().to_string(),
            fixed_params: scope.get("fixed_params").map(|fixed| others(fixed, &[])),
            filter: scope.get("filter").and_then(Json::as_str).map(String::from),
            other: others(scope, &["type", "resource", "fixed_params", "filter"]),
        })
    }

    /// What may be done.
    #[must_use]
    pub fn kind(&self) -> ScopeType {
        self.kind
    }

    /// The name or id of the pipe or data source.
    #[must_use]
    pub fn resource(&self) -> &str {
        &self.resource
    }

    /// The parameters that win over those of a request: strings, numbers and booleans.
    #[must_use]
    pub fn fixed_params(&self) -> &[(String, Json<'static>)] {
        self.fixed_params.as_deref().unwrap_or_default()
    }

    /// The condition on the rows of a data source, ClickHouse SQL.
    #[must_use]
    pub fn filter(&self) -> Option<&str> {
        self.filter.as_deref()
    }

    fn write(&self, out: &mut String) {
        out.push_str("{\"type\":\"");
        out.push_str(self.kind.as_str());
        out.push_str("\",\"resource\":");
        write_string(&self.resource, out);
        if let Some(fixed) = &self.fixed_params {
            out.push_str(",\"fixed_params\":{");
            write_members(fixed, "", out);
            out.push('}');
        }
        if let Some(filter) = &self.filter {
            out.push_str(",\"filter\":");
            write_string(filter, out);
        }
        write_members(&self.other, ",", out);
        out.push('}');
    }
}

impl Limits {
    fn write(&self, out: &mut String) {
        out.push('{');
        if let Some(rps) = self.rps {
            out.push_str("\"rps\":");
            out.push_str(&rps.to_string());
        }
        write_members(&self.other, if self.rps.is_some() { "," } else { "" }, out);
        out.push('}');
    }
}

/// The members of an object but for these, with nothing borrowed.
fn others(object: &Json<'_>, known: &[&str]) -> Vec<(String, Json<'static>)> {
    let Json::Object(members) = object else { return Vec::new() };
    members
        .iter()
        .filter(|(name, _)| !known.contains(&&**name))
        .map(|(name, value)| (name.to_string(), value.clone().into_owned()))
        .collect()
}

fn write_members(members: &[(String, Json<'_>)], mut separator: &'static str, out: &mut String) {
    for (name, value) in members {
        out.push_str(separator);
        separator = ",";
        write_string(name, out);
        out.push(':');
        value.write(out);
    }
}
