//! What is read without a key.

mod claims;
mod inspect;
mod map;
mod static_scope;
mod static_token;
