//! What the rounds of SHA-256 work on: one word of one message, or one of each of four.

/// 32 bits, once or several times side by side.
pub(super) trait Word: Copy {
    fn all(word: u32) -> Self;
    fn plus(self, other: Self) -> Self;
    fn xor(self, other: Self) -> Self;
    fn and(self, other: Self) -> Self;
    fn shift<const BITS: u32>(self) -> Self;
    fn rotate<const BITS: u32>(self) -> Self;
}

impl Word for u32 {
    #[inline(always)]
    fn all(word: u32) -> u32 {
        word
    }

    #[inline(always)]
    fn plus(self, other: u32) -> u32 {
        self.wrapping_add(other)
    }

    #[inline(always)]
    fn xor(self, other: u32) -> u32 {
        self ^ other
    }

    #[inline(always)]
    fn and(self, other: u32) -> u32 {
        self & other
    }

    #[inline(always)]
    fn shift<const BITS: u32>(self) -> u32 {
        self >> BITS
    }

    #[inline(always)]
    fn rotate<const BITS: u32>(self) -> u32 {
        self.rotate_right(BITS)
    }
}

/// One word of each of four messages, in a vector of WebAssembly's.
#[cfg(target_arch = "wasm32")]
mod four {
    use core::arch::wasm32::{
        u8x16_shuffle, u32x4, u32x4_add, u32x4_extract_lane, u32x4_shl, u32x4_shr, u32x4_shuffle, u32x4_splat, u64x2,
        v128, v128_and, v128_or, v128_xor,
    };

    use super::super::{BLOCK, LANES};
    use super::Word as _;

    #[derive(Clone, Copy)]
    pub(crate) struct Four(v128);

    impl Four {
        /// The sixteen words of four blocks: read four words of one message at a time, then transposed.
        #[inline(always)]
        pub(crate) fn load(blocks: [&[u8; BLOCK]; LANES]) -> [Four; 16] {
            let [[w0, w1, w2, w3], [w4, w5, w6, w7], [w8, w9, wa, wb], [wc, wd, we, wf]] = [
                Four::quarter(blocks, 0),
                Four::quarter(blocks, 1),
                Four::quarter(blocks, 2),
                Four::quarter(blocks, 3),
            ];
            [w0, w1, w2, w3, w4, w5, w6, w7, w8, w9, wa, wb, wc, wd, we, wf]
        }

        #[inline(always)]
        fn quarter(blocks: [&[u8; BLOCK]; LANES], index: usize) -> [Four; 4] {
            let [a, b, c, d] = blocks;
            let [a, b, c, d] = [big_endian(a, index), big_endian(b, index), big_endian(c, index), big_endian(d, index)];
            let (ab, cd) = (u32x4_shuffle::<0, 4, 1, 5>(a, b), u32x4_shuffle::<0, 4, 1, 5>(c, d));
            let (ab2, cd2) = (u32x4_shuffle::<2, 6, 3, 7>(a, b), u32x4_shuffle::<2, 6, 3, 7>(c, d));
            [
                Four(u32x4_shuffle::<0, 1, 4, 5>(ab, cd)),
                Four(u32x4_shuffle::<2, 3, 6, 7>(ab, cd)),
                Four(u32x4_shuffle::<0, 1, 4, 5>(ab2, cd2)),
                Four(u32x4_shuffle::<2, 3, 6, 7>(ab2, cd2)),
            ]
        }

        /// The sixteen words of one block, four side by side.
        #[inline(always)]
        pub(crate) fn quarters(block: &[u8; BLOCK]) -> [Four; 4] {
            [
                Four(big_endian(block, 0)),
                Four(big_endian(block, 1)),
                Four(big_endian(block, 2)),
                Four(big_endian(block, 3)),
            ]
        }

        /// The next four words of one message's schedule, from the last sixteen.
        #[inline(always)]
        pub(crate) fn schedule([w0, w4, w8, wc]: [Four; 4]) -> Four {
            let zero = u32x4_splat(0);
            let (w1, w9) =
                (Four(u32x4_shuffle::<1, 2, 3, 4>(w0.0, w4.0)), Four(u32x4_shuffle::<1, 2, 3, 4>(w8.0, wc.0)));
            let low = w1.rotate::<7>().xor(w1.rotate::<18>()).xor(w1.shift::<3>());
            let next = w0.plus(low).plus(w9);
            // The upper two words depend on the lower two. Of zero, the function is zero.
            let next = next.plus(Four(u32x4_shuffle::<2, 3, 4, 4>(wc.0, zero)).high());
            next.plus(Four(u32x4_shuffle::<4, 4, 0, 1>(next.0, zero)).high())
        }

