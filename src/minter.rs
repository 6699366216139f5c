//! A compiled template and a key: parameters in, tokens out.
//!
//! Everything that does not differ from token to token is done once, in [`Minter::new`]: the key's states, the header, the
//! payload up to its first placeholder, encoded and hashed. Minting writes the rest, once.

use alloc::{
    borrow::Cow,
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac_sha256::Hash;

use crate::compact::MAX_TOKEN_LEN;
use crate::hint::hint;
use crate::issue::{Issue, Path, Rule};
use crate::json::{write_escaped, write_string};
use crate::jws::HEADER;
use crate::mac::{Mac, wipe};
use crate::rules::MAX_TIME;
use crate::static_token::shown;
use crate::template::{MAX_TTL, Piece};
use crate::value::Value;
use crate::verifier::check_clock;
use crate::{Error, SigningKey, Template};

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
    /// The header, the dot, and the beginning of the payload, encoded; and the MAC's state after them.
    prefix: String,
    prefix_state: Hash,
    /// The payload's text from there on.
    pieces: Vec<Piece>,
    /// How long the payload's texts are together, in bytes.
    static_len: usize,
}

impl Minter {
    /// Puts a template and a key together.
    ///
    /// # Errors
    /// [`Error::Template`] where neither of them names a workspace, or where every token would be too long.
    pub fn new(template: Template, key: SigningKey) -> Result<Minter, Error> {
        let Template { workspace_id, ttl, params, pieces, mut issues } = template;
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
        let mut pieces = settle(pieces, &workspace_id);
        let text_len = |piece: &Piece| if let Piece::Text(text) = piece { text.len() } else { 0 };
        let static_len = pieces.iter().map(text_len).sum();
        if token_len(static_len) > MAX_TOKEN_LEN {
            let message = format!("its tokens would have over {MAX_TOKEN_LEN} bytes; name fewer scopes");
            return Err(refuse(Rule::TemplateTooLarge, message.into()));
        }
        let prefix = encode_prefix(&mut pieces);
        let mut prefix_state = key.mac().start();
        prefix_state.update(&prefix);
        let mac = key.into_mac();
        Ok(Minter { params, ttl, issues, mac, prefix, prefix_state, pieces, static_len })
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
        let exp = self.exp(options.into())?;
        let values = self.fill(params)?;
        self.token(&values, &exp)
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
        let exp = self.exp(options.into())?;
        params.into_iter().map(|params| self.token(&self.fill(params)?, &exp)).collect()
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
        if exp > MAX_TIME { Err(Error::Clock) } else { Ok(exp.to_string()) }
    }

