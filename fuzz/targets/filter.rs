//! A line with a value, and a filter behind it whose placeholders are `{v:String}`. If the filter is taken, then no value makes
//! another reader of ClickHouse's SQL see other tokens than a harmless one makes it see, but for what the literals say.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mintbird_fuzz::clickhouse::{Token, tokens};
use mintbird_fuzz::{NOW, filter_of, filtering, lines};

/// A text that no input guesses.
const HARMLESS: &str = "hArMlEsS";

fuzz_target!(|input: &str| {
    let Some([value, filter]) = lines::<2>(input) else { return };
    if filter.contains(HARMLESS) || value.is_empty() {
        return;
    }
    let Some(minter) = filtering(filter) else { return };
    if minter.params() != ["v"] {
        return;
    }
    let read = |value: &str| Some(tokens(&filter_of(&minter.mint([("v", value)], NOW).ok()?)));
    let (Some(harmless), Some(hostile)) = (read(HARMLESS), read(value)) else { return };
    assert_eq!(harmless.len(), hostile.len(), "{harmless:?}\n{hostile:?}");
    for (one, other) in harmless.iter().zip(&hostile) {
        match (one, other) {
            (Token::String(one), Token::String(other)) if one == HARMLESS.as_bytes() => {
                assert_eq!(other, value.as_bytes());
            }
            _ => assert_eq!(one, other),
        }
    }
});
