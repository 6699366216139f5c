//! The writer: the bytes that serde_json, `JSON.stringify` and Python's `json` agree on.

use alloc::string::String;

use super::Json;

impl Json<'_> {
    /// Appends the value as compact JSON.
    pub fn write(&self, out: &mut String) {
        match self {
            Json::Null => out.push_str("null"),
            Json::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Json::Number(text) => out.push_str(text),
            Json::String(text) => write_string(text, out),
            Json::Array(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    item.write(out);
                }
                out.push(']');
            }
            Json::Object(members) => {
                out.push('{');
                for (index, (key, value)) in members.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    write_string(key, out);
                    out.push(':');
                    value.write(out);
                }
                out.push('}');
            }
        }
    }
}

/// Appends a JSON string with its quotes.
pub(crate) fn write_string(text: &str, out: &mut String) {
    out.push('"');
    write_escaped(text, out);
    out.push('"');
}

/// Appends a JSON string, or `null` where there is none.
pub(crate) fn write_nullable(text: Option<&str>, out: &mut String) {
    match text {
        Some(text) => write_string(text, out),
        None => out.push_str("null"),
    }
}

/// Appends the inside of a JSON string, with the escapes that serde_json, `JSON.stringify` and Python's `json` agree on.
pub(crate) fn write_escaped(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.bytes().position(escapes) {
        out.push_str(rest.get(..at).unwrap_or_default());
        let mut chars = rest.get(at..).unwrap_or_default().chars();
        match chars.next() {
            Some('"') => out.push_str("\\\""),
            Some('\\') => out.push_str("\\\\"),
            Some('\u{8}') => out.push_str("\\b"),
            Some('\t') => out.push_str("\\t"),
            Some('\n') => out.push_str("\\n"),
            Some('\u{c}') => out.push_str("\\f"),
            Some('\r') => out.push_str("\\r"),
            Some(control) => {
                out.push_str("\\u00");
                out.push(if control >= '\u{10}' { '1' } else { '0' });
                out.push(char::from_digit(u32::from(control) & 0xf, 16).unwrap_or('0'));
            }
            None => {}
        }
        rest = chars.as_str();
    }
    out.push_str(rest);
}

/// Whether a text changes inside of a JSON string.
#[cfg(feature = "mint")]
pub(crate) fn needs_escape(text: &str) -> bool {
    text.bytes().any(escapes)
}

fn escapes(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

/// Writes a finite number as ECMAScript does (`Number::toString`, the form that RFC 8785 asks for), so that a token minted
/// from Rust and one minted from JavaScript have the same bytes.
#[cfg(feature = "mint")]
pub(crate) fn number_text(value: f64) -> String {
    String::from(ryu_js::Buffer::new().format_finite(value))
}
