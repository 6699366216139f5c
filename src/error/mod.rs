//! What can go wrong, as one enum with stable codes.
//!
//! A message says what to do about it. It never contains a key, and never a whole token.

pub(crate) mod issue;
pub(crate) mod rule;
pub(crate) mod unreadable;

use alloc::{borrow::Cow, string::String, vec::Vec};
use core::fmt;

use crate::error::issue::Issue;
use crate::error::unreadable::Unreadable;
use crate::text::write::{decimal, push};

/// Everything that mintbird refuses, and why.
///
/// [`code`](Error::code) is stable and the same in Rust and in JavaScript. The variants from `TooLarge` to `Workspace` are
/// the answers of [`Verifier::verify`](crate::Verifier::verify), in the order in which they are decided.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// `too-large`: the token is longer than [`MAX_TOKEN_LEN`](crate::MAX_TOKEN_LEN) bytes, or would be.
    TooLarge {
        /// The length in bytes; of a token that was not made, the least it would have had.
        len: usize,
    },
    /// `wrong-kind`: a static token where a JWT belongs, or the reverse.
    WrongKind(&'static str),
    /// `malformed`: not a compact serialization: segments, base64url.
    Malformed(Cow<'static, str>),
    /// `header`: the header is not a JSON object that can be trusted to mean one thing.
    Header(Cow<'static, str>),
    /// `alg`: the header names another algorithm than HS256.
    Alg,
    /// `crit`: the header asks for an extension: `crit`, `b64` or `zip`.
    Crit(&'static str),
    /// `signature`: no key made this signature.
    Signature,
    /// `claims`: the payload is not a set of claims that Tinybird accepts.
    Claims(Vec<Issue>),
    /// `expired`: `now >= exp`.
    Expired {
        /// The token's expiry, Unix seconds.
        exp: u64,
        /// The time it was compared with, Unix seconds.
        now: u64,
    },
    /// `not-yet-valid`: `now < nbf`.
    NotYetValid {
        /// The token's first second, Unix seconds.
        nbf: u64,
        /// The time it was compared with, Unix seconds.
        now: u64,
    },
    /// `workspace`: the token belongs to another workspace.
    Workspace,
    /// `template`: the template has faults; all of them are listed.
    Template(Vec<Issue>),
    /// `param`: a placeholder cannot be filled with what was given.
    Param {
        /// The parameter's name.
        name: String,
        /// What is wrong with it.
        reason: Cow<'static, str>,
    },
    /// `key`: this cannot be a signing key.
    Key(&'static str),
    /// `key`: this is what is left of a static token; the issue is `key-damaged`.
    DamagedKey(Vec<Issue>),
    /// `clock`: the time given, or read, cannot be now.
    Clock,
    /// `option`: an option is not what it has to be.
    Option {
        /// The option's name.
        name: &'static str,
        /// What it has to be.
        reason: Cow<'static, str>,
    },
    /// `randomness`: the system has no source of randomness.
    Randomness,
    /// `internal`: what cannot happen, happened. It is a bug of mintbird.
    Internal,
}

impl Error {
    /// The stable code, such as `"expired"`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Error::TooLarge { .. } => "too-large",
            Error::WrongKind(_) => "wrong-kind",
            Error::Malformed(_) => "malformed",
            Error::Header(_) => "header",
            Error::Alg => "alg",
            Error::Crit(_) => "crit",
            Error::Signature => "signature",
            Error::Claims(_) => "claims",
            Error::Expired { .. } => "expired",
            Error::NotYetValid { .. } => "not-yet-valid",
            Error::Workspace => "workspace",
            Error::Template(_) => "template",
            Error::Param { .. } => "param",
            Error::Key(_) | Error::DamagedKey(_) => "key",
            Error::Clock => "clock",
            Error::Option { .. } => "option",
            Error::Randomness => "randomness",
            Error::Internal => "internal",
        }
    }

    /// The single faults, where there can be several: those of a template or of claims.
    #[must_use]
    pub fn issues(&self) -> &[Issue] {
        match self {
            Error::Claims(issues) | Error::Template(issues) | Error::DamagedKey(issues) => issues,
            _ => &[],
        }
    }

    /// What to do about it. Put together from texts: `core::fmt` alone would be a tenth of the small WebAssembly module.
    pub(crate) fn message(&self) -> Cow<'_, str> {
        match self {
            Error::TooLarge { len } => Unreadable::TooLarge { len: *len }.message(),
            Error::WrongKind(reason) | Error::Key(reason) => Cow::Borrowed(reason),
            Error::Malformed(reason) => Cow::Borrowed(reason),
            Error::Header(reason) => ["the token's header is not acceptable: ", reason].concat().into(),
            Error::Alg => "the token's header names another algorithm; Tinybird signs with HS256 only".into(),
            Error::Crit(member) => {
                ["the token's header has `", member, "`, an extension that Tinybird tokens never use"].concat().into()
            }
            Error::Signature => {
                "the signature does not match; a JWT is signed with the workspace admin token, not with a personal \
                 one, and without a trailing newline"
                    .into()
            }
            Error::Claims(issues) => list("the claims", issues).into(),
            Error::Expired { exp, now } => {
                let (exp, ago) = (decimal(*exp), decimal(now.saturating_sub(*exp)));
                ["the token expired at ", &exp, " (Unix seconds), ", &ago, " s ago; mint a new one"].concat().into()
            }
            Error::NotYetValid { nbf, now } => {
                let (nbf, wait) = (decimal(*nbf), decimal(nbf.saturating_sub(*now)));
                ["the token is valid from ", &nbf, " (Unix seconds), in ", &wait, " s"].concat().into()
            }
            Error::Workspace => "the token belongs to another workspace".into(),
            Error::Template(issues) => list("the template", issues).into(),
            Error::DamagedKey(issues) => issues.first().map_or("", |issue| &issue.message).into(),
            Error::Param { name, reason } => ["parameter `", name, "` ", reason].concat().into(),
            Error::Clock => "the time must be in Unix seconds, after 1970; divide milliseconds by 1000, and pass `now` where there is no clock yet".into(),
            Error::Option { name, reason } => ["option `", name, "` ", reason].concat().into(),
            Error::Randomness => "the system has no source of randomness".into(),
            Error::Internal => {
                "something that cannot happen has happened; please report this as a bug in mintbird".into()
            }
        }
    }
}

fn list(what: &str, issues: &[Issue]) -> String {
    let mut text = [what, " cannot be used:"].concat();
    for issue in issues {
        push(if issues.len() > 1 { "\n  " } else { " " }, &mut text);
        push(&issue.path, &mut text);
        push(if issue.path.is_empty() { "" } else { ": " }, &mut text);
        push(&issue.message, &mut text);
    }
    text
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

impl core::error::Error for Error {}
