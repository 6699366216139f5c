//! SHA-256 (FIPS 180-4 §6.2) from states that were kept: of one message, and of four at a time, a lane for each.
//!
//! The rounds are written once, over words that are one lane wide or four; in WebAssembly four are a 128-bit vector. It knows
//! nothing of keys or tokens. Tests hold both widths to hmac-sha256 and to NIST's vectors.

mod word;

use zeroize::Zeroize;

use self::word::{Four, Word};

/// A block, in bytes.
pub(crate) const BLOCK: usize = 64;
/// How many messages are hashed together.
pub(crate) const LANES: usize = 4;

/// What a message hashes to.
pub(crate) type Digest = [u8; 32];

/// The constants, in the four groups of sixteen rounds.
const K: [[u32; 16]; 4] = [
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98,
        0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    ],
    [
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152,
        0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    ],
    [
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1,
        0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    ],
    [
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee,
        0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ],
];

/// The state of a hash between two blocks, and how many bytes it has taken.
#[derive(Clone, Copy)]
pub(crate) struct State {
    words: [u32; 8],
    taken: u64,
}

impl State {
    /// Nothing hashed yet.
    pub(crate) const INITIAL: State = State {
        words: [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19],
        taken: 0,
    };

    /// Takes whole blocks.
    pub(crate) fn blocks(&mut self, blocks: &[[u8; BLOCK]]) {
        for block in blocks {
            compress_one(&mut self.words, block);
        }
        self.taken = self.taken.wrapping_add(blocks.as_flattened().len() as u64);
    }

    /// The digest of what was taken and the end of the message.
    pub(crate) fn finish(mut self, end: &[u8]) -> Digest {
        let (blocks, rest) = end.as_chunks();
        self.blocks(blocks);
        let tail = Tail::of(rest, self.taken);
        self.blocks(tail.blocks());
        digest(self.words)
    }

    /// The digests of four messages, each of which continues what was taken.
    pub(crate) fn finish_four(&self, ends: [&[u8]; LANES]) -> [Digest; LANES] {
        let lanes = ends.map(|end| Lane::of(end, self.taken));
        let most = lanes.iter().map(Lane::len).max().unwrap_or(0);
        let mut digests = [Digest::default(); LANES];
        let mut states = self.words.map(Four::all);
        for index in 0..most {
            compress_four(&mut states, lanes.each_ref().map(|lane| lane.block(index)));
            for (number, (lane, place)) in lanes.iter().zip(&mut digests).enumerate() {
                if lane.len() == index.saturating_add(1) {
                    *place = digest(states.map(|word| word.words().get(number).copied().unwrap_or(0)));
                }
            }
        }
        digests
    }
}

/// What is left of one of several messages: whole blocks, and a tail.
struct Lane<'m> {
    blocks: &'m [[u8; BLOCK]],
    tail: Tail,
}

impl<'m> Lane<'m> {
    fn of(end: &'m [u8], taken: u64) -> Lane<'m> {
        let (blocks, rest) = end.as_chunks::<BLOCK>();
        Lane { blocks, tail: Tail::of(rest, taken.wrapping_add(blocks.as_flattened().len() as u64)) }
    }

    fn len(&self) -> usize {
        self.blocks.len().saturating_add(self.tail.blocks().len())
    }

    /// A lane that has ended before the others goes on with zeros; its digest has been taken.
    fn block(&self, index: usize) -> &[u8; BLOCK] {
        match index.checked_sub(self.blocks.len()) {
            None => self.blocks.get(index).unwrap_or(&[0; BLOCK]),
            Some(index) => self.tail.blocks().get(index).unwrap_or(&[0; BLOCK]),
        }
    }
}

impl Zeroize for State {
    fn zeroize(&mut self) {
        self.words.zeroize();
        self.taken.zeroize();
    }
}

/// The end of a message with its padding: one block or two.
struct Tail {
    bytes: [u8; 2 * BLOCK],
    len: usize,
}

impl Tail {
    /// `rest` is shorter than a block, and comes after `taken` bytes.
    #[inline(never)]
    fn of(rest: &[u8], taken: u64) -> Tail {
        let len = if rest.len() < BLOCK - 8 { BLOCK } else { 2 * BLOCK };
        let bits = taken.wrapping_add(rest.len() as u64).wrapping_mul(8).to_be_bytes();
        let mut bytes = [0; 2 * BLOCK];
        if let Some((message, [end, ..])) = bytes.split_at_mut_checked(rest.len()) {
            message.copy_from_slice(rest);
            *end = 0x80;
        }
        if let Some(end) = bytes.get_mut(..len).and_then(<[u8]>::last_chunk_mut) {
            *end = bits;
        }
        Tail { bytes, len }
    }

