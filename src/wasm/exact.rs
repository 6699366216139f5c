//! Numbers whose digits JavaScript would not keep: it has 64-bit floats only, and a tenant's id must not become another's.

use alloc::string::String;

use crate::text::write::push;

/// 2⁵³ − 1, the largest integer of which JavaScript keeps all digits.
const MAX_SAFE_INTEGER: &[u8] = b"9007199254740991";

/// JSON text in which numbers beyond 2⁵³ are strings.
pub(super) fn exact(json: &str) -> Option<String> {
    let mut out = String::with_capacity(json.len());
    let (mut written, mut number, mut in_string, mut escaped) = (0, None, false, false);
    for (at, byte) in json.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'-' | b'0'..=b'9' if number.is_none() => number = Some(at),
            b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9' => {}
            _ => {
                if let Some(start) = number.take()
                    && is_beyond(json.as_bytes().get(start..at)?)
                {
                    push(json.get(written..start)?, &mut out);
                    push("\"", &mut out);
                    push(json.get(start..at)?, &mut out);
                    push("\"", &mut out);
                    written = at;
                }
            }
        }
    }
    push(json.get(written..)?, &mut out);
    Some(out)
}

/// Whether a number is beyond 2⁵³, the sign aside; one with an exponent, whether it may be.
fn is_beyond(number: &[u8]) -> bool {
    let digits = number.strip_prefix(b"-").unwrap_or(number);
    let whole_len = digits.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(digits.len());
    // Of the exponents of one digit none makes a number of a few digits so large.
    let is_large = |exponent: &[u8]| exponent.len() > 1 && !exponent.starts_with(b"-");
    digits.split(|byte| byte.eq_ignore_ascii_case(&b'e')).nth(1).is_some_and(is_large)
        || match digits.get(..whole_len) {
            Some(whole) if whole_len == MAX_SAFE_INTEGER.len() => whole > MAX_SAFE_INTEGER,
            _ => whole_len > MAX_SAFE_INTEGER.len(),
        }
}

#[cfg(test)]
mod tests {
    use super::{exact, is_beyond};

    #[test]
    fn numbers_beyond_2_to_the_53_become_strings() {
        for number in [
            "0",
            "-0",
            "9007199254740991",
            "-9007199254740991",
            "1.5",
            "0.12345678901234567890",
            "1e3",
            "1.7E9",
            "1e-400",
            "123e-20",
        ] {
            assert!(!is_beyond(number.as_bytes()), "{number}");
        }
        for number in [
            "9007199254740992",
            "-9007199254740993",
            "9007199254740993.5",
            "18446744073709551616",
            "1e300",
            "1E+300",
            "-1e99999999999",
        ] {
            assert!(is_beyond(number.as_bytes()), "{number}");
        }
    }

    #[test]
    fn nothing_else_changes() {
        let json = r#"{"9007199254740993":"a\\\"9007199254740993","b":[9007199254740993,-18446744073709551615 ,7],"c":{"d":1e300},"é":true,"n":null}"#;
        let same = r#"{"9007199254740993":"a\\\"9007199254740993","b":["9007199254740993","-18446744073709551615" ,7],"c":{"d":"1e300"},"é":true,"n":null}"#;
        assert_eq!(exact(json).as_deref(), Some(same));
        assert_eq!(exact(same).as_deref(), Some(same));
    }
}
