//! How results look in JavaScript: JSON text with its names.
//!
//! A number that JavaScript would read with other digits is a string here, so that no tenant's id is rounded to another's.

use alloc::{borrow::Cow, string::String};

#[cfg(any(feature = "wasm", feature = "wasm-project"))]
use crate::error::Error;
use crate::error::issue::Issue;
use crate::text::json::write_string;
use crate::text::write::push;
#[cfg(feature = "wasm")]
use crate::{
    access::decision::{Denial, Grant},
    mint::placeholder::{self, Token, Written},
    mint::value::Value,
    token::static_token::scope::StaticScope,
};
#[cfg(feature = "wasm-inspect")]
use crate::{
    error::unreadable::Unreadable,
    text::write::{decimal, integer},
    token::inspect::{Expiry, Report},
    token::static_token::StaticToken,
};

/// `{"code":…,"message":…,"issues":[…]}`
#[cfg(any(feature = "wasm", feature = "wasm-project"))]
pub(super) fn error(error: &Error) -> String {
    let message = match error {
        Error::Option { name, reason } => ["option `", &camel_case(name), "` ", reason].concat().into(),
        error => error.message(),
    };
    failure(error.code(), &in_javascript(&message), error.issues())
}

/// The same.
#[cfg(feature = "wasm-inspect")]
pub(super) fn unreadable(unreadable: Unreadable) -> String {
    failure(unreadable.code(), &unreadable.message(), &[])
}

fn failure(code: &str, message: &str, issues: &[Issue]) -> String {
    let mut json = String::from("{\"code\":\"");
    let out = &mut json;
    push(code, out);
    push("\",\"message\":", out);
    write_string(message, out);
    push(",\"issues\":", out);
    push(&self::issues(issues), out);
    push("}", out);
    json
}

/// A message with the names that JavaScript has for what it mentions. Only those about keys mention a function, and the small module has
/// none of them.
fn in_javascript(message: &str) -> Cow<'_, str> {
    #[cfg(feature = "wasm")]
    if let Some((before, behind)) = message.split_once("generate_local_tokens") {
        return [before, "generateLocalTokens", behind].concat().into();
    }
    message.into()
}

/// `[{"code":…,"severity":…,"path":…,"message":…}]`
pub(super) fn issues(issues: &[Issue]) -> String {
    let mut json = String::new();
    let out = &mut json;
    push("[", out);
    for (index, issue) in issues.iter().enumerate() {
        push(if index > 0 { ",{\"code\":\"" } else { "{\"code\":\"" }, out);
        push(issue.code(), out);
        push("\",\"severity\":\"", out);
        push(issue.severity.as_str(), out);
        push("\",\"path\":", out);
        write_string(&issue.path, out);
        push(",\"message\":", out);
        write_string(&in_javascript(&issue.message), out);
        push("}", out);
    }
    push("]", out);
    json
}

/// `{"kind":…,"header":…,"claims":…,"staticToken":…,"expiry":…,"issues":[…]}`, header and payload as they came.
#[cfg(feature = "wasm-inspect")]
pub(super) fn report(report: &Report) -> String {
    let (header, claims) = (report.header.as_deref().unwrap_or("null"), report.claims.as_deref().unwrap_or("null"));
    let mut json = String::with_capacity(header.len().saturating_add(claims.len()).saturating_add(256));
    let out = &mut json;
    push("{\"kind\":\"", out);
    push(report.kind.as_str(), out);
    push("\",\"header\":", out);
    push(header, out);
    push(",\"claims\":", out);
    push(claims, out);
    push(",\"staticToken\":", out);
    match &report.static_token {
        Some(token) => push(&static_token(token), out),
        None => push("null", out),
    }
    push(",\"expiry\":", out);
    match report.expiry {
        Some(expiry) => {
            let Expiry { exp, expires_in } = expiry;
            push("{\"exp\":", out);
            push(&decimal(exp), out);
            push(",\"expiresIn\":", out);
            push(&integer(expires_in), out);
            push(if expiry.expired() { ",\"expired\":true}" } else { ",\"expired\":false}" }, out);
        }
        None => push("null", out),
    }
    push(",\"issues\":", out);
    push(&issues(&report.issues), out);
    push("}", out);
    json
}

