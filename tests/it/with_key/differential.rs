//! Ours against jwt-simple, whose key and MAC mintbird uses, but not its reader of tokens. tests/js compares with other libraries.

use std::collections::{BTreeMap, BTreeSet};

use jwt_simple::prelude::{HS256Key, MACLike as _, NoCustomClaims, UnixTimeStamp, VerificationOptions};

use super::verifier;
use crate::common::{HEADER, encode, mac};
use crate::known::{KEY, NOW, WORKSPACE};

/// What a header is changed to.
const HEADERS: &[(&str, &str)] = &[
    ("", HEADER),
    ("alg missing", r#"{"typ":"JWT"}"#),
    ("alg none", r#"{"alg":"none"}"#),
    ("alg HS384", r#"{"alg":"HS384"}"#),
    ("alg RS256", r#"{"alg":"RS256"}"#),
    ("alg in small letters", r#"{"alg":"hs256"}"#),
    ("alg array", r#"{"alg":["HS256"]}"#),
    ("alg null", r#"{"alg":null}"#),
    ("alg escaped", r#"{"alg":"HS\u00325\u0036"}"#),
    ("alg twice", r#"{"alg":"HS256","alg":"HS256"}"#),
    ("crit", r#"{"alg":"HS256","crit":["x"]}"#),
    ("crit null", r#"{"alg":"HS256","crit":null}"#),
    ("b64", r#"{"alg":"HS256","b64":false}"#),
    ("zip", r#"{"alg":"HS256","zip":"DEF"}"#),
    ("kid", r#"{"alg":"HS256","kid":"../../dev/null"}"#),
    ("kid number", r#"{"alg":"HS256","kid":7}"#),
    ("jwk", r#"{"alg":"HS256","jwk":{"kty":"oct","k":"AAAA"}}"#),
    ("jku", r#"{"alg":"HS256","jku":"https://attacker.example/"}"#),
    ("cty", r#"{"alg":"HS256","cty":"JWT"}"#),
    ("typ at+jwt", r#"{"alg":"HS256","typ":"at+jwt"}"#),
    ("typ number", r#"{"alg":"HS256","typ":1}"#),
    ("header with a byte order mark", "\u{feff}{\"alg\":\"HS256\"}"),
    ("header with trailing bytes", r#"{"alg":"HS256"}x"#),
    ("header with white space", " {\"alg\" : \"HS256\"}\n"),
    ("header array", r#"["HS256"]"#),
    ("header empty", ""),
];

/// What becomes of `exp`; the empty text leaves it out.
const EXPIRIES: &[(&str, &str)] = &[
    ("", "1700000600"),
    ("exp missing", ""),
    ("exp now", "1700000000"),
    ("exp now + 1", "1700000001"),
    ("exp past", "1699999999"),
    ("exp zero", "0"),
    ("exp negative zero", "-0"),
    ("exp negative", "-1"),
    ("exp 2^32 - 1", "4294967295"),
    ("exp 2^32", "4294967296"),
    ("exp of the documentation", "123123123123"),
    ("exp milliseconds", "1700000600000"),
    ("exp 2^53 + 1", "9007199254740993"),
    ("exp 2^63", "9223372036854775808"),
    ("exp 2^64", "18446744073709551616"),
    ("exp 1e30", "1e30"),
    ("exp 1e400", "1e400"),
    ("exp fraction", "1700000600.5"),
    ("exp with .0", "1700000600.0"),
    ("exp exponent", "18e8"),
    ("exp string", r#""1700000600""#),
    ("exp null", "null"),
    ("exp true", "true"),
    ("exp array", "[1700000600]"),
    ("exp leading zero", "01700000600"),
    ("exp plus", "+1700000600"),
];

/// What is added to the payload, or to its end.
const ADDITIONS: &[(&str, &str)] = &[
    ("", "}"),
    ("exp twice", r#","exp":1700000600}"#),
    ("another claim twice", r#","x":1,"x":2}"#),
    ("nbf now", r#","nbf":1700000000}"#),
    ("nbf now + 1", r#","nbf":1700000001}"#),
    ("nbf string", r#","nbf":"1"}"#),
    ("nbf fraction", r#","nbf":1.5}"#),
    ("nbf null", r#","nbf":null}"#),
    ("nbf negative", r#","nbf":-1}"#),
    ("iat future", r#","iat":1700009999}"#),
    ("iat string", r#","iat":"1"}"#),
    ("iat fraction", r#","iat":1.5}"#),
    ("iat 2^64", r#","iat":18446744073709551616}"#),
    ("aud array", r#","aud":["a"]}"#),
    ("sub number", r#","sub":7}"#),
    ("jti null", r#","jti":null}"#),
    ("lone surrogate", r#","x":"\ud800"}"#),
    ("control character", ",\"x\":\"\u{1}\"}"),
    ("nests 40 deep", r#","x":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}"#),
    ("payload cut off", ""),
    ("payload with trailing bytes", "}x"),
    ("payload with white space", " }\n"),
];

/// What becomes of the signed token.
const FORMS: &[&str] = &[
    "",
    "signature flipped",
    "signature empty",
    "signature cut",
    "signature with padding",
    "signature with trailing bits",
    "space in front",
    "line feed behind",
    "fourth segment",
];

/// Where they disagree: the change, what ours says, and why ours is right.
const DISAGREEMENTS: &[(&str, &str, &str)] = &[
    ("alg missing", "ok", "Tinybird does not read alg and lets it be left out; the key fixes the algorithm"),
    ("kid number", "ok", "the key is the caller's, kid is not looked at"),
    ("jwk", "ok", "the key is the caller's, jwk is not looked at"),
    ("typ number", "ok", "typ is not looked at"),
    ("sub number", "ok", "a claim that Tinybird does not define may be anything"),
    ("iat future", "ok", "RFC 7519 §4.1.6 gives iat no say in whether a token is accepted"),
    ("nbf negative", "ok", "RFC 7519 §2: a NumericDate before 1970 is one, and has passed"),
    (
        "header array",
        "header",
        "RFC 7515 §4: a header is an object; a list of values in the order of a struct's fields is none",
    ),
    ("b64", "crit", "RFC 7797: such a payload is signed in another form"),
    ("zip", "crit", "RFC 7516 §4.1.3: zip belongs to encryption"),
    ("crit null", "crit", "RFC 7515 §4.1.11: crit is a list that is not empty"),
    ("another claim twice", "claims", "RFC 7519 §4: claim names are unique"),
    ("nests 40 deep", "claims", "32 levels are enough for any token"),
    ("exp missing", "claims", "Tinybird answers 403 without exp"),
    ("exp now", "expired", "RFC 7519 §4.1.4: the current time must be before exp"),
    ("exp milliseconds", "claims", "it would live for 50 000 years; 2^32 and more read as 2106 in 32 bits"),
    ("exp 2^53 + 1", "claims", "after the year 9999, and not exact in JavaScript"),
    ("exp 2^63", "claims", "after the year 9999, and not exact in JavaScript"),
    ("exp 2^64", "claims", "after the year 9999, and not exact in JavaScript"),
    ("exp 1e30", "claims", "after the year 9999, and not exact in JavaScript"),
    ("exp exponent", "claims", "times are integers, read exactly"),
    ("exp fraction", "claims", "times are integers, read exactly"),
    ("exp with .0", "claims", "times are integers, read exactly"),
    ("nbf fraction", "claims", "times are integers, read exactly"),
    ("iat fraction", "claims", "times are integers, read exactly"),
];

fn form(name: &str, input: &str, mac: [u8; 32]) -> String {
    let mut mac = mac.to_vec();
    let plain = |mac: &[u8]| format!("{input}.{}", encode(mac));
    match name {
        "signature flipped" => mac[31] ^= 1,
        "signature empty" => mac.clear(),
        "signature cut" => mac.truncate(31),
        "signature with padding" => return plain(&mac) + "=",
        "signature with trailing bits" => {
            let mut token = plain(&mac).into_bytes();
            // The last of 43 characters has two bits to spare: its successor says the same to a lenient reader.
            *token.last_mut().unwrap() += 1;
            return String::from_utf8(token).unwrap();
        }
        "space in front" => return format!(" {}", plain(&mac)),
        "line feed behind" => return plain(&mac) + "\n",
        "fourth segment" => return plain(&mac) + ".e30",
        _ => {}
    }
    plain(&mac)
}

#[test]
fn where_jwt_simple_disagrees_it_is_known_why() {
    let verifier = verifier();
    let key = HS256Key::from_bytes(KEY.as_bytes());
    let options = VerificationOptions {
        time_tolerance: Some(Default::default()),
        artificial_time: Some(UnixTimeStamp::from_secs(NOW)),
        ..Default::default()
    };
    let known: BTreeMap<(&str, &str), &str> =
        DISAGREEMENTS.iter().map(|(change, ours, why)| ((*change, *ours), *why)).collect();
    assert_eq!(known.len(), DISAGREEMENTS.len(), "listed twice");
    let mut seen = BTreeSet::new();
    let mut unexplained = BTreeMap::new();
    let (mut count, mut disagreements) = (0, 0);
    for (header_name, header) in HEADERS {
        for (exp_name, exp) in EXPIRIES {
            for (addition_name, addition) in ADDITIONS {
                let exp = if exp.is_empty() { String::new() } else { format!(r#""exp":{exp},"#) };
                let payload = format!(
                    r#"{{"workspace_id":"{WORKSPACE}","name":"n",{exp}"scopes":[{{"type":"PIPES:READ","resource":"r"}}]{addition}"#
                );
                let input = format!("{}.{}", encode(header), encode(payload));
                let mac = mac(KEY, &input);
                for form_name in FORMS {
                    let token = form(form_name, &input, mac);
                    count += 1;
                    let ours = verifier.verify(&token, NOW);
                    let theirs = key.verify_token::<NoCustomClaims>(&token, Some(options.clone()));
                    if let (Ok(ours), Ok(theirs)) = (&ours, &theirs) {
                        // It keeps time in 32 bits: later ones end with the year 2106.
                        let kept = ours.exp().min(u32::MAX.into());
                        assert_eq!(theirs.expires_at.map(|exp| exp.as_secs()), Some(kept), "{token}");
                    }
                    if ours.is_ok() == theirs.is_ok() {
                        continue;
                    }
                    disagreements += 1;
                    let code = ours.as_ref().map_or_else(|error| error.code(), |_| "ok");
                    let changes = [*header_name, *exp_name, *addition_name, *form_name];
                    let reasons = changes.map(|change| (change, code));
                    let mut found = reasons.iter().filter(|reason| known.contains_key(*reason)).peekable();
                    if found.peek().is_none() {
                        let label: Vec<&str> = changes.into_iter().filter(|change| !change.is_empty()).collect();
                        unexplained.insert((label.len(), label.join(" + "), code), token);
                    }
                    seen.extend(found.copied());
                }
            }
        }
    }
    let shortest: Vec<_> = unexplained.iter().take(60).collect();
    assert!(shortest.is_empty(), "{} new disagreements: {shortest:#?}", unexplained.len());
    let stale: Vec<_> = known.keys().filter(|class| !seen.contains(*class)).collect();
    assert!(stale.is_empty(), "listed, but nobody sees it: {stale:?}");
    println!(
        "trust: differential, jwt-simple | {count} tokens, {disagreements} disagreements in {} classes | 0 unexplained",
        known.len()
    );
}
