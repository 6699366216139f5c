//! Expands the expressions of tokens.json, which says what each operation means. tests/js/trust/expression.js does the same.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac_sha256::{HMAC, Hash};
use serde_json::Value;

/// The names that an expression may refer to.
pub(crate) struct Scope<'t> {
    pub(crate) definitions: &'t Value,
    /// The number that `each` stands for.
    pub(crate) each: u64,
}

impl Scope<'_> {
    /// The bytes that an expression stands for.
    pub(crate) fn bytes(&self, expression: &Value) -> Vec<u8> {
        match expression {
            Value::String(text) => text.replace("{each}", &self.each.to_string()).into_bytes(),
            Value::Array(items) => items.iter().map(|item| self.bytes(item)).collect::<Vec<_>>().concat(),
            Value::Object(operation) => self.operation(operation),
            other => panic!("not an expression: {other}"),
        }
    }

    pub(crate) fn text(&self, expression: &Value) -> String {
        String::from_utf8(self.bytes(expression)).expect("a token is text")
    }

    fn operation(&self, operation: &serde_json::Map<String, Value>) -> Vec<u8> {
        let argument = |name: &str| self.bytes(&operation[name]);
        let number = |name: &str| operation[name].as_i64().expect("a number");
        let has = |name: &str| operation.contains_key(name);
        if has("hex") {
            let digits = argument("hex");
            let pairs = digits.chunks(2).map(|pair| std::str::from_utf8(pair).unwrap());
            pairs.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect()
        } else if has("repeat") {
            argument("repeat").repeat(number("times") as usize)
        } else if has("slice") {
            let bytes = argument("slice");
            let len = bytes.len() as i64;
            let to = operation.get("to").map_or(len, |to| to.as_i64().unwrap());
            let to = if to < 0 { len + to } else { to };
            bytes[number("from") as usize..to as usize].to_vec()
        } else if has("base64url") {
            URL_SAFE_NO_PAD.encode(argument("base64url")).into_bytes()
        } else if has("tohex") {
            argument("tohex").iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect()
        } else if has("upper") {
            argument("upper").to_ascii_uppercase()
        } else if has("sha256") {
            Hash::hash(&argument("sha256")).to_vec()
        } else if has("mac") {
            HMAC::mac(argument("mac"), argument("key")).to_vec()
        } else if has("flip") {
            let mut bytes = argument("flip");
            let bit = operation["bit"].as_u64().unwrap_or(self.each) as usize;
            bytes[bit / 8] ^= 0x80 >> (bit % 8);
            bytes
        } else if has("nextchar") {
            const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
            let mut text = argument("nextchar");
            let last = text.last_mut().unwrap();
            let at = ALPHABET.iter().position(|byte| byte == last).unwrap();
            *last = ALPHABET[(at + 1) % 64];
            text
        } else if has("jws") {
            self.jws(&operation["jws"])
        } else {
            self.bytes(&self.definitions[operation["ref"].as_str().expect("an operation")])
        }
    }

    fn jws(&self, parts: &Value) -> Vec<u8> {
        let part = |name: &str, default: &str| match &parts[name] {
            Value::Null => self.bytes(&self.definitions[default]),
            given => self.bytes(given),
        };
        let signing_input =
            [part("header", "header"), part("payload", "claims")].map(|part| URL_SAFE_NO_PAD.encode(part)).join(".");
        let mac = HMAC::mac(&signing_input, part("key", "admin"));
        format!("{signing_input}.{}", URL_SAFE_NO_PAD.encode(mac)).into_bytes()
    }
}
