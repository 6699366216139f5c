//! A line with a type of ClickHouse, and a value behind it. Where the value is taken, another reader of ClickHouse's SQL reads
//! the literal back as that value, and as nothing else.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mintbird::{Number, Value};
use mintbird_fuzz::clickhouse::{Literal, literal};
use mintbird_fuzz::{NOW, filter_of, filtering, lines};

fuzz_target!(|input: &str| {
    let Some([kind, text]) = lines::<2>(input) else { return };
    if kind.contains(['{', '}']) {
        return; // the placeholder would end early
    }
    let Some(minter) = filtering(&format!("x = {{v:{kind}}}")) else { return };
    let depth = kind.matches("Array(").count();
    let wrapped = |value: Value<'static>| (0..depth).fold(value, |value, _| Value::List(vec![value]));
    let mut values = vec![Value::from(text.to_string()), Value::from(text == "true")];
    values.extend(Number::parse(text).map(|number| Value::Number(number).into_owned()));
    for value in values {
        let shown = format!("{value:?}");
        let Ok(token) = minter.mint([("v", wrapped(value.clone()))], NOW) else { continue };
        let filter = filter_of(&token);
        let sql = filter.strip_prefix("x = ").expect("what stands in front stays");
        assert!(!sql.contains(['{', '}']), "{sql}");
        let mut read = literal(sql).unwrap_or_else(|| panic!("{shown} became {sql}"));
        for _ in 0..depth {
            read = match read {
                Literal::List(mut items) if items.len() == 1 => items.remove(0),
                other => panic!("{shown} became {other:?}"),
            };
        }
        let same = match (&value, &read) {
            (Value::Text(text), Literal::Text(read)) => text.as_bytes() == read,
            (Value::Text(text), Literal::Number(read)) => **text == **read,
            (Value::Number(number), Literal::Number(read)) => number.as_str() == read,
            (Value::Bool(value), Literal::Bool(read)) => value == read,
            (Value::Text(text), Literal::Bool(read)) => **text == *read.to_string(),
            (Value::Text(text), Literal::Call(name, read)) => {
                matches!(&**name, "toUUID" | "toDate" | "toDateTime") && text.replace('T', " ").as_bytes() == read
            }
            (Value::Number(number), Literal::Call(name, read)) => {
                name == "toDateTime" && number.as_str().as_bytes() == read
            }
            _ => false,
        };
        assert!(same, "{shown} became {sql}, which says {read:?}");
    }
});
