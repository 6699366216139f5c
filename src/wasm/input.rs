//! What JavaScript has written, read piece by piece. Nothing here trusts it: a piece that is not there is `None`.

/// What is left to read.
pub(super) struct Input<'i>(pub(super) &'i [u8]);

impl<'i> Input<'i> {
    pub(super) fn tag(&mut self) -> Option<u8> {
        let (tag, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*tag)
    }

    /// Whether this byte is next, which is then read.
    pub(super) fn eat(&mut self, tag: u8) -> bool {
        let rest = self.0.strip_prefix(&[tag]);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    /// Two bytes, the lower one first.
    pub(super) fn count(&mut self) -> Option<usize> {
        let (count, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u16::from_le_bytes(*count).into())
    }

    /// A text behind its count.
    pub(super) fn text(&mut self) -> Option<&'i str> {
        let len = self.count()?;
        self.bytes(len)
    }

    pub(super) fn bytes(&mut self, len: usize) -> Option<&'i str> {
        let (text, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        std::str::from_utf8(text).ok()
    }
}
