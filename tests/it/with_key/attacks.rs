//! Tokens made to be accepted by mistake: the table in tests/attacks/tokens.json, which the npm package is held to as well,
//! the tables of what makes a token beside it, and what does not fit a table.

mod expression;
mod making;

use std::time::{Duration, Instant};

use mintbird::{Claims, Json, Report, SigningKey, Template, Verifier, inspect};
use serde_json::Value;

use crate::known::NOW;
use expression::Scope;

fn table() -> Value {
    serde_json::from_str(include_str!("../../attacks/tokens.json")).unwrap()
}

/// The tokens that an entry stands for.
fn tokens<'t>(table: &'t Value, entry: &'t Value) -> impl Iterator<Item = String> + 't {
    let each = entry["each"].as_u64().unwrap_or(1);
    (0..each).map(|each| Scope { definitions: &table["let"], each }.text(&entry["token"]))
}

fn verifier(table: &Value, entry: &Value) -> Verifier {
    let names = entry["keys"].as_array().cloned().unwrap_or_else(|| vec!["admin".into()]);
    let keys =
        names.iter().map(|name| SigningKey::new(table["let"][name.as_str().unwrap()].as_str().unwrap()).unwrap());
    let verifier = Verifier::new(keys).unwrap();
    let verifier = match entry["workspaceId"].as_str() {
        Some(id) => verifier.with_workspace_id(id).unwrap(),
        None => verifier,
    };
    verifier.with_clock_tolerance(entry["clockTolerance"].as_u64().unwrap_or(0)).unwrap()
}

/// The kind, and the codes of severity error, sorted.
fn summary(report: &Report) -> String {
    let mut codes: Vec<&str> =
        report.issues.iter().filter(|issue| issue.is_error()).map(|issue| issue.code()).collect();
    codes.sort_unstable();
    codes.dedup();
    format!("{} {}", report.kind.as_str(), codes.join(" ")).trim_end().to_string()
}