    /// A value for each placeholder, in the template's order.
    fn fill<'v, 'n>(&self, params: impl IntoIterator<Item = (&'n str, Value<'v>)>) -> Result<Vec<Value<'v>>, Error> {
        let mut values: Vec<Option<Value<'v>>> = self.params.iter().map(|_| None).collect();
        for (index, (name, value)) in params.into_iter().enumerate() {
            let in_order = self.params.get(index).is_some_and(|known| known == name);
            let slot = if in_order { Some(index) } else { self.params.iter().position(|known| known == name) };
            let Some(place) = slot.and_then(|slot| values.get_mut(slot)) else {
                return Err(self.unknown(name));
            };
            if let Some(reason) = value.fault() {
                return Err(Error::Param { name: name.to_string(), reason });
            }
            if place.replace(value).is_some() {
                return Err(Error::Param { name: name.to_string(), reason: "is given twice".into() });
            }
        }
        let filled = values.into_iter().zip(&self.params).map(|(value, name)| {
            value.ok_or_else(|| Error::Param {
                name: name.clone(),
                reason: "is missing; every placeholder of the template needs a value".into(),
            })
        });
        filled.collect()
    }

    #[cold]
    fn unknown(&self, name: &str) -> Error {
        let reason = format!("is not in the template; {}", hint(name, &self.params));
        Error::Param { name: shown(name).chars().take(64).collect(), reason: reason.into() }
    }

    fn token(&self, values: &[Value<'_>], exp: &str) -> Result<String, Error> {
        let mut payload = String::with_capacity(self.static_len.saturating_add(256));
        for piece in &self.pieces {
            self.write(piece, values, exp, &mut payload)?;
        }
        let len = token_len_after(self.prefix.len(), payload.len());
        if len > MAX_TOKEN_LEN {
            return Err(Error::TooLarge { len });
        }
        let mut token = String::with_capacity(len);
        token.push_str(&self.prefix);
        URL_SAFE_NO_PAD.encode_string(&payload, &mut token);
        let mut state = self.prefix_state;
        state.update(token.as_bytes().get(self.prefix.len()..).unwrap_or_default());
        let tag = self.mac.finish(state);
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(tag, &mut token);
        Ok(token)
    }

    fn write(&self, piece: &Piece, values: &[Value<'_>], exp: &str, out: &mut String) -> Result<(), Error> {
        let refuse = |slot: usize, reason: &'static str| Error::Param {
            name: self.params.get(slot).cloned().unwrap_or_default(),
            reason: reason.into(),
        };
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Workspace => {}
            Piece::Exp => out.push_str(exp),
            Piece::Value(slot) | Piece::Inside(slot) => match values.get(*slot) {
                Some(Value::Text(text)) if matches!(piece, Piece::Value(_)) => write_string(text, out),
                Some(Value::Text(text)) => write_escaped(text, out),
                Some(Value::Number(number)) => out.push_str(number.as_str()),
                Some(Value::Bool(value)) => out.push_str(if *value { "true" } else { "false" }),
                Some(Value::List(_)) => {
                    return Err(refuse(*slot, "has to be a string, number or boolean here, not a list"));
                }
                None => return Err(refuse(*slot, "is missing")),
            },
            Piece::Literal(slot, kind) => {
                let mut literal = String::new();
                let value = values.get(*slot).ok_or_else(|| refuse(*slot, "is missing"))?;
                kind.write(value, &mut literal).map_err(|reason| refuse(*slot, reason))?;
                write_escaped(&literal, out);
            }
        }
        Ok(())
    }
}

/// The pieces with the workspace filled in and neighbouring texts joined.
fn settle(pieces: Vec<Piece>, workspace_id: &str) -> Vec<Piece> {
    let mut settled: Vec<Piece> = Vec::new();
    for piece in pieces {
        let text = match piece {
            Piece::Text(text) => text,
            Piece::Workspace => workspace_id.to_string(),
            other => {
                settled.push(other);
                continue;
            }
        };
        match settled.last_mut() {
            Some(Piece::Text(last)) => last.push_str(&text),
            _ => settled.push(Piece::Text(text)),
        }
    }
    settled
}

/// Moves what can be encoded once out of the first piece: whole groups of three bytes.
fn encode_prefix(pieces: &mut [Piece]) -> String {
    let mut prefix = String::from(HEADER);
    prefix.push('.');
    if let Some(Piece::Text(text)) = pieces.first_mut() {
        // The workspace's UUID and the texts around it are ASCII, as far as the name; a cut inside a character keeps its bytes
        // together in the remaining text.
        let whole = text.len().saturating_sub(text.len() % 3);
        let cut = (0..=whole).rev().find(|at| at % 3 == 0 && text.is_char_boundary(*at)).unwrap_or(0);
        let (whole, rest) = text.split_at_checked(cut).unwrap_or(("", text));
        URL_SAFE_NO_PAD.encode_string(whole, &mut prefix);
        *text = rest.to_string();
    }
    prefix
}

/// The length of a token whose payload has this many bytes.
fn token_len(payload: usize) -> usize {
    token_len_after(HEADER.len().saturating_add(1), payload)
}

/// The length of a token whose prefix is encoded already.
fn token_len_after(prefix: usize, payload: usize) -> usize {
    const DOT_AND_TAG: usize = 44;
    prefix.saturating_add(payload.saturating_mul(4).div_ceil(3)).saturating_add(DOT_AND_TAG)
}

impl Drop for Minter {
    fn drop(&mut self) {
        wipe(&mut self.prefix_state);
    }
}

impl fmt::Debug for Minter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Minter").field("params", &self.params).field("ttl", &self.ttl).finish_non_exhaustive()
    }
}
