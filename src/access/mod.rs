//! Tokens used: a token is verified, a request decided, a name counted.

pub(crate) mod authorize;
pub(crate) mod decision;
pub(crate) mod jws;
pub(crate) mod key_spelling;
pub(crate) mod rate_limit;
pub(crate) mod request;
pub(crate) mod verifier;
