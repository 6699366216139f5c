//! Texts: JSON, pointers into it, what must not be shown, what nobody sees, what was probably meant. Everything else stands on this wing; it stands on none.

pub(crate) mod base64url;
pub(crate) mod blank;
pub(crate) mod foreign;
pub(crate) mod json;
pub(crate) mod name;
pub(crate) mod number;
pub(crate) mod pointer;
pub(crate) mod secret;
pub(crate) mod suggest;
pub(crate) mod uuid;
pub(crate) mod write;