    fn blocks(&self) -> &[[u8; BLOCK]] {
        self.bytes.get(..self.len).unwrap_or_default().as_chunks().0
    }
}

fn digest(words: [u32; 8]) -> Digest {
    let mut digest = [0; 32];
    for (bytes, word) in digest.as_chunks_mut().0.iter_mut().zip(words) {
        *bytes = word.to_be_bytes();
    }
    digest
}

/// One round, with the working variables renamed rather than moved. Ch and Maj are written with the fewest operations.
macro_rules! round {
    ($a:ident $b:ident $c:ident $d:ident $e:ident $f:ident $g:ident $h:ident, $k:expr, $w:expr) => {
        let sum = $e.rotate::<6>().xor($e.rotate::<11>()).xor($e.rotate::<25>());
        let choice = $g.xor($e.and($f.xor($g)));
        let one = $h.plus(sum).plus(choice).plus(Word::all($k)).plus($w);
        let sum = $a.rotate::<2>().xor($a.rotate::<13>()).xor($a.rotate::<22>());
        let majority = $a.and($b).xor($c.and($a.xor($b)));
        $d = $d.plus(one);
        $h = one.plus(sum).plus(majority);
    };
}

/// The next word of the message schedule.
macro_rules! schedule {
    ($w0:ident $w1:ident $w9:ident $w14:ident) => {
        let low = $w1.rotate::<7>().xor($w1.rotate::<18>()).xor($w1.shift::<3>());
        let high = $w14.rotate::<17>().xor($w14.rotate::<19>()).xor($w14.shift::<10>());
        $w0 = $w0.plus(low).plus($w9).plus(high);
    };
}

#[cfg(not(target_arch = "wasm32"))]
#[inline(never)]
fn compress_one(state: &mut [u32; 8], block: &[u8; BLOCK]) {
    let mut words = [0; 16];
    for (word, bytes) in words.iter_mut().zip(block.as_chunks().0) {
        *word = u32::from_be_bytes(*bytes);
    }
    compress(state, words);
}

/// The constants, four side by side.
#[cfg(target_arch = "wasm32")]
static QUARTERS: [[Four; 4]; 4] = {
    let [a, b, c, d] = K;
    [Four::quarters_of(a), Four::quarters_of(b), Four::quarters_of(c), Four::quarters_of(d)]
};

/// The message schedule makes four words at a time, in a vector: that leaves the rounds as many locals as there are registers,
/// and saves a fifth of the time.
#[cfg(target_arch = "wasm32")]
#[inline(never)]
#[target_feature(enable = "simd128")]
fn compress_one(state: &mut [u32; 8], block: &[u8; BLOCK]) {
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = *state;
    let mut words = Four::quarters(block);
    for (group, [k0, k4, k8, kc]) in QUARTERS.iter().enumerate() {
        if group > 0 {
            let [w0, w1, w2, w3] = words;
            let w0 = Four::schedule([w0, w1, w2, w3]);
            let w1 = Four::schedule([w1, w2, w3, w0]);
            let w2 = Four::schedule([w2, w3, w0, w1]);
            words = [w0, w1, w2, Four::schedule([w3, w0, w1, w2])];
        }
        let [w0, w4, w8, wc] = words;
        let [w0, w1, w2, w3] = w0.plus(*k0).words();
        let [w4, w5, w6, w7] = w4.plus(*k4).words();
        let [w8, w9, wa, wb] = w8.plus(*k8).words();
        let [wc, wd, we, wf] = wc.plus(*kc).words();
        round!(a b c d e f g h, 0, w0);
        round!(h a b c d e f g, 0, w1);
        round!(g h a b c d e f, 0, w2);
        round!(f g h a b c d e, 0, w3);
        round!(e f g h a b c d, 0, w4);
        round!(d e f g h a b c, 0, w5);
        round!(c d e f g h a b, 0, w6);
        round!(b c d e f g h a, 0, w7);
        round!(a b c d e f g h, 0, w8);
        round!(h a b c d e f g, 0, w9);
        round!(g h a b c d e f, 0, wa);
        round!(f g h a b c d e, 0, wb);
        round!(e f g h a b c d, 0, wc);
        round!(d e f g h a b c, 0, wd);
        round!(c d e f g h a b, 0, we);
        round!(b c d e f g h a, 0, wf);
    }
    for (word, more) in state.iter_mut().zip([a, b, c, d, e, f, g, h]) {
        *word = word.wrapping_add(more);
    }
}

/// Every runtime that the package supports has vectors of 128 bits.
#[inline(never)]
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
fn compress_four(states: &mut [Four; 8], blocks: [&[u8; BLOCK]; LANES]) {
    compress(states, Four::load(blocks));
}

#[inline(always)]
fn compress<W: Word>(state: &mut [W; 8], words: [W; 16]) {
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = *state;
    let [
        mut w0,
        mut w1,
        mut w2,
        mut w3,
        mut w4,
        mut w5,
        mut w6,
        mut w7,
        mut w8,
        mut w9,
        mut wa,
        mut wb,
        mut wc,
        mut wd,
        mut we,
        mut wf,
    ] = words;
    for (group, [k0, k1, k2, k3, k4, k5, k6, k7, k8, k9, ka, kb, kc, kd, ke, kf]) in K.iter().enumerate() {
        if group > 0 {
            schedule!(w0 w1 w9 we);
            schedule!(w1 w2 wa wf);
            schedule!(w2 w3 wb w0);
            schedule!(w3 w4 wc w1);
            schedule!(w4 w5 wd w2);
            schedule!(w5 w6 we w3);
            schedule!(w6 w7 wf w4);
            schedule!(w7 w8 w0 w5);
            schedule!(w8 w9 w1 w6);
            schedule!(w9 wa w2 w7);
            schedule!(wa wb w3 w8);
            schedule!(wb wc w4 w9);
            schedule!(wc wd w5 wa);
            schedule!(wd we w6 wb);
            schedule!(we wf w7 wc);
            schedule!(wf w0 w8 wd);
        }
        round!(a b c d e f g h, *k0, w0);
        round!(h a b c d e f g, *k1, w1);
        round!(g h a b c d e f, *k2, w2);
        round!(f g h a b c d e, *k3, w3);
        round!(e f g h a b c d, *k4, w4);
        round!(d e f g h a b c, *k5, w5);
        round!(c d e f g h a b, *k6, w6);
        round!(b c d e f g h a, *k7, w7);
        round!(a b c d e f g h, *k8, w8);
        round!(h a b c d e f g, *k9, w9);
        round!(g h a b c d e f, *ka, wa);
        round!(f g h a b c d e, *kb, wb);
        round!(e f g h a b c d, *kc, wc);
        round!(d e f g h a b c, *kd, wd);
        round!(c d e f g h a b, *ke, we);
        round!(b c d e f g h a, *kf, wf);
    }
    for (word, more) in state.iter_mut().zip([a, b, c, d, e, f, g, h]) {
        *word = word.plus(more);
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::{LANES, State};

    /// Both widths against the crate that jwt-simple signs with, at every length around the borders of blocks.
    #[test]
    fn agrees_with_hmac_sha256() {
        let bytes: Vec<u8> = (0..1000_u32).map(|n| (n * 31 % 251) as u8).collect();
        for len in 0..bytes.len() {
            let message = &bytes[..len];
            let expected = hmac_sha256::Hash::hash(message);
            assert_eq!(State::INITIAL.finish(message), expected, "{len} bytes");
            let ends: [&[u8]; LANES] = [message, &bytes[..len / 2], &bytes[..len / 3 * 2], &[]];
            let digests = State::INITIAL.finish_four(ends);
            assert_eq!(digests, ends.map(hmac_sha256::Hash::hash), "{len} bytes");
        }
    }

    #[test]
    fn goes_on_from_a_kept_state() {
        let bytes = [7; 300];
        let mut state = State::INITIAL;
        state.blocks(bytes[..128].as_chunks().0);
        assert_eq!(state.finish(&bytes[128..]), hmac_sha256::Hash::hash(&bytes));
        assert_eq!(state.finish_four([&bytes[128..]; LANES]), [hmac_sha256::Hash::hash(&bytes); LANES]);
    }
}
