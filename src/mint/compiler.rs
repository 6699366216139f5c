//! From a template's JSON to its payload, with all that is wrong on the side.

use alloc::{
    borrow::Cow,
    string::{String, ToString},
    vec::Vec,
};
use core::str::FromStr;

use crate::claims::check::{Check, MAX_SCOPES};
use crate::claims::scope_members::ScopeMembers;
use crate::claims::time::{DAY, duration, in_milliseconds, looks_like_milliseconds};
use crate::error::Error;
use crate::error::issue::{Issue, errors_of};
use crate::error::rule::Rule;
use crate::mint::draft::{Draft, Slot};
use crate::mint::filter;
use crate::mint::kind::{Scalar, Type};
use crate::mint::placeholder::{self, Kind, Placeholder, Token, Written};
use crate::mint::refused::{MAX_REFUSED, Refused};
use crate::mint::spelling;
use crate::mint::template::{MAX_PARAMS, MAX_TEMPLATE_LEN, MAX_TTL, Template};
use crate::mint::value::{Number, Value};
use crate::text::foreign::{foreign, has_shell_variable, is_own_name, is_variable};
use crate::text::json::{Json, write_escaped, write_string};
use crate::text::pointer::Path;
use crate::text::secret::shown;
use crate::text::suggest::hint;
use crate::text::write::{decimal, push};

impl Template {
    /// Reads and compiles a template.
    ///
    /// # Errors
    /// [`Error::Template`] with all of its faults.
    pub fn parse(text: &str) -> Result<Template, Error> {
        let refuse = |rule, message: String| Err(Error::Template([Issue::new(rule, &Path::Root, message)].into()));
        if text.len() > MAX_TEMPLATE_LEN {
            let max = decimal(MAX_TEMPLATE_LEN as u64);
            return refuse(Rule::TemplateTooLarge, ["it has over ", &max, " bytes; name fewer scopes"].concat());
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
        let template = Compiler::compile(json);
        errors_of(&template.issues).map_err(Error::Template)?;
        Ok(template)
    }
}

impl FromStr for Template {
    type Err = Error;

    fn from_str(text: &str) -> Result<Template, Error> {
        Template::parse(text)
    }
}

struct Compiler {
    check: Check,
    workspace_id: Option<String>,
    #[cfg(feature = "project")]
    scopes: Vec<crate::mint::scope::Scope>,
    params: Vec<String>,
    placeholders: Vec<Placeholder>,
    draft: Draft,
}

impl Compiler {
    /// Compiles a template, which can be used if none of its issues is an error.
    fn compile(json: &Json<'_>) -> Template {
        let mut compiler = Compiler {
            check: Check::of_template(),
            workspace_id: None,
            #[cfg(feature = "project")]
            scopes: Vec::new(),
            params: Vec::new(),
            placeholders: Vec::new(),
            draft: Draft::default(),
        };
        let root = &Path::Root;
        let (ttl, refused) = compiler.template(json, root);
        Template {
            workspace_id: compiler.workspace_id,
            ttl,
            params: compiler.params,
            placeholders: compiler.placeholders,
            refused,
            draft: compiler.draft,
            #[cfg(feature = "project")]
            scopes: compiler.scopes,
            issues: compiler.check.issues,
        }
    }

