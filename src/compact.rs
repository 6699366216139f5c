//! The compact serialization (RFC 7515 §7.1), strictly: split into segments, decode, read a header.
//!
//! It refuses everything but three segments of base64url without padding, white space or non-zero trailing bits, in at most
//! [`MAX_TOKEN_LEN`] bytes, and a header that is no JSON object or has a key twice. What a header says is judged elsewhere.

use alloc::{borrow::Cow, vec, vec::Vec};

use crate::Error;
use crate::json::Json;
use crate::static_token::looks_like_static_token;

/// The longest token that is read or made, in bytes.
pub const MAX_TOKEN_LEN: usize = 16 * 1024;

/// The protected header of every token made here: `{"alg":"HS256","typ":"JWT"}`.
pub(crate) const HEADER: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";

/// The members of a header that ask the reader to do something that a Tinybird token never needs.
pub(crate) const EXTENSIONS: [&str; 3] = ["crit", "b64", "zip"];

/// The three segments of a token.
pub(crate) struct Segments<'t> {
    pub(crate) header: &'t str,
    pub(crate) payload: &'t str,
    pub(crate) mac: &'t str,
}

impl<'t> Segments<'t> {
    pub(crate) fn of(token: &'t str) -> Result<Segments<'t>, Error> {
        if token.len() > MAX_TOKEN_LEN {
            return Err(Error::TooLarge { len: token.len() });
        }
        if looks_like_static_token(token) {
            return Err(Error::WrongKind("this is a static token; a JWT has three segments and is signed per user"));
        }
        let malformed = || Error::Malformed(Cow::Borrowed("a JWT has exactly three segments, separated by dots"));
        let (header, rest) = token.split_once('.').ok_or_else(malformed)?;
        let (payload, mac) = rest.split_once('.').ok_or_else(malformed)?;
        if mac.contains('.') {
            return Err(malformed());
        }
        Ok(Segments { header, payload, mac })
    }

    /// Header and payload, decoded.
    pub(crate) fn decode(&self) -> Result<(Vec<u8>, Vec<u8>), Error> {
        let header = decode(self.header).ok_or_else(|| not_base64url("header"))?;
        let payload = decode(self.payload).ok_or_else(|| not_base64url("payload"))?;
        Ok((header, payload))
    }
}

#[cold]
pub(crate) fn not_base64url(segment: &'static str) -> Error {
    Error::Malformed(match segment {
        "header" => Cow::Borrowed("the header is not base64url without padding; paste the token alone, whole"),
        "payload" => Cow::Borrowed("the payload is not base64url without padding; paste the token alone, whole"),
        _ => Cow::Borrowed("the signature is not base64url without padding; paste the token alone, whole"),
    })
}

/// Reads a header: one JSON object in UTF-8 with no key twice.
pub(crate) fn read_header(bytes: &[u8]) -> Result<Json<'_>, Cow<'static, str>> {
    let text = core::str::from_utf8(bytes).map_err(|_| "it is not UTF-8")?;
    let header = Json::parse(text).map_err(|error| error.message("it is not JSON: "))?;
    if !matches!(header, Json::Object(_)) {
        return Err(["it is ", header.kind(), ", not an object"].concat().into());
    }
    if header.duplicate_key().is_some() {
        return Err("a key stands twice in it".into());
    }
    Ok(header)
}

/// Whether a text has the shape of a JWT: three segments, the first of which decodes to a JSON object.
pub(crate) fn looks_like_jwt(text: &str) -> bool {
    Segments::of(text)
        .ok()
        .and_then(|segments| decode(segments.header))
        .is_some_and(|header| matches!(read_header(&header), Ok(Json::Object(_))))
}

/// Strict base64url (RFC 4648 §5) without padding; non-zero trailing bits are refused.
pub(crate) fn decode(segment: &str) -> Option<Vec<u8>> {
    let (groups, rest) = segment.as_bytes().as_chunks::<4>();
    let tail_len = match rest.len() {
        1 => return None,
        len => len.saturating_sub(1),
    };
    let mut bytes = vec![0; groups.len().saturating_mul(3).saturating_add(tail_len)];
    let (whole, tail) = bytes.as_chunks_mut::<3>();
    let mut seen = 0;
    for (triple, group) in whole.iter_mut().zip(groups) {
        *triple = decode_group(*group, &mut seen);
    }
    let mut group = [b'A'; 4]; // six zero bits each
    for (place, byte) in group.iter_mut().zip(rest) {
        *place = *byte;
    }
    let mut last = decode_group(group, &mut seen).into_iter();
    for (place, byte) in tail.iter_mut().zip(last.by_ref()) {
        *place = byte;
    }
    (seen != INVALID && last.all(|bits| bits == 0)).then_some(bytes)
}

/// Three bytes of four characters. What they stood for is collected in `seen`, to be judged once.
#[inline(always)]
fn decode_group([a, b, c, d]: [u8; 4], seen: &mut u8) -> [u8; 3] {
    let sextet = |byte: u8| SEXTETS.get(usize::from(byte)).copied().unwrap_or(INVALID);
    let (a, b, c, d) = (sextet(a), sextet(b), sextet(c), sextet(d));
    *seen |= a | b | c | d;
    [a << 2 | b >> 4, b << 4 | c >> 2, c << 6 | d]
}

/// What stands for no six bits.
const INVALID: u8 = 0xff;

/// The six bits that each character stands for.
#[expect(clippy::indexing_slicing, reason = "an index out of range would not compile")]
static SEXTETS: [u8; 256] = {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut sextets = [INVALID; 256];
    let mut sextet = 0_u8;
    while sextet < 64 {
        sextets[ALPHABET[sextet as usize] as usize] = sextet;
        sextet += 1;
    }
    sextets
};

/// Whether a byte belongs to base64url's alphabet.
pub(crate) fn is_base64url(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

#[cfg(test)]
mod tests {
    use alloc::{string::String, vec::Vec};

    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    #[test]
    fn decodes_what_another_decoder_does_and_nothing_else() {
        for byte in 0_u8..0x80 {
            for text in ["", "A", "AA", "AAA", "AAAA", "AAAAA", "AAAAAA"] {
                for at in 0..=text.len() {
                    let mut text = String::from(text);
                    text.insert(at, char::from(byte));
                    assert_eq!(super::decode(&text), URL_SAFE_NO_PAD.decode(&text).ok(), "{text:?}");
                }
            }
        }
        let bytes: Vec<u8> = (0..=255).collect();
        for len in 0..bytes.len() {
            let text = URL_SAFE_NO_PAD.encode(&bytes[len..]);
            assert_eq!(super::decode(&text).as_deref(), Some(&bytes[len..]));
        }
        assert_eq!(super::decode("AAé"), None);
    }
}
