//! Text up to a line of its own, `---`, is a template; behind it stand the values that fill it. What is minted verifies, and
//! says what the template and the values say.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mintbird::{Minter, Template, Value};
use mintbird_fuzz::{NOW, key, payload, verifier};

fuzz_target!(|input: &str| {
    let (text, values) = input.split_once("\n---\n").unwrap_or((input, ""));
    let Ok(template) = Template::parse(text) else { return };
    let document: serde_json::Value = serde_json::from_str(text).expect("a template is JSON");
    let Ok(minter) = Minter::new(template.clone(), key()) else { return };
    let values: Vec<&str> = values.lines().collect();
    let params = minter.params().to_vec();
    let filled = params.iter().enumerate().map(|(index, name)| {
        let value = values.get(index).copied().unwrap_or("acme");
        let value = match value.parse::<i64>() {
            Ok(number) if index % 2 == 0 => Value::from(number),
            _ => Value::from(value),
        };
        (name.as_str(), value)
    });
    let filled: Vec<(&str, Value)> = filled.collect();
    let token = minter.mint(filled.clone(), NOW);
    // What a template says that it takes is what it takes.
    let taken = filled.iter().all(|(name, value)| template.takes(name, value));
    match &token {
        Ok(_) => assert!(taken, "{filled:?}"),
        Err(error) => assert!(!taken || error.code() == "too-large", "{filled:?}: {error}"),
    }
    let Ok(token) = token else { return };

    // A minted token verifies, unless a value made it carry a static token: the key itself, say.
    match verifier().verify(&token, NOW) {
        Ok(claims) => assert_eq!(minter.mint([] as [(&str, &str); 0], NOW).is_ok(), params.is_empty(), "{}", claims.name()),
        Err(error) => assert!(error.issues().iter().all(|issue| issue.code() == "secret-in-claims"), "{error}"),
    }

    // Values change strings, never the structure.
    let minted = payload(&token);
    let scopes = |json: &serde_json::Value| -> Vec<Vec<String>> {
        let scopes = json["scopes"].as_array().expect("scopes").iter();
        scopes
            .map(|scope| {
                let mut names: Vec<String> = scope.as_object().expect("a scope").keys().cloned().collect();
                let fixed = scope.get("fixed_params").and_then(|fixed| fixed.as_object());
                names.extend(fixed.into_iter().flat_map(|fixed| fixed.keys().cloned()));
                names.extend(["type", "resource"].map(|name| scope[name].to_string()));
                names.sort();
                names
            })
            .collect()
    };
    assert_eq!(scopes(&minted), scopes(&document));

    // Whole values are of the type that their placeholder has.
    for placeholder in template.placeholders() {
        let (Some(kind), true) = (placeholder.kind(), placeholder.path().contains("/fixed_params/")) else { continue };
        if document.pointer(placeholder.path()).and_then(|text| text.as_str()).is_none_or(|text| text.matches(['{', '}']).count() > 2) {
            continue;
        }
        let whole = document.pointer(placeholder.path()).and_then(|text| text.as_str()).is_some_and(|text| text.ends_with('}') && text.starts_with('{'));
        let value = minted.pointer(placeholder.path()).expect("the path of a placeholder");
        if !whole {
            assert!(value.is_string(), "{kind}: {value}");
            continue;
        }
        let right = match (kind.as_str(), value) {
            ("Bool", value) => value.is_boolean(),
            ("Slug", serde_json::Value::String(text)) => {
                !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
            }
            ("UUID", serde_json::Value::String(text)) => text.len() == 36,
            ("String" | "Date" | "DateTime", value) => value.as_str().is_some_and(|text| !text.trim().is_empty()),
            (_, value) => value.is_number(),
        };
        assert!(right, "{kind}: {value}");
    }
    assert_eq!(minted.get("limits"), document.get("limits"));
});
