//! A template: the payload as a JSON document with placeholders, read, checked and compiled once.
//!
//! [`Template::parse`] reports every fault at once, each with its JSON Pointer. A `Template` that exists has none.

use alloc::{string::String, vec::Vec};

use crate::error::issue::Issue;
use crate::mint::draft::Draft;
use crate::mint::placeholder::Placeholder;
use crate::mint::refused::Refused;
use crate::mint::value::Value;

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
///     "scopes": [{ "type": "PIPES:READ", "resource": "top_pages", "fixed_params": { "org_id": "{org_id:Slug}" } }],
///     "refuse": { "org_id": ["all"] }
/// }"#)?;
/// assert_eq!(template.params(), ["user_id", "org_id"]);
/// assert!(template.takes("org_id", &"acme".into()));
/// assert!(!template.takes("org_id", &"acme,globex".into()) && !template.takes("org_id", &"all".into()));
/// # Ok::<(), mintbird::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Template {
    #[cfg_attr(not(feature = "mint"), expect(dead_code, reason = "a minter takes it"))]
    pub(crate) workspace_id: Option<String>,
    pub(crate) ttl: u64,
    pub(crate) params: Vec<String>,
    pub(crate) placeholders: Vec<Placeholder>,
    pub(crate) refused: Vec<Refused>,
    #[cfg_attr(not(feature = "mint"), expect(dead_code, reason = "a minter takes it"))]
    pub(crate) draft: Draft,
    #[cfg(feature = "project")]
    pub(crate) scopes: Vec<crate::mint::scope::Scope>,
    pub(crate) issues: Vec<Issue>,
}

impl Template {
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

    /// Where which parameter is put in, in the order of the payload.
    #[must_use]
    pub fn placeholders(&self) -> &[Placeholder] {
        &self.placeholders
    }

    /// The values that `refuse` keeps from filling a parameter.
    #[must_use]
    pub fn refused(&self, param: &str) -> &[Value<'static>] {
        self.refusal(param).map_or(&[], |refused| &refused.values)
    }

    fn refusal(&self, param: &str) -> Option<&Refused> {
        let known = self.params.iter().position(|known| known == param);
        self.refused.iter().find(|refused| Some(refused.param) == known)
    }

    /// Whether a value may fill a parameter: all of its placeholders take it, and `refuse` does not list it.
    #[must_use]
    pub fn takes(&self, param: &str, value: &Value<'_>) -> bool {
        self.params.iter().any(|known| known == param)
            && value.fault().is_none()
            && !self.refusal(param).is_some_and(|refused| refused.has(value))
            && self
                .placeholders
                .iter()
                .filter(|placeholder| placeholder.param() == param)
                .all(|placeholder| placeholder.takes(value))
    }

    /// Warnings: what is legal but hardly meant.
    #[must_use]
    pub fn issues(&self) -> &[Issue] {
        &self.issues
    }
}
