//! HMAC-SHA256 and SHA-256. Both are RustCrypto's; here is only how they are used.

pub(crate) mod mac;
