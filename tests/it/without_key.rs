//! What is read without a key.

mod inspect;
mod map;
mod static_scope;
mod static_token;
