//! What a document is read for.

/// What a document is read for: which rules it is held to, and whether anybody reads warnings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To be minted from: every rule holds, and there are warnings.
    #[cfg(feature = "template")]
    Template,
    /// To be signed: every rule holds.
    #[cfg(feature = "mint")]
    Sign,
    /// To be trusted: what Tinybird accepts of others is accepted.
    Verify,
    /// To be explained: the same, with warnings.
    Inspect,
}

impl Purpose {
    /// Whether this program makes what is read, so that it keeps every rule.
    pub(crate) fn is_ours(self) -> bool {
        !matches!(self, Purpose::Verify | Purpose::Inspect)
    }

    /// Whether anybody reads warnings.
    pub(crate) fn warns(self) -> bool {
        match self {
            #[cfg(feature = "template")]
            Purpose::Template => true,
            #[cfg(feature = "mint")]
            Purpose::Sign => false,
            Purpose::Verify => false,
            Purpose::Inspect => true,
        }
    }
}
