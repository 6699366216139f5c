//! What the rounds of SHA-256 work on: one word of one message, or one of each of four.

/// 32 bits, once or several times side by side.
pub(super) trait Word: Copy {
    fn all(word: u32) -> Self;
    fn add(self, other: Self) -> Self;
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
    fn add(self, other: u32) -> u32 {
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
        u32x4, u32x4_add, u32x4_extract_lane, u32x4_shl, u32x4_shr, u32x4_splat, v128, v128_and, v128_or, v128_xor,
    };

    #[derive(Clone, Copy)]
    pub(crate) struct Four(v128);

    impl Four {
        #[inline(always)]
        pub(crate) fn of([a, b, c, d]: [u32; 4]) -> Four {
            Four(u32x4(a, b, c, d))
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

    impl super::Word for Four {
        #[inline(always)]
        fn all(word: u32) -> Four {
            Four(u32x4_splat(word))
        }

        #[inline(always)]
        fn add(self, other: Four) -> Four {
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
    #[derive(Clone, Copy)]
    pub(crate) struct Four([u32; 4]);

    impl Four {
        #[inline(always)]
        pub(crate) fn of(words: [u32; 4]) -> Four {
            Four(words)
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
        fn add(self, other: Four) -> Four {
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
