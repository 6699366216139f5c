//! Python's literals: numbers, and the escapes of strings.

use alloc::string::{String, ToString as _};

use super::expression::Int;
use super::token::TokenKind;

/// Whether these letters before a quote belong to the string.
pub(super) fn is_string_prefix(word: &str) -> bool {
    matches!(word.to_ascii_lowercase().as_str(), "r" | "u" | "f" | "b" | "rf" | "fr" | "rb" | "br")
}

/// How many bytes of the text belong to the number that it begins with.
pub(super) fn number_len(text: &str) -> usize {
    let bytes = text.as_bytes();
    let at = |index: usize| bytes.get(index).copied().unwrap_or(0);
    let digits = |mut index: usize, digit: fn(&u8) -> bool| {
        while digit(&at(index)) || (at(index) == b'_' && digit(&at(index.saturating_add(1)))) {
            index = index.saturating_add(1);
        }
        index
    };
    if at(0) == b'0' && matches!(at(1), b'x' | b'X' | b'o' | b'O' | b'b' | b'B') {
        return digits(2, u8::is_ascii_hexdigit);
    }
    let mut end = digits(0, u8::is_ascii_digit);
    if at(end) == b'.' {
        end = digits(end.saturating_add(1), u8::is_ascii_digit);
    }
    if matches!(at(end), b'e' | b'E') {
        let sign = usize::from(matches!(at(end.saturating_add(1)), b'+' | b'-'));
        let digit = end.saturating_add(1).saturating_add(sign);
        if at(digit).is_ascii_digit() {
            end = digits(digit, u8::is_ascii_digit);
        }
    }
    end
}

/// The number, if Python takes it for one.
pub(super) fn number(text: &str) -> Option<TokenKind<'static>> {
    let plain: String = text.chars().filter(|c| *c != '_').collect();
    let radix = match plain.get(..2) {
        Some("0x" | "0X") => Some(16),
        Some("0o" | "0O") => Some(8),
        Some("0b" | "0B") => Some(2),
        _ => None,
    };
    if let Some(radix) = radix {
        return Some(TokenKind::Int(Int::Small(i128::from_str_radix(plain.get(2..)?, radix).ok()?)));
    }
    if plain.bytes().all(|byte| byte.is_ascii_digit()) {
        let zeros = plain.bytes().all(|byte| byte == b'0');
        return if plain.starts_with('0') && !zeros { None } else { Int::parse(&plain).map(TokenKind::Int) };
    }
    plain.parse().ok().map(TokenKind::Float)
}

impl Int {
    /// Its decimal digits, with `-` before them where it is negative.
    #[must_use]
    pub fn to_text(&self) -> String {
        match self {
            Int::Small(int) => int.to_string(),
            Int::Large(digits) => digits.clone(),
        }
    }

    /// An integer from its decimal digits, with an optional sign.
    #[must_use]
    pub fn parse(text: &str) -> Option<Int> {
        let (negative, digits) = match text.as_bytes().first()? {
            b'-' => (true, text.get(1..)?),
            b'+' => (false, text.get(1..)?),
            _ => (false, text),
        };
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let digits = digits.trim_start_matches('0');
        let signed = [if negative { "-" } else { "" }, if digits.is_empty() { "0" } else { digits }].concat();
        Some(signed.parse().map_or_else(|_| Int::Large(signed), Int::Small))
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Int {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        crate::text::json::serialize_number(&self.to_text(), serializer)
    }
}

/// Why a string literal stands for no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Escape {
    /// An escape is not complete: Python refuses it.
    Broken,
    /// It is Python's, but no text of Unicode, or has a name that would need a table.
    Unknown,
}

/// The text that a string literal stands for. Python leaves an unknown escape as it stands.
pub(crate) fn unescape(inside: &str) -> Result<String, Escape> {
    let mut text = String::with_capacity(inside.len());
    let mut rest = inside;
    while let Some((before, after)) = rest.find(['\\', '\r']).and_then(|at| rest.split_at_checked(at)) {
        text.push_str(before);
        if let Some(after) = after.strip_prefix('\r') {
            text.push('\n');
            rest = after.strip_prefix('\n').unwrap_or(after);
            continue;
        }
        let mut chars = after.chars();
        chars.next();
        let escape = chars.next().ok_or(Escape::Broken)?;
        rest = chars.as_str();
        let code = match escape {
            '0'..='7' => {
                let octal = after.get(1..).unwrap_or_default();
                let len = octal.bytes().take(3).take_while(|byte| matches!(byte, b'0'..=b'7')).count();
                take_code(octal, len, 8)?
            }
            'x' => take_code(rest, 2, 16)?,
            'u' => take_code(rest, 4, 16)?,
            'U' => take_code(rest, 8, 16)?,
            'N' => return Err(Escape::Unknown),
            _ => {
                match escape {
                    '\n' => {}
                    '\\' | '\'' | '"' => text.push(escape),
                    'a' => text.push('\x07'),
                    'b' => text.push('\x08'),
                    'f' => text.push('\x0c'),
                    'n' => text.push('\n'),
                    'r' => text.push('\r'),
                    't' => text.push('\t'),
                    'v' => text.push('\x0b'),
                    _ => {
                        text.push('\\');
                        text.push(escape);
                    }
                }
                continue;
            }
        };
        text.push(char::from_u32(code.0).ok_or(if code.0 > 0x10_ffff { Escape::Broken } else { Escape::Unknown })?);
        rest = code.1;
    }
    text.push_str(rest);
    Ok(text)
}

/// The code of so many digits, and what follows them.
fn take_code(text: &str, len: usize, radix: u32) -> Result<(u32, &str), Escape> {
    let (digits, rest) = text.split_at_checked(len).ok_or(Escape::Broken)?;
    if !digits.chars().all(|digit| digit.is_digit(radix)) {
        return Err(Escape::Broken);
    }
    Ok((u32::from_str_radix(digits, radix).map_err(|_| Escape::Broken)?, rest))
}
