//! The payload, typed. [`Claims`] exist only where every rule for claims holds, so that nothing behind them asks again.

pub(crate) mod check;
mod filter_clause;
pub(crate) mod param_name;
pub(crate) mod purpose;
pub(crate) mod read;
pub(crate) mod scope;
pub(crate) mod scope_members;
pub(crate) mod time;
mod unset;

use alloc::{borrow::Cow, string::String, vec::Vec};
use core::fmt;
#[cfg(feature = "mint")]
use core::str::FromStr;

use crate::claims::purpose::Purpose;
#[cfg(feature = "wasm")]
use crate::claims::scope::FixedValue;
use crate::claims::scope::Scope;
use crate::error::Error;
use crate::error::issue::Issue;
use crate::error::rule::Rule;
use crate::text::json::{Json, write_string};
use crate::text::pointer::Path;
use crate::text::write::{decimal, integer, push};

/// The longest claims that are read as JSON text, in bytes: what fits into a token, however it is escaped.
const MAX_CLAIMS_LEN: usize = 64 * 1024;

/// What a token says: which workspace, under which name, until when, and what may be read.
///
/// ```
/// let claims = mintbird::Claims::of_others(r#"{
///     "workspace_id": "7d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5c", "name": "frontend_jwt", "exp": 123123123123,
///     "scopes": [{ "type": "PIPES:READ", "resource": "requests_per_day", "fixed_params": { "org_id": "testing" } }]
/// }"#)?;
/// assert_eq!(claims.scopes()[0].resource(), "requests_per_day");
/// # Ok::<(), mintbird::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims<'c> {
    workspace_id: Cow<'c, str>,
    name: Cow<'c, str>,
    /// Unix seconds.
    exp: u64,
    /// Unix seconds.
    nbf: Option<u64>,
    scopes: Vec<Scope<'c>>,
    limits: Option<Limits>,
    /// Every further claim, in the order of the document, `nbf` among them.
    others: Vec<(Cow<'c, str>, Json<'c>)>,
}

/// The claim `limits`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
struct Limits {
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    rps: Option<i64>,
}

impl<'c> Claims<'c> {
    /// Reads claims to be signed, from JSON text. They are held to every rule, also to those that Tinybird does not insist on.
    ///
    /// # Errors
    /// [`Error::Claims`] with everything that Tinybird would refuse or that opens a hole. Whether `exp` has passed is not
    /// looked at: that depends on the time.
    #[cfg(feature = "mint")]
    pub fn parse(text: &'c str) -> Result<Claims<'c>, Error> {
        Claims::read(text, Purpose::Sign)
    }

    /// Reads claims that others have signed, from JSON text. They are held to what Tinybird insists on, as a verifier does. Nothing is
    /// known of who signed them.
    ///
    /// # Errors
    /// [`Error::Claims`] with everything that Tinybird would refuse, and with what a scope has that nobody knows.
    pub fn of_others(text: &'c str) -> Result<Claims<'c>, Error> {
        Claims::read(text, Purpose::Verify)
    }

    fn read(text: &'c str, purpose: Purpose) -> Result<Claims<'c>, Error> {
        let refuse = |message: String| Error::Claims([Issue::new(Rule::ClaimsNotObject, &Path::Root, message)].into());
        if text.len() > MAX_CLAIMS_LEN {
            return Err(refuse(["the claims have over ", &decimal(MAX_CLAIMS_LEN as u64), " bytes"].concat()));
        }
        let reading = read::read(text, purpose, &Path::Root)
            .map_err(|error| refuse(error.message("the claims are not JSON: ")))?;
        reading.into_claims()
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

    /// The first second in which the token is valid, Unix seconds.
    #[must_use]
    pub fn nbf(&self) -> Option<u64> {
        self.nbf
    }

    /// What the token grants.
    #[must_use]
    pub fn scopes(&self) -> &[Scope<'c>] {
        &self.scopes
    }

    /// Requests per second for all tokens of this name. Zero or less: no limit.
    #[must_use]
    pub fn rps(&self) -> Option<i64> {
        self.limits.and_then(|limits| limits.rps)
    }

    /// A claim that Tinybird does not define, such as `sub`.
    #[must_use]
    pub fn other(&self, name: &str) -> Option<&Json<'c>> {
        self.others.iter().find_map(|(other, value)| (other == name).then_some(value))
    }

    /// Whether a number may have more digits than a 64-bit float keeps.
    #[cfg(feature = "wasm")]
    pub(crate) fn has_long_numbers(&self) -> bool {
        let is_long = |number: &str| number.len() > 15 || number.contains(['e', 'E']);
        let is_long_value = |value: &FixedValue<'_>| matches!(value, FixedValue::Number(number) if is_long(number));
        self.scopes.iter().flat_map(Scope::fixed_params).any(|(_, value)| is_long_value(value))
            || self.others.iter().any(|(_, value)| value.any_number(&is_long))
    }

    /// The same claims with nothing borrowed.
    #[must_use]
    pub fn into_owned(self) -> Claims<'static> {
        let own = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        Claims {
            workspace_id: own(self.workspace_id),
            name: own(self.name),
            exp: self.exp,
            nbf: self.nbf,
            scopes: self.scopes.into_iter().map(Scope::into_owned).collect(),
            limits: self.limits,
            others: self.others.into_iter().map(|(name, value)| (own(name), value.into_owned())).collect(),
        }
    }

    /// The payload: compact JSON, keys in the order of Tinybird's documentation, further claims after them.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut json = String::with_capacity(256_usize.saturating_add(self.scopes.len().saturating_mul(96)));
        let out = &mut json;
        push("{\"workspace_id\":", out);
        write_string(&self.workspace_id, out);
        push(",\"name\":", out);
        write_string(&self.name, out);
        push(",\"exp\":", out);
        push(&decimal(self.exp), out);
        push(",\"scopes\":[", out);
        for (index, scope) in self.scopes.iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            scope.write(out);
        }
        out.push(']');
        if let Some(limits) = self.limits {
            push(",\"limits\":{", out);
            if let Some(rps) = limits.rps {
                push("\"rps\":", out);
                push(&integer(rps), out);
            }
            push("}", out);
        }
        for (name, value) in &self.others {
            push(",", out);
            write_string(name, out);
            push(":", out);
            value.write(out);
        }
        push("}", out);
        json
    }
}

#[cfg(feature = "mint")]
impl FromStr for Claims<'static> {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Claims::parse(text).map(Claims::into_owned)
    }
}

impl fmt::Display for Claims<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_json())
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Claims<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap as _;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("workspace_id", &self.workspace_id)?;
        map.serialize_entry("name", &self.name)?;
        map.serialize_entry("exp", &self.exp)?;
        map.serialize_entry("scopes", &self.scopes)?;
        if let Some(limits) = &self.limits {
            map.serialize_entry("limits", limits)?;
        }
        for (name, value) in &self.others {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}
