//! Any template, filled with any values: the payload is the template with the values in their places, and nothing else.

use mintbird::{Template, Value};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::{minter, payload_json, verifier};
use crate::known::NOW;

/// A piece of a string: text as it stands, or a parameter by its number.
#[derive(Clone, Debug)]
enum Part {
    Text(String),
    Param(usize),
}

#[derive(Clone, Debug)]
enum Param {
    Text(String),
    Number(i64),
    Bool(bool),
}

impl Param {
    fn value(&self) -> Value<'_> {
        match self {
            Param::Text(text) => Value::from(text.as_str()),
            Param::Number(number) => Value::from(*number),
            Param::Bool(value) => Value::from(*value),
        }
    }

    /// As a whole value, which keeps its type.
    fn json(&self) -> Json {
        match self {
            Param::Text(text) => json!(text),
            Param::Number(number) => json!(number),
            Param::Bool(value) => json!(value),
        }
    }

    /// Inside a string.
    fn text(&self) -> String {
        match self {
            Param::Text(text) => text.clone(),
            Param::Number(number) => number.to_string(),
            Param::Bool(value) => value.to_string(),
        }
    }
}

const PARAMS: usize = 4;

fn text() -> impl Strategy<Value = String> {
    // Everything that means something to somebody: JSON, templates, SQL; and all of Unicode.
    prop_oneof!["[a-z{}\"'\\\\$/ \n\u{0}\u{2028}’]{1,8}", "\\PC{1,12}"]
        .prop_filter("blank", |text| text.contains(|c: char| c.is_alphanumeric() || c.is_ascii_punctuation()))
}

fn param() -> impl Strategy<Value = Param> {
    prop_oneof![text().prop_map(Param::Text), any::<i64>().prop_map(Param::Number), any::<bool>().prop_map(Param::Bool)]
}

fn parts() -> impl Strategy<Value = Vec<Part>> {
    vec(prop_oneof![text().prop_map(Part::Text), (0..PARAMS).prop_map(Part::Param)], 1..4)
}

/// As it stands in a template.
fn source(parts: &[Part]) -> String {
    let piece = |part: &Part| match part {
        Part::Text(text) => text.replace('{', "{{").replace('}', "}}"),
        Part::Param(number) => format!("{{p{number}}}"),
    };
    parts.iter().map(piece).collect()
}

fn filled(parts: &[Part], params: &[Param]) -> String {
    let piece = |part: &Part| match part {
        Part::Text(text) => text.clone(),
        Part::Param(number) => params[*number].text(),
    };
    parts.iter().map(piece).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_payload_is_its_template_filled(
        name in parts(),
        fixed in vec(("[a-z_]{0,6}X", parts()), 0..4),
        params in vec(param(), PARAMS),
        ttl in 1_u64..1_000_000,
        rps in 1_i64..1000,
    ) {
        let mut members = serde_json::Map::new();
        let mut expected = serde_json::Map::new();
        for (key, parts) in &fixed {
            members.insert(key.clone(), json!(source(parts)));
            let value = match &parts[..] {
                [Part::Param(number)] => params[*number].json(),
                parts => json!(filled(parts, &params)),
            };
            expected.insert(key.clone(), value);
        }
        let template = json!({
            "name": source(&name),
            "ttl": ttl,
            "scopes": [{ "type": "PIPES:READ", "resource": "r", "fixed_params": members }],
            "limits": { "rps": rps },
        });
        if let Err(error) = Template::parse(&template.to_string()) {
            prop_assert!(error.issues().iter().all(|issue| issue.code() == "placeholder-foreign"), "{error}");
            return Ok(());
        }
        let minter = minter(&template.to_string());
        let names: Vec<String> = minter.params().to_vec();
        let values = names.iter().map(|name| {
            let number: usize = name.trim_start_matches('p').parse().unwrap();
            (name.as_str(), params[number].value())
        });
        let token = minter.mint(values, NOW).unwrap();
        let payload = payload_json(&token);
        prop_assert_eq!(&payload["name"], &json!(filled(&name, &params)));
        prop_assert_eq!(&payload["exp"], &json!(NOW + ttl));
        prop_assert_eq!(&payload["limits"], &json!({ "rps": rps }));
        let scopes = json!([{ "type": "PIPES:READ", "resource": "r", "fixed_params": expected }]);
        prop_assert_eq!(&payload["scopes"], &scopes);
        prop_assert_eq!(payload.as_object().unwrap().len(), 5);
        let claims = verifier().verify(&token, NOW).unwrap();
        prop_assert_eq!(claims.name(), filled(&name, &params));
    }
}
