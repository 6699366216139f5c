//! A compiled template and a key: parameters in, tokens out.
//!
//! Everything that does not differ from token to token is done once, in [`Minter::new`]: the key's states, the header, the
//! payload up to its first placeholder, encoded and hashed. Minting writes the rest, encodes it in one go, and hashes it.

use alloc::{
    borrow::Cow,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;
use core::ops::Range;

use zeroize::Zeroize as _;

use crate::claims::time::{MAX_TIME, check_clock};
use crate::crypto::mac::Mac;
use crate::crypto::sha256::{LANES, State};
use crate::error::Error;
use crate::error::issue::Issue;
use crate::error::rule::Rule;
use crate::mint::payload::Payload;
use crate::mint::signing_key::SigningKey;
use crate::mint::template::MAX_TTL;
use crate::mint::template::Template;
use crate::mint::value::Value;
use crate::text::base64url;
use crate::text::pointer::Path;
use crate::text::secret::shown;
use crate::text::suggest::hint;
use crate::text::write::decimal;
use crate::token::compact::{HEADER, MAX_TOKEN_LEN};

/// When a token is minted, and how long it lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MintOptions {
    /// The time, Unix seconds.
    pub now: u64,
    /// Seconds to live, instead of the template's `ttl`.
    pub ttl: Option<u64>,
}

impl From<u64> for MintOptions {
    fn from(now: u64) -> Self {
        MintOptions { now, ttl: None }
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
/// let token = minter.mint([("user_id", "u_1".into()), ("org_id", "acme".into())], now)?;
/// assert!(token.starts_with("eyJ"));
/// // Without its tenant there is no token.
/// assert_eq!(minter.mint([("user_id", "u_1".into())], now).unwrap_err().code(), "param");
/// # Ok::<(), mintbird::Error>(())
/// ```
pub struct Minter {
    params: Vec<String>,
    ttl: u64,
    issues: Vec<Issue>,
    mac: Mac,
    prefix: Prefix,
    payload: Payload,
}

/// What every token begins with: the header, the dot, and the payload's first groups, encoded and hashed.
struct Prefix {
    text: Vec<u8>,
    /// The MAC after the text's whole blocks, and how many bytes these are.
    state: State,
    hashed: usize,
    /// What comes next of the payload: fewer than three bytes, not encoded yet.
    held: String,
}

impl Minter {
    /// Puts a template and a key together.
    ///
    /// # Errors
    /// [`Error::Template`] where neither of them names a workspace, or where every token would be too long.
    pub fn new(template: Template, key: SigningKey) -> Result<Minter, Error> {
        let Template { workspace_id, ttl, params, payload, mut issues } = template;
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
                let message = "add `workspace_id`: the signing key is not a static token that would say it";
                return Err(refuse(Rule::WorkspaceIdMissing, message.into()));
            }
        };
        let before = ["{\"workspace_id\":\"", &workspace_id, "\"", payload.before()].concat();
        let text_len = before.len().saturating_sub(payload.before().len()).saturating_add(payload.text_len());
        if token_len(text_len) > MAX_TOKEN_LEN {
            let max = decimal(MAX_TOKEN_LEN as u64);
            let message = ["its tokens would have over ", &max, " bytes; name fewer scopes"].concat();
            return Err(refuse(Rule::TemplateTooLarge, message.into()));
        }
        let mac = key.into_mac();
        let prefix = Prefix::new(&before, &mac);
        Ok(Minter { params, ttl, issues, mac, prefix, payload })
    }