#[test]
fn every_token_gets_the_answer_that_the_table_says() {
    let table = table();
    let now = table["now"].as_u64().unwrap();
    let mut wrong = Vec::new();
    let mut count = 0;
    for entry in table["tokens"].as_array().unwrap() {
        let name = entry["name"].as_str().unwrap();
        let verifier = verifier(&table, entry);
        for token in tokens(&table, entry) {
            count += 1;
            let answer = verifier.verify(&token, now);
            let code = answer.as_ref().map_or_else(|error| error.code(), |_| "ok");
            if entry["verify"] != code {
                wrong.push(format!("verify\t{name}\t{code}"));
            }
            let summary = summary(&inspect(&token, now));
            if entry["inspect"] != *summary {
                wrong.push(format!("inspect\t{name}\t{summary}"));
            }
            if let Err(error) = answer {
                let message = error.to_string();
                assert!(token.len() < 40 || !message.contains(&token), "{name}: the message contains the token");
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count >= 150, "{count} tokens are too few");
    println!("trust: attacks, the crate | {count} tokens | {} found", wrong.len());
}

/// A hostile text of the largest size that is read at all must not cost much more than a good one.
#[test]
fn no_token_takes_long() {
    let table = table();
    let now = table["now"].as_u64().unwrap();
    for entry in table["tokens"].as_array().unwrap() {
        let verifier = verifier(&table, entry);
        let token = tokens(&table, entry).next().unwrap();
        let fastest = (0..3)
            .map(|_| {
                let start = Instant::now();
                drop(verifier.verify(&token, now));
                drop(inspect(&token, now));
                start.elapsed()
            })
            .min()
            .unwrap();
        // Without optimisation, on a busy machine; a reader that is quadratic or worse takes longer.
        assert!(fastest < Duration::from_secs(2), "{}: {fastest:?}", entry["name"]);
    }
}

/// Wherever in a group of four they stand, alone or several at once: what one decoder lets pass is what the next one reads.
#[test]
fn base64url_takes_its_64_characters_and_no_other() {
    let table = table();
    let verifier = verifier(&table, &table["tokens"][0]);
    let good = tokens(&table, &table["tokens"][0]).next().unwrap();
    let segments: Vec<&str> = good.split('.').collect();
    for c in (0..=0xff).map(char::from).chain(['\u{100}', 'Ａ', '\u{200b}', '🐦']) {
        let known = c.is_ascii_alphanumeric() || c == '-' || c == '_';
        for places in 1..16 {
            for (index, segment) in segments.iter().enumerate() {
                let change = |(at, old): (usize, char)| if at < 4 && places >> at & 1 == 1 { c } else { old };
                let changed: String = segment.chars().enumerate().map(change).collect();
                let mut segments = segments.clone();
                segments[index] = &changed;
                // Signed or not: it is refused before that. What is known becomes another header, or a wrong signature.
                match verifier.verify(&segments.join("."), NOW) {
                    Ok(_) => assert_eq!(segments.join("."), good),
                    Err(error) => assert_eq!(error.code() == "malformed", !known, "{c:?} at {places:04b} of {index}"),
                }
            }
        }
    }
}

#[test]
fn what_is_malformed_names_the_segment() {
    let table = table();
    let token = tokens(&table, &table["tokens"][0]).next().unwrap();
    let segments: Vec<&str> = token.split('.').collect();
    for (index, name) in ["header", "payload", "signature"].into_iter().enumerate() {
        let mut segments = segments.clone();
        segments[index] = "!";
        let error = verifier(&table, &table["tokens"][0]).verify(&segments.join("."), NOW).unwrap_err();
        assert!(error.to_string().starts_with(&format!("the {name} is not base64url")), "{error}");
    }
}

#[test]
fn deep_nesting_is_refused_by_every_reader() {
    let deep = "[".repeat(110_000) + &"]".repeat(110_000);
    assert!(Json::parse(&deep).is_err());
    assert_eq!(Claims::parse(&deep).unwrap_err().code(), "claims");
    assert_eq!(Template::parse(&deep).unwrap_err().code(), "template");
    assert_eq!(Template::parse(&deep[..60_000]).unwrap_err().code(), "template");
}

#[test]
fn what_cannot_be_a_signing_key_is_refused() {
    let token = tokens(&table(), &table()["tokens"][0]).next().unwrap();
    let jwk = r#"{"kty":"oct","k":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"}"#;
    let keys = [
        "",
        " ",
        "\n\u{a0}\u{2003}",
        "secret",
        "0123456789012345678901234567890",
        "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA\n-----END PUBLIC KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA",
        jwk,
        &format!("[{jwk}]"),
        &token,
        &format!("{token}\n"),
    ];
    for key in keys {
        assert_eq!(SigningKey::new(key).unwrap_err().code(), "key", "{key:?}");
    }
}

/// ClickHouse takes more for a quote or a comment than SQL does. Where one of them could swallow a placeholder, its value
/// would stand in a string that the literal's escapes know nothing of.
#[test]
fn filters_that_would_swallow_a_literal_are_refused() {
    let filters = [
        "org = '{org:String}'",
        "org = \"{org:String}\"",
        "`{org:String}` = 1",
        "org = ‘{org:String}’",
        "“{org:String}” = 1",
        "org = ’{org:String}’",
        "a = 1 -- {org:String}",
        "a = 1 // {org:String}",
        "a = 1 /* {org:String} */",
        "a = 1 # {org:String}",
        "a = 1 #! {org:String}",
        "a = $${org:String}$$",
        "a = $tag$ {org:String} $tag$",
        "a = 1; {org:String}",
        "a = N{org:String}",
        "a = x{org:String}",
        "a = 'b'{org:String}",
        "a = {org:String}'b'",
        "a = {org:String}{org:String}",
        "a = \\{org:String}",
        "a = t . {n:UInt8}",
        "t .\n{flag:Bool}",
        "a = '\\' AND b = {org:String}",
        "a = '\\\\' AND b = '{org:String}",
        "a = (1 OR b = {org:String}",
        "a = 1) OR (b = {org:String}",
        "a = 5 − {n:Int8}",
        "a =\u{a0}{org:String}",
        "a =\u{200b}{org:String}",
        "a =\0{org:String}",
        "a = {org}",
        "a = {org:Identifier}",
    ];
    for filter in filters {
        let filter = serde_json::to_string(filter).unwrap();
        let template = format!(
            r#"{{"name":"n","ttl":60,"scopes":[{{"type":"DATASOURCES:READ","resource":"r","filter":{filter}}}]}}"#
        );
        assert_eq!(Template::parse(&template).unwrap_err().code(), "template", "{filter}");
    }
}
