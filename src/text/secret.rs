//! What must not be shown: a token, in whatever place somebody has put one.

use crate::text::base64url::is_base64url;

/// A name as messages and paths may show it: not where somebody has put a token in the place of a name.
pub(crate) fn shown(name: &str) -> &str {
    match (contains_static_token(name), contains(name, "", 1)) {
        (true, _) => "p.…",
        (_, true) => "eyJ…",
        _ => name,
    }
}

/// Whether a static token stands anywhere inside a text, for the rule that no payload may carry one.
pub(crate) fn contains_static_token(text: &str) -> bool {
    const SHORTEST: usize = "p.eyJ.".len() + 43;
    text.len() >= SHORTEST && has(text, b'.') && contains(text, "p", 43)
}

/// Whether a static token may stand in a document: escapes may hide one from a look at the text.
pub(crate) fn may_contain_static_token(json: &str) -> bool {
    contains_static_token(json) || has(json, b'\\')
}

/// Whether a byte stands in a text. It looks at all of them, which in vectors is faster than to stop at the first.
fn has(text: &str, wanted: u8) -> bool {
    text.bytes().fold(false, |found, byte| found | (byte == wanted))
}

/// Whether a token stands anywhere inside a text: its payload between two dots, behind something that ends so, before so many characters.
#[inline(never)]
fn contains(text: &str, end: &str, signature: usize) -> bool {
    let (mut before, mut payload) = ("", "");
    text.split('.').any(|mac| {
        let found = payload.starts_with("eyJ")
            && payload.bytes().all(is_base64url)
            && before.ends_with(end)
            && mac.bytes().take_while(|byte| is_base64url(*byte)).count() >= signature;
        (before, payload) = (payload, mac);
        found
    })
}
