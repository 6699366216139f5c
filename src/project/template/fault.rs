//! Why a template cannot be read.

use alloc::{borrow::Cow, string::String};

use crate::project::position::Position;

/// A fault of a template: Tinybird refuses it, too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Where.
    pub(crate) at: Position,
    /// What is wrong, in a sentence.
    pub(crate) message: Cow<'static, str>,
}

/// Why an expression was not read to its end.
#[derive(Clone, Debug)]
pub(super) enum Stop {
    /// It is wrong.
    Fault(Fault),
    /// It may be right, but this reader does not know such expressions.
    Unknown(&'static str),
}

pub(super) fn fault<T>(at: Position, message: impl Into<Cow<'static, str>>) -> Result<T, Stop> {
    Err(Stop::Fault(Fault { at, message: message.into() }))
}

/// A text in a message: short, and on one line.
pub(crate) fn excerpt(text: &str) -> String {
    let mut short: String = text.chars().take(40).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(40).is_some() {
        short.push('…');
    }
    short
}
