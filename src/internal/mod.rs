//! The door of tests and fuzzing to what is no part of the API. Nothing else calls it, so that no build carries it.

#[cfg(feature = "mint")]
mod crypto;
#[cfg(feature = "project")]
pub mod project;

#[cfg(feature = "mint")]
pub use crypto::{mac, mac_in_two, matches, open, sha256};
