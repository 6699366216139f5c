//! Keys and a policy, and a token: claims or an error.
//!
//! The MAC decides before the claims are read, so that nothing is learnt about a token whose signature is wrong. Time and
//! workspace come last.

use alloc::{string::String, vec::Vec};
use core::borrow::Borrow;
use core::fmt;

use crate::access::authorize::authorize;
use crate::access::decision::{Denial, Grant};
use crate::access::jws::Jws;
use crate::access::request::Request;
use crate::claims::Claims;
use crate::claims::purpose::Purpose;
use crate::claims::read::read;
use crate::claims::time::check_clock;
use crate::crypto::mac::Mac;
use crate::error::Error;
use crate::error::issue::Issue;
use crate::error::rule::Rule;
use crate::mint::signing_key::SigningKey;
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
pub struct Verifier {
    /// At least one.
    keys: Vec<Mac>,
    workspace_id: Option<String>,
    clock_tolerance: u64,
}

impl Verifier {
    /// Accepts what any of these keys has signed: the current one, and the previous one while keys are rotated. The keys can be
    /// used again: the verifier keeps what it needs of them.
    ///
    /// # Errors
    /// [`Error::Option`] without a key.
    pub fn new(keys: impl IntoIterator<Item: Borrow<SigningKey>>) -> Result<Verifier, Error> {
        let keys: Vec<Mac> = keys.into_iter().map(|key| key.borrow().mac().clone()).collect();
        if keys.is_empty() {
            return Err(Error::Option { name: "keys", reason: "must hold at least one signing key".into() });
        }
        Ok(Verifier { keys, workspace_id: None, clock_tolerance: 0 })
    }

    /// Accepts what this key has signed, too.
    #[must_use]
    pub fn with_key(mut self, key: &SigningKey) -> Verifier {
        self.keys.push(key.mac().clone());
        self
    }

    /// Accepts tokens of this workspace only.
    ///
    /// # Errors
    /// [`Error::Option`] where this is not a UUID.
    pub fn with_workspace_id(mut self, id: &str) -> Result<Verifier, Error> {
        if !is_uuid(id) {
            return Err(Error::Option { name: "workspace_id", reason: "must be the UUID of the workspace".into() });
        }
        self.workspace_id = Some(String::from(id));
        Ok(self)
    }

    /// Lets tokens live this many seconds longer, and begin as many earlier. 0 unless asked for, at most 600.
    ///
    /// # Errors
    /// [`Error::Option`] over 600 seconds.
    pub fn with_clock_tolerance(mut self, seconds: u64) -> Result<Verifier, Error> {
        if seconds > 600 {
            let reason = "must be a number of seconds from 0 to 600".into();
            return Err(Error::Option { name: "clock_tolerance", reason });
        }
        self.clock_tolerance = seconds;
        Ok(self)
    }

    /// Checks a token at a time, Unix seconds.
    ///
    /// # Errors
    /// In this order: `too-large`, `wrong-kind`, `malformed`, `header`, `alg`, `crit`, `signature`, `claims`, `expired`,
    /// `not-yet-valid`, `workspace`; before them `clock`, where `now` cannot be.
    pub fn verify(&self, token: &str, now: u64) -> Result<Claims<'static>, Error> {
        let payload = self.authenticate(token, now)?;
        self.judge(&payload, now).map(Claims::into_owned)
    }

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
        authorize(&claims, request).map(look)
    }

    /// The payload of a token that one of the keys has signed, before a byte of it is read.
    pub(crate) fn authenticate(&self, token: &str, now: u64) -> Result<Vec<u8>, Error> {
        check_clock(now)?;
        let jws = Jws::parse(token)?;
        // All keys are tried, whichever matches.
        let signed = self.keys.iter().fold(false, |found, key| key.verify(jws.signing_input, &jws.signature) | found);
        if signed { Ok(jws.payload) } else { Err(Error::Signature) }
    }

    /// The claims of a payload from [`Verifier::authenticate`], if they are good at that time.
    pub(crate) fn judge<'p>(&self, payload: &'p [u8], now: u64) -> Result<Claims<'p>, Error> {
        let refuse = |message: String| Error::Claims([Issue::new(Rule::ClaimsNotObject, &Path::Root, message)].into());
        let text = core::str::from_utf8(payload).map_err(|_| refuse("the payload is not UTF-8".into()))?;
        let claims = read(text, Purpose::Verify, &Path::Root)
            .map_err(|error| refuse(error.message("the payload is not JSON: ")))?
            .into_claims()?;
        let exp = claims.exp();
        if now.saturating_sub(self.clock_tolerance) >= exp {
            return Err(Error::Expired { exp, now });
        }
        if let Some(nbf) = claims.nbf().filter(|nbf| now.saturating_add(self.clock_tolerance) < *nbf) {
            return Err(Error::NotYetValid { nbf, now });
        }
        match &self.workspace_id {
            Some(expected) if !expected.eq_ignore_ascii_case(claims.workspace_id()) => Err(Error::Workspace),
            _ => Ok(claims),
        }
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier")
            .field("keys", &self.keys.len())
            .field("workspace_id", &self.workspace_id)
            .field("clock_tolerance", &self.clock_tolerance)
            .finish()
    }
}
