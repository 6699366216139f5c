//! Base64url without padding (RFC 4648 §5), sixteen characters at a time. Every runtime that the package supports has vectors of
//! 128 bits.

mod read;
#[cfg(feature = "mint")]
mod write;

pub(crate) use read::decode;
#[cfg(feature = "mint")]
pub(crate) use write::{append, encode, encoded_len};

#[cfg(not(target_arch = "wasm32"))]
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

#[cfg(target_arch = "wasm32")]
#[inline(always)]
fn to_bytes(vector: core::arch::wasm32::v128) -> [u8; 16] {
    use core::arch::wasm32::u64x2_extract_lane;
    let (low, high) = (u64x2_extract_lane::<0>(vector), u64x2_extract_lane::<1>(vector));
    (u128::from(high) << 64 | u128::from(low)).to_le_bytes()
}

/// Whether a byte belongs to base64url's alphabet.
pub(crate) fn is_base64url(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}
