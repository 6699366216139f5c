//! The one-shot path: any valid claims, signed by jwt-simple. The compiled path is held to the same bytes.

use alloc::string::String;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::compact::MAX_TOKEN_LEN;
use crate::jws::HEADER;
use crate::{Claims, Error, SigningKey};

/// Signs claims. For more than one token of a kind, a [`Minter`](crate::Minter) is faster and checks more.
///
/// # Errors
/// [`Error::TooLarge`] where the token would be longer than [`MAX_TOKEN_LEN`] bytes.
pub fn sign(claims: &Claims, key: &SigningKey) -> Result<String, Error> {
    let mut token = String::from(HEADER);
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(claims.to_json(), &mut token);
    let tag = key.authentication_tag(&token);
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(tag, &mut token);
    if token.len() > MAX_TOKEN_LEN { Err(Error::TooLarge { len: token.len() }) } else { Ok(token) }
}
