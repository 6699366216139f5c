//! The tables beside tokens.json: templates, fills, claims, keys, requests and static tokens that must make no token and show no
//! foreign row. tests/js/trust/making.test.js holds the npm package to them, and to those of options.

use hmac_sha256::HMAC;
use mintbird::{
    Claims, Error, Issue, MintOptions, Minter, Number, Request, SigningKey, StaticScope, StaticToken, Template, Value,
    Verifier, authorize, inspect, sign,
};
use serde_json::{Value as Any, json};

use super::expression::Scope;
use super::table;
use crate::common::{claims, encode, token};
use crate::known::{KEY, NOW, WORKSPACE};

/// The entries of a table, each with its name.
fn entries(text: &str, section: &str) -> Vec<Any> {
    let table: Any = serde_json::from_str(text).unwrap();
    table[section].as_array().unwrap().clone()
}

/// Fails with all entries that got another answer than the table says; else it says how many there are.
fn settled(table: &str, count: usize, wrong: &[String]) -> String {
    assert!(wrong.is_empty(), "{} of {count} in {table}:\n{}", wrong.len(), wrong.join("\n"));
    format!("trust: attacks, {table}, the crate | {count} entries | {} found", wrong.len())
}

/// The codes of severity error, sorted, each once.
fn errors(issues: &[Issue]) -> String {
    let mut codes: Vec<&str> = issues.iter().filter(|issue| issue.is_error()).map(|issue| issue.code()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes.join(" ")
}

/// The template of an entry, as JSON text.
fn template(entry: &Any) -> String {
    if let Some(text) = entry["text"].as_str() {
        return text.into();
    }
    let mut scope = json!({ "type": "PIPES:READ", "resource": "r" });
    if !entry["fixed"].is_null() {
        scope["fixed_params"] = entry["fixed"].clone();
    }
    if !entry["filter"].is_null() {
        scope = json!({ "type": "DATASOURCES:READ", "resource": "r", "filter": entry["filter"] });
    }
    if !entry["scope"].is_null() {
        scope = entry["scope"].clone();
    }
    let mut template = json!({ "name": "n", "ttl": 60, "scopes": [scope] });
    if !entry["refuse"].is_null() {
        template["refuse"] = entry["refuse"].clone();
    }
    for (name, value) in entry["template"].as_object().into_iter().flatten() {
        template[name.as_str()] = value.clone();
    }
    template.to_string()
}

#[test]
fn no_template_of_the_table_compiles() {
    let entries = entries(include_str!("../../../attacks/templates.json"), "templates");
    let mut wrong = Vec::new();
    for entry in &entries {
        let answer = match Template::parse(&template(entry)) {
            Ok(_) => "compiles".into(),
            Err(error) => errors(error.issues()),
        };
        if entry["errors"] != answer {
            wrong.push(format!("{}\t{answer}", entry["name"]));
        }
    }
    println!("{}", settled("templates", entries.len(), &wrong));
}

/// A value of a table; null where the crate has no such value.
fn value(any: &Any) -> Option<Value<'static>> {
    Some(match any {
        Any::Null | Any::Object(_) => return None,
        Any::Bool(value) => (*value).into(),
        Any::Number(number) => Value::from(Number::parse(&number.to_string())?).into_owned(),
        Any::String(text) => text.replace("KEY", KEY).into(),
        Any::Array(items) => items.iter().map(value).collect::<Option<Vec<_>>>()?.into(),
    })
}

#[test]
fn no_fill_of_the_table_makes_a_token() {
    let entries = entries(include_str!("../../../attacks/fills.json"), "fills");
    let mut wrong = Vec::new();
    for entry in &entries {
        let minter = Minter::new(Template::parse(&template(entry)).unwrap(), SigningKey::new(KEY).unwrap()).unwrap();
        let params = entry["params"].as_object().unwrap().iter();
        // Null and undefined cannot be said in Rust.
        let Some(params) = params.map(|(name, any)| Some((name.clone(), value(any)?))).collect::<Option<Vec<_>>>()
        else {
            continue;
        };
        let answer = minter.mint(params.clone(), MintOptions::at(NOW));
        if entry["code"] != answer.as_ref().map_or_else(Error::code, |_| "ok") {
            wrong.push(format!("{}\t{answer:?}", entry["name"]));
        }
        assert!(minter.mint_many([params], NOW).is_err(), "{}", entry["name"]);
        if let Err(error) = answer {
            assert!(!error.to_string().contains(&KEY[..40]), "{error}");
        }
    }
    println!("{}", settled("fills", entries.len(), &wrong));
}

/// The claims of an entry, as JSON text.
fn claims_of(entry: &Any) -> String {
    let mut good: Any = serde_json::from_str(&claims(NOW + 600)).unwrap();
    if !entry["scope"].is_null() {
        good["scopes"] = json!([entry["scope"]]);
    }
    for (name, value) in entry["claims"].as_object().into_iter().flatten() {
        good[name.as_str()] = value.clone();
    }
    entry["text"].as_str().map_or_else(|| good.to_string(), String::from).replace("KEY", KEY)
}

