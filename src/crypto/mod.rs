//! HMAC-SHA256 with its states kept.

pub(crate) mod mac;
pub(crate) mod sha256;
