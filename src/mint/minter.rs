//! A compiled template and a key: parameters in, tokens out.
//!
//! Everything that does not differ from token to token is done once, in [`Minter::new`]: the key's states, the header, the
//! payload up to its first placeholder, encoded and hashed. Minting writes the rest, encodes it in one go, and hashes it.

use alloc::{
    borrow::Cow,
    string::{String, ToString},
    vec::Vec,
};
use core::borrow::Borrow;
use core::fmt;

use crate::claims::time::{MAX_TIME, check_clock};
use crate::crypto::mac::Mac;
use crate::error::Error;
use crate::error::issue::Issue;
use crate::error::rule::Rule;
use crate::error::unreadable::MAX_TOKEN_LEN;
use crate::mint::bounded::{Bounded, Full};
use crate::mint::payload::{Fault, Payload};
use crate::mint::refused::Refused;
use crate::mint::signing_key::SigningKey;
use crate::mint::template::{MAX_TTL, Template};
use crate::mint::value::Value;
use crate::mint::values::{Given, Values, refused};
use crate::text::base64url;
use crate::text::pointer::Path;
use crate::text::write::decimal;
use crate::token::compact::HEADER;

/// When a token is minted, and how long it lives.
///
/// ```
/// use mintbird::MintOptions;
///
/// let now = 1_700_000_000; // Unix seconds
/// let options = MintOptions::at(now).with_ttl(60);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MintOptions {
    now: u64,
    ttl: Option<u64>,
}

impl MintOptions {
    /// Mints at this time, Unix seconds.
    #[must_use]
    pub fn at(now: u64) -> MintOptions {
        MintOptions { now, ttl: None }
    }

    /// Seconds to live, instead of the template's `ttl`.
    #[must_use]
    pub fn with_ttl(self, ttl: u64) -> MintOptions {
        MintOptions { ttl: Some(ttl), ..self }
    }
}

impl From<u64> for MintOptions {
    fn from(now: u64) -> Self {
        MintOptions::at(now)
    }
}

/// Mints tokens from one template with one key.
///
/// ```
/// use mintbird::{Minter, SigningKey, Template};
///
/// # let admin_token = "p.eyJ1IjogIjQ3YzVkYmJhLTgwNjMtNDc2NS1iMmU3LTRiZTFiY2UyMzcwZSIsICJpZCI6ICI0ODlkMTM1NS1lOWUzLTRiNjEtOTk4Mi1mNWY0NWMzZmVlMjEiLCAiaG9zdCI6IG51bGx9.S7RN4zTyq8JxwxapQafrAclvpYaWx8aEALnQwBKGFyI";
/// let template = Template::parse(r#"{
///     "name": "dashboard_{user_id}", "ttl": 600,
///     "scopes": [{ "type": "PIPES:READ", "resource": "top_pages", "fixed_params": { "org_id": "{org_id}" } }]
/// }"#)?;
/// let minter = Minter::new(template, SigningKey::new(admin_token)?)?;
/// let now = 1_700_000_000; // Unix seconds
/// let token = minter.mint([("user_id", "u_1"), ("org_id", "acme")], now)?;
/// assert!(token.starts_with("eyJ"));
/// // Without its tenant there is no token.
/// assert_eq!(minter.mint([("user_id", "u_1")], now).unwrap_err().code(), "param");
/// # Ok::<(), mintbird::Error>(())
/// ```
pub struct Minter {
    params: Vec<String>,
    refused: Vec<Refused>,
    ttl: u64,
    issues: Vec<Issue>,
    prefix: Prefix,
    payload: Payload,
}

/// What every token begins with: the header, the dot, and the payload's first groups, encoded and hashed.
struct Prefix {
    text: Vec<u8>,
    /// The key, after it has absorbed the text.
    mac: Mac,
    /// What comes next of the payload: fewer than three bytes, not encoded yet.
    held: String,
}

