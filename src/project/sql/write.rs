//! Names and strings as ClickHouse reads them back.

use alloc::string::String;

/// A name in backquotes.
pub(crate) fn quoted(name: &str, out: &mut String) {
    enclosed(name, '`', out);
}

/// A string in single quotes.
pub(crate) fn string(text: &str, out: &mut String) {
    enclosed(text, '\'', out);
}

fn enclosed(text: &str, quote: char, out: &mut String) {
    out.push(quote);
    for c in text.chars() {
        if c == quote || c == '\\' {
            out.push('\\');
        }
        out.push(c);
    }
    out.push(quote);
}
