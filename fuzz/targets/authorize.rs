//! A line of claims and one with a request. Whatever the request says, a fixed parameter has its fixed value, no name that could
//! stand for it passes, and what no scope names is denied.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mintbird::{Claims, Request, ScopeType, authorize};
use mintbird_fuzz::lines;

fuzz_target!(|input: &str| {
    let Some([claims, request_text]) = lines::<2>(input) else { return };
    let (Ok(claims), Ok(request)) = (Claims::parse(claims), Request::parse(request_text)) else { return };
    let asked: serde_json::Value = serde_json::from_str(request_text).expect("a request is JSON");
    let (kind, resource) = match asked["pipe"].as_str() {
        Some(pipe) => (ScopeType::PipesRead, pipe),
        None => (ScopeType::DatasourcesRead, asked["datasource"].as_str().expect("one of both")),
    };
    let scopes: Vec<_> = claims
        .scopes()
        .iter()
        .filter(|scope| scope.scope_type() == kind)
        .filter(|scope| scope.resource() == resource || Some(scope.resource()) == asked["id"].as_str())
        .collect();
    let decision = authorize(&claims, &request);
    let grant = match decision {
        Ok(grant) => grant,
        Err(denial) => return assert!(denial.status() == 403 || denial.status() == 400),
    };
    let json = serde_json::to_value(&grant).expect("a grant is JSON");
    assert!(!scopes.is_empty(), "granted without a scope");
    let plain = |name: &str| name.replace('_', "").to_ascii_lowercase();
    for scope in scopes {
        for (name, value) in scope.fixed_params() {
            let found: Vec<_> = grant.params().iter().filter(|(granted, _)| plain(granted) == plain(name)).collect();
            let own: Vec<_> = found.iter().filter(|(granted, _)| granted == name).collect();
            assert_eq!(own.len(), 1, "{name}");
            let fixed = serde_json::to_value(value).expect("a value is JSON");
            assert_eq!(json["params"][&**name], fixed, "{name}");
            // Another spelling may stand there only if it is fixed, too.
            for (granted, _) in found {
                assert!(
                    claims.scopes().iter().any(|scope| scope.fixed_params().iter().any(|(name, _)| name == granted))
                );
            }
        }
        if let Some(filter) = scope.filter() {
            assert!(grant.filter().is_some_and(|granted| granted.contains(filter)));
        }
    }
});
