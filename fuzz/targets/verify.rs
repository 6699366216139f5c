//! Input of two lines is a header and a payload, which are signed with the right key, so that what lies behind the signature is
//! reached; anything else is taken for a token.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mintbird::{Claims, sign};
use mintbird_fuzz::{NOW, key, lines, payload, signed, verifier};

fuzz_target!(|input: &[u8]| {
    let verifier = verifier();
    let cut = input.iter().position(|byte| *byte == b'\n');
    let token = match (cut, std::str::from_utf8(input)) {
        (Some(at), _) => signed(&input[..at], &input[at + 1..]),
        (None, Ok(text)) => text.to_string(),
        (None, Err(_)) => return,
    };
    let Ok(claims) = verifier.verify(&token, NOW) else { return };

    // Another reader of JSON finds the same in the token.
    let json = payload(&token);
    // Which rounds, where the claims cut a fraction off.
    let exp = json["exp"].as_f64().expect("exp is a number");
    assert!((exp - claims.exp() as f64).abs() <= 1.0, "{exp} is not {}", claims.exp());
    assert!(claims.exp() > NOW);
    assert_eq!(json["name"], claims.name());
    assert_eq!(json["workspace_id"], claims.workspace_id());
    assert_eq!(json["scopes"].as_array().map(Vec::len), Some(claims.scopes().len()));
    if let Some(nbf) = json["nbf"].as_i64() {
        assert!(nbf <= NOW as i64);
    }
    if let Ok(text) = std::str::from_utf8(input)
        && let Some([header, _]) = lines::<2>(text)
    {
        let header: serde_json::Value = serde_json::from_str(header).expect("a header is JSON");
        assert!(header.get("alg").is_none_or(|alg| alg == "HS256"));
    }

    // Signed anew, they are the same claims. Their text may have become longer, by escapes that were left out before.
    if let Ok(again) = sign(&claims, &key()) {
        assert_eq!(verifier.verify(&again, NOW).expect("our own token"), claims);
    }
    assert_eq!(Claims::of_others(&claims.to_json()).expect("our own JSON"), claims);
    assert!(verifier.verify(&token, claims.exp()).is_err());
});