/// `{"u":…,"id":…,"host":…,"apiHost":…}`
#[cfg(feature = "wasm-inspect")]
pub(super) fn static_token(token: &StaticToken) -> String {
    let mut json = String::from("{\"u\":");
    let out = &mut json;
    write_string(&token.u, out);
    push(",\"id\":", out);
    write_string(&token.id, out);
    push(",\"host\":", out);
    nullable(token.host.as_deref(), out);
    push(",\"apiHost\":", out);
    nullable(token.api_host().as_deref(), out);
    push("}", out);
    json
}

pub(super) fn nullable(text: Option<&str>, out: &mut String) {
    match text {
        Some(text) => write_string(text, out),
        None => push("null", out),
    }
}

/// `["text",{"param":…}]`
#[cfg(feature = "wasm")]
pub(super) fn pieces(text: &str) -> Result<String, Error> {
    let reason = |reason| Error::Option { name: "text", reason };
    let (mut json, mut literal, mut rest) = (String::from("["), String::new(), text);
    let out = &mut json;
    let mut piece = |write: &mut dyn FnMut(&mut String)| {
        push(if out.len() > 1 { "," } else { "" }, out);
        write(out);
    };
    while let Some((token, tail)) = placeholder::next(rest).map_err(reason)? {
        rest = tail;
        match token {
            Token::Char(c) => literal.push(c),
            Token::Placeholder(Written { name, .. }) => {
                if !literal.is_empty() {
                    piece(&mut |out| write_string(&literal, out));
                    literal.clear();
                }
                piece(&mut |out| {
                    push("{\"param\":", out);
                    write_string(name, out);
                    push("}", out);
                });
            }
        }
    }
    if !literal.is_empty() {
        piece(&mut |out| write_string(&literal, out));
    }
    push("]", &mut json);
    Ok(json)
}

/// `{"type":…,"resource":…,"filter":…,"legacy":…,"explanation":…}`
#[cfg(feature = "wasm")]
pub(super) fn static_scope(scope: &StaticScope) -> String {
    let mut json = String::from("{\"type\":");
    let out = &mut json;
    write_string(scope.scope_type().as_str(), out);
    push(",\"resource\":", out);
    nullable(scope.resource(), out);
    push(",\"filter\":", out);
    nullable(scope.filter(), out);
    push(if scope.is_legacy() { ",\"legacy\":true" } else { ",\"legacy\":false" }, out);
    push(",\"explanation\":", out);
    write_string(&scope.explanation(), out);
    push("}", out);
    json
}

/// `{"allowed":true,"name":…,"params":{…},"filter":…,"limits":{"rps":…}}`
#[cfg(feature = "wasm")]
pub(super) fn grant(grant: &Grant<'_>) -> String {
    let mut json = String::from("{\"allowed\":true,\"name\":");
    let out = &mut json;
    write_string(grant.name(), out);
    push(",\"params\":{", out);
    for (index, (name, param)) in grant.params().iter().enumerate() {
        push(if index > 0 { "," } else { "" }, out);
        write_string(name, out);
        push(":", out);
        value(param, out);
    }
    push("}", out);
    if let Some(filter) = grant.filter() {
        push(",\"filter\":", out);
        write_string(filter, out);
    }
    if let Some(rps) = grant.rps() {
        push(",\"limits\":{\"rps\":", out);
        push(&integer(rps), out);
        push("}", out);
    }
    push("}", out);
    json
}

/// `{"allowed":false,"status":…,"code":…,"message":…}`
#[cfg(feature = "wasm")]
pub(super) fn denial(denial: &Denial) -> String {
    let mut json = String::from("{\"allowed\":false,\"status\":");
    let out = &mut json;
    push(&decimal(denial.status().into()), out);
    push(",\"code\":", out);
    write_string(denial.code(), out);
    push(",\"message\":", out);
    write_string(&denial.message(), out);
    push("}", out);
    json
}

#[cfg(feature = "wasm")]
fn value(value: &Value<'_>, out: &mut String) {
    match value {
        Value::Text(text) => write_string(text, out),
        Value::Bool(value) => push(if *value { "true" } else { "false" }, out),
        Value::Number(number) if reads_the_same(number.as_str()) => push(number.as_str(), out),
        Value::Number(number) => write_string(number.as_str(), out),
        Value::List(items) => {
            push("[", out);
            for (index, item) in items.iter().enumerate() {
                push(if index > 0 { "," } else { "" }, out);
                self::value(item, out);
            }
            push("]", out);
        }
    }
}

