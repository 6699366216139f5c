//! The arguments of a call, as Python gives them to a function's parameters.

use alloc::{
    string::{String, ToString as _},
    vec::Vec,
};

use super::halt::{Halt, raise};
use super::object::Object;

/// The evaluated arguments of a call.
#[derive(Debug, Default)]
pub(crate) struct Arguments<'t> {
    /// Those without a name.
    pub(crate) plain: Vec<Object>,
    /// Those with one.
    pub(crate) named: Vec<(&'t str, Object)>,
}

impl Arguments<'_> {
    /// One slot for each parameter, of which the first `required` must be given. `function` is what Python calls it in a message.
    pub(crate) fn bind<const N: usize>(
        self,
        function: &str,
        names: [&str; N],
        required: usize,
    ) -> Result<[Option<Object>; N], Halt> {
        let mut slots = [const { None }; N];
        self.fill(function, &names, required, &mut slots)?;
        Ok(slots)
    }

    fn fill(self, function: &str, names: &[&str], required: usize, slots: &mut [Option<Object>]) -> Result<(), Halt> {
        let (given, most) = (self.plain.len(), names.len());
        if given > most {
            let were = if given == 1 { " was given" } else { " were given" };
            let (least, only) = (required.to_string(), required == most);
            let from = if only { String::new() } else { ["from ", &*least, " to "].concat() };
            let noun = if only && most == 1 { " positional argument but " } else { " positional arguments but " };
            let (most, given) = (most.to_string(), given.to_string());
            return raise("TypeError", &[function, "() takes ", &from, &most, noun, &given, were]);
        }
        for (slot, value) in slots.iter_mut().zip(self.plain) {
            *slot = Some(value);
        }
        for (name, value) in self.named {
            let Some(slot) = names.iter().position(|known| *known == name).and_then(|at| slots.get_mut(at)) else {
                return raise("TypeError", &[function, "() got an unexpected keyword argument '", name, "'"]);
            };
            if slot.is_some() {
                return raise("TypeError", &[function, "() got multiple values for argument '", name, "'"]);
            }
            *slot = Some(value);
        }
        let missing: Vec<&str> =
            names.iter().zip(slots).take(required).filter(|pair| pair.1.is_none()).map(|pair| *pair.0).collect();
        match missing.as_slice() {
            [] => Ok(()),
            [only] => raise("TypeError", &[function, "() missing 1 required positional argument: '", only, "'"]),
            several => {
                let count = several.len().to_string();
                let names = several.join("' and '");
                raise("TypeError", &[function, "() missing ", &count, " required positional arguments: '", &names, "'"])
            }
        }
    }
}
