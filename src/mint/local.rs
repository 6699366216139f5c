//! The pair of static tokens that Tinybird Local is started with, as `tb local generate-tokens` makes them.

use alloc::string::String;

use crate::error::Error;
use crate::token::static_token::StaticToken;

/// The MAC key of local tokens. It is no secret: Tinybird's client has it in its source.
const MAC_KEY: &[u8] = b"abcd";

/// What `TB_LOCAL_WORKSPACE_TOKEN` and `TB_LOCAL_USER_TOKEN` are set to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LocalTokens {
    /// The workspace admin token: JWTs for this Tinybird Local are signed with it.
    pub workspace_token: String,
    /// The user token.
    pub user_token: String,
}

#[cfg(feature = "serde")]
impl serde::Serialize for LocalTokens {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map([("workspace_token", &self.workspace_token), ("user_token", &self.user_token)])
    }
}

/// Makes a new pair: a workspace and a user that nobody else has.
///
/// # Errors
/// [`Error::Randomness`] where the system has no source of it.
pub fn generate_local_tokens() -> Result<LocalTokens, Error> {
    Ok(LocalTokens { workspace_token: static_token()?, user_token: static_token()? })
}

/// Both ids are new, and no region is named.
fn static_token() -> Result<String, Error> {
    StaticToken::new(uuid()?, uuid()?).mint(MAC_KEY)
}

/// A random UUID, version 4 (RFC 9562).
fn uuid() -> Result<String, Error> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|_| Error::Randomness)?;
    let bits = u128::from_be_bytes(bytes) & !(0xf << 76) & !(0x3 << 62) | (0x4 << 76) | (0x2 << 62);
    let mut text = String::with_capacity(36);
    for (at, byte) in bits.to_be_bytes().into_iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        for digit in [byte >> 4, byte & 0xf] {
            text.extend(char::from_digit(digit.into(), 16));
        }
    }
    Ok(text)
}
