//! What was given for a template's parameters, each in its place.

use alloc::{borrow::Cow, string::String, vec::Vec};

use crate::error::Error;
use crate::mint::value::Value;
use crate::text::secret::shown;
use crate::text::suggest::hint;

/// A value, or why what was given is none.
pub(crate) type Given<'v> = Result<Value<'v>, &'static str>;

/// What a parameter without a value is told.
const MISSING: &str = "is missing; every placeholder needs a value";

/// A value for each parameter, in the template's order. Each stays where it was put: to move it costs more than to look at it.
pub(crate) struct Values<'v>(Vec<Option<Given<'v>>>);

impl<'v> Values<'v> {
    /// Takes what was given for parameters of these names, in any order. Names are looked at before values.
    pub(crate) fn new<K: AsRef<str>>(
        names: &[String],
        params: impl IntoIterator<Item = (K, Given<'v>)>,
    ) -> Result<Values<'v>, Error> {
        let mut values = Values(Vec::new());
        values.0.resize_with(names.len(), || None);
        for (index, (name, given)) in params.into_iter().enumerate() {
            *values.place(names, name.as_ref(), index)? = Some(given);
        }
        values.check(names)?;
        Ok(values)
    }

    /// The value of the parameter with this number.
    pub(crate) fn get(&self, param: usize) -> Option<&Value<'v>> {
        self.0.get(param)?.as_ref()?.as_ref().ok()
    }

    /// The empty place for a name, which most often has the same index.
    fn place(&mut self, names: &[String], name: &str, index: usize) -> Result<&mut Option<Given<'v>>, Error> {
        let is_name = |known: &String| known == name;
        let at = match names.get(index) {
            Some(known) if is_name(known) => index,
            _ => names.iter().position(is_name).ok_or_else(|| unknown(name, names))?,
        };
        match self.0.get_mut(at).ok_or(Error::Internal)? {
            place @ None => Ok(place),
            Some(_) => Err(refused(name, "is given twice".into())),
        }
    }

    /// Whether there is a value in every place, and one that some placeholder could take.
    fn check(&self, names: &[String]) -> Result<(), Error> {
        if let Some((name, _)) = names.iter().zip(&self.0).find(|(_, place)| place.is_none()) {
            return Err(refused(name, MISSING.into()));
        }
        for (name, given) in names.iter().zip(self.0.iter().flatten()) {
            let fault = match given {
                Ok(value) => value.fault(),
                Err(reason) => Some((*reason).into()),
            };
            if let Some(reason) = fault {
                return Err(refused(name, reason));
            }
        }
        Ok(())
    }
}

#[cold]
fn unknown(name: &str, names: &[String]) -> Error {
    let known: Vec<&str> = names.iter().map(String::as_str).collect();
    refused(name, ["is not in the template; ", &hint(name, &known)].concat().into())
}

/// What is wrong with a parameter, whose name is cut off where it is too long to read.
#[cold]
pub(super) fn refused(name: &str, reason: Cow<'static, str>) -> Error {
    let name = shown(name);
    let end = name.char_indices().nth(64).map_or(name.len(), |(at, _)| at);
    Error::Param { name: String::from(name.get(..end).unwrap_or_default()), reason }
}
