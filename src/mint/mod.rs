//! Tokens made: a template is read, checked and compiled; a key signs what fills it.

pub(crate) mod compiler;
pub(crate) mod draft;
pub(crate) mod filter;
pub(crate) mod kind;
pub(crate) mod placeholder;
pub(crate) mod refused;
#[cfg(feature = "project")]
pub(crate) mod scope;
pub(crate) mod spelling;
pub(crate) mod template;
pub(crate) mod value;

// From here on it takes a key.
#[cfg(feature = "mint")]
pub(crate) mod bounded;
#[cfg(feature = "mint")]
pub(crate) mod literal;
#[cfg(feature = "mint")]
pub(crate) mod local;
#[cfg(feature = "mint")]
pub(crate) mod minter;
#[cfg(feature = "mint")]
pub(crate) mod payload;
#[cfg(feature = "mint")]
pub(crate) mod sign;
#[cfg(feature = "mint")]
pub(crate) mod signing_key;
#[cfg(feature = "mint")]
pub(crate) mod static_token;
#[cfg(feature = "mint")]
pub(crate) mod values;
