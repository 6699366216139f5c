//! The crate, tested from outside. One crate, so that it is linked once; a module for each part of the API.
//!
//! `cargo test` runs what stands in `with_key` and `without_key`, `wasm-pack test` what stands in `wasm`, and both run the vectors.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test is meant to panic"
)]

mod known;

#[cfg(all(feature = "project", not(target_arch = "wasm32")))]
mod project;

#[cfg(not(target_arch = "wasm32"))]
mod common;
#[cfg(feature = "mint")]
mod vectors;
#[cfg(target_arch = "wasm32")]
mod wasm;
#[cfg(all(feature = "mint", not(target_arch = "wasm32")))]
mod with_key;
#[cfg(not(target_arch = "wasm32"))]
mod without_key;
