//! Mints, checks and explains [Tinybird](https://www.tinybird.co/docs) tokens, at the edge and in the browser.
//!
//! An app's backend signs a short-lived JWT per user: which endpoints it may read, the fixed parameters that pin the rows, a
//! rate limit. Here the payload is a **template**: a JSON document, checked once, compiled once, with placeholders for what
//! differs per user. A token that lacks its tenant cannot be made.
//!
//! ```
//! # #[cfg(not(feature = "mint"))]
//! # fn main() {}
//! # #[cfg(feature = "mint")]
//! # fn main() -> Result<(), mintbird::Error> {
//! use mintbird::{Minter, SigningKey, Template, Verifier};
//!
//! # let admin_token = "p.eyJ1IjogIjQ3YzVkYmJhLTgwNjMtNDc2NS1iMmU3LTRiZTFiY2UyMzcwZSIsICJpZCI6ICI0ODlkMTM1NS1lOWUzLTRiNjEtOTk4Mi1mNWY0NWMzZmVlMjEiLCAiaG9zdCI6IG51bGx9.S7RN4zTyq8JxwxapQafrAclvpYaWx8aEALnQwBKGFyI";
//! let template = Template::parse(r#"{
//!     "name": "dashboard_{user_id}",
//!     "ttl": "10m",
//!     "scopes": [
//!         { "type": "PIPES:READ", "resource": "top_pages", "fixed_params": { "org_id": "{org_id}" } },
//!         { "type": "DATASOURCES:READ", "resource": "events", "filter": "org_id = {org_id:String}" }
//!     ],
//!     "limits": { "rps": 10 }
//! }"#)?;
//! let minter = Minter::new(template, SigningKey::new(admin_token)?)?;
//!
//! let now = 1_700_000_000; // Unix seconds
//! let token = minter.mint([("user_id", "u_1"), ("org_id", "acme")], now)?;
//!
//! let claims = Verifier::new([SigningKey::new(admin_token)?])?.verify(&token, now)?;
//! assert_eq!(claims.exp(), now + 600);
//! assert_eq!(claims.scopes()[1].filter(), Some("org_id = 'acme'"));
//! # Ok(())
//! # }
//! ```
//!
//! # Map
//!
//! Data flows one way: template and key → minter → token → verifier → decision. [`inspect`] stands beside it. The core reads no clock
//! and does no I/O: the time is an argument, in Unix seconds.
//!
//! - To mint: [`Template`] with its [`Placeholder`]s and [`SigningKey`] make a [`Minter`], which fills a [`Value`] or [`Number`] into each;
//!   [`MintOptions`] say when, and for how long. [`sign`] signs any valid claims once. [`NotFinite`] is no number for a token.
//! - To check: [`Verifier`] gives [`Claims`] with each [`Scope`], its [`ScopeType`] and [`FixedValue`]s; or, for a [`Request`], a [`Grant`]
//!   or a [`Denial`]. [`authorize`] decides about claims that are known already. [`RateLimiter`] counts, and each [`Take`] says what is left.
//!   [`KeySpelling`] tells which spelling of a key a token was signed with.
//! - To look: [`inspect`] makes a [`Report`] of any text: its [`Kind`], its [`Expiry`], every [`Issue`] with its [`Rule`] and [`Severity`].
//! - Static tokens: [`StaticToken`], [`StaticScope`] and [`StaticScopeType`] read them; with the key of their MAC, a [`StaticToken`] mints and
//!   verifies. [`generate_local_tokens`] makes [`LocalTokens`].
//! - Projects: [`project`] holds templates to the endpoints that they name.
//! - [`Error`] is what all of it fails with. [`Json`] is a value as the reader behind it keeps it; [`json`] has that one's
//!   [`JsonError`](json::JsonError), [`MAX_DEPTH`](json::MAX_DEPTH) and [`MAX_MEMBERS`](json::MAX_MEMBERS).
//! - What is too much: [`MAX_PARAMS`], [`MAX_REQUEST_PARAMS`], [`MAX_SCOPES`], [`MAX_TEMPLATE_LEN`], [`MAX_TIME`], [`MAX_TOKEN_LEN`],
//!   [`MAX_TTL`].
//!
//! # Features
//!
//! They add to each other.
//!
//! - `mint` (default): templates, keys, and all that needs one. Without it: inspecting, reading static tokens and their scopes, claims.
//! - `std` (default): threads can share a [`RateLimiter`]. Without it the crate needs `alloc` only.
//! - `template`: templates alone, which are checked without a key.
//! - `project`: reading projects, and holding templates to them.
//! - `serde`: `Serialize` for what is returned and is data: reports, claims, decisions, issues, the parts of a project.
//! - `jwt-simple`: [`sign_once`] signs with that library. The tokens are the same.
//! - `wasm`: the bindings of the npm package, for wasm-bindgen; `wasm-inspect` and `wasm-project`: those of
//!   its modules without a key.

#![cfg_attr(not(feature = "wasm"), no_std)]
#![cfg_attr(docsrs, feature(doc_cfg))]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod claims;
mod error;
#[cfg(feature = "project")]
pub mod project;
mod text;
mod token;

#[cfg(feature = "mint")]
mod access;
#[cfg(feature = "mint")]
mod crypto;
#[cfg(any(feature = "mint", feature = "project"))]
#[doc(hidden)]
pub mod internal;
#[cfg(feature = "template")]
mod mint;
#[cfg(any(feature = "wasm-inspect", feature = "wasm-project"))]
mod wasm;

pub use claims::Claims;
pub use claims::check::MAX_SCOPES;
pub use claims::scope::{FixedValue, Scope, ScopeType};
pub use claims::time::MAX_TIME;
pub use error::Error;
pub use error::issue::Issue;
pub use error::rule::{Rule, Severity};
pub use error::unreadable::MAX_TOKEN_LEN;
pub use text::json::Json;
pub use token::inspect::{Expiry, Report, inspect};
pub use token::kind::Kind;
pub use token::static_token::StaticToken;
pub use token::static_token::scope::{StaticScope, StaticScopeType};

#[cfg(feature = "mint")]
pub use {
    access::authorize::authorize,
    access::decision::{Denial, Grant},
    access::key_spelling::KeySpelling,
    access::rate_limit::{RateLimiter, Take},
    access::request::{MAX_REQUEST_PARAMS, Request},
    access::verifier::Verifier,
    mint::local::{LocalTokens, generate_local_tokens},
    mint::minter::{MintOptions, Minter},
    mint::sign::{sign, sign_once},
    mint::signing_key::SigningKey,
};
#[cfg(feature = "template")]
pub use {
    mint::placeholder::Placeholder,
    mint::template::{MAX_PARAMS, MAX_TEMPLATE_LEN, MAX_TTL, Template},
    mint::value::{NotFinite, Number, Value},
};

/// The limits of the reader that [`Json`] comes from, and its error.
///
/// It is strict (RFC 8259), and keeps what matters for a token: every digit of a number, and both of two equal keys. It refuses what lenient
/// readers let pass: lone surrogates, control characters in strings, a byte order mark, anything after the value.
pub mod json {
    pub use crate::text::json::{JsonError, MAX_DEPTH, MAX_MEMBERS};
}

/// What the guide for Rust shows, as doc tests.
#[cfg(all(doctest, feature = "mint", feature = "project"))]
#[doc = include_str!("../docs/first-token/rust.md")]
pub struct Guide;
