//! Text to bytes.

use alloc::{vec, vec::Vec};

#[cfg(not(target_arch = "wasm32"))]
use table::decode_four;
#[cfg(target_arch = "wasm32")]
use vector::decode_four;

/// Decodes a text, strictly: no character of another alphabet, no padding, no bit behind the last byte but zeros.
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    if text.len() % 4 == 1 {
        return None;
    }
    let (sixteens, rest) = text.as_bytes().as_chunks::<16>();
    let mut bytes = vec![0; text.len().saturating_mul(3) / 4];
    let (twelves, place) = bytes.as_chunks_mut::<12>();
    let mut end = [b'A'; 16]; // six zero bits each
    for (place, character) in end.iter_mut().zip(rest) {
        *place = *character;
    }
    // Decoded like the others, in the same loop.
    let (mut last, mut valid) = ([0; 12], true);
    let places = twelves.iter_mut().chain([&mut last]);
    for (place, sixteen) in places.zip(sixteens.iter().chain([&end])) {
        let (twelve, good) = decode_four(sixteen);
        *place = twelve;
        valid &= good;
    }
    let mut last = last.into_iter();
    for (place, byte) in place.iter_mut().zip(last.by_ref()) {
        *place = byte;
    }
    (valid && last.all(|bits| bits == 0)).then_some(bytes)
}

/// Four groups at once, in a vector of WebAssembly's.
#[cfg(target_arch = "wasm32")]
mod vector {
    use core::arch::wasm32::{
        u8x16_add, u8x16_all_true, u8x16_lt, u8x16_shuffle, u8x16_splat, u8x16_sub, u32x4_shl, u32x4_shr, u32x4_splat,
        u64x2, v128, v128_and, v128_or,
    };

    use super::super::to_bytes;

    /// Twelve bytes, and whether all characters are of the alphabet.
    #[inline(always)]
    pub(super) fn decode_four(text: &[u8; 16]) -> ([u8; 12], bool) {
        let low = text.first_chunk().map_or(0, |text| u64::from_le_bytes(*text));
        let high = text.last_chunk().map_or(0, |text| u64::from_le_bytes(*text));
        let text = u64x2(low, high);
        let letters = both(range(text, b'A', 26, 0), range(text, b'a', 26, 26));
        let others = both(range(text, b'0', 10, 52), both(range(text, b'-', 1, 62), range(text, b'_', 1, 63)));
        let (inside, sextets) = both(letters, others);
        let groups = v128_or(
            v128_or(
                v128_and(u32x4_shl(sextets, 18), u32x4_splat(0xfc_0000)),
                v128_and(u32x4_shl(sextets, 4), u32x4_splat(0x3_f000)),
            ),
            v128_or(v128_and(u32x4_shr(sextets, 10), u32x4_splat(0xfc0)), u32x4_shr(sextets, 24)),
        );
        let bytes = u8x16_shuffle::<2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, 3, 7, 11, 15>(groups, groups);
        let [a, b, c, d, e, f, g, h, i, j, k, l, ..] = to_bytes(bytes);
        ([a, b, c, d, e, f, g, h, i, j, k, l], u8x16_all_true(inside))
    }

    /// Which characters are among so many from the first on, and what these stand for.
    #[inline(always)]
    fn range(text: v128, first: u8, len: u8, sextet: u8) -> (v128, v128) {
        let index = u8x16_sub(text, u8x16_splat(first));
        let inside = u8x16_lt(index, u8x16_splat(len));
        (inside, v128_and(inside, u8x16_add(index, u8x16_splat(sextet))))
    }

    #[inline(always)]
    fn both((a, x): (v128, v128), (b, y): (v128, v128)) -> (v128, v128) {
        (v128_or(a, b), v128_or(x, y))
    }
}

/// The same by a table.
#[cfg(not(target_arch = "wasm32"))]
mod table {
    use super::super::ALPHABET;

    /// What stands for no six bits.
    const INVALID: u8 = 0xff;

    /// The six bits that each character stands for.
    #[expect(clippy::indexing_slicing, reason = "an index out of range would not compile")]
    static SEXTETS: [u8; 256] = {
        let mut sextets = [INVALID; 256];
        let mut sextet = 0_u8;
        while sextet < 64 {
            sextets[ALPHABET[sextet as usize] as usize] = sextet;
            sextet += 1;
        }
        sextets
    };

    #[inline(always)]
    pub(super) fn decode_four(text: &[u8; 16]) -> ([u8; 12], bool) {
        let sextets = text.map(|character| SEXTETS.get(usize::from(character)).copied().unwrap_or(INVALID));
        let mut bytes = [0; 12];
        for (place, group) in bytes.as_chunks_mut::<3>().0.iter_mut().zip(sextets.as_chunks::<4>().0) {
            let bits = group.iter().fold(0, |bits: u32, sextet| bits << 6 | u32::from(*sextet));
            let [_, triple @ ..] = bits.to_be_bytes();
            *place = triple;
        }
        (bytes, !sextets.contains(&INVALID))
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::decode;

    #[test]
    fn decodes_what_another_decoder_does_and_nothing_else() {
        for byte in 0_u8..0x80 {
            for len in 0..40 {
                for at in [0, 1, 7, 15, 16, 17, len] {
                    let mut text = "A".repeat(len);
                    text.insert(at.min(len), char::from(byte));
                    assert_eq!(decode(&text), URL_SAFE_NO_PAD.decode(&text).ok(), "{text:?}");
                }
            }
        }
        let bytes: Vec<u8> = (0..=255).collect();
        for len in 0..bytes.len() {
            let text = URL_SAFE_NO_PAD.encode(&bytes[len..]);
            assert_eq!(decode(&text).as_deref(), Some(&bytes[len..]));
        }
        assert_eq!(decode("AAé"), None);
    }
}
