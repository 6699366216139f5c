//! Any text: inspecting it never fails, and the report is JSON that another reader can read.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mintbird::{Kind, inspect};
use mintbird_fuzz::{NOW, verifier};

fuzz_target!(|text: &str| {
    let report = inspect(text, NOW);
    let json = serde_json::to_value(&report).expect("a report is JSON");
    assert_eq!(json["kind"], report.kind.as_str());
    assert_eq!(json["issues"].as_array().map(Vec::len), Some(report.issues.len()));
    assert_eq!(report.static_token.is_some(), report.kind == Kind::StaticToken && report.issues.is_empty());
    // What the verifier accepts, the inspector has nothing against.
    if verifier().verify(text, NOW).is_ok() {
        assert!(!report.issues.iter().any(mintbird::Issue::is_error), "{:?}", report.issues);
    }
});
