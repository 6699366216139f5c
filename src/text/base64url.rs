//! Base64url without padding (RFC 4648 §5), read strictly: no character of another alphabet, no white space, no padding, no bit behind
//! the last byte but zeros.

use alloc::{vec, vec::Vec};

use base64_simd::{AsOut as _, URL_SAFE_NO_PAD};
use zeroize::Zeroizing;

/// Decodes a text.
#[inline(never)]
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode_to_vec(text).ok()
}

/// Decodes 32 bytes that may be a secret: they are wiped, also those before a character that is refused.
pub(crate) fn decode_mac(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let mut mac = Zeroizing::new(vec![0; 32]);
    let fits = text.len() == encoded_len(mac.len());
    (fits && URL_SAFE_NO_PAD.decode(text.as_bytes(), mac.as_out()).is_ok()).then_some(mac)
}

/// How many characters so many bytes become.
pub(crate) fn encoded_len(bytes: usize) -> usize {
    bytes.saturating_mul(4).div_ceil(3)
}

/// Encodes bytes at the end of a text. What was appended.
#[cfg(feature = "mint")]
#[inline(never)]
pub(crate) fn append<'o>(bytes: &[u8], out: &'o mut Vec<u8>) -> Option<&'o [u8]> {
    let start = out.len();
    URL_SAFE_NO_PAD.encode_append(bytes, out);
    out.get(start..)
}

/// Encodes bytes on their own.
#[cfg(feature = "mint")]
pub(crate) fn encode(bytes: &[u8]) -> alloc::string::String {
    URL_SAFE_NO_PAD.encode_to_string(bytes)
}

/// Whether a byte belongs to base64url's alphabet.
pub(crate) fn is_base64url(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::{decode, decode_mac};

    #[test]
    fn decodes_what_another_decoder_does_and_nothing_else() {
        for byte in 0_u8..0x80 {
            for len in 0..80 {
                for at in [0, 1, 7, 15, 16, 17, 31, 32, 33, len] {
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

    #[test]
    fn a_mac_has_32_bytes() {
        let bytes: Vec<u8> = (100..200).collect();
        for len in 0..bytes.len() {
            let text = URL_SAFE_NO_PAD.encode(&bytes[..len]);
            assert_eq!(decode_mac(&text).is_some(), len == 32);
        }
        let text = URL_SAFE_NO_PAD.encode(&bytes[..32]);
        assert_eq!(decode_mac(&text).as_deref().map(Vec::as_slice), Some(&bytes[..32]));
        for at in 0..text.len() {
            for wrong in ["+", "/", "=", " ", "\0"] {
                let mut text = text.clone();
                text.replace_range(at..=at, wrong);
                assert_eq!(decode_mac(&text), None, "{text:?}");
            }
        }
        // Of the last character, two bits count for nothing, and have to be zeros.
        assert_eq!(
            ["M", "N", "O", "P"].map(|last| decode_mac(&("A".repeat(42) + last)).is_some()),
            [true, false, false, false]
        );
    }

    #[cfg(feature = "mint")]
    #[test]
    fn encodes_what_another_encoder_does() {
        let bytes: Vec<u8> = (0..3000_u32).map(|n| (n * n / 7 % 256) as u8).collect();
        for len in 0..200 {
            for start in [0, 1, 2, 700, 2000] {
                let bytes = &bytes[start..start + len];
                let (text, mut end) = (URL_SAFE_NO_PAD.encode(bytes), Vec::from(b"a."));
                assert_eq!(super::encode(bytes), text, "{len} bytes from {start}");
                assert_eq!(super::encoded_len(len), text.len());
                assert_eq!(super::append(bytes, &mut end), Some(text.as_bytes()));
                assert_eq!(end, ["a.", &text].concat().as_bytes());
            }
        }
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(super::encode(&all), URL_SAFE_NO_PAD.encode(&all));
    }
}
