//! HMAC-SHA256 (RFC 2104) whose state is kept: a key is hashed once, not once per token, and so is what all messages begin with.

use alloc::boxed::Box;
use core::hint::black_box;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::error::Error;

/// A key, absorbed. The key cannot be recovered from it, but it signs: it is as secret as the key. It is boxed, since whatever moves, in a
/// list that grows for instance, leaves a copy behind that nobody wipes.
#[derive(Clone)]
pub(crate) struct Mac(Box<Hmac<Sha256>>);

impl Mac {
    /// Absorbs a key. HMAC takes one of any length; what is a good one is the caller's rule.
    pub(crate) fn new(key: &[u8]) -> Result<Mac, Error> {
        Hmac::new_from_slice(key).map(Box::new).map(Mac).map_err(|_| Error::Key("HMAC does not accept this key"))
    }

    /// Absorbs what all messages begin with. From now on `sign` and `verify` take only what follows it.
    pub(crate) fn absorb(&mut self, beginning: &[u8]) {
        self.0.update(beginning);
    }

    /// The tag of a message.
    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 32] {
        let mut mac = Hmac::clone(&self.0);
        mac.update(message);
        mac.finalize().into_bytes().into()
    }

    /// Whether a tag belongs to a message. It takes the same time wherever they differ; a tag of another length never does.
    pub(crate) fn verify(&self, message: &[u8], tag: &[u8]) -> bool {
        let mut mac = Hmac::clone(&self.0);
        mac.update(message);
        mac.verify_slice(tag).is_ok()
    }
}

impl Drop for Mac {
    /// `hmac` wipes the states that it still has. It leaves copies behind on the stack, and the padded key.
    fn drop(&mut self) {
        wipe_stack();
    }
}

/// Overwrites what signing has left below the current frame: copies of states, pads and the key's hash.
#[inline(never)]
pub(crate) fn wipe_stack() {
    black_box(&mut [0_u8; 8192]);
}
