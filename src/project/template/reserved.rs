//! Names that mean something already.

/// Python's classes that a template can see.
pub(crate) const CLASSES: &[&str] = &[
    "bool",
    "bytearray",
    "bytes",
    "complex",
    "dict",
    "enumerate",
    "filter",
    "float",
    "frozenset",
    "int",
    "list",
    "map",
    "range",
    "reversed",
    "set",
    "slice",
    "str",
    "tuple",
    "zip",
];

/// Python's functions that a template can see.
pub(crate) const BUILTINS: &[&str] = &[
    "abs",
    "all",
    "any",
    "ascii",
    "bin",
    "callable",
    "chr",
    "divmod",
    "format",
    "hasattr",
    "hash",
    "hex",
    "id",
    "isinstance",
    "issubclass",
    "iter",
    "aiter",
    "len",
    "max",
    "min",
    "next",
    "anext",
    "oct",
    "ord",
    "pow",
    "repr",
    "round",
    "sorted",
    "sum",
];

/// Python's constants that are no keywords.
pub(crate) const CONSTANTS: &[&str] = &["Ellipsis", "NotImplemented"];

/// Python's classes of errors that a template can see, and the class that each belongs to.
pub(crate) const ERRORS: &[(&str, &str)] = &[
    ("BaseException", ""),
    ("BaseExceptionGroup", "BaseException"),
    ("Exception", "BaseException"),
    ("GeneratorExit", "BaseException"),
    ("KeyboardInterrupt", "BaseException"),
    ("SystemExit", "BaseException"),
    ("ArithmeticError", "Exception"),
    ("AssertionError", "Exception"),
    ("AttributeError", "Exception"),
    ("BufferError", "Exception"),
    ("EOFError", "Exception"),
    ("ImportError", "Exception"),
    ("LookupError", "Exception"),
    ("MemoryError", "Exception"),
    ("NameError", "Exception"),
    ("OSError", "Exception"),
    ("ReferenceError", "Exception"),
    ("RuntimeError", "Exception"),
    ("StopAsyncIteration", "Exception"),
    ("StopIteration", "Exception"),
    ("SyntaxError", "Exception"),
    ("SystemError", "Exception"),
    ("TypeError", "Exception"),
    ("ValueError", "Exception"),
    ("Warning", "Exception"),
    ("FloatingPointError", "ArithmeticError"),
    ("OverflowError", "ArithmeticError"),
    ("ZeroDivisionError", "ArithmeticError"),
    ("BytesWarning", "Warning"),
    ("DeprecationWarning", "Warning"),
    ("EncodingWarning", "Warning"),
    ("FutureWarning", "Warning"),
    ("ImportWarning", "Warning"),
    ("PendingDeprecationWarning", "Warning"),
    ("ResourceWarning", "Warning"),
    ("RuntimeWarning", "Warning"),
    ("SyntaxWarning", "Warning"),
    ("UnicodeWarning", "Warning"),
    ("UserWarning", "Warning"),
    ("BlockingIOError", "OSError"),
    ("ChildProcessError", "OSError"),
    ("ConnectionError", "OSError"),
    ("FileExistsError", "OSError"),
    ("FileNotFoundError", "OSError"),
    ("InterruptedError", "OSError"),
    ("IsADirectoryError", "OSError"),
    ("NotADirectoryError", "OSError"),
    ("PermissionError", "OSError"),
    ("ProcessLookupError", "OSError"),
    ("TimeoutError", "OSError"),
    ("IndentationError", "SyntaxError"),
    ("IndexError", "LookupError"),
    ("KeyError", "LookupError"),
    ("ModuleNotFoundError", "ImportError"),
    ("NotImplementedError", "RuntimeError"),
    ("RecursionError", "RuntimeError"),
    ("UnboundLocalError", "NameError"),
    ("UnicodeError", "ValueError"),
    ("BrokenPipeError", "ConnectionError"),
    ("ConnectionAbortedError", "ConnectionError"),
    ("ConnectionRefusedError", "ConnectionError"),
    ("ConnectionResetError", "ConnectionError"),
    ("TabError", "IndentationError"),
    ("UnicodeDecodeError", "UnicodeError"),
    ("UnicodeEncodeError", "UnicodeError"),
    ("UnicodeTranslateError", "UnicodeError"),
    ("ExceptionGroup", "BaseExceptionGroup"),
    ("EnvironmentError", "OSError"),
    ("IOError", "OSError"),
];

/// The functions whose first argument is a parameter of a type.
pub(crate) const TYPES: &[&str] = &[
    "String",
    "Boolean",
    "DateTime64",
    "DateTime",
    "Date",
    "Float32",
    "Float64",
    "Int8",
    "Int16",
    "Int32",
    "Int64",
    "Int128",
    "Int256",
    "UInt8",
    "UInt16",
    "UInt32",
    "UInt64",
    "UInt128",
    "UInt256",
    "Array",
    "JSON",
];

/// Those whose first argument Tinybird lists as a parameter without a type.
pub(crate) const READERS: &[&str] = &[
    "defined",
    "column",
    "columns",
    "day_diff",
    "date_diff_in_seconds",
    "date_diff_in_minutes",
    "date_diff_in_hours",
    "date_diff_in_days",
    "split_to_array",
    "enumerate_with_last",
    "sql_and",
];

/// The other functions of the template language that no parameter can hide. (`symbol` is none of them: a parameter hides it.)
const OTHERS: &[&str] = &[
    "bool",
    "Int",
    "Integer",
    "Symbol",
    "Column",
    "table",
    "TABLE",
    "error",
    "custom_error",
    "sql_unescape",
    "max_threads",
    "tb_secret",
    "tb_var",
    "backend_hint",
    "cache_ttl",
    "activate",
    "disable",
];

/// Names that the engine gives to what it runs a template with, without the functions above.
const INTERNAL: &[&str] =
    &["symbol", "_tt_utf8", "_tt_string_types", "_tt_tmp", "_tt_append", "xhtml_escape", "expression_wrapper"];

/// The function of the template language that has this name, and that no parameter can hide.
pub(crate) fn function(name: &str) -> Option<&'static str> {
    [TYPES, READERS, OTHERS].into_iter().flatten().copied().find(|known| *known == name)
}

/// Whether the name is Python's own. Of such a name Tinybird makes no parameter, except `id` and `format`.
pub(crate) fn is_python(name: &str) -> bool {
    CLASSES.contains(&name)
        || BUILTINS.contains(&name)
        || CONSTANTS.contains(&name)
        || ERRORS.iter().any(|error| error.0 == name)
}

/// Whether a bare name is no parameter in Tinybird's list.
pub(crate) fn is_reserved(name: &str) -> bool {
    (is_python(name) && !matches!(name, "id" | "format" | "q"))
        || INTERNAL.contains(&name)
        || matches!(
            name,
            "columns"
                | "table"
                | "TABLE"
                | "error"
                | "custom_error"
                | "sql_and"
                | "defined"
                | "column"
                | "enumerate_with_last"
                | "split_to_array"
                | "day_diff"
                | "date_diff_in_days"
                | "date_diff_in_hours"
                | "date_diff_in_minutes"
                | "date_diff_in_seconds"
                | "sql_unescape"
                | "JSON"
        )
}
