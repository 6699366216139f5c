"""Tinybird's own client, and our reader, side by side."""

import ast
import json
import logging
import os
import subprocess
import warnings
from pathlib import Path

os.environ.setdefault("TB_CLI_TELEMETRY_OPTOUT", "1")
logging.disable(logging.CRITICAL)
warnings.simplefilter("ignore")

from tinybird.datafile.parse_datasource import parse_datasource  # noqa: E402
from tinybird.datafile.parse_pipe import parse_pipe  # noqa: E402
from tinybird.sql_template import (  # noqa: E402
    get_var_names,
    get_var_names_and_types,
    render_sql_template,
)
from tinybird.tornado_template import Template  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
PIPES = sorted((Path(__file__).parent / "pipes").glob("*.pipe"))
PROGRAM = os.environ.get("PROJECT_DUMP", str(ROOT / "target/debug/examples/project_dump"))

# What a template calls, and so is no parameter.
FUNCTIONS = {
    *"Boolean DateTime DateTime64 Date Float32 Float64 Int Integer String Array JSON Symbol Column bool".split(),
    *(sign + "Int" + bits for sign in ("", "U") for bits in "8 16 32 64 128 256".split()),
    *"columns column table TABLE symbol error custom_error sql_and sql_unescape defined split_to_array".split(),
    *"enumerate_with_last day_diff max_threads tb_secret tb_var backend_hint cache_ttl activate disable".split(),
    *("date_diff_in_" + unit for unit in "days hours minutes seconds".split()),
}


class Ours:
    """Our reader, as a program that answers."""

    def __init__(self):
        self.process = subprocess.Popen([PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")

    def ask(self, question):
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


def rendered(template, params):
    """("sql", text) or ("error", message), as the engine has it."""
    try:
        return "sql", render_sql_template(template, dict(params))[0]
    except Exception as error:
        return "error", str(error)


def parsed(path):
    """The nodes of a file as the client reads it, or nothing where it refuses it."""
    try:
        return parse_pipe(str(path), ignore_secrets=True).datafile.nodes
    except BaseException:
        return None


def schema_columns(text):
    """The columns of a data source as the client reads it, or nothing where it refuses it."""
    try:
        columns = parse_datasource("a.datasource", content=text, ignore_secrets=True).datafile.nodes[0]["columns"]
    except BaseException:
        return None
    whole = lambda column: f"Nullable({column['type']})" if column["nullable"] else column["type"]  # noqa: E731
    return [(column["name"], whole(column)) for column in columns]


def declared(template):
    """What the client lists as the parameters of a template."""
    return get_var_names_and_types(Template(template))


def read_names(template):
    """The names that Python would look up in a template, without what is called, assigned or asked of an object."""
    seen, assigned, attributes = set(), set(), set()

    def walk(chunks):
        for chunk in chunks:
            kind = type(chunk).__name__
            if kind == "_Expression":
                look(chunk.expression)
            elif kind == "_Statement" and chunk.statement not in ("break", "continue"):
                look(chunk.statement)
            elif kind == "_IntermediateControlBlock" and chunk.statement.startswith("elif "):
                look("if 0: pass\n" + chunk.statement + ": pass")
            elif kind == "_IntermediateControlBlock" and chunk.statement.startswith("except "):
                look("try: pass\n" + chunk.statement + ": pass")
            elif kind == "_ControlBlock":
                if chunk.statement != "try":
                    look(chunk.statement + ": pass")
                walk(chunk.body.chunks)

    def look(code):
        tree = ast.parse(code)
        called = {node.func for node in ast.walk(tree) if isinstance(node, ast.Call)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and node not in called:
                seen.add(node.id)
            if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                assigned.add(node.id)
            if isinstance(node, ast.ExceptHandler) and node.name:
                assigned.add(node.name)
            if isinstance(node, ast.Attribute):
                attributes.add(node.attr)

    parsed = Template(template)
    walk(parsed.file.body.chunks)
    listed = {entry["name"] for entry in declared(template)}
    names = {entry["name"] for entry in get_var_names(parsed)} - attributes
    # Of `String(f(x), 'text')` the client lists the default as a parameter. It is none.
    return ((names | listed) & seen) - assigned - FUNCTIONS, assigned