#[test]
fn no_claims_of_the_table_are_signed() {
    let entries = entries(include_str!("../../../attacks/claims.json"), "claims");
    let key = SigningKey::new(KEY).unwrap();
    let verifier = Verifier::new([SigningKey::new(KEY).unwrap()]).unwrap();
    let mut wrong = Vec::new();
    for entry in &entries {
        let text = claims_of(entry);
        let answer = match Claims::parse(&text).and_then(|claims| sign(&claims, &key)) {
            Ok(_) => "signed".into(),
            Err(error) => errors(error.issues()),
        };
        let foreign = token(&text);
        let verdict = verifier.verify(&foreign, NOW).map_or_else(|error| error.code(), |_| "ok");
        if entry["sign"] != answer || entry["verify"] != verdict {
            wrong.push(format!("{}\t{answer}\t{verdict}", entry["name"]));
        }
        // Who inspects it is told.
        let report = inspect(&foreign, NOW);
        assert!(
            report.issues.iter().any(|issue| answer.contains(issue.code())),
            "{}: {:?}",
            entry["name"],
            report.issues
        );
    }
    println!("{}", settled("claims", entries.len(), &wrong));
}

#[test]
fn no_key_of_the_table_is_a_signing_key() {
    let entries = entries(include_str!("../../../attacks/keys.json"), "keys");
    let table = table();
    let mut wrong = Vec::new();
    for entry in &entries {
        let key = Scope { definitions: &table["let"], each: 0 }.text(&entry["key"]);
        let answer = SigningKey::new(&key);
        let code = answer.as_ref().map_or_else(Error::code, |_| "ok");
        let issues = answer.as_ref().err().map_or(String::new(), |error| errors(error.issues()));
        if code != "key" || entry["issue"].as_str().unwrap_or_default() != issues {
            wrong.push(format!("{}\t{code}\t{issues}", entry["name"]));
        }
        if let Err(error) = answer {
            assert!(key.len() < 60 || !error.to_string().contains(&KEY[4..40]), "{error}");
        }
    }
    println!("{}", settled("keys", entries.len(), &wrong));
}

#[test]
fn no_request_of_the_table_chooses_its_tenant() {
    let entries = entries(include_str!("../../../attacks/requests.json"), "requests");
    let verifier = Verifier::new([SigningKey::new(KEY).unwrap()]).unwrap();
    let mut wrong = Vec::new();
    for entry in &entries {
        let scope = json!([{ "type": "PIPES:READ", "resource": "top_pages", "fixed_params": { "org_id": "acme" } }]);
        let scopes = if entry["scopes"].is_null() { &scope } else { &entry["scopes"] };
        let claims = json!({ "workspace_id": WORKSPACE, "name": "n", "exp": NOW + 600, "scopes": scopes }).to_string();
        let request = match entry["datasource"].as_str() {
            Some(name) => Request::datasource(name),
            None => Request::pipe(entry["pipe"].as_str().unwrap_or("top_pages")),
        };
        let allowed = entry["allow"].as_array().into_iter().flatten().map(|name| name.as_str().unwrap());
        let request = allowed.fold(request.query(entry["query"].as_str().unwrap()), Request::allow);
        let mut answers = vec![verifier.authorize(&token(&claims), &request, NOW).map(|grant| grant.to_query())];
        if entry["elsewhere"].is_null() {
            let claims = Claims::parse(&claims).unwrap();
            answers.push(authorize(&claims, &request).map(|grant| grant.to_query()));
        }
        let expected = entry["passes"].as_str().or(entry["denied"].as_str()).unwrap();
        for answer in answers.into_iter().map(|answer| answer.unwrap_or_else(|denial| denial.code().into())) {
            if answer != expected {
                wrong.push(format!("{}\t{answer}", entry["name"]));
            }
        }
    }
    println!("{}", settled("requests", entries.len(), &wrong));
}

#[test]
fn no_static_token_of_the_table_is_tinybirds() {
    let text = include_str!("../../../attacks/static-tokens.json");
    let tokens = entries(text, "tokens");
    let scopes = entries(text, "scopes");
    let mut wrong = Vec::new();
    for entry in &tokens {
        let payload = encode(entry["payload"].as_str().unwrap());
        let token = format!("p.{payload}.{}", encode(HMAC::mac(&payload, b"abcd")));
        let parsed = StaticToken::parse(&token).as_ref().map_or_else(Error::code, |_| "ok");
        let verified = StaticToken::verify(&token, b"abcd").as_ref().map_or_else(Error::code, |_| "ok");
        let host = StaticToken::parse(&token).ok().and_then(|token| token.api_host());
        if entry["parse"] != parsed || entry["verify"] != verified || host.is_some_and(|host| host.contains("evil")) {
            wrong.push(format!("{}\t{parsed}\t{verified}", entry["name"]));
        }
    }
    for entry in &scopes {
        let text = entry["text"].as_str().unwrap();
        if StaticScope::parse(text).as_ref().map_or_else(Error::code, |_| "ok") != "option" {
            wrong.push(format!("{text:?}"));
        }
    }
    println!("{}", settled("static tokens", tokens.len() + scopes.len(), &wrong));
}
