//! Static tokens, `p.…`: the permanent kind, for backends. The workspace admin token among them is the signing key.
//!
//! Shape: `p.` + base64url(JSON) + `.` + base64url(MAC), without padding. Only who has the key of the MAC can check it, which is
//! Tinybird alone but for local tokens; what is read here is what the token says of itself. A JWT is refused by name.

mod region;
pub(crate) mod scope;

use alloc::{
    string::{String, ToString as _},
    vec::Vec,
};
use core::str::FromStr;

use zeroize::Zeroizing;

use crate::error::Error;
use crate::error::unreadable::MAX_TOKEN_LEN;
use crate::error::unreadable::Unreadable;
use crate::text::base64url;
use crate::text::json::Json;
use crate::text::uuid;
use crate::token::kind::{looks_like_jwt, static_segments};

/// What a static token says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct StaticToken {
    /// The workspace (of a workspace token) or the user (of a user token), a UUID.
    pub u: String,
    /// The token's own id, a UUID.
    pub id: String,
    /// The region's code, such as `us_east`; older tokens and local ones have none.
    pub host: Option<String>,
}

impl StaticToken {
    /// Reads a static token.
    ///
    /// # Errors
    /// [`Error::WrongKind`] for a JWT, [`Error::TooLarge`], and [`Error::Malformed`] for anything else that is not a static
    /// token to the letter.
    pub fn parse(text: &str) -> Result<StaticToken, Error> {
        Ok(StaticToken::read(text)?)
    }

    pub(crate) fn read(text: &str) -> Result<StaticToken, Unreadable> {
        Form::of(text)?.read()
    }

    /// The API host of the token's region, such as `https://api.us-east.tinybird.co`, where the region is known to
    /// Tinybird's own clients.
    #[must_use]
    pub fn api_host(&self) -> Option<String> {
        region::api_host(self.host.as_deref()?)
    }
}

impl FromStr for StaticToken {
    type Err = Error;

    fn from_str(text: &str) -> Result<StaticToken, Error> {
        StaticToken::parse(text)
    }
}

const MALFORMED: Unreadable = Unreadable::Malformed("a static token is `p.`, a payload, a dot and a signature");

/// A text that has the form of a static token. What its payload says has not been read yet.
pub(crate) struct Form<'t> {
    /// The payload in base64url, which is what the MAC is over.
    pub(crate) payload: &'t str,
    /// Of a signing key this is the secret half.
    #[cfg_attr(not(feature = "mint"), expect(dead_code, reason = "it takes a key to check it"))]
    pub(crate) mac: Zeroizing<Vec<u8>>,
}

impl<'t> Form<'t> {
    pub(crate) fn of(text: &'t str) -> Result<Form<'t>, Unreadable> {
        if text.len() > MAX_TOKEN_LEN {
            return Err(Unreadable::TooLarge { len: text.len() });
        }
        let Some((payload, mac)) = static_segments(text) else {
            return Err(if looks_like_jwt(text) {
                Unreadable::WrongKind("this is a JWT; a static token begins with `p.`")
            } else {
                MALFORMED
            });
        };
        let mac = base64url::decode_mac(mac).ok_or(MALFORMED)?;
        Ok(Form { payload, mac })
    }

    pub(crate) fn read(&self) -> Result<StaticToken, Unreadable> {
        let payload = base64url::decode(self.payload).ok_or(MALFORMED)?;
        let payload = core::str::from_utf8(&payload).ok().and_then(|text| Json::parse(text).ok()).ok_or(MALFORMED)?;
        if payload.duplicate_key().is_some() {
            return Err(MALFORMED);
        }
        let id = |name| payload.get(name).and_then(Json::as_str).filter(|id| uuid::is_uuid(id)).map(String::from);
        let host = match payload.get("host") {
            None | Some(Json::Null) => None,
            Some(Json::String(host)) => Some(host.to_string()),
            Some(_) => return Err(MALFORMED),
        };
        match (id("u"), id("id")) {
            (Some(u), Some(id)) => Ok(StaticToken { u, id, host }),
            _ => Err(MALFORMED),
        }
    }
}
