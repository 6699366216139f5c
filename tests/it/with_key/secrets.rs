//! No error, no warning, no report and no `Debug` shows a key: every code is provoked, with the key in every place where a
//! caller could put it by mistake.

use std::collections::BTreeSet;

use mintbird::{
    Claims, Error, Issue, MintOptions, Minter, RateLimiter, Request, SigningKey, StaticScope, StaticToken, Template,
    Value, Verifier, inspect, sign,
};

use super::{key, minter, verifier};
use crate::common::{HEADER, claims, claims_with, encode, jws, token};
use crate::known::{KEY, NOW, TEMPLATE, WORKSPACE};

/// Any part of the key that is long enough to be no coincidence, of its secret half above all.
fn assert_clean(output: &str) {
    for at in 0..=KEY.len() - 20 {
        let part = &KEY[at..at + 20];
        // What a static token says of itself is shown by those who are asked to show it; its MAC never is.
        assert!(!output.contains(part), "{part:?} of the key stands in {output}");
    }
}

/// Everything that can be printed of an error.
fn show(error: &Error) {
    for output in [error.to_string(), format!("{error:?}"), format!("{error:#?}"), error.code().to_string()] {
        assert_clean(&output);
    }
    for issue in error.issues() {
        show_issue(issue);
    }
}

fn show_issue(issue: &Issue) {
    for output in [issue.to_string(), format!("{issue:?}"), issue.path.clone(), issue.message.to_string()] {
        assert_clean(&output);
    }
}

