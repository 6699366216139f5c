//! The pair of static tokens that Tinybird Local is started with, as `tb local generate-tokens` makes them.

use alloc::string::String;

use crate::error::Error;
use crate::mint::static_token::mint_static_token;
use crate::text::uuid;

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
    mint_static_token(&uuid::v4()?, &uuid::v4()?, None, MAC_KEY)
}
