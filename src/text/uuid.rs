//! UUIDs (RFC 9562), told from other strings.

/// Whether a text is a UUID in its usual form: five groups of hexadecimal digits of either case.
pub(crate) fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}
