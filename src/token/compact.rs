//! The compact serialization (RFC 7515 §7.1), strictly: split into segments, and these decoded.
//!
//! It refuses everything but three segments of base64url without padding, white space or non-zero trailing bits, in at most
//! [`MAX_TOKEN_LEN`] bytes. What a header says is judged elsewhere.

use alloc::vec::Vec;

use crate::error::unreadable::{MAX_TOKEN_LEN, Unreadable};
use crate::text::base64url::decode;
use crate::token::kind::looks_like_static_token;

/// The protected header of every token made here: `{"alg":"HS256","typ":"JWT"}`.
pub(crate) const HEADER: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";

/// The members of a header that ask the reader to do something that a Tinybird token never needs.
pub(crate) const EXTENSIONS: [&str; 3] = ["crit", "b64", "zip"];

/// The three segments of a token.
pub(crate) struct Segments<'t> {
    /// What is signed: the first two segments and the dot between them.
    #[cfg_attr(not(feature = "mint"), expect(dead_code, reason = "it takes a key to check it"))]
    pub(crate) signing_input: &'t str,
    pub(crate) header: &'t str,
    pub(crate) payload: &'t str,
    pub(crate) signature: &'t str,
}

impl<'t> Segments<'t> {
    pub(crate) fn of(token: &'t str) -> Result<Segments<'t>, Unreadable> {
        const NOT_THREE: Unreadable = Unreadable::Malformed("a JWT has exactly three segments, separated by dots");
        if token.len() > MAX_TOKEN_LEN {
            return Err(Unreadable::TooLarge { len: token.len() });
        }
        if looks_like_static_token(token) {
            return Err(Unreadable::WrongKind(
                "this is a static token; a JWT has three segments and is signed per user",
            ));
        }
        let (signing_input, signature) = token.rsplit_once('.').ok_or(NOT_THREE)?;
        let (header, payload) = signing_input.split_once('.').ok_or(NOT_THREE)?;
        if payload.contains('.') {
            return Err(NOT_THREE);
        }
        Ok(Segments { signing_input, header, payload, signature })
    }

    pub(crate) fn decode_header(&self) -> Result<Vec<u8>, Unreadable> {
        if self.header.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("bearer ")) {
            return Err(Unreadable::Malformed("this begins with `Bearer`; pass only the token after it"));
        }
        segment(self.header, "the header is not base64url without padding; paste the token alone, whole")
    }

    pub(crate) fn decode_payload(&self) -> Result<Vec<u8>, Unreadable> {
        segment(self.payload, "the payload is not base64url without padding; paste the token alone, whole")
    }

    pub(crate) fn decode_signature(&self) -> Result<Vec<u8>, Unreadable> {
        segment(self.signature, "the signature is not base64url without padding; paste the token alone, whole")
    }
}

fn segment(text: &str, malformed: &'static str) -> Result<Vec<u8>, Unreadable> {
    decode(text).ok_or(Unreadable::Malformed(malformed))
}
