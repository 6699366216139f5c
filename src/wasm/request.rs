//! A request as it crosses from JavaScript: bytes, in this form.
//!
//! ```text
//! request = (("p" | "d" | "k") scalar | param)*              pipe, data source, id
//! param   = "=" text value                       a name and its value
//!         | "!" | "?"                            no pair of strings; no parameters at all
//! value   = scalar | "a" size scalar*            a list
//! scalar  = "s" text | "n" text | "t" | "f"      string, number, true, false
//!         | "x"                                  anything else
//! text    = size byte*                           UTF-8
//! size    = byte byte byte byte                  the lowest one first
//! ```

use super::input::Input;
use crate::access::request::Request;
use crate::access::request::{check_len, no_pair, no_params, no_request, no_value, resource};
use crate::error::Error;
use crate::mint::value::{Number, Value};

pub(super) fn read(bytes: &[u8]) -> Result<Request<'_>, Error> {
    check_len(bytes.len())?;
    let mut input = Input(bytes);
    if input.0.is_empty() {
        return Err(no_request());
    }
    let (mut pipe, mut datasource, mut id, mut params) = (None, None, None, Vec::new());
    loop {
        match input.tag() {
            None => return Request::of(pipe, datasource, id, params),
            Some(tag @ (b'p' | b'd' | b'k')) => {
                let (place, name) = match tag {
                    b'p' => (&mut pipe, "pipe"),
                    b'd' => (&mut datasource, "datasource"),
                    _ => (&mut id, "id"),
                };
                *place = Some(resource(scalar(&mut input), name)?);
            }
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
