//! What is said of values inside of quotes and comments.

use alloc::format;

use super::found::Found;
use super::graph::Graph;
use super::path::Enclosed;
use super::request::request;
use super::summary::Place;
use super::way::Way;
use crate::project::issue::Rule;

impl Enclosed {
    pub(super) fn judge(&self, graph: &Graph<'_>, way: &Way, place: &Place, found: &mut Found<'_>) {
        let Enclosed { param, comment, certain, shows } = self;
        let inside = if *comment { "inside of a comment" } else { "inside of quotes" };
        if !certain {
            let message = if param.is_empty() {
                format!("what stands {inside} here is not followed: a value may end it")
            } else {
                format!("what is made of `{param}` stands {inside}, and whether it can end it is not known")
            };
            found.add(Rule::Undecided, place, message, None);
            return;
        }
        let message = if *comment {
            format!(
                "`{param}` stands {inside}, which a value with `*/` ends, so what follows in it is SQL: write the comment as `{{# … #}}`"
            )
        } else {
            format!(
                "`{param}` stands {inside}; Tinybird writes a value with its own, so this one is SQL: write `{{{{String({param})}}}}` without quotes, or `concat('%', {{{{String({param})}}}}, '%')`"
            )
        };
        let request = shows.as_ref().map(|value| request(graph, found.pipe, &way.assumed, &[(param, value)]));
        let request = request
            .filter(|request| request.renders && !way.assumed.iter().any(super::assumption::Assumption::is_opaque));
        found.push(
            Rule::ParamInQuotes,
            Rule::ParamInQuotes.severity(),
            place,
            message,
            request.map(|request| request.text),
        );
    }
}
