//! The rules for claims, in one place: the inspector reports what breaks them, `sign` and the verifier refuse it, and a
//! template is held to those that do not depend on a user.
//!
//! Sources: Tinybird's documentation, pages "JSON Web tokens (JWTs)" and "Authentication"; RFC 7519 §4.1.

use alloc::{borrow::Cow, string::String, vec::Vec};

use crate::claims::scope::ScopeType;
use crate::error::issue::Issue;
use crate::error::rule::{Rule, Severity};
use crate::text::json::Json;
use crate::text::pointer::Path;
use crate::text::secret::contains_static_token;
use crate::text::suggest::hint;
use crate::text::uuid::is_uuid;
use crate::text::write::decimal;

/// The last second of the year 9999: the largest `exp` that is accepted, Unix seconds.
pub const MAX_TIME: u64 = 253_402_300_799;

/// The most scopes a template may have.
pub const MAX_SCOPES: usize = 256;

/// The most issues that are listed of one document, but for an error that would be the first.
const MAX_ISSUES: usize = 100;

const DAY: u64 = 86_400;

/// Collects what is wrong with one document.
pub(crate) struct Check {
    pub(crate) issues: Vec<Issue>,
    /// The rule that a member breaks which Tinybird does not know.
    unknown: Rule,
}

impl Check {
    pub(crate) fn of_claims() -> Check {
        Check { issues: Vec::new(), unknown: Rule::MemberUnknown }
    }

    #[cfg(feature = "mint")]
    pub(crate) fn of_template() -> Check {
        Check { issues: Vec::new(), unknown: Rule::TemplateMember }
    }

    pub(crate) fn report(&mut self, rule: Rule, path: &Path<'_>, message: impl Into<Cow<'static, str>>) {
        self.add(rule, path, message.into());
    }

    /// Not inlined into every rule.
    #[cold]
    #[inline(never)]
    fn add(&mut self, rule: Rule, path: &Path<'_>, message: Cow<'static, str>) {
        self.push(Issue::new(rule, path, message));
    }

    /// Reports what is wrong at a JSON Pointer that is known already.
    pub(crate) fn report_at(&mut self, rule: Rule, path: String, message: &'static str) {
        self.push(Issue { rule, severity: rule.severity(), path, message: message.into() });
    }

    /// A hostile document breaks more rules than anybody reads. Whether it breaks one that makes it unusable is not lost.
    #[inline(never)]
    fn push(&mut self, issue: Issue) {
        if self.issues.len() < MAX_ISSUES || issue.is_error() && !self.issues.iter().any(Issue::is_error) {
            self.issues.push(issue);
        }
    }

    /// Everything that does not depend on the time.
    pub(crate) fn claims(&mut self, claims: &Json<'_>, root: &Path<'_>) {
        if !matches!(claims, Json::Object(_)) {
            return self.report(
                Rule::ClaimsNotObject,
                root,
                ["the payload is ", claims.kind(), ", not an object"].concat(),
            );
        }
        if let Some(pointer) = claims.duplicate_key() {
            let message = "this key stands twice in its object; readers disagree about which one counts";
            self.report_at(Rule::DuplicateKey, [root.pointer(), pointer].concat(), message);
        }
        match claims.get("workspace_id") {
            None => self.report(Rule::WorkspaceIdMissing, root, "add `workspace_id`, the UUID of the workspace"),
            Some(id) => self.workspace_id(id, &root.member("workspace_id")),
        }
        self.name(claims, root);
        match claims.get("exp") {
            None => self.report(Rule::ExpMissing, root, "add `exp`, the expiry in Unix seconds"),
            Some(exp) => self.exp(exp, &root.member("exp")),
        }
        for name in ["nbf", "iat"] {
            if claims.get(name).is_some_and(|time| time.as_integer().is_none()) {
                let message = "times are integers: Unix seconds, without a fraction and without quotes";
                self.report(Rule::TimeNotInteger, &root.member(name), message);
            }
        }
        self.scopes(claims, root);
        self.limits(claims, root);
        self.secrets(claims, root);
    }

