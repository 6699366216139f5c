//! The signing key: the workspace admin token, as its text.
//!
//! It is trimmed, checked, never printed and wiped when dropped. What cannot be a signing key is refused: an empty text, one
//! under 32 bytes (RFC 7518 §3.2) or over 16 KiB, a PEM, a JWK, a JWT, and a static token that is damaged: it would sign, and
//! nobody would accept what it has signed.

use alloc::{string::String, vec::Vec};
use core::fmt;

use zeroize::Zeroizing;

use crate::crypto::mac::Mac;
use crate::error::Error;
use crate::error::issue::Issue;
use crate::error::rule::Rule;
use crate::error::unreadable::MAX_TOKEN_LEN;
use crate::text::foreign::foreign;
use crate::text::pointer::Path;
use crate::text::secret::contains_static_token;
use crate::token::kind::looks_like_jwt;
use crate::token::static_token::StaticToken;

/// A key that signs and verifies. It has no `Clone`, and `Debug` prints no part of it.
pub struct SigningKey {
    mac: Mac,
    workspace_id: Option<String>,
    issues: Vec<Issue>,
}

impl SigningKey {
    /// Takes the text of a key, usually of the environment variable `TINYBIRD_SIGNING_KEY`.
    ///
    /// # Errors
    /// [`Error::Key`] where no Tinybird key can look like this, [`Error::DamagedKey`] for what is left of a static token.
    pub fn new(text: &str) -> Result<SigningKey, Error> {
        let Checked { text, workspace_id, issues } = check(text)?;
        Ok(SigningKey { mac: Mac::new(text.as_bytes())?, workspace_id, issues })
    }

    /// The workspace that the key says it belongs to, where it is a static token.
    #[must_use]
    pub fn workspace_id(&self) -> Option<&str> {
        self.workspace_id.as_deref()
    }

    /// Warnings: `key-whitespace`, `key-not-static-token`.
    #[must_use]
    pub fn issues(&self) -> &[Issue] {
        &self.issues
    }

    /// The kept state, for minters and verifiers.
    pub(crate) fn mac(&self) -> &Mac {
        &self.mac
    }
}

/// A text that can be a signing key.
pub(super) struct Checked<'t> {
    /// Without white space around it.
    pub(super) text: &'t str,
    workspace_id: Option<String>,
    issues: Vec<Issue>,
}

/// Checks the text of a key.
pub(super) fn check(text: &str) -> Result<Checked<'_>, Error> {
    let trimmed = text.trim();
    let refused = match trimmed {
        "" => Some("the signing key is empty; set TINYBIRD_SIGNING_KEY to the workspace admin token"),
        _ if trimmed.starts_with("-----BEGIN") => {
            Some("this is a PEM; Tinybird signs with the text of the workspace admin token, `p.…`")
        }
        _ if trimmed.starts_with(['{', '[']) => {
            Some("this is JSON, perhaps a JWK; Tinybird signs with the text of the workspace admin token, `p.…`")
        }
        _ if looks_like_jwt(trimmed) => {
            Some("this is a JWT; the signing key is the workspace admin token, a static one, `p.…`")
        }
        _ if contains_static_token(trimmed) && !trimmed.starts_with("p.") => {
            Some("there is something before the signing key; pass the workspace admin token alone, `p.…`")
        }
        _ if is_reference(trimmed) => {
            Some("this refers to the signing key, but was never replaced with it; pass the key itself, `p.…`")
        }
        _ if trimmed.contains(|c: char| c.is_whitespace() || c.is_control()) => {
            Some("there is white space inside the signing key; pass the workspace admin token alone, `p.…`")
        }
        _ if trimmed.len() > MAX_TOKEN_LEN => {
            Some("the signing key has over 16 KiB; pass the workspace admin token alone, `p.…`")
        }
        _ if trimmed.len() < 32 => Some(
            "the signing key has under 32 bytes (RFC 7518 §3.2); use the whole workspace admin token, `p.…`, and \
                 in tests one of `generate_local_tokens`",
        ),
        _ => None,
    };
    let token = StaticToken::parse(trimmed);
    if token.is_err()
        && let Some(message) = damage(trimmed)
    {
        return Err(Error::DamagedKey([Issue::new(Rule::KeyDamaged, &Path::Root, message)].into()));
    }
    // A whole static token is a key, whatever its random letters spell.
    if let Some(reason) = refused.filter(|_| token.is_err()) {
        return Err(Error::Key(reason));
    }
    let mut issues = Vec::new();
    let mut warn = |rule, message: &'static str| issues.push(Issue::new(rule, &Path::Root, message));
    if trimmed.len() != text.len() {
        warn(Rule::KeyWhitespace, "white space around the signing key was removed; remove it where the key is kept");
    }
    let workspace_id = token.ok().map(|token| token.u);
    if workspace_id.is_none() {
        warn(
            Rule::KeyNotStaticToken,
            "the signing key is not a static token; Tinybird's is the workspace admin token, `p.…`, and in tests one of \
             `generate_local_tokens` will do",
        );
    }
    Ok(Checked { text: trimmed, workspace_id, issues })
}

