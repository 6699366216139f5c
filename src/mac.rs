//! HMAC-SHA256 (RFC 2104) with its states kept: a key is hashed once, not once a token.

use core::hint::black_box;

use hmac_sha256::Hash;
use zeroize::Zeroizing;

const BLOCK: usize = 64;

/// A key, absorbed. It cannot be turned back, but it signs: it is as secret as the key.
pub(crate) struct Mac {
    inner: Hash,
    outer: Hash,
}

impl Mac {
    pub(crate) fn new(key: &[u8]) -> Mac {
        let mut block = Zeroizing::new([0_u8; BLOCK]);
        let hashed = Zeroizing::new(if key.len() > BLOCK { Hash::hash(key) } else { [0; 32] });
        let key = if key.len() > BLOCK { hashed.as_slice() } else { key };
        for (place, byte) in block.iter_mut().zip(key) {
            *place = *byte;
        }
        let mut state = |pad: u8| {
            block.iter_mut().for_each(|byte| *byte ^= pad);
            let mut hash = Hash::new();
            hash.update(block.as_slice());
            hash
        };
        let inner = state(0x36);
        let outer = state(0x36 ^ 0x5c);
        Mac { inner, outer }
    }

    /// The state that takes the message.
    pub(crate) fn start(&self) -> Hash {
        self.inner
    }

    /// The tag of the message that a state from [`Mac::start`] has taken.
    pub(crate) fn finish(&self, message: Hash) -> [u8; 32] {
        let mut outer = self.outer;
        outer.update(message.finalize());
        outer.finalize()
    }

    /// Whether a tag belongs to a message, in the same time wherever they differ.
    pub(crate) fn matches(&self, message: &[u8], tag: &[u8; 32]) -> bool {
        let mut inner = self.start();
        inner.update(message);
        let mut outer = self.outer;
        outer.update(inner.finalize());
        outer.finalize_verify(tag)
    }
}

impl Drop for Mac {
    fn drop(&mut self) {
        wipe(&mut self.inner);
        wipe(&mut self.outer);
        wipe_stack();
    }
}

/// Overwrites a state. `black_box` keeps the compiler from dropping a store that nobody reads.
pub(crate) fn wipe(state: &mut Hash) {
    *state = Hash::new();
    black_box(state);
}

/// Overwrites what signing has left below the current frame: copies of states, pads and the key's hash.
#[inline(never)]
pub(crate) fn wipe_stack() {
    black_box(&mut [0_u8; 8 * 1024]);
}
