//! Scopes of static tokens: what one may do, as the Token API and `tb token create static` spell it.
//!
//! `ADMIN`, or a type with a resource, `DATASOURCES:READ:events`, and formerly with a filter behind it. Tinybird keeps the
//! scopes, the token does not say them. (Tinybird docs, "Static tokens" and, for what is marked as legacy, "Token API".) An
//! unknown type is refused, and so is a resource too many or too few.

use alloc::{borrow::Cow, string::String, vec::Vec};
use core::fmt;
use core::str::FromStr;

use crate::error::Error;
use crate::error::unreadable::MAX_TOKEN_LEN;
use crate::text::name::by_name;
use crate::text::secret::shown;
use crate::text::suggest::hint;

/// What a static token may do, without saying to what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StaticScopeType {
    /// `ADMIN`
    Admin,
    /// `TOKENS`
    Tokens,
    /// `WORKSPACE:READ_ALL`
    WorkspaceReadAll,
    /// `WORKSPACE:DEPLOY`
    WorkspaceDeploy,
    /// `ORG_DATASOURCES:READ`
    OrgDatasourcesRead,
    /// `DATASOURCES:READ:name`
    DatasourcesRead,
    /// `DATASOURCES:APPEND:name`
    DatasourcesAppend,
    /// `PIPES:READ:name`
    PipesRead,
    /// `DATASOURCES:CREATE`, of older workspaces
    DatasourcesCreate,
    /// `DATASOURCES:DROP:name`, of older workspaces
    DatasourcesDrop,
    /// `PIPES:CREATE`, of older workspaces
    PipesCreate,
    /// `PIPES:DROP:name`, of older workspaces
    PipesDrop,
}

use StaticScopeType::*;

impl StaticScopeType {
    /// Every type.
    pub const ALL: &'static [StaticScopeType] = &[
        Admin,
        Tokens,
        WorkspaceReadAll,
        WorkspaceDeploy,
        OrgDatasourcesRead,
        DatasourcesRead,
        DatasourcesAppend,
        PipesRead,
        DatasourcesCreate,
        DatasourcesDrop,
        PipesCreate,
        PipesDrop,
    ];

    /// The name on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Admin => "ADMIN",
            Tokens => "TOKENS",
            WorkspaceReadAll => "WORKSPACE:READ_ALL",
            WorkspaceDeploy => "WORKSPACE:DEPLOY",
            OrgDatasourcesRead => "ORG_DATASOURCES:READ",
            DatasourcesRead => "DATASOURCES:READ",
            DatasourcesAppend => "DATASOURCES:APPEND",
            PipesRead => "PIPES:READ",
            DatasourcesCreate => "DATASOURCES:CREATE",
            DatasourcesDrop => "DATASOURCES:DROP",
            PipesCreate => "PIPES:CREATE",
            PipesDrop => "PIPES:DROP",
        }
    }

    /// Whether a resource has to be named.
    #[must_use]
    pub fn takes_resource(self) -> bool {
        matches!(self, DatasourcesRead | DatasourcesAppend | DatasourcesDrop | PipesRead | PipesDrop)
    }

    fn takes_filter(self) -> bool {
        matches!(self, DatasourcesRead | PipesRead)
    }

    fn is_legacy(self) -> bool {
        matches!(self, DatasourcesCreate | DatasourcesDrop | PipesCreate | PipesDrop)
    }

    /// A sentence, up to its resource or its end.
    fn says(self) -> &'static str {
        match self {
            Admin => "Does everything in the workspace. Its admin token has this scope, and signs JWTs.",
            Tokens => "Lists, creates, refreshes and deletes the tokens of the workspace.",
            WorkspaceReadAll => "Reads everything in the workspace, and changes nothing.",
            WorkspaceDeploy => "Deploys to the workspace, as CI does.",
            OrgDatasourcesRead => "Reads the service data sources of the organization.",
            DatasourcesRead => "Reads the data source ",
            DatasourcesAppend => "Appends rows to the data source ",
            PipesRead => "Reads the pipe and calls the endpoint ",
            DatasourcesCreate => "Creates data sources, and appends rows to them.",
            DatasourcesDrop => "Deletes the data source ",
            PipesCreate => "Creates pipes.",
            PipesDrop => "Deletes the pipe ",
        }
    }
}

by_name!(StaticScopeType, as_str);

impl FromStr for StaticScopeType {
    type Err = Error;

    /// By the name on the wire, in capitals.
    fn from_str(name: &str) -> Result<StaticScopeType, Error> {
        StaticScopeType::ALL.iter().copied().find(|kind| kind.as_str() == name).ok_or_else(|| {
            let known: Vec<&str> = StaticScopeType::ALL.iter().map(|kind| kind.as_str()).collect();
            let reason = ["is not a scope of static tokens; ", &hint(start(name), &known)].concat();
            Error::Option { name: "scope_type", reason: reason.into() }
        })
    }
}

