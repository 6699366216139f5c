//! Times and spans of time: all are seconds.
//!
//! A time in claims is a JSON number (RFC 7519 §2, NumericDate), read exactly, whatever way it is written; its fraction is cut off, as
//! other readers do.

use alloc::string::String;

use crate::text::json::Json;
use crate::text::write::decimal;

/// The last second of the year 9999: the largest time that is accepted, Unix seconds.
pub const MAX_TIME: u64 = 253_402_300_799;

/// Seconds of a day.
pub(crate) const DAY: u64 = 86_400;

/// A time as a token says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NumericDate {
    /// Unix seconds, from 0 to [`MAX_TIME`]. What lies before 1970 counts as 0.
    pub(crate) seconds: u64,
    /// Whether it is written as an integer: `7`, but neither `7.0` nor `7e0`.
    pub(crate) is_integer: bool,
}

/// Why something is no time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoTime {
    /// It is not a number.
    NotANumber,
    /// It is later than [`MAX_TIME`], and so were it the time now in milliseconds.
    Milliseconds,
    /// It is later than [`MAX_TIME`] by far.
    TooLarge,
}

impl NumericDate {
    pub(crate) fn read(value: &Json<'_>) -> Result<NumericDate, NoTime> {
        /// Times of the years 2001 to 5138 in milliseconds.
        const MILLISECONDS: core::ops::Range<u64> = 1_000_000_000_000..100_000_000_000_000;
        let Json::Number(text) = value else { return Err(NoTime::NotANumber) };
        // Nearly all are integers, which are read in one step.
        let (seconds, is_integer) = match text.parse::<i64>() {
            Ok(seconds) => (u64::try_from(seconds).unwrap_or(0), true),
            Err(_) => (whole_part(text).ok_or(NoTime::TooLarge)?, !text.contains(['.', 'e', 'E'])),
        };
        match seconds {
            0..=MAX_TIME => Ok(NumericDate { seconds, is_integer }),
            _ if MILLISECONDS.contains(&seconds) => Err(NoTime::Milliseconds),
            _ => Err(NoTime::TooLarge),
        }
    }
}

/// A JSON number without its fraction, if 64 bits hold it; 0 for a negative one.
fn whole_part(number: &str) -> Option<u64> {
    if number.starts_with('-') {
        return Some(0);
    }
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let mut digits = whole.bytes().chain(fraction.bytes()).skip_while(|digit| *digit == b'0').peekable();
    if digits.peek().is_none() {
        return Some(0);
    }
    // How many digits stand before the point, once the exponent has moved it. An exponent of more than 64 bits moves it out of sight.
    let moved = exponent.parse().unwrap_or(if exponent.starts_with('-') { i64::MIN } else { i64::MAX });
    let leading_zeros = mantissa.bytes().filter(|byte| *byte != b'.').take_while(|digit| *digit == b'0').count();
    let places =
        i64::try_from(whole.len()).ok()?.saturating_sub(i64::try_from(leading_zeros).ok()?).saturating_add(moved);
    // The first of them is not zero, so that this ends with the 64 bits at the latest.
    let mut value = 0_u64;
    for _ in 0..places {
        let digit = digits.next().map_or(0, |digit| digit.wrapping_sub(b'0'));
        value = value.checked_mul(10)?.checked_add(digit.into())?;
    }
    Some(value)
}

/// A span of time for people: its largest unit, and from two minutes on no seconds.
#[inline(never)]
pub(crate) fn in_words(seconds: u64) -> String {
    let (count, unit) = match seconds {
        ..120 => (seconds, " s"),
        120..7200 => (seconds / 60, " minutes"),
        7200..172_800 => (seconds / 3600, " hours"),
        _ => (seconds / DAY, " days"),
    };
    [&*decimal(count), unit].concat()
}

/// Whether seconds are rather milliseconds: thousands of them, and no span that people choose, such as 10 hours or 30 days.
#[cfg(feature = "template")]
pub(crate) fn looks_like_milliseconds(seconds: u64) -> bool {
    let is_hours = seconds.is_multiple_of(3600) && seconds < 2 * DAY;
    let is_days = seconds.is_multiple_of(DAY) && !seconds.is_multiple_of(125 * DAY);
    seconds >= 10_000 && seconds.is_multiple_of(1000) && !is_hours && !is_days
}

/// What to say of one that does.
#[cfg(feature = "template")]
pub(crate) fn in_milliseconds(seconds: u64) -> String {
    let (meant, written) = (decimal(seconds / 1000), decimal(seconds));
    let parts = [
        "must be seconds; this looks like milliseconds, of ",
        &meant,
        " seconds. If seconds are meant, write \"",
        &written,
        "s\"",
    ];
    parts.concat()
}

/// Whether a time can be now: Unix seconds, neither 0 nor milliseconds.
#[cfg(feature = "mint")]
pub(crate) fn check_clock(now: u64) -> Result<(), crate::error::Error> {
    if (1..=MAX_TIME).contains(&now) { Ok(()) } else { Err(crate::error::Error::Clock) }
}

/// `90s`, `10m`, `1h`, `7d` in seconds.
#[cfg(feature = "template")]
pub(crate) fn duration(text: &str) -> Option<u64> {
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let unit: u64 = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => DAY,
        _ => return None,
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    digits.parse::<u64>().ok()?.checked_mul(unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_exactly_and_its_fraction_cut_off() {
        for (text, seconds) in [
            ("1", 1),
            ("1700000000.999", 1_700_000_000),
            ("1.7e9", 1_700_000_000),
            ("17e+8", 1_700_000_000),
            ("1700000000000e-3", 1_700_000_000),
            ("0.0017e12", 1_700_000_000),
            ("253402300799.9", MAX_TIME),
            ("0.9", 0),
            ("0e999999999999999999999", 0),
            ("1e-999999999999999999999", 0),
            ("-5", 0),
            ("9007199254.7409935", 9_007_199_254),
        ] {
            let date = NumericDate::read(&Json::parse(text).unwrap()).unwrap();
            assert_eq!(date.seconds, seconds, "{text}");
            assert_eq!(date.is_integer, text.parse::<i64>().is_ok(), "{text}");
        }
    }

    #[test]
    fn what_no_clock_shows_is_no_time() {
        for (text, why) in [
            ("253402300800", NoTime::TooLarge),
            ("1700000000000", NoTime::Milliseconds),
            ("1.7e12", NoTime::Milliseconds),
            ("1e99999999999999999999", NoTime::TooLarge),
            ("99999999999999999999", NoTime::TooLarge),
            ("\"1700000000\"", NoTime::NotANumber),
            ("null", NoTime::NotANumber),
        ] {
            assert_eq!(NumericDate::read(&Json::parse(text).unwrap()), Err(why), "{text}");
        }
    }
}
