//! Any text: what it is, and what is wrong with it. It needs no key, trusts nothing, and never fails.

use alloc::{borrow::Cow, string::String, vec::Vec};

use crate::claims::check::Check;
use crate::claims::purpose::Purpose;
use crate::claims::read::read;
use crate::error::issue::Issue;
use crate::error::rule::Rule;
use crate::error::unreadable::MAX_TOKEN_LEN;
use crate::error::unreadable::Unreadable;
use crate::text::base64url::decode;
use crate::text::json::Json;
use crate::text::pointer::Path;
use crate::text::write::decimal;
use crate::token::compact::{EXTENSIONS, HEADER, Segments};
use crate::token::kind::{Kind, looks_like_static_token};
use crate::token::static_token::StaticToken;

/// When a token ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Expiry {
    /// The expiry, Unix seconds.
    pub exp: u64,
    /// Seconds until then; negative once it has passed.
    pub expires_in: i64,
}

impl Expiry {
    fn of(exp: u64, now: u64) -> Expiry {
        let signed = |seconds| i64::try_from(seconds).unwrap_or(i64::MAX);
        Expiry { exp, expires_in: signed(exp).saturating_sub(signed(now)) }
    }

    /// Whether the token is no longer accepted.
    #[must_use]
    pub fn expired(self) -> bool {
        self.expires_in <= 0
    }
}

/// What [`inspect`] found.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Report {
    /// What the text is.
    pub kind: Kind,
    /// A JWT's header, where it is JSON.
    pub(crate) header: Option<String>,
    /// A JWT's payload, where it is JSON.
    pub(crate) claims: Option<String>,
    /// What a static token says of itself.
    pub static_token: Option<StaticToken>,
    /// When the token ends, where it says so.
    pub expiry: Option<Expiry>,
    /// What is wrong or noteworthy. Paths into the header begin with `/header`, into the payload with `/claims`.
    pub issues: Vec<Issue>,
}

/// Looks at a text at a time, Unix seconds; at 0, which no clock shows, nothing that depends on the time is looked at. The signature is not
/// checked: that takes a key, and a [`Verifier`](crate::Verifier).
///
/// ```
/// let report = mintbird::inspect("eyJhbGciOiJIUzI1NiJ9.e30.", 1_700_000_000);
/// assert!(report.issues.iter().any(|issue| issue.code() == "exp-missing"));
/// ```
#[must_use]
pub fn inspect(text: &str, now: u64) -> Report {
    let mut report = Report {
        kind: Kind::Unknown,
        header: None,
        claims: None,
        static_token: None,
        expiry: None,
        issues: Vec::new(),
    };
    // What is too large to read is of no kind.
    if text.len() <= MAX_TOKEN_LEN && looks_like_static_token(text) {
        report.kind = Kind::StaticToken;
        match StaticToken::read(text) {
            Ok(token) => report.static_token = Some(token),
            Err(error) => report.refuse(error),
        }
        return report;
    }
    match Segments::of(text) {
        Ok(segments) => report.jwt(&segments, now),
        Err(error) => report.refuse(error),
    }
    if report.claims.is_none() && text.len() <= MAX_TOKEN_LEN {
        report.explain(text);
    }
    report
}

