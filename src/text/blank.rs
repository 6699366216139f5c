//! Texts in which nobody sees anything.
//!
//! More than what Unicode calls white space: endpoints are rendered by Python, which strips `\u{1c}` to `\u{1f}` as well, and a value of
//! zero-width or filler characters names no tenant either.

/// Whether nothing but white space, control characters and invisible ones stand in a text, or nothing at all.
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().all(is_unseen)
}

/// In one list, so that no table of Unicode's is needed beside it.
fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\0'..='\u{20}' | '\u{7f}'..='\u{a0}' | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{1680}'
            | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{2000}'..='\u{200f}' | '\u{2028}'..='\u{202f}'
            | '\u{205f}'..='\u{206f}' | '\u{2800}' | '\u{3000}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_white_space_or_a_control_character_is_unseen() {
        for c in '\0'..=char::MAX {
            assert!(is_unseen(c) || !(c.is_whitespace() || c.is_control()), "{c:?}");
            assert!(!is_unseen(c) || !c.is_ascii_graphic(), "{c:?}");
        }
    }
}
