//! A request as it crosses from JavaScript: bytes, in this form.
//!
//! ```text
//! request = ("p" scalar)? ("d" scalar)? ("k" scalar)? param*    pipe, data source, id
//! param   = "=" text value                       a name and its value
//!         | "!" | "?"                            no pair of strings; no parameters at all
//! value   = scalar | "a" size scalar*            a list
//! scalar  = "s" text | "n" text | "t" | "f"      string, number, true, false
//!         | "x"                                  anything else
//! text    = size byte*                           UTF-8
//! size    = byte byte byte byte                  the lowest one first
//! ```

use super::input::Input;
use crate::access::request::{check_len, no_pair, no_params, no_request, no_value, resource};
use crate::value::{Number, Value};
use crate::{Error, Request};

pub(super) fn read(bytes: &[u8]) -> Result<Request<'_>, Error> {
    check_len(bytes.len())?;
    let mut input = Input(bytes);
    if input.0.is_empty() {
        return Err(no_request());
    }
    let mut named = |tag, name| input.eat(tag).then(|| resource(scalar(&mut input), name)).transpose();
    let (pipe, datasource, id) = (named(b'p', "pipe")?, named(b'd', "datasource")?, named(b'k', "id")?);
    let mut params = Vec::new();
    loop {
        match input.tag() {
            None => return Request::of(pipe, datasource, id, params),
            Some(b'=') => {
                let name = input.long().ok_or_else(no_params)?;
                params.push((name.into(), value(&mut input).ok_or_else(|| no_value(name))?));
            }
            Some(b'!') => return Err(no_pair()),
            Some(_) => return Err(no_params()),
        }
    }
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
