//! The key, the workspace, the time and the template of the tests, the benchmarks and the fuzz targets.

#![allow(dead_code, reason = "a benchmark does not need all of it")]

/// A workspace token that Tinybird's own client has made; tests/vectors has more.
pub(crate) const KEY: &str = "p.eyJ1IjogIjQ3YzVkYmJhLTgwNjMtNDc2NS1iMmU3LTRiZTFiY2UyMzcwZSIsICJpZCI6ICI0ODlkMTM1NS1lOWUzLTRiNjEtOTk4Mi1mNWY0NWMzZmVlMjEiLCAiaG9zdCI6IG51bGx9.S7RN4zTyq8JxwxapQafrAclvpYaWx8aEALnQwBKGFyI";
/// What [`KEY`] says as `u`.
pub(crate) const WORKSPACE: &str = "47c5dbba-8063-4765-b2e7-4be1bce2370e";
pub(crate) const OTHER_WORKSPACE: &str = "7d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5c";
/// Unix seconds.
pub(crate) const NOW: u64 = 1_700_000_000;
/// Everything that a template can have.
pub(crate) const TEMPLATE: &str = r#"{
    "name": "dashboard_{user_id}", "ttl": "10m",
    "scopes": [
        { "type": "PIPES:READ", "resource": "top_pages", "fixed_params": { "org_id": "{org_id}", "currency": "eur" } },
        { "type": "DATASOURCES:READ", "resource": "events", "filter": "org_id = {org_id:String}" }
    ],
    "limits": { "rps": 10 }
}"#;
