//! Keys and a policy, and a token: claims or an error.
//!
//! The MAC decides before the claims are read, so that nothing is learnt about a token whose signature is wrong. Time and
//! workspace come last.

use alloc::{string::String, vec::Vec};

use crate::access::jws::Jws;
use crate::claims::Claims;
use crate::claims::check::Check;
use crate::claims::check::MAX_TIME;
use crate::claims::check::valid_exp;
use crate::claims::text;
use crate::error::Error;
use crate::error::issue::{Issue, errors_of};
use crate::error::rule::Rule;
use crate::mint::signing_key::SigningKey;
use crate::text::json::Json;
use crate::text::pointer::Path;
use crate::text::uuid::is_uuid;

/// Checks tokens against one or several keys.
///
/// ```
/// use mintbird::{SigningKey, Verifier};
///
/// # let current = "p.eyJ1IjogIjQ3YzVkYmJhLTgwNjMtNDc2NS1iMmU3LTRiZTFiY2UyMzcwZSIsICJpZCI6ICI0ODlkMTM1NS1lOWUzLTRiNjEtOTk4Mi1mNWY0NWMzZmVlMjEiLCAiaG9zdCI6IG51bGx9.S7RN4zTyq8JxwxapQafrAclvpYaWx8aEALnQwBKGFyI";
/// let verifier = Verifier::new([SigningKey::new(current)?])?;
/// assert_eq!(verifier.verify("not a token", 1_700_000_000).unwrap_err().code(), "malformed");
/// # Ok::<(), mintbird::Error>(())
/// ```
#[derive(Debug)]
pub struct Verifier {
    keys: Vec<SigningKey>,
    workspace_id: Option<String>,
    clock_tolerance: u64,
}

impl Verifier {
    /// Accepts what any of these keys has signed: the current one, and the previous one while keys are rotated.
    ///
    /// # Errors
    /// [`Error::Option`] without a key.
    pub fn new(keys: impl IntoIterator<Item = SigningKey>) -> Result<Verifier, Error> {
        let keys: Vec<SigningKey> = keys.into_iter().collect();
        if keys.is_empty() {
            return Err(Error::Option { name: "keys", reason: "needs at least one signing key".into() });
        }
        Ok(Verifier { keys, workspace_id: None, clock_tolerance: 0 })
    }

    /// Accepts tokens of this workspace only.
    ///
    /// # Errors
    /// [`Error::Option`] where this is not a UUID.
    pub fn workspace_id(mut self, id: &str) -> Result<Verifier, Error> {
        if !is_uuid(id) {
            return Err(Error::Option { name: "workspaceId", reason: "is the UUID of the workspace".into() });
        }
        self.workspace_id = Some(String::from(id));
        Ok(self)
    }

    /// Lets tokens live this many seconds longer, and begin as many earlier. 0 unless asked for, at most 600.
    ///
    /// # Errors
    /// [`Error::Option`] over 600 seconds.
    pub fn clock_tolerance(mut self, seconds: u64) -> Result<Verifier, Error> {
        if seconds > 600 {
            return Err(Error::Option { name: "clockTolerance", reason: "is a number of seconds, at most 600".into() });
        }
        self.clock_tolerance = seconds;
        Ok(self)
    }

    /// Checks a token at a time, Unix seconds.
    ///
    /// # Errors
    /// In this order: `too-large`, `wrong-kind`, `malformed`, `header`, `alg`, `crit`, `signature`, `claims`, `expired`,
    /// `not-yet-valid`, `workspace`; before them `clock`, where `now` cannot be.
    pub fn verify(&self, token: &str, now: u64) -> Result<Claims, Error> {
        let payload = self.authenticate(token, now)?;
        self.judge(&payload, now).map(Claims::from_checked)
    }

    /// The payload of a token that one of the keys has signed, before a byte of it is read.
    pub(crate) fn authenticate(&self, token: &str, now: u64) -> Result<Vec<u8>, Error> {
        check_clock(now)?;
        let jws = Jws::parse(token)?;
        let tag = jws.mac.unwrap_or_default();
        // All keys are tried, whichever matches.
        let matches = self.keys.iter().fold(false, |found, key| key.mac().verify(jws.signing_input, &tag) | found);
        if matches && jws.mac.is_some() { Ok(jws.payload) } else { Err(Error::Signature) }
    }

    /// The claims of a payload from [`Verifier::authenticate`], if they are good at that time.
    pub(crate) fn judge<'p>(&self, payload: &'p [u8], now: u64) -> Result<Json<'p>, Error> {
        let claims = read_payload(payload)?;
        let mut check = Check::of_claims();
        check.claims(&claims, &Path::Root);
        errors_of(&check.issues).map_err(Error::Claims)?;
        let exp = claims.get("exp").and_then(valid_exp).unwrap_or_default();
        if now.saturating_sub(self.clock_tolerance) >= exp {
            return Err(Error::Expired { exp, now });
        }
        let nbf = claims.get("nbf").and_then(Json::as_integer).and_then(|nbf| u64::try_from(nbf).ok());
        if let Some(nbf) = nbf.filter(|nbf| now.saturating_add(self.clock_tolerance) < *nbf) {
            return Err(Error::NotYetValid { nbf, now });
        }
        match &self.workspace_id {
            Some(expected) if !expected.eq_ignore_ascii_case(text(&claims, "workspace_id")) => Err(Error::Workspace),
            _ => Ok(claims),
        }
    }
}

/// Whether a time can be now: Unix seconds, neither 0 nor milliseconds.
pub(crate) fn check_clock(now: u64) -> Result<(), Error> {
    if (1..=MAX_TIME).contains(&now) { Ok(()) } else { Err(Error::Clock) }
}

fn read_payload(payload: &[u8]) -> Result<Json<'_>, Error> {
    let refuse = |message: String| Error::Claims([Issue::new(Rule::ClaimsNotObject, &Path::Root, message)].into());
    let text = core::str::from_utf8(payload).map_err(|_| refuse("the payload is not UTF-8".into()))?;
    Json::parse(text).map_err(|error| refuse(error.message("the payload is not JSON: ")))
}
