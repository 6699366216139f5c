//! The writer: the bytes that serde_json, `JSON.stringify` and Python's `json` agree on.

use alloc::string::String;

use super::{Json, plain_len};
use crate::text::write::push;

impl Json<'_> {
    /// Appends the value as compact JSON.
    pub fn write(&self, out: &mut String) {
        match self {
            Json::Null => push("null", out),
            Json::Bool(value) => push(if *value { "true" } else { "false" }, out),
            Json::Number(text) => push(text, out),
            Json::String(text) => write_string(text, out),
            Json::Array(items) => {
                push("[", out);
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        push(",", out);
                    }
                    item.write(out);
                }
                push("]", out);
            }
            Json::Object(members) => {
                push("{", out);
                for (index, (key, value)) in members.iter().enumerate() {
                    if index > 0 {
                        push(",", out);
                    }
                    write_string(key, out);
                    push(":", out);
                    value.write(out);
                }
                push("}", out);
            }
        }
    }
}

/// Appends a JSON string with its quotes. One character is stored, where a text of one would be copied by a call.
pub(crate) fn write_string(text: &str, out: &mut String) {
    out.push('"');
    write_escaped(text, out);
    out.push('"');
}

/// Appends the inside of a JSON string, with the escapes that serde_json, `JSON.stringify` and Python's `json` agree on.
pub(crate) fn write_escaped(text: &str, out: &mut String) {
    let mut rest = text;
    loop {
        let (before, from) = rest.split_at_checked(plain_len(rest.as_bytes())).unwrap_or_default();
        push(before, out);
        let Some(byte) = from.bytes().next() else { return };
        let letter = match byte {
            0x8 => 'b',
            b'\t' => 't',
            b'\n' => 'n',
            0xc => 'f',
            b'\r' => 'r',
            0x20.. => char::from(byte),
            _ => 'u',
        };
        push("\\", out);
        out.push(letter);
        if letter == 'u' {
            push(if byte < 0x10 { "000" } else { "001" }, out);
            out.extend(char::from_digit(u32::from(byte & 0xf), 16));
        }
        rest = from.get(1..).unwrap_or_default();
    }
}

/// Whether a text changes inside of a JSON string.
#[cfg(feature = "mint")]
pub(crate) fn needs_escape(text: &str) -> bool {
    plain_len(text.as_bytes()) < text.len()
}

/// How long a text is inside of a JSON string, in bytes.
#[cfg(feature = "mint")]
pub(crate) fn escaped_len(text: &str) -> usize {
    let len = |byte| match byte {
        0x8 | b'\t' | b'\n' | 0xc | b'\r' | b'"' | b'\\' => 2,
        0..0x20 => 6,
        _ => 1,
    };
    text.bytes().map(len).fold(0, usize::saturating_add)
}

/// Writes a finite number as ECMAScript does (`Number::toString`, the form that RFC 8785 asks for), so that a token minted
/// from Rust and one minted from JavaScript have the same bytes.
#[cfg(feature = "template")]
pub(crate) fn number_text(value: f64) -> String {
    String::from(ryu_js::Buffer::new().format_finite(value))
}