impl Minter {
    /// Puts a template and a key together. The key can be used again: the minter keeps what it needs of it.
    ///
    /// # Errors
    /// [`Error::Template`] where neither of them names a workspace, or where every token would be too long.
    pub fn new(template: Template, key: impl Borrow<SigningKey>) -> Result<Minter, Error> {
        let key = key.borrow();
        let Template { workspace_id, ttl, params, refused, draft, mut issues, .. } = template;
        issues.extend_from_slice(key.issues());
        let refuse =
            |rule, message: Cow<'static, str>| Error::Template([Issue::new(rule, &Path::Root, message)].into());
        let workspace_id = match (workspace_id, key.workspace_id()) {
            (Some(template), Some(key)) if !template.eq_ignore_ascii_case(key) => {
                let message = "the signing key says it belongs to another workspace; Tinybird would answer with a 403";
                issues.push(Issue::new(Rule::KeyWorkspace, &Path::Root.member("workspace_id"), message));
                template
            }
            (Some(template), _) => template,
            (None, Some(key)) => key.to_string(),
            (None, None) => {
                let message = "add `workspace_id`: the signing key is not a static token, which would contain it";
                return Err(refuse(Rule::WorkspaceIdMissing, message.into()));
            }
        };
        let payload = draft.bind(&workspace_id);
        if token_len(payload.text_len()) > MAX_TOKEN_LEN {
            let max = decimal(MAX_TOKEN_LEN as u64);
            let message = ["its tokens would have over ", &max, " bytes; name fewer scopes"].concat();
            return Err(refuse(Rule::TemplateTooLarge, message.into()));
        }
        let prefix = Prefix::new(payload.before(), key.mac().clone())?;
        Ok(Minter { params, refused, ttl, issues, prefix, payload })
    }

    /// The names to fill, in order of appearance.
    #[must_use]
    pub fn params(&self) -> &[String] {
        &self.params
    }

    /// Whether a parameter is a float wherever it stands.
    #[cfg(feature = "wasm")]
    pub(crate) fn takes_floats(&self, param: &str) -> bool {
        self.params.iter().position(|known| known == param).is_some_and(|index| self.payload.takes_floats(index))
    }

    /// How long its tokens live unless told otherwise, seconds.
    #[must_use]
    pub fn ttl(&self) -> u64 {
        self.ttl
    }

    /// Warnings about the template and the key.
    #[must_use]
    pub fn issues(&self) -> &[Issue] {
        &self.issues
    }

    /// Mints one token. `params` are pairs of names and values, an array or a map of them; `options` is the time, Unix seconds, or
    /// [`MintOptions`].
    ///
    /// # Errors
    /// [`Error::Param`] names a parameter that is missing, unknown, given twice, empty, refused, or not what its placeholder takes.
    /// [`Error::Clock`], [`Error::Option`] for a ttl, [`Error::TooLarge`].
    pub fn mint<'v, K: AsRef<str>, V: Into<Value<'v>>>(
        &self,
        params: impl IntoIterator<Item = (K, V)>,
        options: impl Into<MintOptions>,
    ) -> Result<String, Error> {
        let mut token = Vec::new();
        self.batch(options.into())?.mint(given(params), &mut token)?;
        text(token)
    }

    /// Mints a token for each set of parameters, all with the same expiry; or none at all.
    ///
    /// # Errors
    /// As [`Minter::mint`], for the first set that cannot be used; the message says which one that is, counted from 0.
    pub fn mint_many<'v, K: AsRef<str>, V: Into<Value<'v>>, P: IntoIterator<Item = (K, V)>>(
        &self,
        params: impl IntoIterator<Item = P>,
        options: impl Into<MintOptions>,
    ) -> Result<Vec<String>, Error> {
        let mut batch = self.batch(options.into())?;
        let mint = |(index, params)| {
            let mut token = Vec::new();
            batch.mint(given(params), &mut token).map_err(|error| of_set(error, index))?;
            text(token)
        };
        params.into_iter().enumerate().map(mint).collect()
    }

    /// Mints tokens that expire together.
    pub(crate) fn batch(&self, options: MintOptions) -> Result<Batch<'_>, Error> {
        Ok(Batch { minter: self, exp: self.exp(options)?, json: String::new() })
    }

    fn exp(&self, options: MintOptions) -> Result<String, Error> {
        check_clock(options.now)?;
        let ttl = options.ttl.unwrap_or(self.ttl);
        if !(1..=MAX_TTL).contains(&ttl) {
            return Err(Error::Option {
                name: "ttl",
                reason: "must be seconds, or a text such as \"10m\" or \"1h\": at least a second, at most ten years"
                    .into(),
            });
        }
        let exp = options.now.saturating_add(ttl);
        if exp > MAX_TIME { Err(Error::Clock) } else { Ok(decimal(exp)) }
    }

    #[cold]
    fn refuse(&self, param: usize, reason: &'static str) -> Error {
        refused(self.params.get(param).map_or("", String::as_str), reason.into())
    }
}

