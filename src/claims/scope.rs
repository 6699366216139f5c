//! What a scope grants.

use crate::text::json::Json;

/// What a scope grants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ScopeType {
    /// `PIPES:READ`: read an endpoint, with fixed parameters.
    PipesRead,
    /// `DATASOURCES:READ`: read a data source, with a filter.
    DatasourcesRead,
    /// `DATASOURCES:APPEND`: append to a data source. Known to Tinybird's TypeScript SDK only.
    DatasourcesAppend,
}

impl ScopeType {
    /// Every type.
    pub const ALL: [ScopeType; 3] = [ScopeType::PipesRead, ScopeType::DatasourcesRead, ScopeType::DatasourcesAppend];

    /// The name on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            ScopeType::PipesRead => "PIPES:READ",
            ScopeType::DatasourcesRead => "DATASOURCES:READ",
            ScopeType::DatasourcesAppend => "DATASOURCES:APPEND",
        }
    }

    pub(crate) fn of(scope: &Json<'_>) -> Option<ScopeType> {
        match scope.get("type")?.as_str()? {
            "PIPES:READ" => Some(ScopeType::PipesRead),
            "DATASOURCES:READ" => Some(ScopeType::DatasourcesRead),
            "DATASOURCES:APPEND" => Some(ScopeType::DatasourcesAppend),
            _ => None,
        }
    }
}