impl Report {
    /// A JWT's header, where it is JSON.
    #[must_use]
    pub fn header(&self) -> Option<Json<'_>> {
        self.header.as_deref().and_then(|text| Json::parse(text).ok())
    }

    /// A JWT's payload, where it is JSON.
    #[must_use]
    pub fn claims(&self) -> Option<Json<'_>> {
        self.claims.as_deref().and_then(|text| Json::parse(text).ok())
    }

    fn refuse(&mut self, error: Unreadable) {
        let rule = match error {
            Unreadable::TooLarge { .. } => Rule::TooLarge,
            Unreadable::Malformed(_) if self.kind == Kind::Unknown => Rule::NotAToken,
            _ => Rule::Malformed,
        };
        self.issues.push(Issue::new(rule, &Path::Root, error.message()));
    }

    fn jwt(&mut self, segments: &Segments<'_>, now: u64) {
        let (header, payload) = match (segments.decode_header(), segments.decode_payload()) {
            (Ok(header), Ok(payload)) => (header, payload),
            (Err(error), _) | (_, Err(error)) => {
                if segments.header.starts_with("eyJ") {
                    self.kind = Kind::Jwt;
                }
                return self.refuse(error);
            }
        };
        self.kind = Kind::Jwt;
        let mut check = Check::new(Purpose::Inspect);
        let root = &Path::Root;
        let mut describe = |header: &Json<'_>| describe_header(header, &mut check);
        match text(header).and_then(|text| {
            // That of nearly every token has no fault.
            if segments.header != HEADER {
                describe(&Json::parse(&text).map_err(|error| error.message("is not JSON: "))?);
            }
            Ok(text)
        }) {
            Ok(text) => self.header = Some(text),
            Err(reason) => check.report(Rule::Header, &root.member("header"), ["the header ", &*reason].concat()),
        }
        match segments.decode_signature() {
            Err(error) => check.report(Rule::Malformed, root, error.message()),
            Ok(signature) if signature.len() != 32 => {
                let len = decimal(signature.len() as u64);
                check.report(Rule::Malformed, root, ["the signature has ", &len, " bytes; HS256 makes 32"].concat());
            }
            Ok(_) => {}
        }
        let path = &root.member("claims");
        match text(payload).and_then(|text| {
            let reading =
                read(&text, Purpose::Inspect, path).map_err(|error| Cow::Owned(error.message("is not JSON: ")))?;
            let (exp, nbf) = (reading.exp, reading.nbf);
            reading.issues.into_iter().for_each(|issue| check.push(issue));
            if now > 0 {
                check.times(exp, nbf, now, path);
                self.expiry = exp.map(|exp| Expiry::of(exp, now));
            }
            Ok(text)
        }) {
            Ok(text) => self.claims = Some(text),
            Err(reason) => check.report(Rule::ClaimsNotObject, root, ["the payload ", &*reason].concat()),
        }
        self.issues = check.issues;
    }

    /// The usual reasons why a text is not a token.
    fn explain(&mut self, text: &str) {
        let hint = if text.is_empty() {
            "it is empty; pass the token"
        } else if text.trim().len() != text.len() {
            "there is white space around it; remove it"
        } else if text.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("bearer ")) {
            "it begins with `Bearer `; pass what follows"
        } else if text.bytes().filter(|byte| *byte == b'.').count() == 4 && is_encrypted(text) {
            "five segments are an encrypted token (JWE); Tinybird's are signed, with three"
        } else if text.starts_with("-----BEGIN") {
            "it is a PEM, a key for other algorithms"
        } else {
            return;
        };
        self.issues.push(Issue::new(Rule::NotAToken, &Path::Root, hint));
    }
}

/// Whether the header names what the content is encrypted with, as that of each JWE does (RFC 7516 §4.1.2).
fn is_encrypted(text: &str) -> bool {
    let header = text.split('.').next().and_then(decode).unwrap_or_default();
    header.windows(5).any(|member| member == br#""enc""#)
}

fn text(bytes: Vec<u8>) -> Result<String, Cow<'static, str>> {
    String::from_utf8(bytes).map_err(|_| "is not UTF-8".into())
}

fn describe_header(header: &Json<'_>, check: &mut Check) {
    let root = &Path::Root;
    let path = &root.member("header");
    if !matches!(header, Json::Object(_)) {
        return check.report(Rule::Header, path, ["the header is ", header.kind(), ", not an object"].concat());
    }
    if let Some(pointer) = header.duplicate_key() {
        let message = "this key is in the header twice; readers disagree about which one counts";
        check.report_at(Rule::DuplicateKey, [path.pointer(), pointer].concat(), message);
    }
    match header.get("alg") {
        None => {
            check.report(Rule::AlgMissing, path, "there is no `alg`; Tinybird does not read it, other software may")
        }
        Some(Json::String(alg)) if alg == "HS256" => {}
        Some(_) => {
            let message = "Tinybird always verifies with HS256; sign with HS256, and set `alg` to it";
            check.report(Rule::AlgNotHs256, &path.member("alg"), message);
        }
    }
    for name in EXTENSIONS.iter().filter(|name| header.get(name).is_some()) {
        check.report(Rule::Crit, &path.member(name), "an extension that Tinybird tokens never use; remove it");
    }
    if header.get("typ").is_some_and(|typ| !typ.as_str().is_some_and(|typ| typ.eq_ignore_ascii_case("JWT"))) {
        check.report(Rule::Typ, &path.member("typ"), "`typ` is usually \"JWT\", or left out");
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Report {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap as _;
        let mut map = serializer.serialize_map(Some(6))?;
        map.serialize_entry("kind", &self.kind)?;
        map.serialize_entry("header", &self.header())?;
        map.serialize_entry("claims", &self.claims())?;
        map.serialize_entry("static_token", &self.static_token)?;
        map.serialize_entry("expiry", &self.expiry)?;
        map.serialize_entry("issues", &self.issues)?;
        map.end()
    }
}
