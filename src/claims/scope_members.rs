//! A scope as it came: its keys, each once, before they are judged.

use alloc::{borrow::Cow, vec::Vec};

use crate::text::json::Json;

/// The members of a scope as they came.
#[derive(Default)]
pub(crate) struct ScopeMembers<'c> {
    pub(super) scope_type: Option<Json<'c>>,
    pub(super) resource: Option<Json<'c>>,
    pub(super) fixed_params: Option<Json<'c>>,
    pub(super) filter: Option<Json<'c>>,
    pub(super) unknown: Vec<Cow<'c, str>>,
}

impl<'c> ScopeMembers<'c> {
    /// Takes a member; whether there was one of that name.
    pub(crate) fn put(&mut self, name: Cow<'c, str>, value: Json<'c>) -> bool {
        let place = match &*name {
            "type" => &mut self.scope_type,
            "resource" => &mut self.resource,
            "fixed_params" => &mut self.fixed_params,
            "filter" => &mut self.filter,
            _ => {
                let twice = self.unknown.contains(&name);
                self.unknown.push(name);
                return twice;
            }
        };
        put(place, value)
    }
}

/// Takes a value where there is none; whether there was one. Of two, the first counts, and that there are two is an error.
pub(super) fn put<'c>(place: &mut Option<Json<'c>>, value: Json<'c>) -> bool {
    let twice = place.is_some();
    place.get_or_insert(value);
    twice
}