    fn template(&mut self, json: &Json<'_>, root: &Path<'_>) -> (u64, Vec<Refused>) {
        let Json::Object(members) = json else {
            let message = ["a template must be an object; this is ", json.kind()].concat();
            self.check.report(Rule::TemplateJson, root, message);
            return (0, Vec::new());
        };
        if let Some(path) = json.duplicate_key() {
            let message = "this key is in its object twice; keep one of them";
            self.check.report_at(Rule::DuplicateKey, path, message);
        }
        self.check.members(members, &["workspace_id", "name", "ttl", "scopes", "limits", "refuse"], root);
        if let Some(id) = json.get("workspace_id") {
            let id = self.check.workspace_id(id.clone(), &root.member("workspace_id"));
            self.workspace_id = id.map(String::from);
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
        let refused = json.get("refuse").map_or_else(Vec::new, |refuse| self.refuse(refuse, &root.member("refuse")));
        (ttl, refused)
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
                if matches!(json.get("ttl"), Some(Json::Number(_))) && looks_like_milliseconds(ttl) {
                    self.check.report(Rule::TtlInMilliseconds, path, ["`ttl` ", &in_milliseconds(ttl)].concat());
                }
                ttl
            }
            _ => {
                let message =
                    "`ttl` must be seconds, or \"90s\", \"10m\", \"1h\", \"7d\"; at least a second, at most ten years";
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
            self.check.report(Rule::ScopesEmpty, path, "without a scope the tokens cannot read anything");
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
        #[cfg(feature = "project")]
        self.scopes.extend(good.iter().map(|(_, scope)| crate::mint::scope::Scope::new(scope)));
    }

    /// The payload, keys in the order of Tinybird's documentation.
    fn payload(&mut self, json: &Json<'_>, root: &Path<'_>) {
        self.text("{\"workspace_id\":\"");
        self.draft.workspace_id();
        self.text("\",\"name\":\"");
        if let Some(Json::String(name)) = json.get("name") {
            self.inside(name, &root.member("name"), None);
        }
        let name_is_shared = self.placeholders.is_empty();
        self.text("\",\"exp\":");
        self.draft.slot(Slot::Exp);
        self.text(",\"scopes\":[");
        self.scopes(json, &root.member("scopes"));
        self.text("]");
        if let Some(limits) = json.get("limits") {
            self.text(",\"limits\":");
            limits.write(self.draft.text());
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
        let outside = self.placeholders.len();
        for (index, scope) in scopes.iter().enumerate() {
            if index > 0 {
                self.text(",");
            }
            self.scope(scope, &path.item(index));
        }
        if self.placeholders.len() == outside && !scopes.is_empty() {
            let message = "no scope has a placeholder, so every user gets the same rows";
            self.check.report(Rule::ScopeConstant, path, message);
        }
    }

    /// What is missing the rules for scopes have reported; what else is wrong here is still to be found.
    fn scope(&mut self, scope: &Json<'_>, path: &Path<'_>) {
        if let Some(kind) = scope.get("type").and_then(Json::as_str) {
            self.text("{\"type\":");
            write_string(kind, self.draft.text());
        }
        if let Some(resource) = scope.get("resource").and_then(Json::as_str) {
            let braces = resource.contains(['{', '}']);
            if braces || foreign(resource).is_some() {
                let rule = if braces { Rule::Placeholder } else { Rule::PlaceholderForeign };
                let message =
                    "a resource must be a plain name; placeholders belong in `name`, `fixed_params` and `filter`";
                self.check.report(rule, &path.member("resource"), message);
            }
            self.text(",\"resource\":");
            write_string(resource, self.draft.text());
        }
        if let Some(Json::Object(fixed)) = scope.get("fixed_params") {
            let path = path.member("fixed_params");
            self.text(",\"fixed_params\":{");
            for (index, (name, value)) in fixed.iter().enumerate() {
                self.text(if index > 0 { "," } else { "" });
                write_string(name, self.draft.text());
                self.text(":");
                self.fixed_param(name, value, &path.member(name));
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

    fn fixed_param(&mut self, name: &str, value: &Json<'_>, path: &Path<'_>) {
        let Json::String(text) = value else { return value.write(self.draft.text()) };
        if let Some(placeholder) = placeholder::alone(text) {
            return self.single(placeholder, path, Slot::Value);
        }
        self.text("\"");
        self.inside(text, path, Some(name));
        self.text("\"");
    }

    /// A string with placeholders whose values are inserted as text. `key` is the fixed parameter that it is, if it is one.
    fn inside(&mut self, text: &str, path: &Path<'_>, key: Option<&str>) {
        // The string with the name of each placeholder for its value: what looks foreign there will look so in every token.
        let mut filled = String::new();
        let mut sign = None;
        let mut rest = text;
        loop {
            match placeholder::next(rest) {
                Ok(Some((token, tail))) => {
                    rest = tail;
                    match token {
                        Token::Char(c) => {
                            self.escaped(c);
                            filled.push(c);
                            sign = Some(c);
                        }
                        Token::Placeholder(placeholder) => {
                            if let Some(sign) = sign.filter(|sign| is_foreign_sign(*sign, tail)) {
                                let message = spelling::behind_sign(sign, placeholder.name);
                                self.check.report(Rule::PlaceholderForeign, path, message);
                            }
                            self.single(placeholder, path, Slot::Inside);
                            filled.push_str(placeholder.name);
                            sign = None;
                        }
                    }
                }
                Ok(None) => break,
                Err(message) => return self.check.report(Rule::Placeholder, path, message),
            }
        }
        if let Some(key) = key.filter(|key| is_own_name(text, key)) {
            let message = ["this is the parameter's own name, as another system's placeholder; write `{", key, "}`"];
            self.check.report(Rule::PlaceholderForeign, path, message.concat());
        } else if let Some(found) = foreign(&filled) {
            let message = spelling::in_text(&found, &placeholder::doubled(found.text), key);
            self.check.report(Rule::PlaceholderForeign, path, message);
        } else if if key.is_some() { is_variable(text) } else { has_shell_variable(text) } {
            self.check.variable(path);
        }
    }

    fn filter(&mut self, filter: &str, path: &Path<'_>) {
        let read = filter::read(filter, |token| match token {
            Token::Char(c) => self.escaped(c),
            Token::Placeholder(placeholder) => self.literal(placeholder, path),
        });
        match read {
            Err((rule, message)) => self.check.report(rule, path, message),
            Ok(()) if has_shell_variable(filter) => self.check.variable(path),
            Ok(()) => {}
        }
    }

    /// A placeholder of a filter.
    fn literal(&mut self, Written { name, kind }: Written<'_>, path: &Path<'_>) {
        let message = match kind.map(|kind| (kind, Type::parse(kind))) {
            Some((_, Ok(kind))) => {
                let index = self.param(name, Kind::Literal(kind), path);
                return self.draft.slot(Slot::Literal(index, kind));
            }
            Some((kind, Err(message))) => ["`{", name, ":", shown(kind), "}`: ", &message].concat(),
            None => ["a placeholder in a filter needs a type: `{", name, ":String}`"].concat(),
        };
        self.check.report(Rule::PlaceholderType, path, message);
    }

    /// A placeholder of another string.
    fn single(&mut self, placeholder: Written<'_>, path: &Path<'_>, slot: fn(usize, Option<Scalar>) -> Slot) {
        let Written { name, kind } = placeholder;
        match kind.map(|kind| (kind, Scalar::parse(kind))) {
            Some((kind, Err(message))) => {
                let message = ["`{", name, ":", shown(kind), "}`: ", &message].concat();
                self.check.report(Rule::PlaceholderType, path, message);
            }
            Some((_, Ok(kind))) => {
                let index = self.param(name, Kind::Single(Some(kind)), path);
                self.draft.slot(slot(index, Some(kind)));
            }
            None => {
                let index = self.param(name, Kind::Single(None), path);
                self.draft.slot(slot(index, None));
            }
        }
    }

    /// Notes a placeholder; which of the parameters it is.
    fn param(&mut self, name: &str, kind: Kind, path: &Path<'_>) -> usize {
        let index = self.params.iter().position(|known| known == name).unwrap_or_else(|| {
            self.params.push(name.to_string());
            self.params.len().saturating_sub(1)
        });
        let placeholder = Placeholder::new(name, kind, path);
        if self.placeholders.last() != Some(&placeholder) {
            self.placeholders.push(placeholder);
        }
        index
    }

    /// The values that may not fill a parameter.
    fn refuse(&mut self, refuse: &Json<'_>, path: &Path<'_>) -> Vec<Refused> {
        let Json::Object(members) = refuse else {
            let message =
                "`refuse` must be an object of parameters and lists of values, such as {\"org_id\": [\"all\"]}";
            self.check.report(Rule::TemplateMember, path, message);
            return Vec::new();
        };
        let mut refused = Vec::new();
        for (name, values) in members {
            let path = &path.member(name);
            let Some(param) = self.params.iter().position(|known| known == name) else {
                let known: Vec<&str> = self.params.iter().map(String::as_str).collect();
                let message = ["no placeholder has this name; ", &hint(name, &known)].concat();
                self.check.report(Rule::TemplateMember, path, message);
                continue;
            };
            let Json::Array(values) = values else {
                self.check.report(
                    Rule::TemplateMember,
                    path,
                    "the values to refuse must be a list, such as [\"all\", \"*\"]",
                );
                continue;
            };
            let values =
                values.iter().enumerate().filter_map(|(index, value)| self.refused(value, &path.item(index))).collect();
            refused.push(Refused::new(param, values));
        }
        let count = refused.iter().map(|refused: &Refused| refused.values.len()).fold(0, usize::saturating_add);
        if count > MAX_REFUSED {
            self.check.report(Rule::TemplateTooLarge, path, too_many("it has ", count, " values", MAX_REFUSED));
        }
        refused
    }

    fn refused(&mut self, value: &Json<'_>, path: &Path<'_>) -> Option<Value<'static>> {
        match value {
            Json::String(text) => Some(Value::Text(Cow::Owned(text.to_string()))),
            Json::Number(text) => Some(Value::Number(Number(Cow::Owned(text.to_string())))),
            Json::Bool(value) => Some(Value::Bool(*value)),
            Json::Null | Json::Array(_) | Json::Object(_) => {
                self.check.report(Rule::TemplateMember, path, "a value to refuse must be a string, number or boolean");
                None
            }
        }
    }

    fn escaped(&mut self, c: char) {
        write_escaped(c.encode_utf8(&mut [0; 4]), self.draft.text());
    }

    fn text(&mut self, text: &str) {
        push(text, self.draft.text());
    }
}

/// Whether a sign makes the placeholder behind it another language's: `${org}`, `#{org}`, `%{org}`. But `%{text}%` is a pattern.
fn is_foreign_sign(sign: char, behind: &str) -> bool {
    match sign {
        '$' | '#' => true,
        '%' => !behind.starts_with('%'),
        _ => false,
    }
}

pub(super) fn too_many(before: &str, number: usize, what: &str, most: usize) -> String {
    [before, &decimal(number as u64), what, "; at most ", &decimal(most as u64), " are accepted"].concat()
}
