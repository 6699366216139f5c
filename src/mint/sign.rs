//! Claims that no template describes: any valid ones, signed.
//!
//! With a key that is kept, its hashed state signs. A key that comes as text is used once, and with the feature `jwt-simple` that
//! library signs; the tests hold both to the same bytes.

use alloc::{string::String, vec::Vec};

use crate::claims::Claims;
use crate::error::Error;
use crate::error::unreadable::MAX_TOKEN_LEN;
use crate::mint::minter::{text, token_len};
use crate::mint::signing_key::SigningKey;
use crate::text::base64url;
use crate::token::compact::HEADER;

/// Signs claims. For more than one token of a kind, a [`Minter`](crate::Minter) is faster and checks more.
///
/// # Errors
/// [`Error::TooLarge`] where the token would be longer than [`MAX_TOKEN_LEN`] bytes.
pub fn sign(claims: &Claims<'_>, key: &SigningKey) -> Result<String, Error> {
    complete(claims, |input| Ok(key.mac().sign(input)))
}

/// Signs claims with a key that is needed only once: its text, as [`SigningKey::new`] takes it.
///
/// # Errors
/// As [`sign`] and [`SigningKey::new`].
#[cfg(feature = "jwt-simple")]
pub fn sign_once(claims: &Claims<'_>, key: &str) -> Result<String, Error> {
    use jwt_simple::algorithms::{HS256Key, MACLike as _};

    let key = crate::mint::signing_key::check(key)?.text;
    complete(claims, |input| Ok(HS256Key::from_bytes(key.as_bytes()).authentication_tag(input)))
}

/// Signs claims with a key that is needed only once: its text, as [`SigningKey::new`] takes it.
///
/// # Errors
/// As [`sign`] and [`SigningKey::new`].
#[cfg(not(feature = "jwt-simple"))]
pub fn sign_once(claims: &Claims<'_>, key: &str) -> Result<String, Error> {
    sign(claims, &SigningKey::new(key)?)
}

/// The token of these claims. It is written into one text: header and payload, which are signed, and the signature.
fn complete<T: AsRef<[u8]>>(
    claims: &Claims<'_>,
    signature: impl FnOnce(&[u8]) -> Result<T, Error>,
) -> Result<String, Error> {
    let payload = claims.to_json();
    let len = token_len(payload.len());
    if len > MAX_TOKEN_LEN {
        return Err(Error::TooLarge { len });
    }
    let mut token = Vec::with_capacity(len);
    token.extend_from_slice(HEADER.as_bytes());
    token.push(b'.');
    base64url::append(payload.as_bytes(), &mut token).ok_or(Error::Internal)?;
    let tag = signature(&token)?;
    token.push(b'.');
    base64url::append(tag.as_ref(), &mut token).ok_or(Error::Internal)?;
    text(token)
}
