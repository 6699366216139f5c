//! The one-shot path: any valid claims. With the feature `jwt-simple` that library signs, and the compiled path is held to its bytes.

use alloc::string::String;

use crate::claims::Claims;
use crate::error::Error;
use crate::mint::signing_key::SigningKey;
use crate::text::base64url;
use crate::token::compact::{HEADER, MAX_TOKEN_LEN};

/// Signs claims. For more than one token of a kind, a [`Minter`](crate::Minter) is faster and checks more.
///
/// # Errors
/// [`Error::TooLarge`] where the token would be longer than [`MAX_TOKEN_LEN`] bytes.
pub fn sign(claims: &Claims, key: &SigningKey) -> Result<String, Error> {
    let payload = base64url::encode(claims.to_json().as_bytes());
    let signing_input = [HEADER, ".", &payload].concat();
    let tag = base64url::encode(&key.sign(signing_input.as_bytes()));
    let token = [&*signing_input, ".", &tag].concat();
    if token.len() > MAX_TOKEN_LEN { Err(Error::TooLarge { len: token.len() }) } else { Ok(token) }
}