        #[inline(always)]
        fn high(self) -> Four {
            self.rotate::<17>().xor(self.rotate::<19>()).xor(self.shift::<10>())
        }

        /// Constants, side by side.
        pub(crate) const fn quarters_of(words: [u32; 16]) -> [Four; 4] {
            let [k0, k1, k2, k3, k4, k5, k6, k7, k8, k9, ka, kb, kc, kd, ke, kf] = words;
            [
                Four(u32x4(k0, k1, k2, k3)),
                Four(u32x4(k4, k5, k6, k7)),
                Four(u32x4(k8, k9, ka, kb)),
                Four(u32x4(kc, kd, ke, kf)),
            ]
        }

        #[inline(always)]
        pub(crate) fn words(self) -> [u32; 4] {
            [
                u32x4_extract_lane::<0>(self.0),
                u32x4_extract_lane::<1>(self.0),
                u32x4_extract_lane::<2>(self.0),
                u32x4_extract_lane::<3>(self.0),
            ]
        }
    }

    /// Four big-endian words of a block.
    #[inline(always)]
    fn big_endian(block: &[u8; BLOCK], index: usize) -> v128 {
        let halves = block.as_chunks().0;
        let (low, high) = (halves.get(index << 1), halves.get(index << 1 | 1));
        let word = |half: Option<&[u8; 8]>| half.map_or(0, |half| u64::from_le_bytes(*half));
        let words = u64x2(word(low), word(high));
        u8x16_shuffle::<3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12>(words, words)
    }

    impl super::Word for Four {
        #[inline(always)]
        fn all(word: u32) -> Four {
            Four(u32x4_splat(word))
        }

        #[inline(always)]
        fn plus(self, other: Four) -> Four {
            Four(u32x4_add(self.0, other.0))
        }

        #[inline(always)]
        fn xor(self, other: Four) -> Four {
            Four(v128_xor(self.0, other.0))
        }

        #[inline(always)]
        fn and(self, other: Four) -> Four {
            Four(v128_and(self.0, other.0))
        }

        #[inline(always)]
        fn shift<const BITS: u32>(self) -> Four {
            Four(u32x4_shr(self.0, BITS))
        }

        #[inline(always)]
        fn rotate<const BITS: u32>(self) -> Four {
            Four(v128_or(u32x4_shr(self.0, BITS), u32x4_shl(self.0, const { 32 - BITS })))
        }
    }
}

/// One word of each of four messages, in an array, which compilers turn into whatever vectors there are.
#[cfg(not(target_arch = "wasm32"))]
mod four {
    use super::super::{BLOCK, LANES};

    #[derive(Clone, Copy)]
    pub(crate) struct Four([u32; LANES]);

    impl Four {
        /// The sixteen words of four blocks.
        pub(crate) fn load(blocks: [&[u8; BLOCK]; LANES]) -> [Four; 16] {
            let mut words = [Four([0; LANES]); 16];
            for (lane, block) in blocks.iter().enumerate() {
                for (word, bytes) in words.iter_mut().zip(block.as_chunks().0) {
                    if let Some(place) = word.0.get_mut(lane) {
                        *place = u32::from_be_bytes(*bytes);
                    }
                }
            }
            words
        }

        #[inline(always)]
        pub(crate) fn words(self) -> [u32; 4] {
            self.0
        }

        #[inline(always)]
        fn zip(self, other: Four, f: impl Fn(u32, u32) -> u32) -> Four {
            let ([a, b, c, d], [e, g, h, i]) = (self.0, other.0);
            Four([f(a, e), f(b, g), f(c, h), f(d, i)])
        }
    }

    impl super::Word for Four {
        #[inline(always)]
        fn all(word: u32) -> Four {
            Four([word; 4])
        }

        #[inline(always)]
        fn plus(self, other: Four) -> Four {
            self.zip(other, u32::wrapping_add)
        }

        #[inline(always)]
        fn xor(self, other: Four) -> Four {
            self.zip(other, |one, other| one ^ other)
        }

        #[inline(always)]
        fn and(self, other: Four) -> Four {
            self.zip(other, |one, other| one & other)
        }

        #[inline(always)]
        fn shift<const BITS: u32>(self) -> Four {
            Four(self.0.map(|word| word >> BITS))
        }

        #[inline(always)]
        fn rotate<const BITS: u32>(self) -> Four {
            Four(self.0.map(|word| word.rotate_right(BITS)))
        }
    }
}

pub(super) use four::Four;
