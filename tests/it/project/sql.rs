//! What a query reads, held to Tinybird's own reader: `tests/project/tables.py` holds the answers to it.

use mintbird::internal::project::{Table, tables};

const ANSWERS: &str = include_str!("../../project/tables.tsv");

fn shown(table: &Table) -> String {
    match table {
        Table::Named { database: Some(database), name } => format!("{database}.{name}"),
        Table::Named { name, .. } => name.clone(),
        Table::Function(name) => format!("{name}()"),
        other => format!("{other:?}"),
    }
}

/// What Tinybird refuses for reasons of its own may be read here.
#[test]
fn the_tables_of_a_query_are_those_that_tinybird_sees() {
    let mut wrong = Vec::new();
    for line in ANSWERS.lines() {
        let (sql, answer) = line.split_once('\t').expect("two fields");
        if answer == "!" {
            continue;
        }
        let found = match tables(&sql.replace('⏎', "\n")) {
            Ok(found) => {
                let mut names: Vec<String> =
                    found.iter().filter(|table| **table != Table::Unknown).map(shown).collect();
                names.sort();
                names.join(" ")
            }
            Err(undecided) => format!("{undecided:?}"),
        };
        if found != answer {
            wrong.push(format!("{sql}\n  Tinybird: {answer}\n  here:     {found}"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_is_no_query_is_undecided_and_where_it_stops_is_said() {
    for (sql, at) in [
        ("", 0),
        ("from a", 5),
        ("select 1 from", 9),
        ("select * from a b c", 18),
        ("insert into a select 1", 0),
        ("select * from a; select * from b", 17),
        ("select 'a", 7),
        ("select 1 /* a", 9),
        ("select (1", 8),
        ("select * from (a join b on 1)", 15),
    ] {
        let undecided = tables(sql).expect_err(sql);
        assert_eq!(undecided.at, at, "{sql}: {}", undecided.reason);
    }
}

/// What is large is read or refused, and quickly.
#[test]
fn size_and_depth_are_no_danger() {
    let long_sum = format!("select {}1 from a", "1 + ".repeat(200_000));
    assert_eq!(tables(&long_sum).expect("a long sum").len(), 1);
    let long_and = format!("select 1 from a where {}1", "x = 1 and ".repeat(100_000));
    assert_eq!(tables(&long_and).expect("a long condition").len(), 1);
    let chain = format!("select {}1 from a", "1 = ".repeat(100_000));
    assert_eq!(tables(&chain).expect("a chain of comparisons").len(), 1);
    let subscripts = format!("select x{} from a", "[1]".repeat(100_000));
    assert_eq!(tables(&subscripts).expect("subscripts").len(), 1);
    let casts = format!("select x{} from a", "::String".repeat(100_000));
    assert_eq!(tables(&casts).expect("casts").len(), 1);
    for deep in ["(", "[", "not ", "- ", "f(", "(select ", "(1, ", "case when ", "x -> ", "1 ? ", "interval ("] {
        let sql = format!("select {}", deep.repeat(100_000));
        assert!(tables(&sql).is_err(), "{deep}");
    }
    let subqueries = format!("select 1 from {}a", "(select 1 from ".repeat(50_000));
    assert!(tables(&subqueries).is_err());
    let parts = format!("select 1 from a {}", "union all select 1 from a ".repeat(20_000));
    assert_eq!(tables(&parts).expect("a long union").len(), 1);
}
