//! `day_diff` and `date_diff_in_*`: two dates, read by a format of Python's `strptime`.

use alloc::vec::Vec;

use super::arguments::Arguments;
use super::halt::{Halt, refuse, undecided};
use super::methods::is_space;
use super::object::Object;

const MICROSECONDS: i64 = 1_000_000;

pub(crate) fn difference(name: &'static str, args: Arguments<'_>) -> Result<Object, Halt> {
    let names = ["d0", "d1", "date_format", "default", "backup_date_format", "none_if_error"];
    let (first, second, format, backup, none_if_error);
    if name == "day_diff" {
        [first, second, _] = args.bind("day_diff", ["d0", "d1", "default"], 2)?;
        (format, backup, none_if_error) = (None, None, false);
    } else {
        let wanted;
        [first, second, format, _, backup, wanted] = args.bind(name, names, 2)?;
        none_if_error = wanted.is_some_and(|wanted| wanted.truth());
    }
    let days = matches!(name, "day_diff" | "date_diff_in_days");
    let format = format.unwrap_or_else(|| Object::str(if days { "%Y-%m-%d" } else { "%Y-%m-%d %H:%M:%S" }));
    let read = |date: Option<Object>| -> Result<Option<i64>, Halt> {
        let date = date.unwrap_or(Object::None);
        let formats = core::iter::once(&format).chain(backup.iter().filter(|backup| backup.truth()));
        for format in formats {
            let (Some(date), Some(format)) = (date.text(), format.text()) else { return Ok(None) };
            if let Some(time) = read(date, format)? {
                return Ok(Some(time));
            }
        }
        Ok(None)
    };
    let times = match read(first)? {
        Some(first) => read(second)?.map(|second| (first, second)),
        None => None,
    };
    let Some((first, second)) = times else {
        return match name {
            _ if none_if_error => Ok(Object::None),
            "day_diff" => refuse(&[
                "invalid date format in function `day_diff`, it must be ISO format date YYYY-MM-DD, e.g. ",
                "2018-09-26. For other fotmats, try `date_diff_in_days`",
            ]),
            "date_diff_in_days" => refuse(&[
                "invalid date format in function `date_diff_in_days`, it must be ISO format date ",
                "YYYY-MM-DD, e.g. 2018-09-26",
            ]),
            _ => {
                let named = if name == "date_diff_in_hours" { "date_diff_in_hours" } else { "date_diff_in_seconds" };
                refuse(&[
                    "invalid date_format in function `",
                    named,
                    "`, defaults to YYYY-MM-DD hh:mm:ss. Or %Y-%m-%d %H:%M:%S ",
                    "[.ssssss]Z, e.g. ms: 2022-12-19T18:42:22.591Z s:2022-12-19T18:42:22Z",
                ])
            }
        };
    };
    let seconds = second.saturating_sub(first).saturating_abs().checked_div(MICROSECONDS).unwrap_or(0);
    let unit = match name {
        "date_diff_in_seconds" => 1,
        "date_diff_in_minutes" => 60,
        "date_diff_in_hours" => 3600,
        _ => 86_400,
    };
    Ok(Object::int(seconds.checked_div(unit).unwrap_or(0)))
}

#[derive(Clone, Copy, Default)]
struct Read {
    year: i64,
    month: i64,
    day: i64,
    seconds: i64,
    micros: i64,
}