    /// The names to fill, in order of appearance.
    #[must_use]
    pub fn params(&self) -> &[String] {
        &self.params
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

    /// Mints one token. `options` is the time, Unix seconds, or [`MintOptions`].
    ///
    /// # Errors
    /// [`Error::Param`] names a parameter that is missing, unknown, given twice, empty, or not what its placeholder takes.
    /// [`Error::Clock`], [`Error::Option`] for a ttl, [`Error::TooLarge`].
    pub fn mint<'v, 'n>(
        &self,
        params: impl IntoIterator<Item = (&'n str, Value<'v>)>,
        options: impl Into<MintOptions>,
    ) -> Result<String, Error> {
        let mut token = Vec::new();
        self.mint_into(params, options.into(), &mut token)?;
        Ok(text(token))
    }

    /// Mints one token at the end of `out`.
    pub(crate) fn mint_into<'v, 'n>(
        &self,
        params: impl IntoIterator<Item = (&'n str, Value<'v>)>,
        options: MintOptions,
        out: &mut Vec<u8>,
    ) -> Result<(), Error> {
        let exp = self.exp(options)?;
        let start = out.len();
        self.signing_input(params, &exp, &mut String::new(), out)?;
        let end = out.get(start.saturating_add(self.prefix.hashed)..).unwrap_or_default();
        append_tag(&self.mac.finish(self.prefix.state, end), out);
        Ok(())
    }

    /// Mints a token for each set of parameters, all with the same expiry; or none at all.
    ///
    /// # Errors
    /// As [`Minter::mint`], for the first set that cannot be filled.
    pub fn mint_many<'v, 'n, P: IntoIterator<Item = (&'n str, Value<'v>)>>(
        &self,
        params: impl IntoIterator<Item = P>,
        options: impl Into<MintOptions>,
    ) -> Result<Vec<String>, Error> {
        let mut tokens = Vec::new();
        self.mint_many_into(params.into_iter().map(Ok), options.into(), &mut tokens)?;
        let mut rest = &*tokens;
        Ok(core::iter::from_fn(|| {
            let (len, tokens) = rest.split_first_chunk()?;
            let (token, tokens) = tokens.split_at_checked(u16::from_le_bytes(*len).into())?;
            rest = tokens;
            Some(text(token.to_vec()))
        })
        .collect())
    }

    /// Mints tokens at the end of `out`, each behind its length, two bytes, the lower one first; four of them are hashed together.
    pub(crate) fn mint_many_into<'v, 'n, P: IntoIterator<Item = (&'n str, Value<'v>)>>(
        &self,
        params: impl Iterator<Item = Result<P, Error>>,
        options: MintOptions,
        out: &mut Vec<u8>,
    ) -> Result<(), Error> {
        let exp = self.exp(options)?;
        let mut four: Vec<Range<usize>> = Vec::with_capacity(LANES);
        let mut json = String::new();
        for params in params {
            let start = out.len();
            out.extend_from_slice(&[0; 2]);
            self.signing_input(params?, &exp, &mut json, out)?;
            let input = start.saturating_add(2)..out.len();
            // A token has at most MAX_TOKEN_LEN bytes, which is less than u16::MAX.
            let len = u16::try_from(input.len().saturating_add(TAG_LEN)).unwrap_or(u16::MAX).to_le_bytes();
            if let Some(place) = out.get_mut(start..).and_then(<[u8]>::first_chunk_mut) {
                *place = len;
            }
            four.push(input);
            out.extend_from_slice(&[b'.'; TAG_LEN]);
            if four.len() == LANES {
                self.sign_lanes(&four, out);
                four.clear();
            }
        }
        self.sign_lanes(&four, out);
        Ok(())
    }

    /// Puts the tags behind up to four signing inputs.
    fn sign_lanes(&self, inputs: &[Range<usize>], out: &mut [u8]) {
        let messages = core::array::from_fn(|lane| {
            let input = inputs.get(lane).and_then(|input| out.get(input.clone()));
            input.and_then(|input| input.get(self.prefix.hashed..)).unwrap_or_default()
        });
        let tags = self.mac.finish_four(self.prefix.state, messages);
        for (input, tag) in inputs.iter().zip(&tags) {
            let end = input.end.saturating_add(TAG_LEN);
            if let Some([_dot, place @ ..]) = out.get_mut(input.end..end) {
                base64url::write(tag, place);
            }
        }
    }

    fn exp(&self, options: MintOptions) -> Result<String, Error> {
        check_clock(options.now)?;
        let ttl = options.ttl.unwrap_or(self.ttl);
        if !(1..=MAX_TTL).contains(&ttl) {
            return Err(Error::Option {
                name: "ttl",
                reason: "is a number of seconds, at least 1, at most ten years".into(),
            });
        }
        let exp = options.now.saturating_add(ttl);
        if exp > MAX_TIME { Err(Error::Clock) } else { Ok(decimal(exp)) }
    }

    /// A value for each placeholder, in the template's order.
    fn fill<'v, 'n>(&self, params: Vec<(&'n str, Value<'v>)>) -> Result<Vec<(&'n str, Value<'v>)>, Error> {
        for (name, value) in &params {
            if let Some(reason) = value.fault() {
                return Err(refused(name, reason));
            }
        }
        if params.len() == self.params.len() && params.iter().zip(&self.params).all(|((name, _), known)| name == known)
        {
            return Ok(params);
        }
        self.arrange(params)
    }

    /// The same for parameters in any order, and the place where missing, unknown and doubled ones are found.
    #[cold]
    fn arrange<'v, 'n>(&self, mut params: Vec<(&'n str, Value<'v>)>) -> Result<Vec<(&'n str, Value<'v>)>, Error> {
        for (index, (name, _)) in params.iter().enumerate() {
            if !self.params.iter().any(|known| known == name) {
                let known: Vec<&str> = self.params.iter().map(String::as_str).collect();
                return Err(refused(name, ["is not in the template; ", &hint(name, &known)].concat().into()));
            }
            if params.iter().take(index).any(|(earlier, _)| earlier == name) {
                return Err(refused(name, "is given twice".into()));
            }
        }
        let take = |name: &String| match params.iter().position(|(given, _)| given == name) {
            Some(at) => Ok(params.swap_remove(at)),
            None => Err(refused(name, "is missing; every placeholder of the template needs a value".into())),
        };
        self.params.iter().map(take).collect()
    }

    /// Appends the first two segments of a token. Nothing is left in `out` where that fails; `json` is where the payload is
    /// written, and can be used again.
    fn signing_input<'v, 'n>(
        &self,
        params: impl IntoIterator<Item = (&'n str, Value<'v>)>,
        exp: &str,
        json: &mut String,
        out: &mut Vec<u8>,
    ) -> Result<(), Error> {
        let values = self.fill(params.into_iter().collect())?;
        json.clear();
        json.reserve(self.payload.text_len().saturating_add(256));
        json.push_str(&self.prefix.held);
        self.payload
            .write(&values, exp, json)
            .map_err(|(index, reason)| refused(self.params.get(index).map_or("", String::as_str), reason.into()))?;
        let prefix = &self.prefix.text;
        let len = prefix.len().saturating_add(base64url::encoded_len(json.len())).saturating_add(TAG_LEN);
        if len > MAX_TOKEN_LEN {
            return Err(Error::TooLarge { len });
        }
        out.reserve(len.saturating_add(1));
        out.extend_from_slice(prefix);
        base64url::append(json.as_bytes(), out);
        Ok(())
    }
}

impl Prefix {
    fn new(before: &str, mac: &Mac) -> Prefix {
        let border = (0..=before.len()).rev().find(|at| at % 3 == 0 && before.is_char_boundary(*at));
        let (groups, held) = before.split_at_checked(border.unwrap_or_default()).unwrap_or(("", before));
        let mut text = Vec::from(HEADER.as_bytes());
        text.push(b'.');
        base64url::append(groups.as_bytes(), &mut text);
        let mut state = mac.start();
        let (blocks, rest) = text.as_chunks();
        state.blocks(blocks);
        Prefix { state, hashed: text.len().saturating_sub(rest.len()), held: String::from(held), text }
    }
}

/// A dot and a tag in base64url.
const TAG_LEN: usize = 44;

fn append_tag(tag: &[u8; 32], out: &mut Vec<u8>) {
    out.push(b'.');
    base64url::append(tag, out);
}

/// What is wrong with a parameter, whose name is cut off where it is too long to read.
#[cold]
fn refused(name: &str, reason: Cow<'static, str>) -> Error {
    let name = shown(name);
    let end = name.char_indices().nth(64).map_or(name.len(), |(at, _)| at);
    Error::Param { name: String::from(name.get(..end).unwrap_or_default()), reason }
}

/// Tokens are ASCII.
fn text(tokens: Vec<u8>) -> String {
    String::from_utf8(tokens).unwrap_or_default()
}

/// The length of a token whose payload has this many bytes.
fn token_len(payload: usize) -> usize {
    HEADER.len().saturating_add(1).saturating_add(base64url::encoded_len(payload)).saturating_add(TAG_LEN)
}

impl Drop for Prefix {
    fn drop(&mut self) {
        self.state.zeroize();
    }
}

impl fmt::Debug for Minter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Minter").field("params", &self.params).field("ttl", &self.ttl).finish_non_exhaustive()
    }
}
