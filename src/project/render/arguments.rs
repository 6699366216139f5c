//! The arguments of a call, as Python gives them to a function's parameters.

use alloc::{string::ToString as _, vec::Vec};

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
        let given = self.plain.len();
        if given > N {
            let were = if given == 1 { " was given" } else { " were given" };
            let (least, most, given) = (required.to_string(), N.to_string(), given.to_string());
            return if required == N {
                let noun = if N == 1 { " positional argument but " } else { " positional arguments but " };
                raise("TypeError", &[function, "() takes ", &most, noun, &given, were])
            } else {
                let from = ["() takes from ", &*least, " to ", &most, " positional arguments but "].concat();
                raise("TypeError", &[function, &from, &given, were])
            };
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
            names.iter().zip(&slots).take(required).filter(|pair| pair.1.is_none()).map(|pair| *pair.0).collect();
        match missing.as_slice() {
            [] => Ok(slots),
            [only] => raise("TypeError", &[function, "() missing 1 required positional argument: '", only, "'"]),
            several => {
                let count = several.len().to_string();
                let names = several.join("' and '");
                raise("TypeError", &[function, "() missing ", &count, " required positional arguments: '", &names, "'"])
            }
        }
    }
}
