//! HMAC-SHA256 (RFC 2104) with its states kept: a key is hashed once, not once a token.

use core::hint::black_box;

use zeroize::{Zeroize as _, Zeroizing};

use crate::crypto::sha256::{BLOCK, Digest, LANES, State};

/// A key, absorbed. It cannot be turned back, but it signs: it is as secret as the key.
pub(crate) struct Mac {
    inner: State,
    outer: State,
}

impl Mac {
    pub(crate) fn new(key: &[u8]) -> Mac {
        let mut block = Zeroizing::new([0_u8; BLOCK]);
        let hashed = Zeroizing::new(if key.len() > BLOCK { State::INITIAL.finish(key) } else { Digest::default() });
        let key = if key.len() > BLOCK { hashed.as_slice() } else { key };
        for (place, byte) in block.iter_mut().zip(key) {
            *place = *byte;
        }
        let mut state = |pad: u8| {
            block.iter_mut().for_each(|byte| *byte ^= pad);
            let mut state = State::INITIAL;
            state.blocks(core::slice::from_ref(&block));
            state
        };
        let inner = state(0x36);
        let outer = state(0x36 ^ 0x5c);
        Mac { inner, outer }
    }

    /// The state that takes the message.
    pub(crate) fn start(&self) -> State {
        self.inner
    }

    /// The tag of a message that a state from [`Mac::start`] has taken, all but its end.
    pub(crate) fn finish(&self, state: State, end: &[u8]) -> Digest {
        self.outer.finish(&state.finish(end))
    }

    /// The tags of four messages that begin alike.
    pub(crate) fn finish_four(&self, state: State, ends: [&[u8]; LANES]) -> [Digest; LANES] {
        self.outer.finish_four(state.finish_four(ends).each_ref().map(Digest::as_slice))
    }

    /// Whether a tag belongs to a message, in the same time wherever they differ.
    pub(crate) fn verify(&self, message: &[u8], tag: &[u8]) -> bool {
        let Ok(tag) = <&Digest>::try_from(tag) else { return false };
        let expected = Zeroizing::new(self.finish(self.start(), message));
        let differing = expected.iter().zip(tag).fold(0, |differing, (one, other)| differing | (one ^ other));
        // Seen from outside, so that the loop is not left early.
        black_box(differing) == 0
    }
}

impl Drop for Mac {
    fn drop(&mut self) {
        self.inner.zeroize();
        self.outer.zeroize();
        wipe_stack();
    }
}

/// Overwrites what signing has left below the current frame: copies of states, pads and the key's hash.
#[inline(never)]
pub(crate) fn wipe_stack() {
    black_box(&mut [0_u8; 8 * 1024]);
}
