//! The values that a template refuses: found in whatever spelling they come, and in a step or two, however many there are.

use alloc::{
    borrow::Cow,
    string::{String, ToString as _},
    vec::Vec,
};

use crate::mint::kind::unix_seconds;
use crate::mint::value::Value;
use crate::text::number::{Decimal, is_number};
use crate::text::uuid::is_uuid;
use crate::text::write::{decimal, integer};

/// The most values that a template may refuse.
pub(super) const MAX_REFUSED: usize = 1000;

/// Values that may not fill a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refused {
    /// Which of the template's parameters.
    pub(crate) param: usize,
    pub(crate) values: Vec<Value<'static>>,
    /// Each in its one spelling, sorted.
    spellings: Vec<String>,
}

impl Refused {
    pub(super) fn new(param: usize, values: Vec<Value<'static>>) -> Refused {
        let mut spellings: Vec<String> = Vec::new();
        // With more of them the template cannot be used.
        for value in values.iter().take(MAX_REFUSED) {
            let spelling = spelling(value.text());
            if let Err(at) = find(&spellings, &spelling) {
                spellings.insert(at, spelling.to_string());
            }
        }
        Refused { param, values, spellings }
    }

    /// Whether this is one of the values, or a list that has one.
    pub(crate) fn has(&self, value: &Value<'_>) -> bool {
        match value {
            Value::List(items) => items.iter().any(|item| self.has(item)),
            value => find(&self.spellings, &spelling(value.text())).is_ok(),
        }
    }
}

fn find(spellings: &[String], wanted: &str) -> Result<usize, usize> {
    spellings.binary_search_by(|spelling| spelling.as_str().cmp(wanted))
}

/// What a text has in common with all that an endpoint or ClickHouse reads as the same value: a number however it is written, also
/// with a plus, with zeros before it or white space around it, a time with a `T`, with a space or in seconds, a UUID in capitals.
fn spelling(text: &str) -> Cow<'_, str> {
    let may_begin = |first: char| first.is_ascii_hexdigit() || matches!(first, '-' | '+') || first.is_whitespace();
    // Most texts are neither, or an integer in its only form.
    if !text.starts_with(may_begin) || is_plain(text) {
        return Cow::Borrowed(text);
    }
    if is_uuid(text) {
        return text.to_ascii_lowercase().into();
    }
    if let Some(seconds) = unix_seconds(text) {
        return spelling(&decimal(seconds.into())).into_owned().into();
    }
    let (negative, unsigned) = unsigned(text);
    match Some(unsigned).filter(|text| is_number(text)).and_then(Decimal::read) {
        Some(Decimal { digits, power, .. }) => {
            let (sign, digits) = (if negative { "-" } else { "" }, &*digits);
            if digits.is_empty() {
                return Cow::Borrowed("0");
            }
            match usize::try_from(power) {
                Ok(power) if power == digits.len() => [sign, digits].concat().into(),
                _ => [sign, "0.", digits, "e", &integer(power)].concat().into(),
            }
        }
        None => Cow::Borrowed(text),
    }
}

/// Whether a number is negative, and the number without its sign: Tinybird's engine minds neither a plus nor zeros before the first digit.
/// White space around it is left out to be safe, since Python's `int()` takes it.
fn unsigned(text: &str) -> (bool, &str) {
    let text = text.trim();
    let (negative, unsigned) = match text.strip_prefix('-') {
        Some(unsigned) => (true, unsigned),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let digits = unsigned.trim_start_matches('0');
    let is_whole = digits.starts_with(|first: char| first.is_ascii_digit());
    // One zero stays where no digit follows.
    let zeros = unsigned.len().saturating_sub(digits.len()).saturating_sub(usize::from(!is_whole));
    (negative, unsigned.get(zeros..).unwrap_or(unsigned))
}

/// Whether this is an integer of which nothing can be left out.
fn is_plain(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.starts_with('0') && !digits.ends_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit())
}