/// Errors of every code, made with the key in the wrong place.
fn errors() -> Vec<Error> {
    let mut errors = Vec::new();
    let mut collect = |result: Result<(), Error>| errors.push(result.unwrap_err());

    // verify
    let verifier = verifier().with_workspace_id(crate::known::OTHER_WORKSPACE).unwrap();
    let verify = |token: &str, now: u64| verifier.verify(token, now).map(drop);
    let late = claims_with("nbf", &(NOW + 100).to_string());
    for text in [
        KEY.repeat(200),
        KEY.to_string(),
        format!("{KEY}.{KEY}"),
        format!("{KEY}\n"),
        jws(KEY, KEY, claims(NOW + 1)),
        jws(KEY, format!(r#"{{"alg":"HS256","{KEY}":1,"{KEY}":2}}"#), "{}"),
        jws(KEY, format!(r#"{{"alg":"{KEY}"}}"#), "{}"),
        jws(KEY, format!(r#"{{"crit":["{KEY}"]}}"#), "{}"),
        jws("another key, as long as it has to be", HEADER, KEY),
        jws(KEY, HEADER, KEY),
        jws(
            KEY,
            HEADER,
            format!(r#"{{"{KEY}":"{KEY}","{KEY}":["{KEY}"],"scopes":[{{"{KEY}":1}}],"limits":{{"{KEY}":1}}}}"#),
        ),
        token(&claims_with("workspace_id", &format!("{KEY:?}"))),
        token(&claims_with(
            "scopes",
            &format!(r#"[{{"type":"{KEY}","resource":"{KEY}","fixed_params":{{"{KEY}":null}}}}]"#),
        )),
        token(&claims(NOW - 1)),
        token(&late),
        token(&claims(NOW + 1)),
    ] {
        collect(verify(&text, NOW));
    }
    collect(verify(&token(&claims(NOW + 1)), 0));

    // templates
    for text in [
        KEY.to_string(),
        format!("{KEY:?}"),
        format!(r#"{{"{KEY}":1}}"#),
        TEMPLATE.replacen("dashboard_", KEY, 1),
        TEMPLATE.replacen("{user_id}", &format!("{{{KEY}}}"), 1),
        TEMPLATE.replacen("top_pages", &format!("{{{KEY}}}"), 1),
        TEMPLATE.replacen("String", KEY, 1),
        TEMPLATE.replacen("eur", KEY, 1),
        TEMPLATE.replacen("10m", KEY, 1),
        TEMPLATE.replacen("\"ttl\"", &format!(r#""workspace_id":"{KEY}","ttl""#), 1),
        TEMPLATE.replacen("\"rps\"", &format!("{KEY:?}"), 1),
        TEMPLATE.replacen("\"resource\"", &format!(r#""{KEY}":"{KEY}","resource""#), 1),
        TEMPLATE.replacen("\"org_id\"", &format!("{KEY:?}"), 1),
    ] {
        collect(Template::parse(&text).map(drop));
    }
    let nobody = SigningKey::new(&"k".repeat(40)).unwrap();
    collect(Minter::new(Template::parse(TEMPLATE).unwrap(), nobody).map(drop));

    // minting
    let minter = minter(TEMPLATE);
    let org = || ("org_id", Value::from("acme"));
    let user = || ("user_id", Value::from("u"));
    let mint = |params: Vec<(&str, Value<'_>)>, options: MintOptions| minter.mint(params, options).map(drop);
    let at = |now| MintOptions::at(now);
    collect(mint(vec![org()], at(NOW)));
    collect(mint(vec![org(), user(), (KEY, KEY.into())], at(NOW)));
    collect(mint(vec![org(), user(), ("user", KEY.into())], at(NOW)));
    collect(mint(vec![org(), ("user_id", vec![KEY].into())], at(NOW)));
    collect(mint(vec![user(), ("org_id", vec![KEY].into())], at(NOW)));
    collect(mint(vec![org(), user(), ("org_id", KEY.into())], at(NOW)));
    collect(mint(vec![org(), ("user_id", KEY.repeat(200).into())], at(NOW)));
    collect(mint(vec![org(), user()], at(0)));
    collect(mint(vec![org(), user()], MintOptions::at(NOW).with_ttl(0)));
    let typed = super::minter(&super::filter_template("a = {v:UUID}"));
    collect(typed.mint([("v", KEY)], NOW).map(drop));

    // keys
    for text in ["", &KEY[..20], &format!("-----BEGIN {KEY}"), &format!("{{{KEY}"), &token(&claims(NOW))] {
        collect(SigningKey::new(text).map(drop));
    }

    // what is left
    collect(Verifier::new(Vec::<SigningKey>::new()).map(drop));
    collect(Verifier::new([key()]).unwrap().with_workspace_id(KEY).map(drop));
    collect(Verifier::new([key()]).unwrap().with_clock_tolerance(601).map(drop));
    collect(RateLimiter::new(0).map(drop));
    for text in [
        format!("{KEY:?}"),
        format!(r#"{{"{KEY}":1}}"#),
        format!(r#"{{"pipe":"p","params":"{KEY}"}}"#),
        format!(r#"{{"pipe":"p","params":{{"{KEY}":null}}}}"#),
        format!(r#"{{"pipe":"p","params":[["{KEY}"]]}}"#),
    ] {
        collect(Request::parse(&text).map(drop));
    }
    for text in [KEY.repeat(200), format!("{KEY}."), token(&claims(NOW)), format!("p.{}.{}", encode(KEY), encode(KEY))]
    {
        collect(StaticToken::parse(&text).map(drop));
    }
    collect(StaticToken::new(KEY, KEY).mint(KEY.as_bytes()).map(drop));
    collect(StaticToken::new(WORKSPACE, WORKSPACE).with_host(KEY).mint(KEY.as_bytes()).map(drop));
    for text in [KEY.repeat(200), KEY.to_string(), format!("{KEY}."), token(&claims(NOW))] {
        collect(StaticToken::verify(&text, KEY.as_bytes()).map(drop));
    }
    for text in [KEY.to_string(), format!("ADMIN:{KEY}"), format!("PIPES:DROP:{KEY}:x"), format!("PIPES:READ:{KEY} ")] {
        collect(StaticScope::parse(&text).map(drop));
    }
    collect(Claims::parse(KEY).map(drop));
    collect(Claims::parse(&claims_with("x", &format!(r#"{{"y":["{KEY}"]}}"#))).map(drop));
    collect(Claims::parse(&claims_with(KEY, "1")).map(drop));
    let long = claims_with("name", &format!("{:?}", "n".repeat(16_000))).parse::<Claims<'_>>().unwrap();
    collect(sign(&long, &key()).map(drop));
    errors
}

#[test]
fn no_error_of_any_code_shows_a_key() {
    let errors = errors();
    errors.iter().for_each(show);
    let provoked: BTreeSet<&str> = errors.iter().map(Error::code).collect();
    let all = [
        "alg",
        "claims",
        "clock",
        "crit",
        "expired",
        "header",
        "key",
        "malformed",
        "not-yet-valid",
        "option",
        "param",
        "signature",
        "template",
        "too-large",
        "workspace",
        "wrong-kind",
    ];
    assert_eq!(provoked, all.into());
    println!("trust: secrets in errors, every code | {} errors of {} codes | 0 found", errors.len(), all.len());
}

/// The codes that only a decision has, with the key as what is asked for.
#[test]
fn no_denial_shows_a_key() {
    let scope = |org: &str| format!(r#"{{"type":"PIPES:READ","resource":"p","fixed_params":{{"org":"{org}"}}}}"#);
    let token = token(&claims_with("scopes", &format!("[{},{}]", scope("a"), scope("b"))));
    let asked = Request::pipe(KEY).with_id(KEY).param(KEY, KEY);
    let many = (0..600).fold(Request::pipe("p"), |request, _| request.param(KEY, vec![KEY]));
    let verifier = verifier();
    let denials = [("", &asked), (KEY, &asked), (&*token, &asked), (&*token, &many), (&*token, &Request::pipe("p"))]
        .map(|(token, request)| verifier.authorize(token, request, NOW).unwrap_err());
    for denial in &denials {
        for output in [denial.to_string(), format!("{denial:?}"), format!("{denial:#?}")] {
            assert_clean(&output);
        }
    }
    assert_eq!(
        denials.each_ref().map(|denial| denial.code()),
        ["token-missing", "wrong-kind", "scope", "params", "scope-conflict"]
    );
    println!("trust: secrets in denials, every code | {} denials | 0 found", denials.len());
}

/// A JWT is as good as a password until it expires.
#[test]
fn no_message_shows_a_jwt() {
    let jwt = token(&claims(NOW));
    let named = |name: &str| TEMPLATE.replacen(&format!("\"{name}\""), &format!("{jwt:?}"), 1);
    let typed = TEMPLATE.replacen("String", &jwt, 1);
    let refused = TEMPLATE.replacen('{', &format!(r#"{{"refuse":{{"{jwt}":["a"]}},"#), 1);
    let doubled = TEMPLATE.replacen('{', &format!(r#"{{"{jwt}":1,"{jwt}":2,"#), 1);
    let templates = [named("ttl"), named("resource"), named("rps"), named("org_id"), typed, refused, doubled];
    let mut messages: Vec<String> =
        templates.iter().map(|text| Template::parse(text).expect_err(text).to_string()).collect();
    let scope = format!(r#"[{{"type":"PIPES:READ","resource":"p","fixed_params":{{"{jwt}":null}},"Bearer {jwt}":1}}]"#);
    messages.push(Claims::parse(&claims_with("scopes", &scope)).unwrap_err().to_string());
    messages.push(format!("{:?}", inspect(&token(&claims_with("scopes", &scope)), NOW).issues));
    messages.push(verifier().authorize(&token(&claims(NOW + 1)), &Request::pipe(&jwt), NOW).unwrap_err().to_string());
    messages.push(minter(TEMPLATE).mint([(jwt.as_str(), "a")], NOW).unwrap_err().to_string());
    for message in messages {
        assert!(message.contains("eyJ…") && !message.contains(&jwt[jwt.len() - 20..]), "{message}");
    }
}

#[test]
fn no_warning_shows_a_key() {
    let padded = SigningKey::new(&format!(" {KEY}\n")).unwrap();
    padded.issues().iter().for_each(show_issue);
    let elsewhere =
        TEMPLATE.replacen("\"ttl\"", &format!(r#""workspace_id":"{}","ttl""#, crate::known::OTHER_WORKSPACE), 1);
    let minter = Minter::new(Template::parse(&elsewhere).unwrap(), padded).unwrap();
    assert!(minter.issues().len() > 1);
    minter.issues().iter().for_each(show_issue);
}

#[test]
fn debug_shows_no_key() {
    let minter = minter(TEMPLATE);
    for output in [
        format!("{:?}", key()),
        format!("{:#?}", key()),
        format!("{minter:?}"),
        format!("{:#?}", verifier()),
        format!("{:?}", StaticToken::parse(KEY).unwrap()),
    ] {
        assert_clean(&output);
    }
    assert_eq!(format!("{:?}", key()), "SigningKey(..)");
}

/// The inspector shows what a payload says, as everybody can read it; of a static token that it is given it shows the ids, and
/// never the MAC.
#[test]
fn a_report_on_a_key_shows_its_ids_only() {
    for text in [KEY.to_string(), format!("{KEY}\n"), format!("Bearer {KEY}"), format!("{KEY}.x"), KEY[2..].to_string()]
    {
        let report = inspect(&text, NOW);
        #[cfg(feature = "serde")]
        assert_clean(&serde_json::to_string(&report).unwrap());
        assert_clean(&format!("{report:?}"));
    }
    assert_eq!(inspect(KEY, NOW).static_token.unwrap().u, WORKSPACE);
}
