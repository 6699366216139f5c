//! A text that grows no further than fits into a token, whatever a value or a template repeats.

use alloc::string::String;

use crate::text::json::{escaped_len, needs_escape, write_escaped};

/// The longest escape of a JSON string, in bytes: `\u0001`.
const MAX_ESCAPE: usize = 6;

/// A text with a limit.
pub(crate) struct Bounded<'o> {
    text: &'o mut String,
    max: usize,
}

/// It does not fit. The text would have had at least so many bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Full(pub(crate) usize);

impl<'o> Bounded<'o> {
    /// `max` is in bytes, and counts what stands there already.
    pub(crate) fn new(text: &'o mut String, max: usize) -> Bounded<'o> {
        Bounded { text, max }
    }

    pub(crate) fn len(&self) -> usize {
        self.text.len()
    }

    pub(crate) fn push(&mut self, text: &str) -> Result<(), Full> {
        self.room(text.len())?;
        self.text.push_str(text);
        Ok(())
    }

    /// Appends the inside of a JSON string.
    pub(crate) fn push_escaped(&mut self, text: &str) -> Result<(), Full> {
        self.room(text.len())?;
        // To count is needed only where the escapes decide.
        if self.room(text.len().saturating_mul(MAX_ESCAPE)).is_err() {
            self.room(escaped_len(text))?;
        }
        write_escaped(text, self.text);
        Ok(())
    }

    /// Escapes what was appended since the text had this length.
    pub(crate) fn escape_from(&mut self, start: usize) -> Result<(), Full> {
        if self.text.get(start..).is_some_and(needs_escape) {
            let text = self.text.split_off(start);
            self.push_escaped(&text)?;
        }
        Ok(())
    }

    fn room(&self, bytes: usize) -> Result<(), Full> {
        let len = self.text.len().saturating_add(bytes);
        if len > self.max { Err(Full(len)) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::String;

    use super::{Bounded, Full};

    #[test]
    fn nothing_is_written_that_does_not_fit() {
        for (character, escaped) in [("a", 1), ("é", 2), ("\"", 2), ("\n", 2), ("\u{1}", 6), ("\u{1f}", 6)] {
            for count in 0..30 {
                let (mut text, value) = (String::from("12345"), character.repeat(count));
                let written = Bounded::new(&mut text, 50).push_escaped(&value);
                let len = 5 + count * escaped;
                assert_eq!(written.is_ok(), len <= 50, "{character:?} {count}");
                assert_eq!(text.len(), if len <= 50 { len } else { 5 });
                assert!(!matches!(written, Err(Full(told)) if told <= 50 || told > len));
            }
        }
    }
}
