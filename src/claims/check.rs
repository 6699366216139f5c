//! The rules for claims, in one place: the inspector reports what breaks them, `sign` and the verifier refuse it, and a
//! template is held to those that do not depend on a user.
//!
//! Sources: Tinybird's documentation, pages "JSON Web tokens (JWTs)" and "Authentication"; RFC 7519 §4.1.

use alloc::{borrow::Cow, string::String, vec::Vec};

use crate::claims::filter_clause::clause;
#[cfg(feature = "mint")]
use crate::claims::filter_clause::has_open_parameter;
use crate::claims::param_name;
use crate::claims::purpose::Purpose;
use crate::claims::scope::{FixedValue, Scope, ScopeType};
use crate::claims::scope_members::ScopeMembers;
use crate::claims::time::{DAY, NoTime, NumericDate, in_words};
use crate::claims::unset::{unset_in_filter, unset_in_text};
use crate::error::issue::Issue;
use crate::error::rule::{Rule, Severity};
use crate::text::blank::is_blank;
use crate::text::foreign::{foreign, is_own_name};
use crate::text::json::Json;
use crate::text::number::is_float;
use crate::text::pointer::Path;
use crate::text::secret::contains_static_token;
use crate::text::suggest::hint;
use crate::text::uuid::is_uuid;

/// The most scopes a template may have.
pub const MAX_SCOPES: usize = 256;

/// The most issues that are listed of one document, but for an error that would be the first.
const MAX_ISSUES: usize = 100;

/// What to do about what may be another system's placeholder.
#[cfg(feature = "template")]
pub(crate) const UNFILLED: &str =
    "this looks like another system's placeholder, which nothing fills here; write `{org_id:String}`";

/// The keys of a scope, in the order of Tinybird's documentation.
pub(crate) const SCOPE_KEYS: &[&str] = &["type", "resource", "fixed_params", "filter"];

/// Collects what is wrong with one document.
pub(crate) struct Check {
    pub(crate) issues: Vec<Issue>,
    purpose: Purpose,
}

impl Check {
    pub(crate) fn new(purpose: Purpose) -> Check {
        Check { issues: Vec::new(), purpose }
    }

    #[cfg(feature = "template")]
    pub(crate) fn of_template() -> Check {
        Check::new(Purpose::Template)
    }

    pub(crate) fn report(&mut self, rule: Rule, path: &Path<'_>, message: impl Into<Cow<'static, str>>) {
        self.add(rule, rule.severity(), path, message.into());
    }

    /// Reports what is an error in what is made here, and a warning in what others made, since Tinybird accepts it.
    fn report_ours(&mut self, rule: Rule, path: &Path<'_>, message: impl Into<Cow<'static, str>>) {
        let severity = if self.purpose.is_ours() { Severity::Error } else { Severity::Warning };
        self.add(rule, severity, path, message.into());
    }

    /// Not inlined into every rule.
    #[cold]
    #[inline(never)]
    fn add(&mut self, rule: Rule, severity: Severity, path: &Path<'_>, message: Cow<'static, str>) {
        if severity != Severity::Error && !self.purpose.warns() {
            return;
        }
        self.push(Issue { severity, ..Issue::new(rule, path, message) });
    }

    /// Reports what is wrong at a JSON Pointer that is known already.
    pub(crate) fn report_at(&mut self, rule: Rule, path: String, message: &'static str) {
        self.push(Issue { rule, severity: rule.severity(), path, message: message.into() });
    }

    /// A hostile document breaks more rules than anybody reads. Whether it breaks one that makes it unusable is not lost.
    #[inline(never)]
    pub(crate) fn push(&mut self, issue: Issue) {
        if self.issues.len() < MAX_ISSUES || issue.is_error() && !self.issues.iter().any(Issue::is_error) {
            self.issues.push(issue);
        }
    }

