//! What the suite of the JavaScript runtimes does, in Rust: mint, inspect, verify, refuse.

use std::ffi::{CString, c_char};

use mintbird::inspect;
#[cfg(feature = "mint")]
use mintbird::{Error, Kind, Minter, SigningKey, Template, Verifier};

#[cfg(feature = "mint")]
const KEY: &str = include_str!("key.txt");
#[cfg(feature = "mint")]
const TEMPLATE: &str = include_str!("../../../../examples/template.json");
const NOW: u64 = 1_700_000_000;

/// The token for user `u_1` of tenant `acme`, or what went wrong.
#[cfg(feature = "mint")]
pub fn run() -> Result<String, String> {
    let say = |error: Error| format!("{}: {error}", error.code());
    let minter = Minter::new(Template::parse(TEMPLATE).map_err(say)?, SigningKey::new(KEY).map_err(say)?).map_err(say)?;
    let verifier = Verifier::new([SigningKey::new(KEY).map_err(say)?]).map_err(say)?;

    let token = minter.mint([("user_id", "u_1"), ("org_id", "acme")], NOW).map_err(say)?;
    let report = inspect(&token, NOW);
    expect(report.kind == Kind::Jwt && report.issues.is_empty(), "it is inspected")?;
    expect(verifier.verify(&token, NOW).map_err(say)?.exp() == NOW + 600, "it is verified")?;

    let tampered = token.replacen(".eyJ3", ".eyJ4", 1);
    expect(tampered != token, "it is tampered with")?;
    expect(refusal(verifier.verify(&tampered, NOW)) == Some("signature"), "a tampered token is refused")?;
    expect(refusal(verifier.verify(&token, NOW + 600)) == Some("expired"), "an expired token is refused")?;
    expect(refusal(minter.mint([("user_id", "u_1")], NOW)) == Some("param"), "the tenant cannot be left out")?;

    let sets = ["acme", "other"].map(|org_id| [("user_id", "u_1"), ("org_id", org_id)]);
    let many = minter.mint_many(sets, NOW).map_err(say)?;
    expect(many.first() == Some(&token) && many.len() == 2, "many are minted")?;
    Ok(token)
}

/// The same for a host that knows nothing of Rust: a text that ends with a NUL, and is never freed.
#[cfg(feature = "mint")]
#[unsafe(no_mangle)]
pub extern "C" fn consumer_run() -> *const c_char {
    text(run().unwrap_or_else(|error| error))
}

/// What kind of text no token is.
#[unsafe(no_mangle)]
pub extern "C" fn consumer_inspect() -> *const c_char {
    text(inspect("no token", NOW).kind.as_str().to_owned())
}

fn text(text: String) -> *const c_char {
    CString::new(text).unwrap_or_default().into_raw()
}

#[cfg(feature = "mint")]
fn expect(fulfilled: bool, what: &str) -> Result<(), String> {
    if fulfilled { Ok(()) } else { Err(format!("not so: {what}")) }
}

#[cfg(feature = "mint")]
fn refusal<T>(result: Result<T, Error>) -> Option<&'static str> {
    result.err().map(|error| error.code())
}
