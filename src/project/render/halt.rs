//! Why a template did not run to its end.

use alloc::string::{String, ToString as _};

use crate::project::template::reserved::ERRORS;

/// Why the run of a template stopped.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Halt {
    /// The engine raises an error.
    Failed(Failure),
    /// What the engine would do is not known here.
    Undecided(&'static str),
}

/// An error as Python raises it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    /// Its class.
    pub(crate) class: &'static str,
    /// Its message.
    pub(crate) message: String,
}

/// The class of the engine's own errors.
pub(crate) const TEMPLATE_ERROR: &str = "SQLTemplateException";
/// The class of what `custom_error()` raises.
pub(crate) const CUSTOM_ERROR: &str = "SQLTemplateCustomError";
/// What a parameter says that has neither a value nor a default.
pub(crate) const REQUIRED: &str = "Required parameter is not defined";

pub(crate) fn raise<T>(class: &'static str, words: &[&str]) -> Result<T, Halt> {
    Err(Halt::Failed(Failure { class, message: words.concat() }))
}

/// An error of the engine's own.
pub(crate) fn refuse<T>(words: &[&str]) -> Result<T, Halt> {
    raise(TEMPLATE_ERROR, &["Template Syntax Error: ", &words.concat()])
}

pub(crate) fn undecided<T>(reason: &'static str) -> Result<T, Halt> {
    Err(Halt::Undecided(reason))
}

impl Failure {
    /// Whether `except class` catches it.
    pub(crate) fn is_a(&self, class: &str) -> bool {
        let mut own = match self.class {
            TEMPLATE_ERROR => "ValueError",
            CUSTOM_ERROR => "Exception",
            own => own,
        };
        // Other names of the same class.
        let wanted = if matches!(class, "EnvironmentError" | "IOError") { "OSError" } else { class };
        while !own.is_empty() {
            if own == wanted {
                return true;
            }
            own = ERRORS.iter().find(|error| error.0 == own).map_or("", |error| error.1);
        }
        false
    }

    /// The message with which the engine answers.
    pub(crate) fn answer(&self, required: &[String], length_is_false: bool) -> String {
        let engine = |words: &[&str]| ["Template Syntax Error: ", &*words.concat()].concat();
        let message = &self.message;
        match self.class {
            CUSTOM_ERROR => return message.clone(),
            TEMPLATE_ERROR => {
                if message.contains(REQUIRED) && !required.is_empty() {
                    let names = match required {
                        [only] => only.clone(),
                        [first @ .., last] => [&*first.join(", "), " and ", last].concat(),
                        [] => String::new(),
                    };
                    let advice = "Please provide a value or set a default value in the pipe code.";
                    return engine(&[REQUIRED, ". Check the parameters ", &names, ". ", advice]);
                }
                return message.clone();
            }
            "UnboundLocalError" | "NameError" => return engine(&[message]),
            "AttributeError" if message.contains("'str' object has no attribute 'get'") => {
                let advice = "Make sure you're using an object/dictionary where trying to use .get()";
                return engine(&["'str' object has no attribute 'get'. ", advice]);
            }
            "AttributeError" => return engine(&[message]),
            "KeyError" => {
                let advice = "Ensure every object accessed in the template has this key.";
                return engine(&["Missing key '", message, "' while rendering the template. ", advice]);
            }
            "IndexError" if message.contains("string index out of range") => {
                return engine(&[
                    "String index out of range. Check that string parameters have values before accessing specific ",
                    "characters (e.g., param[0]). Provide default values or add length checks in your template.",
                ]);
            }
            "IndexError" => return engine(&[message]),
            _ => {}
        }
        if length_is_false {
            return engine(&["length cannot be used as a variable name or as a function inside of a template"]);
        }
        if message.contains("missing 1 required positional argument") {
            return engine(&["one of the transform type functions is missing an argument"]);
        }
        if message.contains("not callable") || message.contains("unhashable type") {
            return engine(&["wrong syntax, you might be using a not valid function inside a control block"]);
        }
        message.to_string()
    }
}
