//! Verifying: what is accepted, and the one code of each refusal, in the order that gives away nothing about a token whose
//! signature is wrong. tests/attacks has the long table of hostile tokens.

use mintbird::{Error, MAX_TIME, MAX_TOKEN_LEN, SigningKey, Verifier};

use super::{key, verifier};
use crate::common::{HEADER, claims, claims_with, claims_without, codes, encode, jws, token};
use crate::known::{KEY, NOW, OTHER_WORKSPACE, WORKSPACE};

const OTHER_KEY: &str = "p.eyJ1IjogIjZlODg0ZTVkLTdlZGYtNGEyZS1iNWU0LTgxNTI2ZGZjMTQ0NCIsICJpZCI6ICI4NWMwOTQyNi1hOWUwLTRjNTQtYTdmYi03NWFhZjBhNmJmNzMiLCAiaG9zdCI6IG51bGx9.LvlBSpQWzGt1hgb20tttntJEvfPn43nk-wPDS8R4cmU";

fn code(token: &str) -> &'static str {
    verifier().verify(token, NOW).err().map_or("ok", |error| error.code())
}

#[test]
fn a_good_token_gives_its_claims() {
    let text = format!(
        r#"{{"workspace_id":"{WORKSPACE}","name":"n","exp":1700000600,"scopes":[{{"type":"PIPES:READ","resource":"r","fixed_params":{{"a":1.50,"b":true}}}},{{"type":"DATASOURCES:READ","resource":"s","filter":"a = 1"}},{{"type":"DATASOURCES:APPEND","resource":"t"}}],"limits":{{"rps":5}},"sub":"user","iat":1}}"#
    );
    let claims = verifier().verify(&token(&text), NOW).unwrap();
    assert_eq!(
        (claims.workspace_id(), claims.name(), claims.exp(), claims.rps()),
        (WORKSPACE, "n", NOW + 600, Some(5))
    );
    let scopes: Vec<_> =
        claims.scopes().iter().map(|scope| (scope.scope_type().as_str(), scope.resource(), scope.filter())).collect();
    assert_eq!(
        scopes,
        [("PIPES:READ", "r", None), ("DATASOURCES:READ", "s", Some("a = 1")), ("DATASOURCES:APPEND", "t", None)]
    );
    assert_eq!(claims.scopes()[0].fixed_params().len(), 2);
    assert_eq!(claims.other("sub").and_then(mintbird::Json::as_str), Some("user"));
    assert_eq!(claims.other("jti"), None);
    assert_eq!(claims.to_json(), text);
}

