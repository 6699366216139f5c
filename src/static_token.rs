//! Static tokens, `p.…`: the permanent kind, for backends. The workspace admin token among them is the signing key.
//!
//! Shape: `p.` + base64url(JSON) + `.` + base64url(MAC), without padding. Only Tinybird can check the MAC; what is read here
//! is what the token says of itself. A JWT is refused by name.

use alloc::string::String;

use serde::Serialize;
use zeroize::Zeroizing;

use crate::compact::{self, MAX_TOKEN_LEN};
use crate::json::{Json, write_string};
use crate::{Error, uuid};

/// What a static token says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
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
        const MALFORMED: Error =
            Error::Malformed(alloc::borrow::Cow::Borrowed("a static token is `p.`, a payload, a dot and a MAC"));
        if text.len() > MAX_TOKEN_LEN {
            return Err(Error::TooLarge { len: text.len() });
        }
        let Some((payload, mac)) = segments(text) else {
            return Err(if compact::looks_like_jwt(text) {
                Error::WrongKind("this is a JWT; a static token begins with `p.`")
            } else {
                MALFORMED
            });
        };
        let payload = compact::decode(payload).ok_or(MALFORMED)?;
        // Of a signing key this is the secret half.
        if compact::decode(mac).map(Zeroizing::new).is_none_or(|mac| mac.len() != 32) {
            return Err(MALFORMED);
        }
        let payload = core::str::from_utf8(&payload).ok().and_then(|text| Json::parse(text).ok()).ok_or(MALFORMED)?;
        if payload.duplicate_key().is_some() {
            return Err(MALFORMED);
        }
        let id = |name| payload.get(name).and_then(Json::as_str).filter(|id| uuid::is_uuid(id)).map(String::from);
        let host = match payload.get("host") {
            None | Some(Json::Null) => None,
            Some(Json::String(host)) => Some(String::from(&**host)),
            Some(_) => return Err(MALFORMED),
        };
        match (id("u"), id("id")) {
            (Some(u), Some(id)) => Ok(StaticToken { u, id, host }),
            _ => Err(MALFORMED),
        }
    }

    /// Appends `{"u":…,"id":…,"host":…}`.
    pub(crate) fn write(&self, out: &mut String) {
        out.push_str("{\"u\":");
        write_string(&self.u, out);
        out.push_str(",\"id\":");
        write_string(&self.id, out);
        out.push_str(",\"host\":");
        match &self.host {
            Some(host) => write_string(host, out),
            None => out.push_str("null"),
        }
        out.push('}');
    }
}

/// Whether a text has the shape of a static token, readable or not.
pub(crate) fn looks_like_static_token(text: &str) -> bool {
    segments(text).is_some_and(|(payload, _)| payload.starts_with("eyJ"))
}

fn segments(text: &str) -> Option<(&str, &str)> {
    let (payload, mac) = text.strip_prefix("p.")?.split_once('.')?;
    (!mac.contains('.')).then_some((payload, mac))
}

/// A name as messages and paths may show it: not where somebody has put a static token in the place of a name.
pub(crate) fn shown(name: &str) -> &str {
    if contains_static_token(name) { "p.…" } else { name }
}

/// Whether a static token stands anywhere inside a text, for the rule that no payload may carry one.
pub(crate) fn contains_static_token(text: &str) -> bool {
    const SHORTEST: usize = "p.eyJ.".len() + 43;
    if text.len() < SHORTEST {
        return false;
    }
    let (mut before, mut payload) = ("", "");
    text.split('.').any(|mac| {
        let found = before.ends_with('p')
            && payload.starts_with("eyJ")
            && payload.bytes().all(compact::is_base64url)
            && mac.bytes().take_while(|byte| compact::is_base64url(*byte)).count() >= 43;
        (before, payload) = (payload, mac);
        found
    })
}
