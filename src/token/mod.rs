//! Tokens as texts: what kind one is, its compact form, what it says of itself. It needs no key and trusts nothing.

pub(crate) mod compact;
pub(crate) mod inspect;
pub(crate) mod kind;
pub(crate) mod static_token;
