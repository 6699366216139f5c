"""A project's endpoints, as Tinybird's own template engine and ClickHouse answer them. It shares nothing with what is tested.

usage: oracle.py      one JSON document a line: {"files": {path: text}, "fixtures": folder} loads a project,
                      {"pipe": name, "params": {…}} asks an endpoint
"""

import json
import os
import re
import sys
from pathlib import Path

import chdb.session
from tinybird.sql_template import render_sql_template

session = chdb.session.Session()
files = {}


def load(fixtures):
    session.query("DROP DATABASE IF EXISTS oracle")
    session.query("CREATE DATABASE oracle ENGINE = Atomic")
    session.query("USE oracle")
    for path, text in files.items():
        if not path.endswith(".datasource"):
            continue
        schema = text.split("SCHEMA >\n", 1)[1].split("\n\n")[0]
        columns = re.sub(r"`json:[^`]*`", "", schema)
        name = Path(path).stem
        session.query(f"CREATE TABLE {name} ({columns}) ENGINE = MergeTree ORDER BY tuple()")
        session.query(f"INSERT INTO {name} FROM INFILE '{fixtures}/{name}.ndjson' FORMAT JSONEachRow")


def nodes(pipe):
    text = next(text for path, text in files.items() if Path(path).name == f"{pipe}.pipe")
    for part in re.split(r"^NODE ", text, flags=re.M)[1:]:
        name, rest = part.split("\n", 1)
        sql = rest.split("SQL >\n", 1)[1]
        yield name.strip(), re.split(r"^(?:TYPE|DATASOURCE)\b", sql, flags=re.M)[0].strip()


def rendered(pipe, params):
    """A pipe as one query: its nodes, and the pipes that they read, are what `WITH` names."""
    tables, last = {}, ""
    for name, template in nodes(pipe):
        for other in (Path(path).stem for path in files if path.endswith(".pipe")):
            if other != pipe and re.search(rf"\b{other}\b", template):
                tables.setdefault(other, rendered(other, params))
        tables[name] = render_sql_template(template[1:], dict(params))[0] if template.startswith("%") else template
        last = name
    return "WITH " + ", ".join(f"{name} AS ({sql}\n)" for name, sql in tables.items()) + f" SELECT * FROM {last}"


def answer(pipe, params):
    try:
        sql = rendered(pipe, params)
    except Exception as error:  # noqa: BLE001 (the engine raises of every kind; each is an answer of 400)
        return {"status": 400, "error": str(error)}
    try:
        rows = session.query(sql, "JSONEachRow").bytes().decode().splitlines()
    except Exception as error:  # noqa: BLE001 (what ClickHouse refuses is a 400 as well)
        return {"status": 400, "error": str(error)}
    return {"status": 200, "rows": [json.loads(row) for row in rows]}


print("ready", flush=True)
for line in sys.stdin:
    question = json.loads(line)
    if "files" in question:
        files = question["files"]
        load(question["fixtures"])
        print("{}", flush=True)
    else:
        print(json.dumps(answer(question["pipe"], question["params"])), flush=True)
# ClickHouse's threads need not be waited for.
os._exit(0)
