//! What kind of token a text is, by its shape alone.

use crate::error::unreadable::MAX_TOKEN_LEN;
use crate::text::base64url;
use crate::text::name::by_name;

/// What a text turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// A compact JWT, good or bad.
    Jwt,
    /// A static token, `p.…`.
    StaticToken,
    /// Something else.
    Unknown,
}

impl Kind {
    /// `"jwt"`, `"static-token"` or `"unknown"`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Jwt => "jwt",
            Kind::StaticToken => "static-token",
            Kind::Unknown => "unknown",
        }
    }
}

by_name!(Kind, as_str);

/// Whether a text has the shape of a static token, readable or not.
pub(crate) fn looks_like_static_token(text: &str) -> bool {
    static_segments(text).is_some_and(|(payload, _)| payload.starts_with("eyJ"))
}

/// What stands between `p.` and the dot, and behind it.
pub(super) fn static_segments(text: &str) -> Option<(&str, &str)> {
    let (payload, mac) = text.strip_prefix("p.")?.split_once('.')?;
    (!mac.contains('.')).then_some((payload, mac))
}

/// Whether a text has the shape of a JWT: three segments, the first of which decodes to the beginning of a JSON object.
pub(crate) fn looks_like_jwt(text: &str) -> bool {
    let Some((header, rest)) = text.split_once('.').filter(|_| text.len() <= MAX_TOKEN_LEN) else { return false };
    let three = rest.split_once('.').is_some_and(|(_, signature)| !signature.contains('.'));
    three && base64url::decode(header).is_some_and(|header| header.starts_with(b"{"))
}
