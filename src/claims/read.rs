//! From JSON text to typed claims in one pass, with what is wrong on the side.

use alloc::{borrow::Cow, string::String, vec::Vec};

use crate::claims::check::Check;
use crate::claims::purpose::Purpose;
use crate::claims::scope::Scope;
use crate::claims::scope_members::{ScopeMembers, put};
use crate::claims::{Claims, Limits};
use crate::error::Error;
use crate::error::issue::Issue;
use crate::error::rule::Rule;
use crate::text::json::{Json, JsonError, Reader};
use crate::text::pointer::Path;
use crate::text::secret::may_contain_static_token;

/// What was read.
pub(crate) struct Reading<'c> {
    /// The claims, unless one of the issues is an error.
    claims: Option<Claims<'c>>,
    /// The expiry in Unix seconds, whatever else is wrong.
    pub(crate) exp: Option<u64>,
    /// The first second, likewise.
    pub(crate) nbf: Option<u64>,
    pub(crate) issues: Vec<Issue>,
}

impl<'c> Reading<'c> {
    /// The claims, or the errors that make them unusable.
    pub(crate) fn into_claims(self) -> Result<Claims<'c>, Error> {
        let mut issues = self.issues;
        self.claims.ok_or_else(|| {
            issues.retain(Issue::is_error);
            Error::Claims(issues)
        })
    }
}

/// Reads claims. `root` is where in a larger document they stand, for the paths of the issues.
pub(crate) fn read<'t>(text: &'t str, purpose: Purpose, root: &Path<'_>) -> Result<Reading<'t>, JsonError> {
    let mut members = Members::new(purpose);
    let kind = Reader::document(text, |json| {
        if !json.at_object() {
            return json.value().map(|value| Some(value.kind()));
        }
        json.members(&mut |json, name| members.read(json, name, root))?;
        Ok(None)
    })?;
    let mut check = Check::new(purpose);
    let Some(kind) = kind else { return Ok(members.judge(check, text, root)) };
    check.report(Rule::ClaimsNotObject, root, ["the payload is ", kind, ", not an object"].concat());
    Ok(Reading { claims: None, exp: None, nbf: None, issues: check.issues })
}

/// The members of claims as they came; the scopes are judged already.
struct Members<'c> {
    workspace_id: Option<Json<'c>>,
    name: Option<Json<'c>>,
    exp: Option<Json<'c>>,
    scopes: Option<Scopes<'c>>,
    limits: Option<Json<'c>>,
    others: Vec<(Cow<'c, str>, Json<'c>)>,
    /// What is wrong with the scopes.
    scope_check: Check,
    /// The JSON Pointer of the first key that appears twice in one object.
    duplicate: Option<String>,
}

/// The claim `scopes`.
enum Scopes<'c> {
    /// The good ones, each with its place in the list; and the length of the list.
    List {
        good: Vec<(usize, Scope<'c>)>,
        len: usize,
    },
    NotAList,
}

