//! The hash, the MAC and the JWS layer under test vectors, whose keys are bytes and whose payloads are not claims. Not part of the API:
//! nothing but tests calls it, so that no build carries it.

use alloc::vec::Vec;

use crate::access::jws::Jws;
use crate::crypto::mac::Mac;
use crate::crypto::sha256::{LANES, State};
use crate::error::Error;

/// The tag of a message.
#[must_use]
pub fn mac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mac = Mac::new(key);
    mac.finish(mac.start(), message)
}

/// The digests of four messages: one by one, and four at a time.
#[must_use]
pub fn sha256(messages: [&[u8]; LANES]) -> [[[u8; 32]; LANES]; 2] {
    [messages.map(|message| State::INITIAL.finish(message)), State::INITIAL.finish_four(messages)]
}

/// Whether a tag belongs to a message.
#[must_use]
pub fn matches(key: &[u8], message: &[u8], tag: &[u8; 32]) -> bool {
    Mac::new(key).verify(message, tag)
}

/// The payload of a token that this key has signed.
///
/// # Errors
/// As [`Verifier::verify`](crate::Verifier::verify), as far as the signature.
pub fn open(token: &str, key: &[u8]) -> Result<Vec<u8>, Error> {
    let jws = Jws::parse(token)?;
    if Mac::new(key).verify(jws.signing_input, &jws.signature) { Ok(jws.payload) } else { Err(Error::Signature) }
}
