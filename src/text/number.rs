//! Numbers as JSON writes them, judged by their digits: no float is read, which would lose some.

use alloc::string::String;

use crate::text::json::Json;

/// Whether a text is a JSON number, and nothing else.
pub(crate) fn is_number(text: &str) -> bool {
    matches!(Json::parse(text), Ok(Json::Number(number)) if number.len() == text.len())
}

/// Whether a text is a JSON number that a 64-bit float can hold, neither infinite nor lost below the smallest.
pub(crate) fn is_float(text: &str) -> bool {
    /// The digits of the largest, 1.7976931348623157e308.
    const MAX: &str = "17976931348623157";
    /// Below 0.25e-323, half of the smallest, ClickHouse reads zero.
    const MIN: &str = "25";
    if text.len() > 40 || !is_number(text) {
        return false;
    }
    let Some(decimal) = Decimal::read(text) else { return false };
    let digits = &*decimal.digits;
    match decimal.power {
        -322..=308 => true,
        309 => digits.get(..MAX.len()).unwrap_or(digits) <= MAX,
        -323 => digits >= MIN,
        _ => false,
    }
}

/// A number as 0.DIGITS times ten to the power, the first and the last digit not zero, so that equal ones are equal. Zero has none.
#[derive(PartialEq, Eq)]
pub(crate) struct Decimal {
    pub(crate) negative: bool,
    pub(crate) digits: String,
    pub(crate) power: i64,
}

impl Decimal {
    /// Reads a JSON number, unless its exponent does not fit into 32 bits.
    #[inline(never)]
    pub(crate) fn read(number: &str) -> Option<Decimal> {
        let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
        let mut power = exponent.parse().ok().filter(|exponent: &i64| i32::try_from(*exponent).is_ok())?;
        let mut digits = String::with_capacity(mantissa.len());
        let mut fraction = false;
        for byte in mantissa.bytes() {
            match byte {
                b'.' => fraction = true,
                b'0' if digits.is_empty() => power = power.saturating_sub(fraction.into()),
                b'0'..=b'9' => {
                    digits.push(char::from(byte));
                    power = power.saturating_add((!fraction).into());
                }
                _ => {}
            }
        }
        digits.truncate(digits.trim_end_matches('0').len());
        let negative = number.starts_with('-') && !digits.is_empty();
        Some(Decimal { negative, power: if digits.is_empty() { 0 } else { power }, digits })
    }
}
