//! The spelling of a key that has signed a token is found, whatever the header says, and nothing else is.

use mintbird::{KeySpelling, MAX_TOKEN_LEN, generate_local_tokens};

use crate::common::{HEADER, claims, jws};
use crate::known::{KEY, NOW};

#[test]
fn each_spelling_is_told_from_the_others() {
    let other = generate_local_tokens().unwrap().workspace_token;
    for (spelt, code) in [
        (KEY.to_string(), "exact"),
        (format!("{KEY}\n"), "line-feed"),
        (format!("{KEY}\r\n"), "carriage-return-line-feed"),
        (format!("{KEY}\r"), "carriage-return"),
        (format!("{KEY} "), "space-behind"),
        (format!(" {KEY}"), "space-before"),
        (format!(" {KEY} "), "spaces"),
        (format!("\n{KEY}"), "line-feed-before"),
        (format!("{KEY}\t"), "tab"),
        (format!("\"{KEY}\""), "double-quotes"),
        (format!("'{KEY}'"), "single-quotes"),
        (format!("{KEY}\\n"), "escaped-line-feed"),
        (format!("\u{feff}{KEY}"), "byte-order-mark"),
        (format!("{KEY}\u{a0}"), "no-break-space"),
        (format!("{KEY}\u{200b}"), "zero-width-space"),
        (format!("{KEY};"), "semicolon"),
        (format!("{KEY},"), "comma"),
        (format!("Bearer {KEY}"), "bearer"),
    ] {
        for header in [HEADER, r#"{"alg":"RS256"}"#, r#"{"crit":["x"]}"#] {
            let token = jws(&spelt, header, claims(NOW));
            // The key alone is enough, and so is the key just as it was when it signed.
            for given in [KEY, &spelt] {
                assert_eq!(KeySpelling::of(&token, given).unwrap().map(KeySpelling::code), Some(code), "{spelt:?}");
            }
            assert_eq!(KeySpelling::of(&token, &other).unwrap(), None, "{spelt:?}");
        }
    }
}

#[test]
fn a_spelling_that_nobody_thought_of_is_tried_as_it_is_given() {
    let spelt = format!("{KEY}\n\n\n");
    let token = jws(&spelt, HEADER, claims(NOW));
    assert_eq!(KeySpelling::of(&token, &spelt).unwrap(), Some(KeySpelling::AsGiven));
    assert_eq!(KeySpelling::of(&token, KEY).unwrap(), None);
}

#[test]
fn what_cannot_be_tried_is_an_error() {
    let token = jws(KEY, HEADER, claims(NOW));
    for (token, key, code) in [
        ("x", KEY, "malformed"),
        (KEY, KEY, "wrong-kind"),
        (token.as_str(), "", "key"),
        (token.as_str(), " \n", "key"),
        (token.as_str(), "\"\"", "key"),
        (token.as_str(), "x".repeat(20_000).as_str(), "key"),
    ] {
        assert_eq!(KeySpelling::of(token, key).unwrap_err().code(), code);
    }
    let longest = "x".repeat(MAX_TOKEN_LEN);
    assert_eq!(KeySpelling::of(&token, &longest).unwrap(), None);
    assert_eq!(KeySpelling::of(&token, &(longest + "x")).unwrap_err().code(), "key");
}
