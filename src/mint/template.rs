//! A template: the payload as a JSON document with placeholders, read, checked and compiled once.
//!
//! [`Template::parse`] reports every fault at once, each with its JSON Pointer. A `Template` that exists has none.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use crate::claims::check::Check;
use crate::claims::check::MAX_SCOPES;
use crate::claims::read::ScopeMembers;
use crate::claims::time::{DAY, duration};
use crate::error::Error;
use crate::error::issue::{Issue, errors_of};
use crate::error::rule::Rule;
use crate::mint::filter;
use crate::mint::literal::Type;
use crate::mint::payload::{Payload, Slot};
use crate::mint::placeholder::{self, Placeholder, Token};
use crate::text::json::{Json, write_escaped, write_string};
use crate::text::pointer::Path;
use crate::text::secret::shown;
use crate::text::write::{decimal, push};

/// The longest template, in bytes.
pub const MAX_TEMPLATE_LEN: usize = 64 * 1024;
/// The most parameters a template may have.
pub const MAX_PARAMS: usize = 100;
/// The longest a token may live: ten years, in seconds.
pub const MAX_TTL: u64 = 10 * 365 * 86_400;

/// A checked template, ready to become a [`Minter`](crate::Minter).
///
/// ```
/// let template = mintbird::Template::parse(r#"{
///     "name": "dashboard_{user_id}", "ttl": "10m",
///     "scopes": [{ "type": "PIPES:READ", "resource": "top_pages", "fixed_params": { "org_id": "{org_id}" } }]
/// }"#)?;
/// assert_eq!(template.params(), ["user_id", "org_id"]);
/// # Ok::<(), mintbird::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Template {
    pub(crate) workspace_id: Option<String>,
    pub(crate) ttl: u64,
    pub(crate) params: Vec<String>,
    pub(crate) payload: Payload,
    pub(crate) issues: Vec<Issue>,
}

impl Template {
    /// Reads and compiles a template.
    ///
    /// # Errors
    /// [`Error::Template`] with all of its faults.
    pub fn parse(text: &str) -> Result<Template, Error> {
        let refuse = |rule, message: String| Err(Error::Template([Issue::new(rule, &Path::Root, message)].into()));
        if text.len() > MAX_TEMPLATE_LEN {
            return refuse(Rule::TemplateTooLarge, too_many("it has ", text.len(), " bytes", MAX_TEMPLATE_LEN));
        }
        match Json::parse(text) {
            Ok(json) => Template::from_json(&json),
            Err(error) => refuse(Rule::TemplateJson, error.message("it is not JSON: ")),
        }
    }

    /// Compiles a template that has been read already.
    ///
    /// # Errors
    /// As [`Template::parse`].
    pub fn from_json(json: &Json<'_>) -> Result<Template, Error> {
        let mut compiler = Compiler { check: Check::of_template(), params: Vec::new(), payload: Payload::default() };
        let (workspace_id, ttl) = compiler.template(json);
        let issues = compiler.check.issues;
        errors_of(&issues).map_err(Error::Template)?;
        Ok(Template { workspace_id, ttl, params: compiler.params, payload: compiler.payload, issues })
    }

    /// The names to fill, in order of appearance.
    #[must_use]
    pub fn params(&self) -> &[String] {
        &self.params
    }

    /// How long its tokens live unless told otherwise, seconds.
    #[must_use]
    pub fn ttl(&self) -> u64 {
        self.ttl
    }

    /// Warnings: what is legal but hardly meant.
    #[must_use]
    pub fn issues(&self) -> &[Issue] {
        &self.issues
    }
}

struct Compiler {
    check: Check,
    params: Vec<String>,
    payload: Payload,
}

impl Compiler {
    fn template(&mut self, json: &Json<'_>) -> (Option<String>, u64) {
        let root = &Path::Root;
        let Json::Object(members) = json else {
            let message = ["a template is an object; this is ", json.kind()].concat();
            self.check.report(Rule::TemplateJson, root, message);
            return (None, 0);
        };
        if let Some(path) = json.duplicate_key() {
            let message = "this key stands twice in its object; keep one of them";
            self.check.report_at(Rule::DuplicateKey, path, message);
        }
        self.check.members(members, &["workspace_id", "name", "ttl", "scopes", "limits"], root);
        if let Some(id) = json.get("workspace_id") {
            self.check.workspace_id(id.clone(), &root.member("workspace_id"));
        }
        self.check.name(json.get("name").cloned(), root);
        let ttl = self.ttl(json, root);
        self.scope_rules(json.get("scopes"), root);
        if let Some(limits) = json.get("limits") {
            self.check.limits(limits, &root.member("limits"));
        }
        self.check.secrets(json, root);
        self.payload(json, root);
        if self.params.len() > MAX_PARAMS {
            let message = too_many("it has ", self.params.len(), " placeholders", MAX_PARAMS);
            self.check.report(Rule::TemplateTooLarge, root, message);
        }
        (json.get("workspace_id").and_then(Json::as_str).map(String::from), ttl)
    }

