//! Base64url without padding (RFC 4648 §5), as a stream, and with texts that are encoded in advance.

use alloc::{boxed::Box, string::String, vec::Vec};

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// How many groups are encoded before they are appended.
const AT_ONCE: usize = 16;

/// Bytes that are written again and again, encoded for each of the three places in a group at which they can begin.
pub(crate) struct Fixed {
    bytes: Box<[u8]>,
    places: [Place; 3],
}

/// How a text goes on after zero, one or two held bytes.
struct Place {
    /// The bytes that complete the held group.
    head: u32,
    groups: Box<[u8]>,
    /// What is held afterwards.
    held: Held,
}

/// The bytes of a group that is not whole yet: none, one or two.
#[derive(Clone, Copy, Default)]
struct Held {
    bits: u32,
    len: usize,
}

impl Fixed {
    pub(crate) fn new(bytes: Vec<u8>) -> Fixed {
        let places = [0, 2, 1].map(|missing| {
            let (head, rest) = bytes.split_at_checked(missing).unwrap_or_default();
            let (groups, tail) = rest.as_chunks::<3>();
            Place {
                head: bits(head),
                groups: groups.iter().flat_map(|group| encode_group(bits(group))).collect(),
                held: Held { bits: bits(tail), len: tail.len() },
            }
        });
        Fixed { bytes: bytes.into_boxed_slice(), places }
    }
}

/// Encodes what it is given piece by piece, as if it were one.
pub(crate) struct Encoder<'o> {
    out: &'o mut Vec<u8>,
    held: Held,
}

impl<'o> Encoder<'o> {
    pub(crate) fn new(out: &'o mut Vec<u8>) -> Encoder<'o> {
        Encoder { out, held: Held::default() }
    }

    pub(crate) fn bytes(&mut self, mut bytes: &[u8]) {
        while self.held.len > 0
            && let [first, rest @ ..] = bytes
        {
            self.byte(*first);
            bytes = rest;
        }
        let (groups, rest) = bytes.as_chunks::<3>();
        for groups in groups.chunks(AT_ONCE) {
            let mut text = [[0; 4]; AT_ONCE];
            for (text, [a, b, c]) in text.iter_mut().zip(groups) {
                *text = encode_group(u32::from_be_bytes([0, *a, *b, *c]));
            }
            self.out.extend_from_slice(text.get(..groups.len()).unwrap_or_default().as_flattened());
        }
        for byte in rest {
            self.byte(*byte);
        }
    }

    pub(crate) fn fixed(&mut self, text: &Fixed) {
        let [after_none, after_one, after_two] = &text.places;
        let place = match self.held.len {
            _ if text.bytes.len() < 2 => return self.bytes(&text.bytes),
            0 => after_none,
            1 => {
                self.group(self.held.bits << 16 | after_one.head);
                after_one
            }
            _ => {
                self.group(self.held.bits << 8 | after_two.head);
                after_two
            }
        };
        self.out.extend_from_slice(&place.groups);
        self.held = place.held;
    }

    /// Writes what is held; the group that is not whole gets two or three characters.
    pub(crate) fn finish(self) {
        match self.held.len {
            0 => {}
            1 => self.out.extend(encode_group(self.held.bits << 16).iter().take(2)),
            _ => self.out.extend(encode_group(self.held.bits << 8).iter().take(3)),
        }
    }

    #[inline(always)]
    fn byte(&mut self, byte: u8) {
        self.held = Held { bits: self.held.bits << 8 | u32::from(byte), len: self.held.len.saturating_add(1) };
        if self.held.len == 3 {
            self.group(self.held.bits);
            self.held = Held::default();
        }
    }

    #[inline(always)]
    fn group(&mut self, bits: u32) {
        self.out.extend_from_slice(&encode_group(bits));
    }
}

/// Encodes bytes at once.
pub(crate) fn encode(bytes: &[u8]) -> String {
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out);
    encoder.bytes(bytes);
    encoder.finish();
    // The alphabet is ASCII.
    String::from_utf8(out).unwrap_or_default()
}

/// Up to three bytes as a number, the first one on top.
#[inline(always)]
fn bits(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |bits, byte| bits << 8 | u32::from(*byte))
}

#[inline(always)]
fn encode_group(bits: u32) -> [u8; 4] {
    let letter = |bits: u32| ALPHABET.get(bits as usize & 63).copied().unwrap_or(b'A');
    [letter(bits >> 18), letter(bits >> 12), letter(bits >> 6), letter(bits)]
}
