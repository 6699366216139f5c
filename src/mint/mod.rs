//! Tokens made: a template is read, checked and compiled; a key signs what fills it.

pub(crate) mod bounded;
pub(crate) mod compiler;
pub(crate) mod filter;
pub(crate) mod kind;
pub(crate) mod literal;
pub(crate) mod local;
pub(crate) mod minter;
pub(crate) mod payload;
pub(crate) mod placeholder;
pub(crate) mod sign;
pub(crate) mod signing_key;
pub(crate) mod spelling;
pub(crate) mod static_token;
pub(crate) mod template;
pub(crate) mod value;
