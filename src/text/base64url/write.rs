//! Bytes to text.

use alloc::{string::String, vec, vec::Vec};

#[cfg(not(target_arch = "wasm32"))]
use table::encode_four;
#[cfg(target_arch = "wasm32")]
use vector::encode_four;

/// How many characters so many bytes become.
pub(crate) fn encoded_len(bytes: usize) -> usize {
    bytes.saturating_mul(4).div_ceil(3)
}

/// Encodes bytes at the end of a text. What was appended.
pub(crate) fn append<'o>(bytes: &[u8], out: &'o mut Vec<u8>) -> Option<&'o [u8]> {
    let start = out.len();
    out.resize(start.saturating_add(encoded_len(bytes.len())), 0);
    let place = out.get_mut(start..)?;
    write(bytes, place);
    Some(place)
}

/// Encodes bytes on their own.
pub(crate) fn encode(bytes: &[u8]) -> String {
    let mut text = vec![0; encoded_len(bytes.len())];
    write(bytes, &mut text);
    // The alphabet is ASCII.
    String::from_utf8(text).unwrap_or_default()
}

/// Encodes bytes into a place of [`encoded_len`].
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
fn write(bytes: &[u8], place: &mut [u8]) {
    let (twelves, bytes) = bytes.as_chunks::<12>();
    let (sixteens, place) = place.split_at_mut_checked(twelves.len().saturating_mul(16)).unwrap_or_default();
    for (place, twelve) in sixteens.as_chunks_mut::<16>().0.iter_mut().zip(twelves) {
        *place = encode_four(twelve);
    }
    let mut end = [0; 12];
    for (place, byte) in end.iter_mut().zip(bytes) {
        *place = *byte;
    }
    for (place, character) in place.iter_mut().zip(encode_four(&end)) {
        *place = character;
    }
}

/// Four groups at once, in a vector of WebAssembly's.
#[cfg(target_arch = "wasm32")]
mod vector {
    use core::arch::wasm32::{
        i8x16, u8x16_add, u8x16_lt, u8x16_shuffle, u8x16_splat, u8x16_sub_sat, u8x16_swizzle, u32x4_shl, u32x4_shr,
        u32x4_splat, u64x2, v128_and, v128_or,
    };

    use super::super::to_bytes;

    #[inline(always)]
    pub(super) fn encode_four(bytes: &[u8; 12]) -> [u8; 16] {
        let low = bytes.first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes));
        let high = bytes.last_chunk().map_or(0, |bytes| u32::from_le_bytes(*bytes));
        let bytes = u64x2(low, u64::from(high));
        // Each group as a number of 24 bits, its first byte on top.
        let zero = u64x2(0, 0);
        let groups = u8x16_shuffle::<2, 1, 0, 16, 5, 4, 3, 16, 8, 7, 6, 16, 11, 10, 9, 16>(bytes, zero);
        let sextets = v128_or(
            v128_or(
                v128_and(u32x4_shr(groups, 18), u32x4_splat(0x3f)),
                v128_and(u32x4_shr(groups, 4), u32x4_splat(0x3f00)),
            ),
            v128_or(
                v128_and(u32x4_shl(groups, 10), u32x4_splat(0x3f_0000)),
                v128_and(u32x4_shl(groups, 24), u32x4_splat(0x3f00_0000)),
            ),
        );
        // How far each sextet is from its letter: 0 stands for a to z, 1 to 10 for the digits, 11 for -, 12 for _, 13 for A to Z.
        let offsets = i8x16(71, -4, -4, -4, -4, -4, -4, -4, -4, -4, -4, -17, 32, 65, 0, 0);
        let upper = v128_and(u8x16_lt(sextets, u8x16_splat(26)), u8x16_splat(13));
        let class = v128_or(u8x16_sub_sat(sextets, u8x16_splat(51)), upper);
        to_bytes(u8x16_add(sextets, u8x16_swizzle(offsets, class)))
    }
}

/// The same by a table.
#[cfg(not(target_arch = "wasm32"))]
mod table {
    use super::super::ALPHABET;

    #[inline(always)]
    pub(super) fn encode_four(bytes: &[u8; 12]) -> [u8; 16] {
        let mut text = [0; 16];
        for (place, [a, b, c]) in text.as_chunks_mut::<4>().0.iter_mut().zip(bytes.as_chunks().0) {
            let bits = u32::from_be_bytes([0, *a, *b, *c]);
            *place = [18, 12, 6, 0].map(|shift| ALPHABET.get((bits >> shift) as usize & 63).copied().unwrap_or(b'A'));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    #[test]
    fn encodes_what_another_encoder_does() {
        let bytes: Vec<u8> = (0..3000_u32).map(|n| (n * n / 7 % 256) as u8).collect();
        for len in 0..200 {
            for start in [0, 1, 2, 700, 2000] {
                let bytes = &bytes[start..start + len];
                assert_eq!(super::encode(bytes), URL_SAFE_NO_PAD.encode(bytes), "{len} bytes from {start}");
                assert_eq!(super::encoded_len(len), URL_SAFE_NO_PAD.encode(bytes).len());
            }
        }
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(super::encode(&all), URL_SAFE_NO_PAD.encode(&all));
    }
}