    /// What depends on the time. `now` is Unix seconds.
    pub(crate) fn times(&mut self, claims: &Json<'_>, now: u64, root: &Path<'_>) {
        if let Some(exp) = claims.get("exp").and_then(valid_exp) {
            if now >= exp {
                let ago = decimal(now.saturating_sub(exp));
                self.report(
                    Rule::Expired,
                    &root.member("exp"),
                    ["the token expired ", &ago, " s ago; mint a new one"].concat(),
                );
            } else if exp.saturating_sub(now) > DAY {
                let message = "the token lives for more than a day and cannot be revoked alone; minutes are usual";
                self.report(Rule::ExpFar, &root.member("exp"), message);
            }
        }
        let nbf = claims.get("nbf").and_then(Json::as_integer).and_then(|nbf| u64::try_from(nbf).ok());
        if let Some(wait) = nbf.and_then(|nbf| nbf.checked_sub(now)).filter(|wait| *wait > 0) {
            let message = ["the token is not valid for another ", &decimal(wait), " s"].concat();
            self.report(Rule::NotYetValid, &root.member("nbf"), message);
        }
    }

    pub(crate) fn workspace_id(&mut self, id: &Json<'_>, path: &Path<'_>) {
        if !id.as_str().is_some_and(is_uuid) {
            let message =
                "`workspace_id` is the UUID of the workspace, such as \"7d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5c\"";
            self.report(Rule::WorkspaceIdNotUuid, path, message);
        }
    }

    pub(crate) fn name(&mut self, document: &Json<'_>, root: &Path<'_>) {
        match document.get("name") {
            Some(Json::String(name)) if !name.is_empty() => {}
            None => self.report(Rule::NameMissing, root, "add `name`: usage and rate limits are counted under it"),
            Some(_) => self.report(Rule::NameMissing, &root.member("name"), "`name` is a string that is not empty"),
        }
    }

    fn exp(&mut self, exp: &Json<'_>, path: &Path<'_>) {
        if valid_exp(exp).is_some() {
            return;
        }
        match exp.as_integer() {
            Some(1_000_000_000_000..) => {
                let message = "`exp` counts milliseconds here; it is Unix seconds: divide by 1000 and round down";
                self.report(Rule::ExpInMilliseconds, path, message);
            }
            _ => {
                let message = "`exp` is an integer from 1 to 253402300799: Unix seconds, no fraction, no quotes";
                self.report(Rule::ExpNotInteger, path, message);
            }
        }
    }