    fn ttl(&mut self, json: &Json<'_>, root: &Path<'_>) -> u64 {
        let seconds = match json.get("ttl") {
            Some(Json::String(text)) => duration(text),
            Some(ttl) => ttl.as_integer().and_then(|ttl| u64::try_from(ttl).ok()),
            None => {
                self.check.report(
                    Rule::Ttl,
                    root,
                    "add `ttl`, how long a token lives: seconds, or \"90s\", \"10m\", \"1h\", \"7d\"",
                );
                return 0;
            }
        };
        let path = &root.member("ttl");
        match seconds {
            Some(ttl @ 1..=MAX_TTL) => {
                if ttl > DAY {
                    let message = "tokens live for more than a day and cannot be revoked one by one; minutes are usual";
                    self.check.report(Rule::ExpFar, path, message);
                }
                ttl
            }
            _ => {
                let message =
                    "`ttl` is seconds, or \"90s\", \"10m\", \"1h\", \"7d\"; at least a second, at most ten years";
                self.check.report(Rule::Ttl, path, message);
                0
            }
        }
    }

    /// Holds the scopes to the rules for those of claims.
    fn scope_rules(&mut self, scopes: Option<&Json<'_>>, root: &Path<'_>) {
        let path = &root.member("scopes");
        let scopes = match scopes {
            None => return self.check.report(Rule::ScopesMissing, root, "add `scopes`: what the tokens may read"),
            Some(Json::Array(scopes)) => scopes,
            Some(_) => return self.check.scopes_not_a_list(path),
        };
        if scopes.is_empty() {
            self.check.report(Rule::ScopesEmpty, path, "without a scope the tokens may read nothing");
        }
        let mut good = Vec::new();
        for (index, scope) in scopes.iter().enumerate() {
            let path = &path.item(index);
            let Json::Object(members) = scope else {
                self.check.no_scope(path);
                continue;
            };
            let mut scope = ScopeMembers::default();
            for (name, value) in members.iter().cloned() {
                scope.put(name, value);
            }
            good.extend(self.check.scope(scope, path).map(|scope| (index, scope)));
        }
        self.check.duplicates(&good, path);
    }

    /// The payload behind its first member, keys in the order of Tinybird's documentation.
    fn payload(&mut self, json: &Json<'_>, root: &Path<'_>) {
        self.text(",\"name\":\"");
        let params_before = self.params.len();
        if let Some(Json::String(name)) = json.get("name") {
            self.inside(name, &root.member("name"));
        }
        let name_is_shared = self.params.len() == params_before;
        self.text("\",\"exp\":");
        self.payload.slot(Slot::Exp);
        self.text(",\"scopes\":[");
        self.scopes(json, &root.member("scopes"));
        self.text("]");
        if let Some(limits) = json.get("limits") {
            self.text(",\"limits\":");
            limits.write(self.payload.text());
            if name_is_shared && limits.get("rps").and_then(Json::as_integer).is_some_and(|rps| rps > 0) {
                let message = "the limit is shared by every token of this name; a placeholder, such as \"app_{user_id}\", \
                               gives each user one of their own";
                self.check.report(Rule::NameShared, &root.member("name"), message);
            }
        }
        self.text("}");
    }

    fn scopes(&mut self, json: &Json<'_>, path: &Path<'_>) {
        let Some(Json::Array(scopes)) = json.get("scopes") else { return };
        if scopes.len() > MAX_SCOPES {
            let message = too_many("there are ", scopes.len(), " scopes", MAX_SCOPES);
            return self.check.report(Rule::TemplateTooLarge, path, message);
        }
        for (index, scope) in scopes.iter().enumerate() {
            if index > 0 {
                self.text(",");
            }
            self.scope(scope, &path.item(index));
        }
    }