impl<'c> Members<'c> {
    fn new(purpose: Purpose) -> Members<'c> {
        Members {
            workspace_id: None,
            name: None,
            exp: None,
            scopes: None,
            limits: None,
            others: Vec::new(),
            scope_check: Check::new(purpose),
            duplicate: None,
        }
    }

    fn read(&mut self, json: &mut Reader<'c>, name: Cow<'c, str>, root: &Path<'_>) -> Result<(), JsonError> {
        let path = root.member(&name);
        if name == "scopes" {
            let scopes = self.read_scopes(json, &path)?;
            self.note_twice(self.scopes.is_some(), &path);
            self.scopes.get_or_insert(scopes);
            return Ok(());
        }
        let value = json.value()?;
        self.note_inside(&value, &path);
        let place = match &*name {
            "workspace_id" => &mut self.workspace_id,
            "name" => &mut self.name,
            "exp" => &mut self.exp,
            "limits" => &mut self.limits,
            _ => {
                self.note_twice(self.others.iter().any(|(other, _)| *other == name), &path);
                self.others.push((name, value));
                return Ok(());
            }
        };
        let twice = put(place, value);
        self.note_twice(twice, &path);
        Ok(())
    }

    fn read_scopes(&mut self, json: &mut Reader<'c>, path: &Path<'_>) -> Result<Scopes<'c>, JsonError> {
        if !json.at_array() {
            json.value()?;
            return Ok(Scopes::NotAList);
        }
        let (mut good, mut len) = (Vec::new(), 0_usize);
        json.items(&mut |json| {
            let path = &path.item(len);
            if json.at_object() {
                let mut scope = ScopeMembers::default();
                json.members(&mut |json, name| {
                    let path = path.member(&name);
                    let value = json.value()?;
                    self.note_inside(&value, &path);
                    let twice = scope.put(name.clone(), value);
                    self.note_twice(twice, &path);
                    Ok(())
                })?;
                good.extend(self.scope_check.scope(scope, path).map(|scope| (len, scope)));
            } else {
                json.value()?;
                self.scope_check.no_scope(path);
            }
            len = len.saturating_add(1);
            Ok(())
        })?;
        Ok(Scopes::List { good, len })
    }

    fn note_twice(&mut self, twice: bool, path: &Path<'_>) {
        if twice {
            self.duplicate.get_or_insert_with(|| path.pointer());
        }
    }

    fn note_inside(&mut self, value: &Json<'_>, path: &Path<'_>) {
        if self.duplicate.is_none() {
            self.duplicate = value.duplicate_key().map(|pointer| [path.pointer(), pointer].concat());
        }
    }

    /// Judges the whole, in the order in which people read claims.
    fn judge(self, mut check: Check, text: &str, root: &Path<'_>) -> Reading<'c> {
        if let Some(path) = self.duplicate {
            let message = "this key appears twice in one object; readers disagree about which one counts";
            check.report_at(Rule::DuplicateKey, path, message);
        }
        let workspace_id = match self.workspace_id {
            Some(id) => check.workspace_id(id, &root.member("workspace_id")),
            None => {
                check.report(Rule::WorkspaceIdMissing, root, "add `workspace_id`, the UUID of the workspace");
                None
            }
        };
        let name = check.name(self.name, root);
        let exp = match &self.exp {
            Some(exp) => check.exp(exp, &root.member("exp")),
            None => {
                check.report(Rule::ExpMissing, root, "add `exp`, the expiry in Unix seconds");
                None
            }
        };
        let mut nbf = None;
        for (name, time) in self.others.iter().filter(|(name, _)| matches!(&**name, "nbf" | "iat")) {
            let time = check.time(time, &root.member(name));
            nbf = if name == "nbf" { time } else { nbf };
        }
        let scopes = scopes(self.scopes, self.scope_check, &mut check, root);
        let limits = self.limits.map(|limits| Limits { rps: check.limits(&limits, &root.member("limits")) });
        if may_contain_static_token(text)
            && let Ok(json) = Json::parse(text)
        {
            check.secrets(&json, root);
        }
        let issues = check.issues;
        let claims = match (workspace_id, name, exp, scopes) {
            (Some(workspace_id), Some(name), Some(exp), Some(scopes)) if !issues.iter().any(Issue::is_error) => {
                Some(Claims { workspace_id, name, exp, nbf, scopes, limits, others: self.others })
            }
            _ => None,
        };
        Reading { claims, exp, nbf, issues }
    }
}

fn scopes<'c>(scopes: Option<Scopes<'c>>, found: Check, check: &mut Check, root: &Path<'_>) -> Option<Vec<Scope<'c>>> {
    let path = &root.member("scopes");
    match scopes {
        None => check.report(Rule::ScopesMissing, root, "add `scopes`: what the token may read"),
        Some(Scopes::NotAList) => check.scopes_not_a_list(path),
        Some(Scopes::List { good, len }) => {
            if len == 0 {
                check.report(Rule::ScopesEmpty, path, "without a scope the token may read nothing");
            }
            found.issues.into_iter().for_each(|issue| check.push(issue));
            check.duplicates(&good, path);
            return Some(good.into_iter().map(|(_, scope)| scope).collect());
        }
    }
    None
}
