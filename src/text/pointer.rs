//! JSON Pointers (RFC 6901): where in a document something stands. No secret may stand in one, since it goes into messages.

use alloc::string::String;

use crate::text::secret::shown;
use crate::text::write::decimal;

/// A JSON Pointer while it is being walked. It costs nothing until something is wrong.
#[derive(Clone, Copy)]
pub(crate) enum Path<'p> {
    Root,
    Member(&'p Path<'p>, &'p str),
    Item(&'p Path<'p>, usize),
}

impl<'p> Path<'p> {
    pub(crate) fn member(&'p self, name: &'p str) -> Path<'p> {
        Path::Member(self, name)
    }

    pub(crate) fn item(&'p self, index: usize) -> Path<'p> {
        Path::Item(self, index)
    }

    /// The pointer as its text.
    pub(crate) fn pointer(&self) -> String {
        match self {
            Path::Root => String::new(),
            Path::Member(parent, name) => {
                let mut pointer = parent.pointer();
                push_token(name, &mut pointer);
                pointer
            }
            Path::Item(parent, index) => [&*parent.pointer(), "/", &decimal(*index as u64)].concat(),
        }
    }
}

/// The JSON Pointer that begins with a key.
pub(crate) fn pointer(key: &str, rest: &str) -> String {
    let mut pointer = String::new();
    push_token(key, &mut pointer);
    pointer.push_str(rest);
    pointer
}

/// Appends a key to a JSON Pointer, as a reference token (RFC 6901 §3).
fn push_token(key: &str, pointer: &mut String) {
    pointer.push('/');
    for c in shown(key).chars() {
        match c {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            other => pointer.push(other),
        }
    }
}