fn given<'v, K, V: Into<Value<'v>>>(params: impl IntoIterator<Item = (K, V)>) -> impl Iterator<Item = (K, Given<'v>)> {
    params.into_iter().map(|(name, value)| (name, Ok(value.into())))
}

/// What is wrong with a parameter, with the number of the set that it stands in.
#[cold]
pub(crate) fn of_set(error: Error, index: usize) -> Error {
    match error {
        Error::Param { name, reason } => {
            let reason = [&*reason, " (params[", &decimal(index as u64), "])"].concat();
            Error::Param { name, reason: reason.into() }
        }
        error => error,
    }
}

/// Tokens that expire together.
pub(crate) struct Batch<'m> {
    minter: &'m Minter,
    exp: String,
    /// Where payloads are written, one after the other.
    json: String,
}

impl Batch<'_> {
    /// Appends one token. Nothing is appended where that fails.
    pub(crate) fn mint<'v, K: AsRef<str>>(
        &mut self,
        params: impl IntoIterator<Item = (K, Given<'v>)>,
        out: &mut Vec<u8>,
    ) -> Result<(), Error> {
        self.fill(&Values::new(&self.minter.params, params)?, out)
    }

    /// The same, for values that are in their places already.
    pub(crate) fn fill(&mut self, values: &Values<'_>, out: &mut Vec<u8>) -> Result<(), Error> {
        let Batch { minter, exp, json } = self;
        let Minter { prefix, payload, refused, .. } = minter;
        let is_refused = |listed: &&Refused| values.get(listed.param).is_some_and(|value| listed.has(value));
        if let Some(listed) = refused.iter().find(is_refused) {
            return Err(minter.refuse(listed.param, "has a value that the template refuses"));
        }
        let token_len =
            |json: usize| prefix.text.len().saturating_add(base64url::encoded_len(json)).saturating_add(TAG_LEN);
        // Three bytes become four.
        let max = MAX_TOKEN_LEN.saturating_sub(token_len(0)).saturating_mul(3) / 4;
        json.clear();
        json.reserve(payload.text_len().saturating_add(256).min(max));
        json.push_str(&prefix.held);
        payload.write(values, exp, &mut Bounded::new(json, max)).map_err(|fault| match fault {
            Fault::Param(param, reason) => minter.refuse(param, reason),
            Fault::Internal => Error::Internal,
            Fault::Full(Full(len)) => Error::TooLarge { len: token_len(len) },
        })?;
        let len = token_len(json.len());
        out.reserve(len);
        out.extend_from_slice(&prefix.text);
        let rest = base64url::append(json.as_bytes(), out).ok_or(Error::Internal)?;
        let tag = prefix.mac.sign(rest);
        out.push(b'.');
        base64url::append(&tag, out).ok_or(Error::Internal)?;
        Ok(())
    }
}

impl Prefix {
    fn new(before: &str, mut mac: Mac) -> Result<Prefix, Error> {
        let border = (0..=before.len()).rev().find(|at| at % 3 == 0 && before.is_char_boundary(*at));
        let (groups, held) = before.split_at_checked(border.unwrap_or_default()).unwrap_or(("", before));
        let mut text = Vec::from(HEADER.as_bytes());
        text.push(b'.');
        base64url::append(groups.as_bytes(), &mut text).ok_or(Error::Internal)?;
        mac.absorb(&text);
        Ok(Prefix { mac, held: String::from(held), text })
    }
}

/// A dot and a tag in base64url.
const TAG_LEN: usize = 44;

/// Tokens are ASCII.
pub(super) fn text(token: Vec<u8>) -> Result<String, Error> {
    String::from_utf8(token).map_err(|_| Error::Internal)
}

/// The length of a token whose payload has this many bytes.
pub(super) fn token_len(payload: usize) -> usize {
    HEADER.len().saturating_add(1).saturating_add(base64url::encoded_len(payload)).saturating_add(TAG_LEN)
}

impl fmt::Debug for Minter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Minter").field("params", &self.params).field("ttl", &self.ttl).finish_non_exhaustive()
    }
}
