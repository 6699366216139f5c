//! A request as it crosses from JavaScript: bytes, in this form.
//!
//! ```text
//! request = ("p" | "d") text ("k" text)? param*  a pipe or a data source, its id
//! param   = "=" text value
//! value   = scalar | "a" size scalar*            a list
//! scalar  = "s" text | "n" text | "t" | "f"      string, number, true, false
//! text    = size byte*                           UTF-8
//! size    = byte byte byte byte                  the lowest one first
//! ```

use super::input::Input;
use crate::value::{Number, Value};
use crate::{Error, Request};

/// The package writes this form, so that a failure is a fault of the package, not of the caller's request.
pub(super) fn read(bytes: &[u8]) -> Result<Request<'_>, Error> {
    request(&mut Input(bytes)).ok_or(Error::Option { name: "request", reason: "is not one".into() })
}

fn request<'r>(input: &mut Input<'r>) -> Option<Request<'r>> {
    let mut request = match input.tag()? {
        b'p' => Request::pipe(input.long()?),
        b'd' => Request::datasource(input.long()?),
        _ => return None,
    };
    if input.eat(b'k') {
        request = request.id(input.long()?);
    }
    while input.eat(b'=') {
        request = request.param(input.long()?, value(input)?);
    }
    input.0.is_empty().then_some(request)
}

fn value<'r>(input: &mut Input<'r>) -> Option<Value<'r>> {
    if input.eat(b'a') {
        let count = input.size()?;
        return (0..count).map(|_| scalar(input)).collect::<Option<_>>().map(Value::List);
    }
    scalar(input)
}

fn scalar<'r>(input: &mut Input<'r>) -> Option<Value<'r>> {
    match input.tag()? {
        b's' => input.long().map(Value::from),
        b'n' => input.long().and_then(Number::parse).map(Value::Number),
        b't' => Some(Value::Bool(true)),
        b'f' => Some(Value::Bool(false)),
        _ => None,
    }
}
