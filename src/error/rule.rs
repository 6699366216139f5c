//! The rules that a token, a template and a key are held to, each with a stable code and a severity.

use crate::text::name::by_name;

/// How much an issue matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Legal, but hardly meant.
    Warning,
    /// Tinybird would answer with a 403, or a hole is open.
    Error,
}

impl Severity {
    /// `"info"`, `"warning"` or `"error"`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

by_name!(Severity, as_str);

/// Writes an enum of rules, each with one stable code and one severity.
macro_rules! rules {
    ($(#[$what:meta])* Rule; $($(#[$doc:meta])* $name:ident = $code:literal, $severity:ident;)*) => {
        $(#[$what])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Rule { $($(#[$doc])* $name,)* }

        impl Rule {
            /// Every rule.
            pub const ALL: &'static [Rule] = &[$(Rule::$name,)*];

            /// The stable code, as an issue has it.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Rule::$name => $code,)* }
            }

            /// How much breaking the rule matters.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Rule::$name => Severity::$severity,)* }
            }
        }

        $crate::text::name::by_name!(Rule, code);
    };
}
#[cfg(feature = "project")]
pub(crate) use rules;

rules! {
    /// The rules that a token, a template and a key are held to. Each has one stable code and its usual severity, which an issue may differ
    /// from: what is an error in a token of one's own can be a warning in those of others.
    Rule;

    // Any text
    /// Neither a JWT nor a static token.
    NotAToken = "not-a-token", Error;
    /// Shaped like a token, but not readable as one.
    Malformed = "malformed", Error;
    /// Longer than 16 KiB.
    TooLarge = "too-large", Error;

    // The header
    /// The header is not a JSON object.
    Header = "header", Error;
    /// The header has no `alg`. Tinybird does not read it; other software may want it.
    AlgMissing = "alg-missing", Info;
    /// The header's `alg` is not `HS256`.
    AlgNotHs256 = "alg-not-hs256", Error;
    /// The header asks for an extension: `crit`, `b64` or `zip`.
    Crit = "crit", Error;
    /// The header's `typ` is not `JWT`.
    Typ = "typ", Warning;
    /// A key appears twice in one object: readers disagree about which one counts.
    DuplicateKey = "duplicate-key", Error;

    // The claims
    /// The payload is not a JSON object.
    ClaimsNotObject = "claims-not-object", Error;
    /// No `workspace_id`.
    WorkspaceIdMissing = "workspace-id-missing", Error;
    /// `workspace_id` is not a UUID.
    WorkspaceIdNotUuid = "workspace-id-not-uuid", Error;
    /// No `name`, or an empty one.
    NameMissing = "name-missing", Error;
    /// No `exp`.
    ExpMissing = "exp-missing", Error;
    /// `exp` is not a number from 1 to 253402300799, or, as a warning, one with a fraction or an exponent.
    ExpNotInteger = "exp-not-integer", Error;
    /// `exp` counts milliseconds.
    ExpInMilliseconds = "exp-in-milliseconds", Error;
    /// `exp` has passed.
    Expired = "expired", Error;
    /// `exp` is more than a day ahead.
    ExpFar = "exp-far", Warning;
    /// `nbf` is still to come.
    NotYetValid = "not-yet-valid", Error;
    /// `nbf` or `iat` is not a number, or, as a warning, one with a fraction or an exponent.
    TimeNotInteger = "time-not-integer", Error;
    /// No `scopes`, or not a list.
    ScopesMissing = "scopes-missing", Error;
    /// `scopes` is an empty list: the token grants nothing.
    ScopesEmpty = "scopes-empty", Error;
    /// A scope is not an object with a known `type`.
    ScopeType = "scope-type", Error;
    /// A scope names no `resource`.
    ScopeResource = "scope-resource", Error;
    /// `fixed_params` on something else than a pipe: nothing would be fixed.
    FixedParamsMisplaced = "fixed-params-misplaced", Error;
    /// `filter` on something else than a data source read: nothing would be filtered.
    FilterMisplaced = "filter-misplaced", Error;
    /// A fixed parameter is `null` or `undefined`: the endpoint would see no parameter at all.
    FixedParamNull = "fixed-param-null", Error;
    /// A fixed parameter is not a string, number or boolean.
    FixedParamType = "fixed-param-type", Error;
    /// A fixed parameter's name is one that no endpoint can have: it pins nothing. One that Tinybird's API uses is a warning.
    FixedParamName = "fixed-param-name", Error;
    /// A fixed parameter is an empty text, or white space alone: endpoints switch their filter off for such values.
    FixedParamEmpty = "fixed-param-empty", Error;
    /// `filter` is empty, or not a string.
    FilterEmpty = "filter-empty", Error;
    /// `limits.rps` is not an integer.
    RpsType = "rps-type", Error;
    /// `limits.rps` of zero or less: no limit.
    RpsUnlimited = "rps-unlimited", Warning;
    /// The same type and resource twice.
    ScopeDuplicate = "scope-duplicate", Warning;
    /// A scope that pins no rows.
    ScopeUnfiltered = "scope-unfiltered", Warning;
    /// A limit counted under a name that no placeholder makes unique.
    NameShared = "name-shared", Warning;
    /// A static token inside the payload, which everybody can read.
    SecretInClaims = "secret-in-claims", Error;
    /// A key of a scope or of `limits` that Tinybird does not know: it pins nothing.
    ScopeMember = "scope-member", Error;
    /// A `resource` that no pipe or data source is named.
    ResourceName = "resource-name", Warning;
    /// A value that says that none was there: the text `undefined`, `null` or `[object Object]`, or a blank one in a filter.
    ValueUnset = "value-unset", Warning;
    /// A filter with more than a condition in it: `WHERE`, `LIMIT`, `ORDER BY` or a semicolon.
    FilterClause = "filter-clause", Warning;

    // The template
    /// The template is not JSON, or not an object.
    TemplateJson = "template-json", Error;
    /// The template is larger than it may be.
    TemplateTooLarge = "template-too-large", Error;
    /// A member that templates do not have.
    TemplateMember = "template-member", Error;
    /// `ttl` is missing or no duration.
    Ttl = "ttl", Error;
    /// `ttl` is a number that looks like milliseconds.
    TtlInMilliseconds = "ttl-in-milliseconds", Error;
    /// A brace that is no placeholder, or a placeholder where none may stand.
    Placeholder = "placeholder", Error;
    /// A placeholder of a filter without a type, or one with a type that does not exist or has no place here.
    PlaceholderType = "placeholder-type", Error;
    /// A placeholder as another system writes it, which would be signed as it stands.
    PlaceholderForeign = "placeholder-foreign", Error;
    /// A filter whose quotes or comments leave no safe place for a literal.
    FilterSyntax = "filter-syntax", Error;
    /// No scope has a placeholder: every user gets the same rows.
    ScopeConstant = "scope-constant", Info;

    // The key
    /// The key's `u` is another workspace than the template's.
    KeyWorkspace = "key-workspace", Warning;
    /// White space around the key was removed.
    KeyWhitespace = "key-whitespace", Warning;
    /// The key begins like a static token but is not one: it would sign what nobody accepts.
    KeyDamaged = "key-damaged", Error;
    /// The key is not a static token.
    KeyNotStaticToken = "key-not-static-token", Warning;
}
