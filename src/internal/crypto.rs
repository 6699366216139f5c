//! The hash, the MAC and the JWS layer under test vectors, whose keys are bytes and whose payloads are not claims.

use alloc::vec::Vec;

use sha2::{Digest as _, Sha256};

use crate::access::jws::Jws;
use crate::crypto::mac::Mac;
use crate::error::Error;

/// The digest of a message.
#[must_use]
pub fn sha256(message: &[u8]) -> [u8; 32] {
    Sha256::digest(message).into()
}

/// The tag of a message.
///
/// # Errors
/// None: HMAC takes every key.
pub fn mac(key: &[u8], message: &[u8]) -> Result<[u8; 32], Error> {
    Ok(Mac::new(key)?.sign(message))
}

/// The tag of a message of which the beginning was absorbed together with the key.
///
/// # Errors
/// None: HMAC takes every key.
pub fn mac_in_two(key: &[u8], beginning: &[u8], rest: &[u8]) -> Result<[u8; 32], Error> {
    let mut mac = Mac::new(key)?;
    mac.absorb(beginning);
    Ok(mac.sign(rest))
}

/// Whether a tag belongs to a message.
///
/// # Errors
/// None: HMAC takes every key.
pub fn matches(key: &[u8], message: &[u8], tag: &[u8]) -> Result<bool, Error> {
    Ok(Mac::new(key)?.verify(message, tag))
}

/// The payload of a token that this key has signed.
///
/// # Errors
/// As [`Verifier::verify`](crate::Verifier::verify), as far as the signature.
pub fn open(token: &str, key: &[u8]) -> Result<Vec<u8>, Error> {
    let jws = Jws::parse(token)?;
    if Mac::new(key)?.verify(jws.signing_input, &jws.signature) { Ok(jws.payload) } else { Err(Error::Signature) }
}
