//! Static tokens with the key of their MAC: made, and checked. Tinybird keeps that key to itself; that of local tokens is public.
//! It is any bytes but none, up to 16 KiB, and no [`SigningKey`](crate::SigningKey).

use alloc::string::String;

use crate::crypto::mac::{Mac, wipe_stack};
use crate::error::Error;
use crate::error::unreadable::MAX_TOKEN_LEN;
use crate::text::base64url;
use crate::text::uuid::is_uuid;
use crate::token::static_token::{Form, StaticToken};

impl StaticToken {
    /// A static token of no region, to be minted: `u` is the workspace or the user and `id` the token's own id, both UUIDs.
    #[must_use]
    pub fn new(u: impl Into<String>, id: impl Into<String>) -> StaticToken {
        StaticToken { u: u.into(), id: id.into(), host: None }
    }

    /// The same token with the code of a region, such as `us_east`.
    #[must_use]
    pub fn with_host(self, host: impl Into<String>) -> StaticToken {
        StaticToken { host: Some(host.into()), ..self }
    }

    /// Makes the token, to the letter as Tinybird does: its payload is what Python's `json.dumps` writes. The caller wipes the key; what is
    /// made of it here is wiped here.
    ///
    /// ```
    /// use mintbird::StaticToken;
    ///
    /// let u = "47c5dbba-8063-4765-b2e7-4be1bce2370e";
    /// let id = "489d1355-e9e3-4b61-9982-f5f45c3fee21";
    /// let token = StaticToken::new(u, id).with_host("us_east").mint(b"abcd")?;
    /// assert_eq!(StaticToken::verify(&token, b"abcd")?.host.as_deref(), Some("us_east"));
    /// # Ok::<(), mintbird::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Option`] with the name of what is not as it has to be, [`Error::Key`] for a key that is empty or has over 16 KiB.
    pub fn mint(&self, key: &[u8]) -> Result<String, Error> {
        check_key(key)?;
        let StaticToken { u, id, host } = self;
        for (name, id) in [("u", u), ("id", id)] {
            if !is_uuid(id) {
                return Err(Error::Option { name, reason: "must be a UUID".into() });
            }
        }
        if !host.as_deref().is_none_or(is_region) {
            let reason = "must be the code of a region, such as `us_east`, or left out".into();
            return Err(Error::Option { name: "host", reason });
        }
        let payload = base64url::encode(dumps(u, id, &host_member(host.as_deref())).as_bytes());
        let tag = with(key, |mac| base64url::encode(&mac.sign(payload.as_bytes())))?;
        Ok(["p.", &payload, ".", &tag].concat())
    }

    /// Checks a static token: its form, then its MAC, and only then what it says, which has to be written as Tinybird writes it.
    /// In older tokens the host may be missing.
    ///
    /// # Errors
    /// In the order in which they are decided: [`Error::Key`] for a key that is empty or has over 16 KiB, [`Error::TooLarge`], [`Error::WrongKind`] for a
    /// JWT, [`Error::Malformed`], [`Error::Signature`], and [`Error::Malformed`] again for what no Tinybird has written.
    pub fn verify(token: &str, key: &[u8]) -> Result<StaticToken, Error> {
        check_key(key)?;
        let form = Form::of(token)?;
        if !with(key, |mac| mac.verify(form.payload.as_bytes(), &form.mac))? {
            return Err(Error::Signature);
        }
        let said = form.read()?;
        let written = |host: &str| form.payload == base64url::encode(dumps(&said.u, &said.id, host).as_bytes());
        let host = said.host.as_deref();
        if host.is_none_or(is_region) && (written(&host_member(host)) || host.is_none() && written("")) {
            Ok(said)
        } else {
            Err(Error::Malformed("the payload of this static token is not written as Tinybird writes it".into()))
        }
    }
}

fn check_key(key: &[u8]) -> Result<(), Error> {
    match key.len() {
        0 => Err(Error::Key("the key of a static token is empty; it needs at least one byte")),
        1..=MAX_TOKEN_LEN => Ok(()),
        _ => Err(Error::Key("the key of a static token has over 16 KiB")),
    }
}

/// Does something with a key, absorbed. Not inlined: where it was is overwritten afterwards, below the caller's frame.
#[inline(never)]
fn with<T>(key: &[u8], run: impl FnOnce(&Mac) -> T) -> Result<T, Error> {
    let done = Mac::new(key).map(|mac| run(&mac));
    wipe_stack();
    done
}

/// The payload, as `json.dumps({"u": …, "id": …, "host": …})` has it.
fn dumps(u: &str, id: &str, host: &str) -> String {
    ["{\"u\": \"", u, "\", \"id\": \"", id, "\"", host, "}"].concat()
}

fn host_member(host: Option<&str>) -> String {
    match host {
        Some(host) => [", \"host\": \"", host, "\""].concat(),
        None => String::from(", \"host\": null"),
    }
}

/// What codes of regions consist of needs no escape in JSON.
fn is_region(code: &str) -> bool {
    (1..=64).contains(&code.len())
        && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
}
