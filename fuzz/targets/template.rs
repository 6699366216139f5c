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
    let Ok(minter) = Minter::new(template, key()) else { return };
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
    let Ok(token) = minter.mint(filled, NOW) else { return };

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
    assert_eq!(minted.get("limits"), document.get("limits"));
});