    /// What depends on the time. All times are Unix seconds.
    pub(crate) fn times(&mut self, exp: Option<u64>, nbf: Option<u64>, now: u64, root: &Path<'_>) {
        if let Some(exp) = exp {
            if let Some(ago) = now.checked_sub(exp) {
                let message = ["the token expired ", &in_words(ago), " ago; mint a new one"].concat();
                self.report(Rule::Expired, &root.member("exp"), message);
            } else if exp.saturating_sub(now) > DAY {
                let message = "the token lives for more than a day and cannot be revoked alone; minutes are usual";
                self.report(Rule::ExpFar, &root.member("exp"), message);
            }
        }
        if let Some(wait) = nbf.and_then(|nbf| nbf.checked_sub(now)).filter(|wait| *wait > 0) {
            let message = ["the token is not valid for another ", &in_words(wait)].concat();
            self.report(Rule::NotYetValid, &root.member("nbf"), message);
        }
    }

    pub(crate) fn workspace_id<'c>(&mut self, id: Json<'c>, path: &Path<'_>) -> Option<Cow<'c, str>> {
        match id {
            Json::String(id) if is_uuid(&id) => Some(id),
            _ => {
                let message = "`workspace_id` must be the UUID of the workspace, such as \"7d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5c\"";
                self.report(Rule::WorkspaceIdNotUuid, path, message);
                None
            }
        }
    }

    pub(crate) fn name<'c>(&mut self, name: Option<Json<'c>>, root: &Path<'_>) -> Option<Cow<'c, str>> {
        match name {
            Some(Json::String(name)) if !name.is_empty() => {
                self.doubt(&name, unset_in_text, &root.member("name"));
                return Some(name);
            }
            None => self.report(Rule::NameMissing, root, "add `name`: usage and rate limits are counted under it"),
            Some(_) => self.report(Rule::NameMissing, &root.member("name"), "`name` must be a non-empty string"),
        }
        None
    }

    pub(super) fn exp(&mut self, exp: &Json<'_>, path: &Path<'_>) -> Option<u64> {
        match NumericDate::read(exp) {
            Ok(date @ NumericDate { seconds: 1.., .. }) => {
                self.integer(date, Rule::ExpNotInteger, path);
                return Some(date.seconds);
            }
            Err(NoTime::Milliseconds) => {
                let message = "`exp` is in milliseconds; it must be Unix seconds: divide by 1000 and round down";
                self.report(Rule::ExpInMilliseconds, path, message);
            }
            Ok(_) | Err(NoTime::NotANumber | NoTime::TooLarge) => {
                let message = "`exp` must be Unix seconds: a number from 1 to 253402300799, without quotes";
                self.report(Rule::ExpNotInteger, path, message);
            }
        }
        None
    }

    /// `nbf` or `iat`.
    pub(super) fn time(&mut self, time: &Json<'_>, path: &Path<'_>) -> Option<u64> {
        match NumericDate::read(time) {
            Ok(date) => {
                self.integer(date, Rule::TimeNotInteger, path);
                return Some(date.seconds);
            }
            Err(NoTime::Milliseconds) => {
                let message = "this time is in milliseconds; it must be Unix seconds: divide by 1000 and round down";
                self.report(Rule::TimeNotInteger, path, message);
            }
            Err(NoTime::NotANumber | NoTime::TooLarge) => {
                let message = "times must be Unix seconds: a number up to 253402300799, without quotes";
                self.report(Rule::TimeNotInteger, path, message);
            }
        }
        None
    }

    /// Warns of a text that others have signed with a placeholder in it, and of a value that was missing when somebody put the text
    /// together.
    fn doubt(&mut self, text: &str, unset: fn(&str) -> Option<&'static str>, path: &Path<'_>) {
        if !self.purpose.warns() {
            return;
        }
        if !self.purpose.is_ours() && foreign(text).is_some() {
            self.unfilled(path);
        }
        if let Some(found) = unset(text) {
            let message =
                ["`", found, "` looks like a value that was missing where the text was put together"].concat();
            self.report(Rule::ValueUnset, path, message);
        }
    }

