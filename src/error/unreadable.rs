//! Why a text cannot be read as a token. It is less than an [`Error`], so that the module that only reads carries no message about keys,
//! templates and times.

use alloc::borrow::Cow;

use crate::error::Error;
use crate::text::write::decimal;

/// The longest token that is read or made, in bytes.
pub const MAX_TOKEN_LEN: usize = 16 * 1024;

/// Why a text cannot be read as a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// As [`Error::TooLarge`].
    TooLarge { len: usize },
    /// As [`Error::WrongKind`].
    WrongKind(&'static str),
    /// As [`Error::Malformed`].
    Malformed(&'static str),
}

impl Unreadable {
    /// The stable code.
    #[cfg(feature = "wasm-inspect")]
    pub(crate) fn code(self) -> &'static str {
        match self {
            Unreadable::TooLarge { .. } => "too-large",
            Unreadable::WrongKind(_) => "wrong-kind",
            Unreadable::Malformed(_) => "malformed",
        }
    }

    /// What to do about it.
    pub(crate) fn message(self) -> Cow<'static, str> {
        match self {
            Unreadable::TooLarge { len } => {
                let (len, max) = (decimal(len as u64), decimal(MAX_TOKEN_LEN as u64));
                ["the token has ", &len, " bytes or more; at most ", &max, " are accepted"].concat().into()
            }
            Unreadable::WrongKind(reason) | Unreadable::Malformed(reason) => reason.into(),
        }
    }
}

impl From<Unreadable> for Error {
    fn from(unreadable: Unreadable) -> Self {
        match unreadable {
            Unreadable::TooLarge { len } => Error::TooLarge { len },
            Unreadable::WrongKind(reason) => Error::WrongKind(reason),
            Unreadable::Malformed(reason) => Error::Malformed(reason.into()),
        }
    }
}