/// Whether a text is where a key should have been put: another system's placeholder, a variable's name, an address of a secret.
fn is_reference(text: &str) -> bool {
    let in_signs = text.starts_with('$')
        && text.bytes().skip(1).all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        || text.starts_with('<') && text.ends_with('>');
    let is_address = text.contains("://") || text.starts_with("arn:") || text.starts_with("@Microsoft.KeyVault");
    in_signs || is_address || text.contains("TINYBIRD_SIGNING_KEY") || foreign(text).is_some()
}

/// What has happened to a text that begins like a static token but is not one.
fn damage(text: &str) -> Option<&'static str> {
    // `p.eyJ`, which every static token begins with, in base64, in quotes as well, and in hexadecimal digits.
    if ["cC5leUo", "InAuZXlK", "J3AuZXlK"].iter().any(|start| text.starts_with(start))
        || text.get(..10).is_some_and(|found| found.eq_ignore_ascii_case("702e65794a"))
    {
        return Some("the signing key is encoded again, as Kubernetes secrets are; decode it, and pass `p.…`");
    }
    let is_whole = |before: &str| StaticToken::parse(&Zeroizing::new([before, text].concat())).is_ok();
    if is_whole("p.") || is_whole("p") {
        return Some("the signing key lacks the `p.` at its start; pass the whole workspace admin token");
    }
    let is_payload = text.starts_with("eyJ") && !text.contains('.');
    if !is_payload && !begins_like_one(text) {
        return None;
    }
    if text.contains('%') {
        return Some("the signing key is percent-encoded; pass the workspace admin token as Tinybird shows it, `p.…`");
    }
    // Behind the second dot stands the signature, of 43 characters.
    let end = text.split('.').take(2).map(str::len).fold(45, usize::saturating_add);
    Some(match text.split_at_checked(end) {
        Some((first, rest)) if StaticToken::parse(first).is_ok() => {
            if rest.contains("p.") {
                "these are several signing keys; pass each one separately"
            } else {
                "there is something after the signing key, such as `\\n`, a quote or a semicolon; pass the token alone, `p.…`"
            }
        }
        _ => {
            "the signing key is a damaged static token, perhaps cut short; copy the workspace admin token again, `p.…`"
        }
    })
}

/// `p.`, or a `p` and an `eyJ` with any sign between them but letters and digits alone: the dot encoded, replaced or lost its case.
fn begins_like_one(text: &str) -> bool {
    const FARTHEST: usize = 12;
    let Some(rest) = text.strip_prefix(['p', 'P']) else { return false };
    let sign = rest.bytes().take(FARTHEST).position(|byte| !byte.is_ascii_alphanumeric());
    let behind = sign.and_then(|sign| rest.as_bytes().get(sign..)).unwrap_or_default();
    rest.starts_with('.') || behind.windows(3).take(FARTHEST).any(|three| three.eq_ignore_ascii_case(b"eyJ"))
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(..)")
    }
}