    pub(crate) fn scopes(&mut self, document: &Json<'_>, root: &Path<'_>) {
        let path = &root.member("scopes");
        let scopes = match document.get("scopes") {
            None => return self.report(Rule::ScopesMissing, root, "add `scopes`: what the token may read"),
            Some(Json::Array(scopes)) => scopes,
            Some(_) => return self.report(Rule::ScopesMissing, path, "`scopes` is a list of objects"),
        };
        if scopes.is_empty() {
            self.report(Rule::ScopesEmpty, path, "without a scope the token may read nothing");
        }
        for (index, scope) in scopes.iter().enumerate() {
            self.scope(scope, &path.item(index));
            let same = |earlier: &Json<'_>| {
                ["type", "resource"].iter().all(|name| {
                    let text = earlier.get(name).and_then(Json::as_str);
                    text.is_some() && text == scope.get(name).and_then(Json::as_str)
                })
            };
            // Compared with the first of them only, so that a hostile list costs no more than its length.
            if scopes.iter().take(index.min(crate::claims::check::MAX_SCOPES)).any(same) {
                let message = "this type and resource stand in an earlier scope; keep one of them";
                self.report(Rule::ScopeDuplicate, &path.item(index), message);
            }
        }
    }

    fn scope(&mut self, scope: &Json<'_>, path: &Path<'_>) {
        let Json::Object(members) = scope else {
            let message = "a scope is an object with `type` and `resource`";
            return self.report(Rule::ScopeType, path, message);
        };
        let kind = ScopeType::of(scope);
        if kind.is_none() {
            let at = path.member("type");
            let at = if scope.get("type").is_some() { &at } else { path };
            self.report(Rule::ScopeType, at, "`type` is \"PIPES:READ\" or \"DATASOURCES:READ\"");
        }
        if scope.get("resource").and_then(Json::as_str).is_none_or(str::is_empty) {
            let at = path.member("resource");
            let at = if scope.get("resource").is_some() { &at } else { path };
            self.report(Rule::ScopeResource, at, "`resource` is the name or id of the pipe or data source");
        }
        if let Some(fixed) = scope.get("fixed_params") {
            self.fixed_params(fixed, kind, &path.member("fixed_params"));
        }
        if let Some(filter) = scope.get("filter") {
            self.filter(filter, kind, &path.member("filter"));
        }
        let pins =
            |name| scope.get(name).is_some_and(|pins| !matches!(pins, Json::Object(members) if members.is_empty()));
        match kind {
            Some(ScopeType::DatasourcesRead) if !pins("filter") => {
                self.report(
                    Rule::ScopeUnfiltered,
                    path,
                    "without a `filter` the token reads every row of the data source",
                );
            }
            Some(ScopeType::PipesRead) if !pins("fixed_params") => {
                let message = "without `fixed_params` the caller chooses every parameter of the endpoint";
                // Usual for an endpoint that knows no tenants.
                self.push(Issue { severity: Severity::Info, ..Issue::new(Rule::ScopeUnfiltered, path, message) });
            }
            _ => {}
        }
        self.members(members, &["type", "resource", "fixed_params", "filter"], path);
    }

    fn fixed_params(&mut self, fixed: &Json<'_>, kind: Option<ScopeType>, path: &Path<'_>) {
        if kind.is_some_and(|kind| kind != ScopeType::PipesRead) {
            let message = "`fixed_params` work on PIPES:READ only; nothing is fixed here. Pin rows with `filter`";
            self.report(Rule::FixedParamsMisplaced, path, message);
        }
        let Json::Object(members) = fixed else {
            return self.report(Rule::FixedParamType, path, "`fixed_params` is an object of names and values");
        };
        for (name, value) in members {
            match value {
                Json::String(_) | Json::Number(_) | Json::Bool(_) => {}
                Json::Null => {
                    let message = "null or undefined fixes nothing: the endpoint would show every tenant's rows";
                    self.report(Rule::FixedParamNull, &path.member(name), message);
                }
                Json::Array(_) | Json::Object(_) => {
                    self.report(
                        Rule::FixedParamType,
                        &path.member(name),
                        "a fixed parameter is a string, number or boolean",
                    );
                }
            }
        }
    }

    fn filter(&mut self, filter: &Json<'_>, kind: Option<ScopeType>, path: &Path<'_>) {
        if kind.is_some_and(|kind| kind != ScopeType::DatasourcesRead) {
            let message =
                "`filter` works on DATASOURCES:READ only; nothing is filtered here. Pin rows with `fixed_params`";
            self.report(Rule::FilterMisplaced, path, message);
        }
        if filter.as_str().is_none_or(|filter| filter.trim().is_empty()) {
            self.report(
                Rule::FilterEmpty,
                path,
                "`filter` is a condition such as \"org_id = 'acme'\"; leave it out if there is none",
            );
        }
    }

    pub(crate) fn limits(&mut self, document: &Json<'_>, root: &Path<'_>) {
        let path = &root.member("limits");
        let members = match document.get("limits") {
            None => return,
            Some(Json::Object(members)) => members,
            Some(_) => return self.report(Rule::RpsType, path, "`limits` is an object such as {\"rps\": 10}"),
        };
        let at = &path.member("rps");
        match document.get("limits").and_then(|limits| limits.get("rps")) {
            None => {}
            Some(rps) => match rps.as_integer() {
                None => self.report(Rule::RpsType, at, "`rps` is an integer: requests per second"),
                Some(..=0) => self.report(
                    Rule::RpsUnlimited,
                    at,
                    "zero or less means no limit; leave `limits` out if that is meant",
                ),
                Some(_) => {}
            },
        }
        self.members(members, &["rps"], path);
    }

    /// Reports members that are not among the known ones, with the one that was probably meant.
    pub(crate) fn members(&mut self, members: &[(Cow<'_, str>, Json<'_>)], known: &[&str], path: &Path<'_>) {
        for (name, _) in members {
            if !known.contains(&&**name) {
                let name = &**name;
                let message = ["there is no such member; ", &hint(name, known)].concat();
                self.report(self.unknown, &path.member(name), message);
            }
        }
    }

    /// A payload can be read by everybody who sees the token.
    pub(crate) fn secrets(&mut self, value: &Json<'_>, path: &Path<'_>) {
        match value {
            Json::String(text) if contains_static_token(text) => {
                let message =
                    "a static token stands in the payload, which everybody can read; take it out and refresh it";
                self.report(Rule::SecretInClaims, path, message);
            }
            Json::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.secrets(item, &path.item(index));
                }
            }
            Json::Object(members) => {
                for (name, value) in members {
                    if contains_static_token(name) {
                        self.secrets(&Json::String(Cow::Borrowed(name)), path);
                    }
                    self.secrets(value, &path.member(name));
                }
            }
            _ => {}
        }
    }
}

/// An `exp` that counts: Unix seconds.
pub(crate) fn valid_exp(exp: &Json<'_>) -> Option<u64> {
    exp.as_integer().and_then(|exp| u64::try_from(exp).ok()).filter(|exp| (1..=MAX_TIME).contains(exp))
}
