//! What to write instead of a name that is not known.

use alloc::{
    string::{String, ToString as _},
    vec::Vec,
};

use crate::text::write::push;

/// The name that was probably meant, or the list of all.
pub(crate) fn hint(name: &str, known: &[&str]) -> String {
    match nearest(name, known) {
        Some(near) => ["did you mean `", near, "`?"].concat(),
        None if known.is_empty() => "there are none".to_string(),
        None => {
            let mut list = "expected one of:".to_string();
            for (index, name) in known.iter().enumerate() {
                push(if index > 0 { ", " } else { " " }, &mut list);
                push(name, &mut list);
            }
            list
        }
    }
}

/// The same but for case and separators, or at most two edits away.
pub(crate) fn nearest<'k>(name: &str, known: &[&'k str]) -> Option<&'k str> {
    if name.len() > 64 {
        return None;
    }
    let plain = |name: &str| -> Vec<u8> {
        name.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase()).collect()
    };
    let wanted = plain(name);
    known
        .iter()
        .map(|known| (distance(&wanted, &plain(known)), *known))
        .filter(|(distance, known)| *distance <= 2 && *distance < known.len())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

/// Levenshtein's distance, one row at a time.
fn distance(one: &[u8], other: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, byte) in one.iter().enumerate() {
        let mut diagonal = index;
        let mut left = index.saturating_add(1);
        let mut next = Vec::with_capacity(row.len());
        next.push(left);
        for (above, other) in row.iter().skip(1).zip(other) {
            let substitute = diagonal.saturating_add(usize::from(byte != other));
            left = substitute.min(left.saturating_add(1)).min(above.saturating_add(1));
            next.push(left);
            diagonal = *above;
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}