    fn unfilled(&mut self, path: &Path<'_>) {
        let message = "this looks like a placeholder that nothing has filled: the token was signed without the value";
        self.add(Rule::PlaceholderForeign, Severity::Warning, path, message.into());
    }

    /// Warns of what may be another system's placeholder.
    #[cfg(feature = "template")]
    pub(crate) fn variable(&mut self, path: &Path<'_>) {
        self.add(Rule::PlaceholderForeign, Severity::Warning, path, UNFILLED.into());
    }

    fn integer(&mut self, date: NumericDate, rule: Rule, path: &Path<'_>) {
        if !date.is_integer {
            let message = "this time is not an integer; readers cut its fraction off. Round it down before you sign";
            self.report_ours(rule, path, message);
        }
    }

    pub(crate) fn scopes_not_a_list(&mut self, path: &Path<'_>) {
        self.report(Rule::ScopesMissing, path, "`scopes` must be a list of objects");
    }

    pub(crate) fn no_scope(&mut self, path: &Path<'_>) {
        self.report(Rule::ScopeType, path, "a scope must be an object with `type` and `resource`");
    }

    /// Reports each scope that has the type and the resource of an earlier one. With each comes its place in the list.
    pub(crate) fn duplicates(&mut self, scopes: &[(usize, Scope<'_>)], path: &Path<'_>) {
        // By a hash first, so that alike names need not be compared.
        let hash =
            |text: &str| text.bytes().fold(0_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
        let mut sorted: Vec<(u64, ScopeType, &str)> = Vec::with_capacity(scopes.len());
        for (place, scope) in scopes {
            let key = (hash(&scope.resource), scope.scope_type, &*scope.resource);
            match sorted.binary_search(&key) {
                Ok(_) => {
                    let message = "an earlier scope has the same type and resource; keep one of them";
                    self.report(Rule::ScopeDuplicate, &path.item(*place), message);
                }
                Err(at) => sorted.insert(at, key),
            }
        }
    }

    /// A scope, if it is one. What it pins is judged in any case.
    pub(crate) fn scope<'c>(&mut self, members: ScopeMembers<'c>, path: &Path<'_>) -> Option<Scope<'c>> {
        let ScopeMembers { scope_type, resource, fixed_params, filter, unknown } = members;
        let kind = scope_type.as_ref().and_then(Json::as_str).and_then(ScopeType::named);
        if kind.is_none() {
            self.scope_type(scope_type.as_ref(), path);
        }
        let resource = match resource {
            Some(Json::String(resource)) if !resource.is_empty() => {
                self.resource(&resource, &path.member("resource"));
                Some(resource)
            }
            other => {
                let at = path.member("resource");
                let at = if other.is_some() { &at } else { path };
                self.report(Rule::ScopeResource, at, "`resource` must be the name or id of the pipe or data source");
                None
            }
        };
        let unfiltered = filter.is_none();
        let fixes_nothing = match &fixed_params {
            None => true,
            Some(Json::Object(params)) => params.is_empty(),
            Some(_) => false,
        };
        let fixed_params = fixed_params.map(|fixed| self.fixed_params(fixed, kind, &path.member("fixed_params")));
        let filter = filter.map(|filter| self.filter(filter, kind, &path.member("filter")));
        match kind {
            Some(ScopeType::DatasourcesRead) if unfiltered => {
                let message = "without a `filter` the token reads every row of the data source";
                self.report(Rule::ScopeUnfiltered, path, message);
            }
            Some(ScopeType::PipesRead) if fixes_nothing => {
                let message = "without `fixed_params` the caller chooses every parameter of the endpoint";
                // Usual for an endpoint that knows no tenants.
                self.add(Rule::ScopeUnfiltered, Severity::Info, path, message.into());
            }
            _ => {}
        }
        for name in &unknown {
            self.unknown(Rule::ScopeMember, name, SCOPE_KEYS, path);
        }
        Some(Scope { scope_type: kind?, resource: resource?, fixed_params, filter: filter.flatten() })
    }

    #[cold]
    fn scope_type(&mut self, scope_type: Option<&Json<'_>>, path: &Path<'_>) {
        const MUST: &str = "`type` must be \"PIPES:READ\" or \"DATASOURCES:READ\"";
        match scope_type {
            None => self.report(Rule::ScopeType, path, MUST),
            Some(Json::String(name)) if ScopeType::named(&name.trim().to_ascii_uppercase()).is_some() => {
                let message = "types of scopes are in capitals, without spaces: \"PIPES:READ\" or \"DATASOURCES:READ\"";
                self.report(Rule::ScopeType, &path.member("type"), message);
            }
            Some(_) => self.report(Rule::ScopeType, &path.member("type"), MUST),
        }
    }

    /// Names that no pipe or data source has.
    fn resource(&mut self, resource: &str, path: &Path<'_>) {
        if !self.purpose.warns() {
            return;
        }
        let known = self.issues.len();
        self.doubt(resource, |name| unset_in_text(name).filter(|missing| missing.eq_ignore_ascii_case(name)), path);
        // Nearly all are identifiers.
        if self.issues.len() > known || param_name::is_identifier(resource) {
            return;
        }
        const ENDINGS: [&str; 7] = ["json", "csv", "ndjson", "parquet", "prometheus", "pipe", "datasource"];
        let is_ending = |end: &str| ENDINGS.iter().any(|known| end.eq_ignore_ascii_case(known));
        let message = if resource.trim().len() != resource.len() {
            "there is a space around the name; Tinybird takes it as part of the name"
        } else if resource.rsplit_once('.').is_some_and(|(_, end)| is_ending(end)) {
            "name the resource alone, without `.json` or another ending"
        // Braces are refused where they mean something.
        } else if resource.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'{' | b'}'))
        {
            return;
        } else {
            "names of pipes and data sources have letters, digits and underscores only"
        };
        self.report(Rule::ResourceName, path, message);
    }

    fn fixed_params<'c>(
        &mut self,
        fixed: Json<'c>,
        kind: Option<ScopeType>,
        path: &Path<'_>,
    ) -> Vec<(Cow<'c, str>, FixedValue<'c>)> {
        if kind.is_some_and(|kind| kind != ScopeType::PipesRead) {
            let message = "`fixed_params` work on PIPES:READ only; nothing is fixed here. Pin rows with `filter`";
            self.report(Rule::FixedParamsMisplaced, path, message);
        }
        let Json::Object(members) = fixed else {
            self.report(Rule::FixedParamType, path, "`fixed_params` must be an object of names and values");
            return Vec::new();
        };
        let mut params = Vec::with_capacity(members.len());
        for (name, value) in members {
            // Others may call a parameter what they like, and leave it empty: Tinybird does not mind.
            let is_judged = self.purpose != Purpose::Verify;
            match is_judged.then(|| param_name::fault(&name)).flatten() {
                Some((Severity::Error, message)) => {
                    self.report_ours(Rule::FixedParamName, &path.member(&name), message)
                }
                Some((severity, message)) => self.add(Rule::FixedParamName, severity, &path.member(&name), message),
                None => {}
            }
            let value = match value {
                Json::String(text) => {
                    self.doubt(&text, unset_in_text, &path.member(&name));
                    if self.purpose == Purpose::Inspect && is_own_name(&text, &name) {
                        self.unfilled(&path.member(&name));
                    }
                    if is_judged && is_blank(&text) {
                        let message =
                            "an empty fixed parameter pins nothing: endpoints leave their condition out for it";
                        self.report_ours(Rule::FixedParamEmpty, &path.member(&name), message);
                    }
                    FixedValue::Text(text)
                }
                Json::Number(text) => {
                    if self.purpose.is_ours() && !is_float(&text) {
                        let message = "this number does not fit in a 64-bit float; write a string";
                        self.report(Rule::FixedParamType, &path.member(&name), message);
                    }
                    FixedValue::Number(text)
                }
                Json::Bool(value) => FixedValue::Bool(value),
                Json::Null => {
                    let message = "null or undefined fixes nothing: the endpoint would show every tenant's rows";
                    self.report(Rule::FixedParamNull, &path.member(&name), message);
                    continue;
                }
                Json::Array(_) | Json::Object(_) => {
                    let message = "a fixed parameter must be a string, number or boolean";
                    self.report(Rule::FixedParamType, &path.member(&name), message);
                    continue;
                }
            };
            params.push((name, value));
        }
        params
    }