    fn scope(&mut self, scope: &Json<'_>, path: &Path<'_>) {
        // The rules for scopes have reported what is missing; what else is wrong here is still to be found.
        let kind = scope.get("type").and_then(Json::as_str).unwrap_or_default();
        let resource = scope.get("resource").and_then(Json::as_str).unwrap_or_default();
        if resource.contains(['{', '}']) {
            let message =
                "a resource is a name as it stands; placeholders belong in `name`, `fixed_params` and `filter`";
            self.check.report(Rule::Placeholder, &path.member("resource"), message);
        }
        self.text("{\"type\":\"");
        self.text(kind);
        self.text("\",\"resource\":");
        write_string(resource, self.payload.text());
        if let Some(Json::Object(fixed)) = scope.get("fixed_params") {
            self.text(",\"fixed_params\":{");
            for (index, (name, value)) in fixed.iter().enumerate() {
                self.text(if index > 0 { "," } else { "" });
                write_string(name, self.payload.text());
                self.text(":");
                self.fixed_param(value, &path.member("fixed_params").member(name));
            }
            self.text("}");
        }
        if let Some(Json::String(filter)) = scope.get("filter") {
            self.text(",\"filter\":\"");
            self.filter(filter, &path.member("filter"));
            self.text("\"");
        }
        self.text("}");
    }

    fn fixed_param(&mut self, value: &Json<'_>, path: &Path<'_>) {
        let Json::String(text) = value else { return value.write(self.payload.text()) };
        if let Some(placeholder) = placeholder::alone(text) {
            return self.untyped(placeholder, path, Slot::Value);
        }
        self.text("\"");
        self.inside(text, path);
        self.text("\"");
    }

    /// A string with placeholders whose values are inserted as text.
    fn inside(&mut self, text: &str, path: &Path<'_>) {
        let mut rest = text;
        loop {
            match placeholder::next(rest) {
                Ok(Some((token, tail))) => {
                    rest = tail;
                    match token {
                        Token::Char(c) => self.escaped(c),
                        Token::Placeholder(placeholder) => self.untyped(placeholder, path, Slot::Inside),
                    }
                }
                Ok(None) => return,
                Err(message) => return self.check.report(Rule::Placeholder, path, message),
            }
        }
    }

    fn filter(&mut self, filter: &str, path: &Path<'_>) {
        let read = filter::read(filter, |token| match token {
            Token::Char(c) => self.escaped(c),
            Token::Placeholder(placeholder) => self.typed(placeholder, path),
        });
        if let Err((rule, message)) = read {
            self.check.report(rule, path, message);
        }
    }

    /// A placeholder of a filter.
    fn typed(&mut self, Placeholder { name, kind }: Placeholder<'_>, path: &Path<'_>) {
        let message = match kind.map(|kind| (kind, Type::parse(kind))) {
            Some((_, Ok(kind))) => {
                let index = self.param(name);
                return self.payload.slot(Slot::Literal(index, kind));
            }
            Some((kind, Err(message))) => ["`{", name, ":", shown(kind), "}`: ", &message].concat(),
            None => ["a placeholder in a filter needs a type: `{", name, ":String}`"].concat(),
        };
        self.check.report(Rule::PlaceholderType, path, message);
    }

    /// A placeholder of another string.
    fn untyped(&mut self, Placeholder { name, kind }: Placeholder<'_>, path: &Path<'_>, slot: fn(usize) -> Slot) {
        if kind.is_none() {
            let index = self.param(name);
            return self.payload.slot(slot(index));
        }
        let message =
            ["types belong in filters; here a placeholder is `{", name, "}` and keeps the type of its value"].concat();
        self.check.report(Rule::PlaceholderType, path, message);
    }

    /// Which of the parameters this is.
    fn param(&mut self, name: &str) -> usize {
        self.params.iter().position(|known| known == name).unwrap_or_else(|| {
            self.params.push(name.to_string());
            self.params.len().saturating_sub(1)
        })
    }

    fn escaped(&mut self, c: char) {
        write_escaped(c.encode_utf8(&mut [0; 4]), self.payload.text());
    }

    fn text(&mut self, text: &str) {
        push(text, self.payload.text());
    }
}

fn too_many(before: &str, number: usize, what: &str, most: usize) -> String {
    [before, &decimal(number as u64), what, "; at most ", &decimal(most as u64), " are accepted"].concat()
}