/// The microseconds of a date; nothing where Python raises.
fn read(text: &str, format: &str) -> Result<Option<i64>, Halt> {
    if text.chars().any(|c| !c.is_ascii() && c.is_numeric()) {
        return undecided("digits outside ASCII");
    }
    let mut parts = Vec::new();
    let mut chars = format.chars().peekable();
    let mut seen = Vec::new();
    while let Some(c) = chars.next() {
        parts.push(match c {
            '%' => match chars.next() {
                Some(directive @ ('Y' | 'm' | 'd' | 'H' | 'M' | 'S' | 'f')) => {
                    if seen.contains(&directive) {
                        return undecided("a date format that names a part twice");
                    }
                    seen.push(directive);
                    Part::Directive(directive)
                }
                Some('%') => Part::Literal('%'),
                _ => return undecided("a date format with other parts than year, month, day and time"),
            },
            c if is_space(c) => {
                while chars.next_if(|c| is_space(*c)).is_some() {}
                Part::Space
            }
            c => Part::Literal(c),
        });
    }
    let start = Read { year: 1900, month: 1, day: 1, ..Read::default() };
    let Some((read, rest)) = step(text, &parts, start) else { return Ok(None) };
    if !rest.is_empty() {
        return Ok(None);
    }
    let leap = read.year.rem_euclid(4) == 0 && (read.year.rem_euclid(100) != 0 || read.year.rem_euclid(400) == 0);
    let length = match read.month {
        2 => 28_i64.saturating_add(i64::from(leap)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    if read.day > length || read.year < 1 {
        return Ok(None);
    }
    let seconds = days(read.year, read.month, read.day).saturating_mul(86_400).saturating_add(read.seconds);
    Ok(Some(seconds.saturating_mul(MICROSECONDS).saturating_add(read.micros)))
}

/// Days since 1970 (H. Hinnant, "chrono-compatible low-level date algorithms").
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year.saturating_sub(1) } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let from_march = month.saturating_add(9).rem_euclid(12);
    let of_year =
        153_i64.saturating_mul(from_march).saturating_add(2).div_euclid(5).saturating_add(day).saturating_sub(1);
    let leaps = of_era.div_euclid(4).saturating_sub(of_era.div_euclid(100));
    era.saturating_mul(146_097)
        .saturating_add(of_era.saturating_mul(365))
        .saturating_add(leaps)
        .saturating_add(of_year)
        .saturating_sub(719_468)
}

enum Part {
    Directive(char),
    Literal(char),
    Space,
}

/// Reads the parts, trying the longer reading of a number first.
fn step<'t>(text: &'t str, parts: &[Part], read: Read) -> Option<(Read, &'t str)> {
    let Some((part, parts)) = parts.split_first() else { return Some((read, text)) };
    match part {
        Part::Literal(wanted) => {
            let first = text.chars().next()?;
            let same = first == *wanted || first.to_lowercase().eq(wanted.to_lowercase());
            if same { step(text.get(first.len_utf8()..)?, parts, read) } else { None }
        }
        Part::Space => {
            let len = text.len().saturating_sub(text.trim_start_matches(is_space).len());
            // Nothing that follows begins with white space, but for a day: ` 1`.
            if len == 0 { None } else { step(text.get(len..)?, parts, read) }
        }
        Part::Directive(directive) => {
            let (shortest, longest) = match directive {
                'Y' => (4, 4),
                'f' => (1, 6),
                _ => (1, 2),
            };
            (shortest..=longest).rev().find_map(|len| {
                let digits = text.get(..len)?;
                let value = number(*directive, digits)?;
                let mut read = read;
                match directive {
                    'Y' => read.year = value,
                    'm' => read.month = value,
                    'd' => read.day = value,
                    'H' => read.seconds = read.seconds.saturating_add(value.saturating_mul(3600)),
                    'M' => read.seconds = read.seconds.saturating_add(value.saturating_mul(60)),
                    'S' => read.seconds = read.seconds.saturating_add(value),
                    _ => {
                        let scale = 10_i64.saturating_pow(6_u32.saturating_sub(u32::try_from(len).unwrap_or(6)));
                        read.micros = value.saturating_mul(scale);
                    }
                }
                step(text.get(len..)?, parts, read)
            })
        }
    }
}

fn number(directive: char, digits: &str) -> Option<i64> {
    let digits = if directive == 'd' { digits.strip_prefix(' ').unwrap_or(digits) } else { digits };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let value: i64 = digits.parse().ok()?;
    let (least, most) = match directive {
        'm' => (1, 12),
        'd' => (1, 31),
        'H' => (0, 23),
        // A second of 60 is read, and then refused.
        'M' | 'S' => (0, 59),
        _ => (0, 999_999),
    };
    (least..=most).contains(&value).then_some(value)
}
