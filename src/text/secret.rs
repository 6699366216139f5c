//! What must not be shown: a static token, in whatever place somebody has put one.

use crate::text::base64url::is_base64url;

/// A name as messages and paths may show it: not where somebody has put a static token in the place of a name.
pub(crate) fn shown(name: &str) -> &str {
    if contains_static_token(name) { "p.…" } else { name }
}

/// Whether a static token stands anywhere inside a text, for the rule that no payload may carry one.
pub(crate) fn contains_static_token(text: &str) -> bool {
    const SHORTEST: usize = "p.eyJ.".len() + 43;
    if text.len() < SHORTEST {
        return false;
    }
    let (mut before, mut payload) = ("", "");
    text.split('.').any(|mac| {
        let found = before.ends_with('p')
            && payload.starts_with("eyJ")
            && payload.bytes().all(is_base64url)
            && mac.bytes().take_while(|byte| is_base64url(*byte)).count() >= 43;
        (before, payload) = (payload, mac);
        found
    })
}
