//! What to write instead of another system's placeholder.

use alloc::string::String;

use crate::claims::param_name::is_identifier;
use crate::mint::kind::Type;
use crate::text::foreign::Foreign;
use crate::text::secret::{contains_static_token, shown};

/// Where no better name is known.
const EXAMPLE: &str = "org_id";

/// How much of a placeholder a message repeats, in characters.
const MAX_SHOWN: usize = 64;

/// In a filter. `written` is how the template has it.
pub(crate) fn in_filter(found: &Foreign<'_>, written: &str) -> String {
    let kind = match found.expression.split_once([':', '(']) {
        Some((name, kind)) if found.expression.get(name.len()..).is_some_and(|rest| rest.starts_with(':')) => {
            kind.trim()
        }
        Some((function, _)) => function.trim(),
        None => "",
    };
    let kind = if Type::parse(kind).is_ok() { kind } else { "String" };
    message(found, written, &["`{", &name(found), ":", kind, "}`, without quotes"].concat())
}

/// In a name or in a fixed parameter, whose own name is `key`.
pub(crate) fn in_text(found: &Foreign<'_>, written: &str, key: Option<&str>) -> String {
    let name = match key.filter(|key| found.is_path() && is_identifier(key)) {
        Some(key) => String::from(key),
        None => name(found),
    };
    message(found, written, &["`{", &name, "}`"].concat())
}

/// In a string, behind the sign that makes it another language's.
pub(crate) fn behind_sign(sign: char, name: &str) -> String {
    let written = [sign.encode_utf8(&mut [0; 4]), "{", name, "}"].concat();
    [
        "`",
        &written,
        "` is another system's placeholder; here the sign would be signed with the value: write `{",
        name,
        "}`",
    ]
    .concat()
}

fn message(found: &Foreign<'_>, written: &str, spelling: &str) -> String {
    let written = shown(written);
    let end = written.char_indices().nth(MAX_SHOWN).map_or(written.len(), |(at, _)| at);
    let written = written.get(..end).unwrap_or_default();
    let clerk =
        if found.is_clerk() { "; `mintbird export clerk` writes Clerk's own template from this one" } else { "" };
    ["`", written, "` is another system's placeholder, which nothing fills here; write ", spelling, clerk].concat()
}

fn name(found: &Foreign<'_>) -> String {
    let name = found.name();
    let usable = is_identifier(&name) && name.len() <= MAX_SHOWN && !contains_static_token(found.expression);
    if usable { name } else { String::from(EXAMPLE) }
}
