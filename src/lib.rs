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
//! let token = minter.mint([("user_id", "u_1".into()), ("org_id", "acme".into())], now)?;
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
//! - `template`, `placeholder`, `filter`, `value`: a template is read, checked, compiled; what fills it
//! - `key`, `mac`, `sha256`: the signing key; HMAC-SHA256 with its states kept, one message at a time and four
//! - `minter`, `payload`, `base64url`: tokens from a template; `sign`: from claims
//! - `compact`, `jws`, `verifier`: the strict form; what may be followed; keys and policy → claims or error
//! - `access`, `rate_limit`: claims and a request → what is let through; how often a name may ask
//! - `claims`, `rules`, `issue`, `hint`: the payload, what it is held to, what is wrong with it, what was probably meant
//! - `inspect`, `static_token`, `static_scope`, `local`: any text; `p.` tokens; what they may do; those that start Tinybird Local
//! - `json`: a strict reader that keeps every digit and every key
//! - `wasm`: the bindings to JavaScript, nothing else
//!
//! # Features
//!
//! - `mint` (default): templates, keys, and all that needs one. Without it: inspecting, reading static tokens and their scopes, claims.
//! - `wasm`: exports the bindings of the npm package; `wasm-inspect`, without `mint`, those of its small module.

#![cfg_attr(not(feature = "wasm"), no_std)]
#![cfg_attr(docsrs, feature(doc_cfg))]

extern crate alloc;
// Nothing here calls it. But the cdylib, which Cargo builds for dependents too, links only with a panic handler.
#[cfg(not(feature = "wasm-inspect"))]
extern crate std;

mod claims;
mod compact;
mod error;
mod hint;
mod inspect;
mod issue;
pub mod json;
#[cfg(feature = "project")]
pub mod project;
mod rules;
mod static_scope;
mod static_token;
mod uuid;

#[cfg(feature = "mint")]
mod access;
mod base64url;
#[cfg(feature = "mint")]
mod filter;
#[cfg(feature = "mint")]
mod jws;
#[cfg(feature = "mint")]
mod key;
#[cfg(feature = "mint")]
mod local;
#[cfg(feature = "mint")]
mod mac;
#[cfg(feature = "mint")]
mod minter;
#[cfg(feature = "mint")]
mod payload;
#[cfg(feature = "mint")]
mod placeholder;
#[cfg(feature = "mint")]
mod rate_limit;
#[cfg(feature = "mint")]
mod sha256;
#[cfg(feature = "mint")]
mod sign;
#[cfg(feature = "mint")]
mod template;
#[cfg(feature = "mint")]
mod value;
#[cfg(feature = "mint")]
mod verifier;

#[cfg(feature = "mint")]
#[doc(hidden)]
pub mod vectors;
#[cfg(feature = "wasm-inspect")]
mod wasm;

pub use claims::{Claims, Scope};
pub use compact::MAX_TOKEN_LEN;
pub use error::Error;
pub use inspect::{Expiry, Kind, Report, inspect};
pub use issue::{Issue, Rule, Severity};
pub use json::Json;
pub use rules::{MAX_SCOPES, MAX_TIME, ScopeType};
pub use static_scope::{StaticScope, StaticScopeType};
pub use static_token::StaticToken;

#[cfg(feature = "mint")]
pub use access::{Denial, Grant, MAX_REQUEST_PARAMS, Request, authorize};
#[cfg(feature = "mint")]
pub use key::SigningKey;
#[cfg(feature = "mint")]
pub use local::{LocalTokens, generate_local_tokens};
#[cfg(feature = "mint")]
pub use minter::{MintOptions, Minter};
#[cfg(feature = "mint")]
pub use rate_limit::{RateLimiter, Take};
#[cfg(feature = "mint")]
pub use sign::sign;
#[cfg(feature = "mint")]
pub use static_token::{mint_static_token, verify_static_token};
#[cfg(feature = "mint")]
pub use template::{MAX_PARAMS, MAX_TEMPLATE_LEN, MAX_TTL, Template};
#[cfg(feature = "mint")]
pub use value::{Number, Value};
#[cfg(feature = "mint")]
pub use verifier::Verifier;
