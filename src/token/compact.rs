//! The compact serialization (RFC 7515 §7.1), strictly: split into segments.
//!
//! It refuses everything but three segments of base64url without padding, white space or non-zero trailing bits, in at most
//! [`MAX_TOKEN_LEN`] bytes. What a header says is judged elsewhere.

use alloc::{borrow::Cow, vec::Vec};

use crate::error::Error;
use crate::text::base64url::decode;
use crate::token::kind::looks_like_static_token;

/// The longest token that is read or made, in bytes.
pub const MAX_TOKEN_LEN: usize = 16 * 1024;

/// The protected header of every token made here: `{"alg":"HS256","typ":"JWT"}`.
pub(crate) const HEADER: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";

/// The members of a header that ask the reader to do something that a Tinybird token never needs.
pub(crate) const EXTENSIONS: [&str; 3] = ["crit", "b64", "zip"];

/// The three segments of a token.
pub(crate) struct Segments<'t> {
    pub(crate) header: &'t str,
    pub(crate) payload: &'t str,
    pub(crate) mac: &'t str,
}

impl<'t> Segments<'t> {
    pub(crate) fn of(token: &'t str) -> Result<Segments<'t>, Error> {
        if token.len() > MAX_TOKEN_LEN {
            return Err(Error::TooLarge { len: token.len() });
        }
        if looks_like_static_token(token) {
            return Err(Error::WrongKind("this is a static token; a JWT has three segments and is signed per user"));
        }
        let malformed = || Error::Malformed(Cow::Borrowed("a JWT has exactly three segments, separated by dots"));
        let (header, rest) = token.split_once('.').ok_or_else(malformed)?;
        let (payload, mac) = rest.split_once('.').ok_or_else(malformed)?;
        if mac.contains('.') {
            return Err(malformed());
        }
        Ok(Segments { header, payload, mac })
    }

    /// Header and payload, decoded.
    pub(crate) fn decode(&self) -> Result<(Vec<u8>, Vec<u8>), Error> {
        let header = decode(self.header).ok_or_else(|| not_base64url("header"))?;
        let payload = decode(self.payload).ok_or_else(|| not_base64url("payload"))?;
        Ok((header, payload))
    }
}

#[cold]
pub(crate) fn not_base64url(segment: &'static str) -> Error {
    Error::Malformed(match segment {
        "header" => Cow::Borrowed("the header is not base64url without padding; paste the token alone, whole"),
        "payload" => Cow::Borrowed("the payload is not base64url without padding; paste the token alone, whole"),
        _ => Cow::Borrowed("the signature is not base64url without padding; paste the token alone, whole"),
    })
}
