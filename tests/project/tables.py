"""Holds tests/project/tables.tsv to Tinybird's own reader: `python tests/project/tables.py`, or with --write to write it anew."""

import pathlib
import sys

from chtoolset import query
from tinybird.sql_toolset import sql_get_used_tables

FILE = pathlib.Path(__file__).with_name("tables.tsv")


def answer(sql: str) -> str:
    """The tables, sorted; `!` where the text is no query that Tinybird takes."""
    try:
        tables = sql_get_used_tables(sql, raising=True, table_functions=True)
    except ValueError:
        return "!"
    return " ".join(sorted(f"{function}()" if function else f"{database}.{name}" if database else name
                           for database, name, function in tables))


def main() -> int:
    lines = FILE.read_text().splitlines()
    queries = [line.split("\t")[0] for line in lines]
    right = [f"{text}\t{answer(text.replace('⏎', chr(10)))}" for text in queries]
    if "--write" in sys.argv:
        FILE.write_text("\n".join(right) + "\n")
        return 0
    wrong = [line for line, real in zip(lines, right) if line != real]
    print("\n".join(wrong) or f"{len(lines)} queries, as Tinybird reads them")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
