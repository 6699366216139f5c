//! In which spelling a key has signed: alone, or with what got around it on the way into a program's environment, a line feed from
//! a file or the quotes of a `.env`. It is for whoever asks why a signature does not match, and accepts no token.

use alloc::string::String;

use zeroize::Zeroizing;

use crate::crypto::mac::Mac;
use crate::error::Error;
use crate::error::unreadable::MAX_TOKEN_LEN;
use crate::text::name::by_name;
use crate::token::compact::Segments;

/// How the key was spelt that signed a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeySpelling {
    /// The key alone, as Tinybird has it.
    Exact,
    /// With a line feed behind it.
    LineFeed,
    /// With a carriage return and a line feed behind it, as Windows ends lines.
    CarriageReturnLineFeed,
    /// With a carriage return behind it.
    CarriageReturn,
    /// With a space behind it.
    SpaceBehind,
    /// With a space before it.
    SpaceBefore,
    /// With a space on both sides.
    Spaces,
    /// With a line feed before it.
    LineFeedBefore,
    /// With a tabulator behind it.
    Tab,
    /// In double quotes.
    DoubleQuotes,
    /// In single quotes.
    SingleQuotes,
    /// With a backslash and an `n` behind it: a line feed that nothing has read as one.
    EscapedLineFeed,
    /// With a byte order mark before it.
    ByteOrderMark,
    /// With a no-break space behind it.
    NoBreakSpace,
    /// With a zero-width space behind it.
    ZeroWidthSpace,
    /// With a semicolon behind it.
    Semicolon,
    /// With a comma behind it.
    Comma,
    /// With `Bearer ` before it.
    Bearer,
    /// As it was given, which is none of the others.
    AsGiven,
}

impl KeySpelling {
    /// Every spelling that is tried, with what stands before and behind the key.
    const AROUND: &[(KeySpelling, &str, &str)] = &[
        (KeySpelling::Exact, "", ""),
        (KeySpelling::LineFeed, "", "\n"),
        (KeySpelling::CarriageReturnLineFeed, "", "\r\n"),
        (KeySpelling::CarriageReturn, "", "\r"),
        (KeySpelling::SpaceBehind, "", " "),
        (KeySpelling::SpaceBefore, " ", ""),
        (KeySpelling::Spaces, " ", " "),
        (KeySpelling::LineFeedBefore, "\n", ""),
        (KeySpelling::Tab, "", "\t"),
        (KeySpelling::DoubleQuotes, "\"", "\""),
        (KeySpelling::SingleQuotes, "'", "'"),
        (KeySpelling::EscapedLineFeed, "", "\\n"),
        (KeySpelling::ByteOrderMark, "\u{feff}", ""),
        (KeySpelling::NoBreakSpace, "", "\u{a0}"),
        (KeySpelling::ZeroWidthSpace, "", "\u{200b}"),
        (KeySpelling::Semicolon, "", ";"),
        (KeySpelling::Comma, "", ","),
        (KeySpelling::Bearer, "Bearer ", ""),
    ];

    /// The stable code, such as `"line-feed"`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            KeySpelling::Exact => "exact",
            KeySpelling::LineFeed => "line-feed",
            KeySpelling::CarriageReturnLineFeed => "carriage-return-line-feed",
            KeySpelling::CarriageReturn => "carriage-return",
            KeySpelling::SpaceBehind => "space-behind",
            KeySpelling::SpaceBefore => "space-before",
            KeySpelling::Spaces => "spaces",
            KeySpelling::LineFeedBefore => "line-feed-before",
            KeySpelling::Tab => "tab",
            KeySpelling::DoubleQuotes => "double-quotes",
            KeySpelling::SingleQuotes => "single-quotes",
            KeySpelling::EscapedLineFeed => "escaped-line-feed",
            KeySpelling::ByteOrderMark => "byte-order-mark",
            KeySpelling::NoBreakSpace => "no-break-space",
            KeySpelling::ZeroWidthSpace => "zero-width-space",
            KeySpelling::Semicolon => "semicolon",
            KeySpelling::Comma => "comma",
            KeySpelling::Bearer => "bearer",
            KeySpelling::AsGiven => "as-given",
        }
    }

    /// Finds the spelling of a key in which it has signed a token, whatever algorithm the header names: Tinybird does not read it.
    /// What may stand around the key as it is given is taken off first. Nothing says that the token can be used.
    ///
    /// ```
    /// use mintbird::{KeySpelling, generate_local_tokens};
    ///
    /// let key = generate_local_tokens()?.workspace_token;
    /// assert_eq!(KeySpelling::of("eyJhbGciOiJIUzI1NiJ9.e30.AAAA", &key)?, None);
    /// # Ok::<(), mintbird::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Malformed`], [`Error::WrongKind`] and [`Error::TooLarge`] for what is no JWT, [`Error::Key`] for an empty key.
    pub fn of(token: &str, key: &str) -> Result<Option<KeySpelling>, Error> {
        let segments = Segments::of(token)?;
        let signature = segments.decode_signature()?;
        let alone = alone(key);
        if alone.is_empty() {
            return Err(Error::Key("the signing key is empty; set TINYBIRD_SIGNING_KEY to the workspace admin token"));
        }
        if alone.len() > MAX_TOKEN_LEN {
            return Err(Error::Key("the signing key has over 16 KiB; pass the workspace admin token alone, `p.…`"));
        }
        let has_signed = |key: &str| -> Result<bool, Error> {
            Ok(Mac::new(key.as_bytes())?.verify(segments.signing_input.as_bytes(), &signature))
        };
        for (spelling, before, behind) in KeySpelling::AROUND {
            let key: Zeroizing<String> = Zeroizing::new([before, alone, behind].concat());
            if has_signed(&key)? {
                return Ok(Some(*spelling));
            }
        }
        Ok(has_signed(key)?.then_some(KeySpelling::AsGiven))
    }
}

by_name!(KeySpelling, code);

/// The key without what may stand around it.
fn alone(key: &str) -> &str {
    let around = |c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}' | '"' | '\'' | ';' | ',');
    let key = key.trim_matches(around);
    let key = key.strip_prefix("Bearer ").unwrap_or(key);
    key.strip_suffix("\\n").unwrap_or(key).trim_matches(around)
}
