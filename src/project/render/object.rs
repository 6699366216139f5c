//! What an expression is worth while a template runs: Python's values, and those of the template language.

use alloc::{rc::Rc, string::String, vec::Vec};

use super::halt::{Halt, undecided};
use super::number;
use crate::project::template::Int;
use crate::project::value::Value;

/// A value.
#[derive(Clone, Debug)]
pub(crate) enum Object {
    None,
    Bool(bool),
    Int(Int),
    Float(f64),
    Str(Rc<str>),
    /// A text that is written as it is: what `Array`, `columns`, `sql_and` return.
    Expression(Rc<str>),
    /// A name that is written as it is: what `column`, `symbol`, `table` return.
    Symbol(Rc<str>),
    /// What `Int32` and the like return: a number that is written as `toInt32('…')`.
    TypedInt(Int, &'static str),
    TypedFloat(f64, &'static str),
    List(Rc<Vec<Object>>),
    Tuple(Rc<Vec<Object>>),
    Set(Rc<Vec<Object>>),
    Dict(Rc<Vec<(Object, Object)>>),
    /// `range(start, stop, step)`
    Range(i128, i128, i128),
    /// What can be walked through once: `enumerate`, `zip`, a generator.
    Iterator(Rc<Vec<Object>>),
    /// A function of the template language.
    Function(&'static str),
    /// A function or class of Python's.
    Builtin(&'static str),
    /// A class of errors.
    ErrorClass(&'static str),
    /// An error that was caught: its class and its message.
    Error(&'static str, Rc<str>),
}

impl Object {
    pub(crate) fn str(text: impl Into<Rc<str>>) -> Object {
        Object::Str(text.into())
    }

    pub(crate) fn int(int: impl Into<i128>) -> Object {
        Object::Int(Int::Small(int.into()))
    }

    pub(crate) fn list(items: Vec<Object>) -> Object {
        Object::List(Rc::new(items))
    }

    pub(crate) fn tuple(items: Vec<Object>) -> Object {
        Object::Tuple(Rc::new(items))
    }

    pub(crate) fn is_none(&self) -> bool {
        matches!(self, Object::None)
    }

    /// The text of a string, also of one that is written as it is.
    pub(crate) fn text(&self) -> Option<&Rc<str>> {
        match self {
            Object::Str(text) | Object::Expression(text) => Some(text),
            _ => None,
        }
    }

    /// What Python calls its type.
    pub(crate) fn type_name(&self) -> &'static str {
        match self {
            Object::None => "NoneType",
            Object::Bool(_) => "bool",
            Object::Int(_) => "int",
            Object::Float(_) => "float",
            Object::Str(_) => "str",
            Object::Expression(_) => "Expression",
            Object::Symbol(_) => "Symbol",
            Object::TypedInt(..) => "Integer",
            Object::TypedFloat(..) => "Float",
            Object::List(_) => "list",
            Object::Tuple(_) => "tuple",
            Object::Set(_) => "set",
            Object::Dict(_) => "dict",
            Object::Range(..) => "range",
            Object::Iterator(_) => "generator",
            Object::Function(_) => "function",
            Object::Builtin(name) if crate::project::template::reserved::CLASSES.contains(name) => "type",
            Object::Builtin(_) => "builtin_function_or_method",
            Object::ErrorClass(_) => "type",
            Object::Error(class, _) => class,
        }
    }

    /// Whether Python takes it for true.
    pub(crate) fn truth(&self) -> bool {
        match self {
            Object::None => false,
            Object::Bool(value) => *value,
            Object::Int(int) | Object::TypedInt(int, _) => *int != Int::Small(0),
            Object::Float(float) | Object::TypedFloat(float, _) => *float != 0.0,
            Object::Str(text) | Object::Expression(text) => !text.is_empty(),
            Object::List(items) | Object::Tuple(items) | Object::Set(items) => !items.is_empty(),
            Object::Dict(pairs) => !pairs.is_empty(),
            Object::Range(start, stop, step) => range_len(*start, *stop, *step) > 0,
            _ => true,
        }
    }

    /// `str(x)`
    pub(crate) fn display(&self) -> Result<String, Halt> {
        Ok(match self {
            Object::Str(text) | Object::Expression(text) | Object::Symbol(text) => (**text).into(),
            Object::TypedInt(int, kind) => ["to", kind, "('", &int.to_text(), "')"].concat(),
            Object::TypedFloat(float, kind) => ["to", kind, "('", &number::repr(*float), "')"].concat(),
            Object::Error("KeyError", text) => repr_str(text)?,
            Object::Error(_, text) => (**text).into(),
            _ => return self.repr(),
        })
    }

    /// `repr(x)`
    pub(crate) fn repr(&self) -> Result<String, Halt> {
        Ok(match self {
            Object::None => "None".into(),
            Object::Bool(true) => "True".into(),
            Object::Bool(false) => "False".into(),
            Object::Int(int) | Object::TypedInt(int, _) => int.to_text(),
            Object::Float(float) | Object::TypedFloat(float, _) => number::repr(*float),
            Object::Str(text) | Object::Expression(text) => repr_str(text)?,
            Object::List(items) => ["[", &joined(items)?, "]"].concat(),
            Object::Tuple(items) if items.len() == 1 => ["(", &joined(items)?, ",)"].concat(),
            Object::Tuple(items) => ["(", &joined(items)?, ")"].concat(),
            Object::Set(items) if items.len() == 1 => ["{", &joined(items)?, "}"].concat(),
            Object::Dict(pairs) => {
                let mut text = String::from("{");
                for (index, (key, value)) in pairs.iter().enumerate() {
                    text.push_str(if index > 0 { ", " } else { "" });
                    text.push_str(&[&*key.repr()?, ": ", &value.repr()?].concat());
                }
                text.push('}');
                text
            }
            Object::Range(start, stop, step) => {
                let (start, stop) = (Int::Small(*start).to_text(), Int::Small(*stop).to_text());
                let step = if *step == 1 { String::new() } else { [", ", &*Int::Small(*step).to_text()].concat() };
                ["range(", &start, ", ", &stop, &step, ")"].concat()
            }
            Object::Builtin(name) if crate::project::template::reserved::CLASSES.contains(name) => {
                ["<class '", name, "'>"].concat()
            }
            Object::Builtin("Ellipsis") => "Ellipsis".into(),
            Object::Builtin("NotImplemented") => "NotImplemented".into(),
            Object::Builtin(name) => ["<built-in function ", name, ">"].concat(),
            Object::ErrorClass(name) => ["<class '", name, "'>"].concat(),
            // What Python would write names a place in its memory, or has no order.
            _ => return undecided("the text of a thing that has none of its own"),
        })
    }
}

fn joined(items: &[Object]) -> Result<String, Halt> {
    let mut text = String::new();
    for (index, item) in items.iter().enumerate() {
        text.push_str(if index > 0 { ", " } else { "" });
        text.push_str(&item.repr()?);
    }
    Ok(text)
}

fn repr_str(text: &str) -> Result<String, Halt> {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut out = String::with_capacity(text.len().saturating_add(2));
    out.push(quote);
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ if c == quote => {
                out.push('\\');
                out.push(c);
            }
            '\0'..='\x1f' | '\x7f'..='\u{a0}' | '\u{ad}' => {
                let code = u32::from(c);
                out.push_str("\\x");
                for digit in [code.checked_shr(4).unwrap_or(0) & 15, code & 15] {
                    out.push(char::from_digit(digit, 16).unwrap_or('0'));
                }
            }
            _ if c.is_ascii() || c.is_alphanumeric() || c < '\u{2000}' => out.push(c),
            // Which of the others Python shows and which it escapes would need a table of Unicode's.
            _ => return undecided("how Python shows an unusual character"),
        }
    }
    out.push(quote);
    Ok(out)
}

/// How many numbers a range has.
pub(crate) fn range_len(start: i128, stop: i128, step: i128) -> i128 {
    let (from, to, step) = if step < 0 { (stop, start, step.saturating_neg()) } else { (start, stop, step) };
    if from >= to || step == 0 {
        return 0;
    }
    to.saturating_sub(from).saturating_sub(1).checked_div(step).unwrap_or(0).saturating_add(1)
}

impl From<&Value> for Object {
    fn from(value: &Value) -> Object {
        match value {
            Value::None => Object::None,
            Value::Bool(value) => Object::Bool(*value),
            Value::Int(int) => Object::Int(int.clone()),
            Value::Float(float) => Object::Float(*float),
            Value::Text(text) => Object::str(text.as_str()),
            Value::List(items) => Object::list(items.iter().map(Object::from).collect()),
        }
    }
}