/// Every code, in the order in which they are decided. The token of each line has all the faults of the lines below it too,
/// as far as a token can.
#[test]
fn of_several_faults_the_earliest_is_told() {
    let verifier = || verifier().with_workspace_id(OTHER_WORKSPACE).unwrap();
    let early = claims_with("nbf", &(NOW + 10).to_string());
    let expired = early.replace(&(NOW + 600).to_string(), &NOW.to_string());
    let broken = expired.replace("\"name\":\"n\",", "");
    let header = r#"{"alg":"none","crit":["x"]}"#;
    let crit = r#"{"alg":"HS256","crit":["x"]}"#;
    let cases = [
        ("clock", 0, "x".repeat(MAX_TOKEN_LEN + 1)),
        ("too-large", NOW, format!("p.eyJ{}.{}", "!".repeat(MAX_TOKEN_LEN), "x")),
        ("wrong-kind", NOW, "p.eyJ!.!".into()),
        ("malformed", NOW, format!("{}.!.{}", encode("[]"), encode("x"))),
        ("malformed", NOW, format!("{}.{}.!", encode("[]"), encode("x"))),
        ("malformed", NOW, format!("{}.{}.!", encode(header), encode(&broken))),
        ("header", NOW, jws(OTHER_KEY, format!("[{header}]"), &broken)),
        ("header", NOW, jws(OTHER_KEY, r#"{"alg":"none","alg":"HS256"}"#, &broken)),
        ("alg", NOW, jws(OTHER_KEY, header, &broken)),
        ("crit", NOW, jws(OTHER_KEY, crit, &broken)),
        ("signature", NOW, jws(OTHER_KEY, HEADER, &broken)),
        ("signature", NOW, jws(OTHER_KEY, HEADER, &expired)),
        ("signature", NOW, jws(OTHER_KEY, HEADER, "not even JSON")),
        ("claims", NOW, token(&broken)),
        ("expired", NOW, token(&expired)),
        ("not-yet-valid", NOW, token(&early)),
        ("workspace", NOW, token(&claims(NOW + 600))),
    ];
    for (code, now, token) in cases {
        let error = verifier().verify(&token, now).expect_err(code);
        assert_eq!(error.code(), code, "{}", &token[..token.len().min(300)]);
    }
}

#[test]
fn a_changed_byte_is_a_changed_token() {
    let token = token(&claims(NOW + 600));
    assert_eq!(code(&token), "ok");
    for at in 0..token.len() {
        for byte in [b'A', b'B', b'-', b'.', b'=', b' ', 0x7f] {
            let mut bytes = token.clone().into_bytes();
            if bytes[at] == byte {
                continue;
            }
            bytes[at] = byte;
            let changed = String::from_utf8(bytes).unwrap();
            assert_ne!(code(&changed), "ok", "{at}: {changed}");
        }
        assert_ne!(code(&token[..at]), "ok");
        assert_ne!(code(&token[at..]), if at == 0 { "" } else { "ok" });
    }
    for changed in
        [format!("{token}A"), format!("{token}="), format!("{token}\n"), format!(" {token}"), format!("{token}.")]
    {
        assert_ne!(code(&changed), "ok", "{changed}");
    }
}

#[test]
fn the_form_is_strict() {
    let good = token(&claims(NOW + 600));
    let [header, payload, mac]: [&str; 3] = good.split('.').collect::<Vec<_>>().try_into().unwrap();
    let last = mac.chars().last().unwrap();
    let sibling = if last == 'A' { 'B' } else { char::from(last as u8 + 1) };
    for (text, expected) in [
        (String::new(), "malformed"),
        (".".into(), "malformed"),
        ("..".into(), "header"),
        ("...".into(), "malformed"),
        ("a.b".into(), "malformed"),
        (format!("{header}.{payload}"), "malformed"),
        (format!("{header}.{payload}."), "signature"),
        (format!("{header}.{payload}.{mac}."), "malformed"),
        (format!("{header}.{payload}.{mac}.x"), "malformed"),
        (format!("{header}.{payload}.{mac}.x.y"), "malformed"),
        (format!("{header}.{payload}={mac}"), "malformed"),
        (format!("{header}=.{payload}.{mac}"), "malformed"),
        (format!("{header}.{payload}.{mac}="), "malformed"),
        (format!("{header}.{payload}.{}", &mac[..41]), "malformed"),
        (format!("{header}.{payload}.{}", &mac[..40]), "signature"),
        (format!("{header}.{payload}.{}", encode([0; 31])), "signature"),
        (format!("{header}.{payload}.{}", encode([0; 33])), "signature"),
        (format!("{header}.{payload}.{}", encode([0; 64])), "signature"),
        (format!("{header}.{payload}.{}{sibling}", &mac[..42]), "malformed"),
        (format!("Bearer {good}"), "malformed"),
        (format!("{good}\n"), "malformed"),
        (format!("{header}.{payload}.{}é", &mac[..41]), "malformed"),
        (format!("{header}.{payload}.{}\u{200b}{}", &mac[..20], &mac[20..]), "malformed"),
        (good.replace('.', "。"), "malformed"),
        (KEY.into(), "wrong-kind"),
        (".".repeat(1_000_000), "too-large"),
        ("é".repeat(8_193), "too-large"),
        ("x".repeat(MAX_TOKEN_LEN), "malformed"),
    ] {
        assert_eq!(code(&text), expected, "{:?}", text.chars().take(300).collect::<String>());
    }
}

#[test]
fn the_header_may_say_hs256_or_nothing() {
    let with = |header: &str| jws(KEY, header, claims(NOW + 600));
    let deep = format!(r#"{{"x":{}{}}}"#, "[".repeat(32), "]".repeat(32));
    for (header, expected) in [
        (r#"{"alg":"HS256","typ":"JWT"}"#, "ok"),
        (r#"{"typ":"JWT","alg":"HS256"}"#, "ok"),
        (r#" { "alg" : "HS256" } "#, "ok"),
        (r#"{"\u0061lg":"HS256"}"#, "ok"),
        ("{}", "ok"),
        (r#"{"typ":"at+jwt"}"#, "ok"),
        (r#"{"kid":"../../etc/passwd","jku":"https://x","jwk":{},"x5u":"","x5c":[]}"#, "ok"),
        (r#"{"alg":"none"}"#, "alg"),
        (r#"{"alg":""}"#, "alg"),
        (r#"{"alg":"hs256"}"#, "alg"),
        (r#"{"alg":"HS256 "}"#, "alg"),
        (r#"{"alg":"HS384"}"#, "alg"),
        (r#"{"alg":"RS256"}"#, "alg"),
        (r#"{"alg":null}"#, "alg"),
        (r#"{"alg":["HS256"]}"#, "alg"),
        (r#"{"alg":{"HS256":1}}"#, "alg"),
        (r#"{"crit":[]}"#, "crit"),
        (r#"{"crit":null}"#, "crit"),
        (r#"{"alg":"HS256","b64":true}"#, "crit"),
        (r#"{"alg":"HS256","zip":"DEF"}"#, "crit"),
        (r#"{"alg":"HS256","\u0063rit":["exp"]}"#, "crit"),
        ("", "header"),
        ("[]", "header"),
        ("null", "header"),
        (r#""HS256""#, "header"),
        ("7", "header"),
        ("{} x", "header"),
        ("\u{feff}{}", "header"),
        (r#"{"alg":"HS256","alg":"HS256"}"#, "header"),
        (r#"{"alg":"HS256","\u0061lg":"none"}"#, "header"),
        (r#"{"x":{"a":1,"a":2}}"#, "header"),
        (deep.as_str(), "header"),
    ] {
        assert_eq!(code(&with(header)), expected, "{header}");
    }
    assert_eq!(code(&jws(KEY, b"{\"x\":\"\xff\"}", claims(NOW + 600))), "header");
}

#[test]
fn the_claims_are_held_to_the_rules() {
    for (name, value, issue) in [
        ("exp", "null", "exp-not-integer /exp"),
        ("exp", "\"1700000600\"", "exp-not-integer /exp"),
        ("exp", "0.999", "exp-not-integer /exp"),
        ("exp", "true", "exp-not-integer /exp"),
        ("exp", "[1700000600]", "exp-not-integer /exp"),
        ("exp", "0", "exp-not-integer /exp"),
        ("exp", "-0", "exp-not-integer /exp"),
        ("exp", "-1", "exp-not-integer /exp"),
        ("exp", "253402300800", "exp-not-integer /exp"),
        ("exp", "1e400", "exp-not-integer /exp"),
        ("exp", "9223372036854775808", "exp-not-integer /exp"),
        ("exp", "1700000600000", "exp-in-milliseconds /exp"),
        ("nbf", "\"0\"", "time-not-integer /nbf"),
        ("nbf", "9223372036854775807", "time-not-integer /nbf"),
        ("iat", "1700000000000", "time-not-integer /iat"),
        ("limits", "{\"rpm\":1}", "scope-member /limits/rpm"),
        (
            "scopes",
            r#"[{"type":"PIPES:READ","resource":"r","fixed_param":{"a":1}}]"#,
            "scope-member /scopes/0/fixed_param",
        ),
        ("iat", "null", "time-not-integer /iat"),
        ("workspace_id", "null", "workspace-id-not-uuid /workspace_id"),
        ("name", "\"\"", "name-missing /name"),
        ("scopes", "[]", "scopes-empty /scopes"),
        ("scopes", "{}", "scopes-missing /scopes"),
        ("limits", "[]", "rps-type /limits"),
        ("limits", "{\"rps\":\"1\"}", "rps-type /limits/rps"),
        ("x", "{\"a\":{\"b\":1,\"b\":2}}", "duplicate-key /x/a/b"),
    ] {
        let error = verifier().verify(&token(&claims_with(name, value)), NOW).expect_err(issue);
        assert_eq!((error.code(), codes(error.issues())), ("claims", vec![issue.to_string()]), "{name}: {value}");
    }
    for (name, issue) in [
        ("exp", "exp-missing"),
        ("workspace_id", "workspace-id-missing"),
        ("name", "name-missing"),
        ("scopes", "scopes-missing"),
    ] {
        let error = verifier().verify(&token(&claims_without(name)), NOW).expect_err(issue);
        assert_eq!(codes(error.issues()), [issue]);
    }
    let nested = "[".repeat(6_000);
    for payload in ["", "[]", "null", "7", "\"x\"", "{", "{}x", "\u{feff}{}", nested.as_str()] {
        let error = verifier().verify(&token(payload), NOW).expect_err(payload);
        assert_eq!((error.code(), error.issues()[0].code()), ("claims", "claims-not-object"), "{payload}");
    }
    let error = verifier().verify(&jws(KEY, HEADER, b"{\"name\":\"\xc0\x80\"}"), NOW).unwrap_err();
    assert_eq!((error.code(), error.issues()[0].code()), ("claims", "claims-not-object"));
    // Warnings do not keep a token out: only Tinybird decides about those.
    assert_eq!(code(&token(&claims_with("limits", "{\"rps\":0}"))), "ok");
    assert_eq!(code(&token(&claims_with("exp", &MAX_TIME.to_string()))), "ok");
}

#[test]
fn time_is_exact_and_tolerant_only_where_asked() {
    let exp = NOW + 600;
    let early = claims_with("nbf", &NOW.to_string());
    let verifiers = |tolerance| verifier().with_clock_tolerance(tolerance).unwrap();
    for (tolerance, claims, now, expected) in [
        (0, claims(exp), exp - 1, "ok"),
        (0, claims(exp), exp, "expired"),
        (0, claims(exp), exp + 1, "expired"),
        (30, claims(exp), exp + 29, "ok"),
        (30, claims(exp), exp + 30, "expired"),
        (600, claims(1), 600, "ok"),
        (600, claims(1), 601, "expired"),
        (0, claims(4_294_967_296), 4_294_967_295, "ok"),
        (0, claims(4_294_967_296), 4_294_967_296, "expired"),
        (0, claims(9_007_199_254), 9_007_199_253, "ok"),
        (0, early.clone(), NOW, "ok"),
        (0, early.clone(), NOW - 1, "not-yet-valid"),
        (30, early.clone(), NOW - 30, "ok"),
        (30, early.clone(), NOW - 31, "not-yet-valid"),
        (0, claims_with("nbf", "-1"), NOW, "ok"),
        // A fraction is cut off, and digits are read exactly.
        (0, claims_with("exp", "1700000600.9"), exp - 1, "ok"),
        (0, claims_with("exp", "1700000600.9"), exp, "expired"),
        (0, claims_with("exp", "17000006e2"), exp - 1, "ok"),
        (0, claims_with("nbf", "1700000000.5"), NOW, "ok"),
        (0, claims_with("nbf", "1700000001.5"), NOW, "not-yet-valid"),
        (0, claims_with("nbf", "253402300799"), NOW, "not-yet-valid"),
        (0, claims_with("iat", "253402300799"), NOW, "ok"),
        (0, claims(exp), 0, "clock"),
        (0, claims(exp), NOW * 1000, "clock"),
        (0, claims(exp), u64::MAX, "clock"),
    ] {
        let result = verifiers(tolerance).verify(&token(&claims), now);
        let code = result.as_ref().err().map_or("ok", Error::code);
        assert_eq!(code, expected, "{claims} at {now}, tolerance {tolerance}");
    }
    let error = verifier().verify(&token(&claims(exp)), exp + 5).unwrap_err();
    assert_eq!(error, Error::Expired { exp, now: exp + 5 });
    assert!(error.to_string().contains("5 s ago"), "{error}");
    let error = verifier().verify(&token(&early), NOW - 5).unwrap_err();
    assert_eq!(error, Error::NotYetValid { nbf: NOW, now: NOW - 5 });
    assert!(error.to_string().contains("in 5 s"), "{error}");
}

#[test]
fn any_of_several_keys_may_match() {
    let keys = || [SigningKey::new(OTHER_KEY).unwrap(), key()];
    let verifier = Verifier::new(keys()).unwrap();
    let third = SigningKey::new("a-third-key-of-thirty-two-bytes-or-more").unwrap();
    for key in [KEY, OTHER_KEY] {
        assert!(verifier.verify(&jws(key, HEADER, claims(NOW + 1)), NOW).is_ok());
        assert_eq!(Verifier::new([SigningKey::new(key).unwrap(), SigningKey::new(key).unwrap()]).map(|_| ()), Ok(()));
    }
    let foreign = mintbird::sign(&mintbird::Claims::parse(&claims(NOW + 1)).unwrap(), &third).unwrap();
    assert_eq!(verifier.verify(&foreign, NOW).unwrap_err(), Error::Signature);
    // What a key of another length, or of none, would have signed.
    assert_eq!(code(&jws("", HEADER, claims(NOW + 1))), "signature");
    assert_eq!(code(&jws(&KEY[..32], HEADER, claims(NOW + 1))), "signature");
}

#[test]
fn keys_of_every_length_verify_what_others_sign() {
    for len in [32, 33, 55, 56, 63, 64, 65, 119, 120, 127, 128, 129, 1000] {
        let text: String = (0..len).map(|at| char::from(b'a' + (at % 26) as u8)).collect();
        let verifier = Verifier::new([SigningKey::new(&text).unwrap()]).unwrap();
        for pad in 0..70 {
            let claims = claims_with("sub", &format!("\"{}\"", "x".repeat(pad)));
            assert!(verifier.verify(&jws(&text, HEADER, &claims), NOW).is_ok(), "{len} {pad}");
        }
    }
}

#[test]
fn the_workspace_is_checked_where_asked() {
    let good = token(&claims(NOW + 600));
    let verify = |id: &str| verifier().with_workspace_id(id).unwrap().verify(&good, NOW).map(|_| ());
    assert_eq!(verify(WORKSPACE), Ok(()));
    assert_eq!(verify(&WORKSPACE.to_uppercase()), Ok(()));
    assert_eq!(verify(OTHER_WORKSPACE), Err(Error::Workspace));
}

#[test]
fn options_that_cannot_be_are_refused() {
    let none: [SigningKey; 0] = [];
    assert!(matches!(Verifier::new(none).unwrap_err(), Error::Option { name: "keys", .. }));
    for id in ["", "x", "7d7e5a4c8d4e4c1e9f511f0f2f3a4b5c"] {
        assert!(matches!(verifier().with_workspace_id(id).unwrap_err(), Error::Option { name: "workspace_id", .. }));
    }
    for seconds in [601, u64::MAX] {
        assert!(matches!(
            verifier().with_clock_tolerance(seconds).unwrap_err(),
            Error::Option { name: "clock_tolerance", .. }
        ));
    }
    assert!(verifier().with_clock_tolerance(600).is_ok());
}