/// Whether JavaScript, which has 64-bit floats only, reads a number with these digits and prints it like this: a safe integer,
/// or a decimal of at most 15 digits, which every such float keeps, without an exponent or a zero at its end.
#[cfg(feature = "wasm")]
fn reads_the_same(number: &str) -> bool {
    const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;
    match number.strip_prefix('-').unwrap_or(number).split_once('.') {
        None => number != "-0" && number.parse().is_ok_and(|integer: i64| integer.unsigned_abs() <= MAX_SAFE_INTEGER),
        Some((whole, fraction)) => {
            let digits = whole.len().saturating_add(fraction.len());
            // Below a millionth JavaScript would write an exponent.
            let tiny = whole == "0" && fraction.starts_with("000000");
            digits <= 15 && !tiny && !fraction.ends_with('0') && fraction.bytes().all(|byte| byte.is_ascii_digit())
        }
    }
}

/// `workspace_id` as `workspaceId`.
#[cfg(any(feature = "wasm", feature = "wasm-project"))]
fn camel_case(name: &str) -> String {
    let mut camel = String::with_capacity(name.len());
    let mut words = name.split('_');
    push(words.next().unwrap_or_default(), &mut camel);
    for word in words {
        let mut letters = word.chars();
        camel.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        push(letters.as_str(), &mut camel);
    }
    camel
}

#[cfg(feature = "wasm")]
#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::authorize::authorize;
    use crate::access::request::Request;
    use crate::claims::Claims;
    use crate::mint::value::Number;

    const CLAIMS: &str = r#"{ "workspace_id": "7d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5c", "name": "u\"1", "exp": 1700000600,
        "scopes": [
            { "type": "PIPES:READ", "resource": "p", "fixed_params": { "a": 9007199254740993, "b": 9007199254740991,
                "c": 1.0, "d": 0.5, "e": -3, "f": 1e300, "g": true, "h": 123456789012345 } },
            { "type": "DATASOURCES:READ", "resource": "events", "filter": "org_id = 'acme'" }
        ],
        "limits": { "rps": 10 } }"#;

    fn decide(request: &Request<'_>) -> String {
        let claims = Claims::parse(CLAIMS).unwrap();
        authorize(&claims, request).as_ref().map_or_else(denial, grant)
    }

    #[test]
    fn a_decision_has_the_names_that_javascript_expects() {
        assert_eq!(
            decide(&Request::pipe("p").param("list", vec![1, 2])),
            r#"{"allowed":true,"name":"u\"1","params":{"a":"9007199254740993","b":9007199254740991,"c":"1.0","d":0.5,"e":-3,"#
                .to_owned()
                + r#""f":"1e300","g":true,"h":123456789012345,"list":[1,2]},"limits":{"rps":10}}"#
        );
        assert_eq!(
            decide(&Request::datasource("events")),
            r#"{"allowed":true,"name":"u\"1","params":{},"filter":"org_id = 'acme'","limits":{"rps":10}}"#
        );
        assert_eq!(
            decide(&Request::pipe("x\"y")),
            r#"{"allowed":false,"status":403,"code":"scope","message":"the token has no scope PIPES:READ for `x\"y`; a scope's resource is the exact name or id"}"#
        );
    }

    #[test]
    fn numbers_that_javascript_would_change_cross_as_strings() {
        let kept = ["0", "7", "-9007199254740991", "0.1", "-2.5", "12345678901234.5", "0.000001"];
        let quoted =
            ["-0", "9007199254740992", "1.50", "0.0", "1e3", "1.5e3", "0.0000001", "1.234567890123456", "1e400"];
        for (number, written) in kept
            .map(|number| (number, number.to_owned()))
            .into_iter()
            .chain(quoted.map(|number| (number, format!("\"{number}\""))))
        {
            let decision = decide(&Request::pipe("p").param("n", Number::parse(number).unwrap()));
            assert!(decision.contains(&format!("\"n\":{written}")), "{number}: {decision}");
        }
    }

    #[test]
    fn options_are_named_as_javascript_names_them() {
        let option = |name| error(&Error::Option { name, reason: "must be a UUID".into() });
        assert!(option("workspace_id").contains("option `workspaceId` must be a UUID"));
        assert!(option("ttl").contains("option `ttl` must be"));
    }
}