/// One scope of a static token. What there is has all that its type needs, and nothing more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaticScope {
    scope_type: StaticScopeType,
    resource: Option<String>,
    filter: Option<String>,
}

impl StaticScope {
    /// Reads a scope, such as `PIPES:READ:top_pages`. It is written by its [`Display`](fmt::Display), to the same letters.
    ///
    /// ```
    /// let scope = mintbird::StaticScope::parse("PIPES:READ:top_pages")?;
    /// assert_eq!(scope.resource(), Some("top_pages"));
    /// assert_eq!(scope.explanation(), "Reads the pipe and calls the endpoint `top_pages`.");
    /// # Ok::<(), mintbird::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Option`], which says what was probably meant.
    pub fn parse(text: &str) -> Result<StaticScope, Error> {
        let refuse = |reason: Cow<'static, str>| Err(Error::Option { name: "scope", reason });
        if text.len() > MAX_TOKEN_LEN {
            return refuse("is longer than 16 KiB".into());
        }
        let found = StaticScopeType::ALL.iter().find_map(|kind| {
            let rest = text.strip_prefix(kind.as_str())?;
            (rest.is_empty() || rest.starts_with(':')).then_some((*kind, rest.strip_prefix(':')))
        });
        let Some((scope_type, rest)) = found else {
            let known: Vec<&str> = StaticScopeType::ALL.iter().map(|kind| kind.as_str()).collect();
            return refuse(["is not a scope of static tokens; ", &hint(start(text), &known)].concat().into());
        };
        let name = scope_type.as_str();
        let Some(rest) = rest else {
            return if scope_type.takes_resource() {
                refuse(["must name a resource: `", name, ":name`"].concat().into())
            } else {
                Ok(StaticScope { scope_type, resource: None, filter: None })
            };
        };
        if !scope_type.takes_resource() {
            return refuse(["is `", name, "` alone, without a resource"].concat().into());
        }
        let (resource, filter) = rest.split_once(':').map_or((rest, None), |(name, filter)| (name, Some(filter)));
        if resource.is_empty() || resource.contains(|c: char| c.is_whitespace() || c.is_control()) {
            return refuse(["must name a resource, without white space: `", name, ":name`"].concat().into());
        }
        match filter {
            Some(_) if !scope_type.takes_filter() => refuse(["is `", name, ":name`, without a filter"].concat().into()),
            Some(filter) if filter.trim().is_empty() => {
                refuse("has an empty filter; leave out the colon before it".into())
            }
            _ => Ok(StaticScope { scope_type, resource: Some(resource.into()), filter: filter.map(String::from) }),
        }
    }

    /// What it is for.
    #[must_use]
    pub fn scope_type(&self) -> StaticScopeType {
        self.scope_type
    }

    /// The name or id of the data source or pipe, where the type takes one.
    #[must_use]
    pub fn resource(&self) -> Option<&str> {
        self.resource.as_deref()
    }

    /// The condition on rows, in SQL, that older workspaces can append.
    #[must_use]
    pub fn filter(&self) -> Option<&str> {
        self.filter.as_deref()
    }

    /// Whether only older workspaces have it: Tinybird Forward refuses it.
    #[must_use]
    pub fn is_legacy(&self) -> bool {
        self.scope_type.is_legacy() || self.filter.is_some()
    }

    /// What it means, in words.
    #[must_use]
    pub fn explanation(&self) -> String {
        let mut text = String::from(self.scope_type.says());
        if let Some(resource) = &self.resource {
            text.push('`');
            text.push_str(shown(resource));
            text.push('`');
            if let Some(filter) = &self.filter {
                text.push_str(", of it the rows where `");
                text.push_str(shown(filter));
                text.push('`');
            }
            text.push('.');
        }
        if self.is_legacy() {
            text.push_str(" Older workspaces have it; Tinybird Forward refuses it.");
        }
        text
    }

    fn text(&self) -> String {
        let mut text = String::from(self.scope_type.as_str());
        for part in [&self.resource, &self.filter].into_iter().flatten() {
            text.push(':');
            text.push_str(part);
        }
        text
    }
}

impl fmt::Display for StaticScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

impl FromStr for StaticScope {
    type Err = Error;

    fn from_str(text: &str) -> Result<StaticScope, Error> {
        StaticScope::parse(text)
    }
}

/// What of a text stands for the type, for a guess at what was meant: all up to the second colon.
fn start(text: &str) -> &str {
    let end = text.match_indices(':').nth(1).map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or_default()
}

#[cfg(feature = "serde")]
impl serde::Serialize for StaticScope {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