    fn filter<'c>(&mut self, filter: Json<'c>, kind: Option<ScopeType>, path: &Path<'_>) -> Option<Cow<'c, str>> {
        if kind.is_some_and(|kind| kind != ScopeType::DatasourcesRead) {
            let message =
                "`filter` works on DATASOURCES:READ only; nothing is filtered here. Pin rows with `fixed_params`";
            self.report(Rule::FilterMisplaced, path, message);
        }
        match filter {
            Json::String(filter) if !filter.trim().is_empty() => {
                self.doubt(&filter, unset_in_filter, path);
                #[cfg(feature = "mint")]
                if self.purpose == Purpose::Sign && has_open_parameter(&filter) {
                    let message = "`{name:Type}` is a query parameter of ClickHouse, which the caller would fill; write the value";
                    self.report(Rule::PlaceholderForeign, path, message);
                }
                // What templates leave open is told where they are compiled.
                if self.purpose.warns()
                    && let Some(clause) = clause(&filter)
                    && (!clause.is_empty() || self.purpose == Purpose::Inspect)
                {
                    let (remedy, end) = if clause.is_empty() {
                        ("close what it opens, and end in a value", "")
                    } else {
                        ("remove `", "`")
                    };
                    let message = ["a filter must be a condition only; ", remedy, clause, end].concat();
                    self.report(Rule::FilterClause, path, message);
                }
                Some(filter)
            }
            _ => {
                let message =
                    "`filter` must be a condition, such as \"org_id = 'acme'\"; leave it out if there is none";
                self.report(Rule::FilterEmpty, path, message);
                None
            }
        }
    }

