//! A signed token up to its signature: the form is right, and the header may be followed. The signature is the next step, and
//! the claims the one after it.
//!
//! It refuses a header that is no JSON object or has a key twice, another `alg` than HS256, and `crit`, `b64`, `zip`. `kid`, `jwk`,
//! `jku`, `x5u` and `x5c` are never looked at: the key is the caller's.

use alloc::{borrow::Cow, vec::Vec};

use crate::error::Error;
use crate::text::json::Json;
use crate::token::compact::{EXTENSIONS, HEADER, Segments};

/// A token that has the form of a JWS and a header that may be followed. Nothing is known yet of who made it.
pub(crate) struct Jws<'t> {
    /// What is signed.
    pub(crate) signing_input: &'t [u8],
    /// The signature. One that is not 32 bytes long is none of ours, but that is for the verifier to say.
    pub(crate) signature: Vec<u8>,
    /// The payload, decoded but not yet read.
    pub(crate) payload: Vec<u8>,
}

impl<'t> Jws<'t> {
    /// Takes a token apart.
    pub(crate) fn parse(token: &'t str) -> Result<Jws<'t>, Error> {
        let segments = Segments::of(token)?;
        // Nearly every token has this header.
        let header = if segments.header == HEADER { None } else { Some(segments.decode_header()?) };
        let payload = segments.decode_payload()?;
        let signature = segments.decode_signature()?;
        if let Some(header) = header {
            follow(&read_header(&header).map_err(Error::Header)?)?;
        }
        Ok(Jws { signing_input: segments.signing_input.as_bytes(), signature, payload })
    }
}

/// Reads a header: one JSON object in UTF-8 with no key twice.
fn read_header(bytes: &[u8]) -> Result<Json<'_>, Cow<'static, str>> {
    let text = core::str::from_utf8(bytes).map_err(|_| "it is not UTF-8")?;
    let header = Json::parse(text).map_err(|error| error.message("it is not JSON: "))?;
    if !matches!(header, Json::Object(_)) {
        return Err(["it is ", header.kind(), ", not an object"].concat().into());
    }
    if header.duplicate_key().is_some() {
        return Err("it has a key twice".into());
    }
    Ok(header)
}

/// The key fixes the algorithm. Tinybird does not read `alg`, so a header may leave it out; one that names another is refused.
fn follow(header: &Json<'_>) -> Result<(), Error> {
    if header.get("alg").is_some_and(|alg| alg.as_str() != Some("HS256")) {
        return Err(Error::Alg);
    }
    match EXTENSIONS.iter().find(|name| header.get(name).is_some()) {
        Some(name) => Err(Error::Crit(name)),
        None => Ok(()),
    }
}