    /// The limit of `limits`, or nothing where it is none.
    pub(crate) fn limits(&mut self, limits: &Json<'_>, path: &Path<'_>) -> Option<i64> {
        let Json::Object(members) = limits else {
            self.report(Rule::RpsType, path, "`limits` must be an object, such as {\"rps\": 10}");
            return None;
        };
        let at = &path.member("rps");
        let rps = limits.get("rps");
        let per_second = rps.and_then(Json::as_integer);
        match per_second {
            None if rps.is_none() => {}
            None => self.report(Rule::RpsType, at, "`rps` must be an integer: requests per second"),
            Some(..=0) => {
                let message = "zero or less means no limit; leave `limits` out if that is what you want";
                self.report(Rule::RpsUnlimited, at, message);
            }
            Some(_) => {}
        }
        for (name, _) in members.iter().filter(|(name, _)| name != "rps") {
            self.unknown(Rule::ScopeMember, name, &["rps"], path);
        }
        per_second
    }

    /// Reports the keys of a template that are not among the known ones, with the one that was probably meant.
    #[cfg(feature = "template")]
    pub(crate) fn members(&mut self, members: &[(Cow<'_, str>, Json<'_>)], known: &[&str], path: &Path<'_>) {
        for (name, _) in members.iter().filter(|(name, _)| !known.contains(&&**name)) {
            self.unknown(Rule::TemplateMember, name, known, path);
        }
    }

    #[cold]
    fn unknown(&mut self, rule: Rule, name: &str, known: &[&str], path: &Path<'_>) {
        let message = ["unknown key; ", &hint(name, known)].concat();
        self.report(rule, &path.member(name), message);
    }

    /// A payload can be read by everybody who sees the token.
    pub(crate) fn secrets(&mut self, value: &Json<'_>, path: &Path<'_>) {
        match value {
            Json::String(text) if contains_static_token(text) => {
                let message =
                    "the payload contains a static token, and everybody can read it; remove the token and refresh it";
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
