"""Our reader of pipes against Tinybird's own client: nodes, parameters, and the SQL that a request runs.

`PROJECT_RENDERS` says how many requests are tried, 20 000 unless it says otherwise.
"""

import os
import random

import pytest

import templates
from client import PIPES, Ours, declared, parsed, read_names, rendered, schema_columns

RENDERS = int(os.environ.get("PROJECT_RENDERS", "20000"))
TEXTS = [
    "", "0", "1", "5", "-3", "300", "a", "acme", "all", "it's", 'say "hi"', "a,b", "a,,b,", "1,2", "1,x", "true", "false", "TRUE", "None",
    "2024-01-02", "2024-02-30", "2024-01-02 03:04:05", "2024-01-02T03:04:05", "2024-01-02T03:04:05.123Z", "01/02/2024 1:2:3",
    "1.5", "-0.0", "1e5", "nan", "inf", "1_000", " 7 ", "9999999999999999999999", "-170141183460469231731687303715884105728",
    "115792089237316195423570985008687907853269984665640564039457584007913129639935", "5\n", "{}", '{"a": 1}', '[{"column": "a"}]',
    '[1, "b", null, 2.5, true]', "[", "%", "100%", "a`b", "a\\b", "\\", "é→", "a b", "a.b", "x;y", "' OR 1=1 --", "{{x}}", "yes", "nothing",
    "1h", "day", "week", "stop", "views", "5s", "5m", "tab\there", "line\nbreak", "\0", "\x1a",
]  # fmt: skip
OTHERS = [0, 1, 7, -2, 255, 2**40, 0.0, 1.5, -2.25, 1e20, True, False, ["a", "b"], [1, 2], [], ["x,y", ""]]


@pytest.fixture(scope="module")
def ours():
    program = Ours()
    yield program
    program.close()


def load(ours, path):
    with open(path, newline="", encoding="utf-8") as file:
        return ours.ask({"load": path.stem, "text": file.read()})


@pytest.mark.parametrize("path", PIPES, ids=lambda path: path.stem)
def test_nodes(ours, path):
    known = parsed(path)
    pipe = load(ours, path)
    if known is None:
        return
    assert [issue for issue in pipe["issues"] if issue["error"]] == []
    assert [node["name"] for node in pipe["nodes"]] == [node["name"] for node in known]
    for node, other in zip(pipe["nodes"], known):
        sql = other["sql"].strip()
        assert node["template"] == sql.startswith("%")
        assert node["sql"] == sql.removeprefix("%")
        assert (node["type"] or "") == other.get("type", "").replace("standard", "")
        assert node["description"] == other.get("description")


def test_the_client_takes_most_of_them():
    """A test of what nobody takes would prove nothing."""
    assert sum(parsed(path) is not None for path in PIPES) > 0.8 * len(PIPES)


@pytest.mark.parametrize("path", PIPES, ids=lambda path: path.stem)
def test_params(ours, path):
    pipe = load(ours, path)
    names, entries = set(), []
    for node in pipe["nodes"]:
        if node["template"]:
            read, assigned = read_names(node["sql"])
            names |= read
            entries += [entry for entry in declared(node["sql"]) if entry["name"] not in assigned]
    assert {param["name"] for param in pipe["params"]} == names
    for param in pipe["params"]:
        known = [entry for entry in entries if entry["name"] == param["name"]] or [{"type": "String"}]
        # The client lists a parameter for each expression. Here it is one, with the type that it is given first.
        typed = [entry for entry in known if entry["type"] != "String" or entry.get("default") is not None] or known
        same = [entry for entry in known if entry["type"] == param["type"]]
        assert param["type"] in (typed[0]["type"], known[0]["type"])
        assert param["default"] in [entry.get("default") for entry in same]
        for setting in ("required", "description", "example", "format", "enum"):
            said = [entry[setting] for entry in same if entry.get(setting) is not None]
            assert param[setting] == (said[0] if said else [] if setting == "enum" else None)
        assert param["uses"]


SCHEMAS = [
    "a Int32",
    "a Int32, b String",
    "`a b` Int32,\n    `c--d` String `json:$.c--d`",
    "a Nullable(String) `json:$.a`, -- a comment, with a comma\n    b Array(String) `json:$.b[:]`,",
    "a LowCardinality(Nullable(String)) DEFAULT 'x, y',\n    b Map(String, Array(UInt8)),\n    c Tuple(x Int32, y String)",
    "a Decimal(18, 2) DEFAULT round(1.5, 1) CODEC(Delta, ZSTD(1)),\n    b DEFAULT now(),\n    c DateTime64(3, 'UTC')",
    "-- all of it\n    a SimpleAggregateFunction(any, Nullable(String)),\n\n    b AggregateFunction(uniq, String)",
    "a Enum8('x' = 1, 'y' = 2),\n    b FixedString(16)",
    "a",
    "a Int32 NOT NULL",
    "a Int32 MATERIALIZED 1",
    "a Int32 TTL x + INTERVAL 1 DAY",
    "`a Int32",
    "a#b Int32",
    "a Int32,, b Int32",
    "a Array(Int32",
    "INDEX a b TYPE minmax",
]


@pytest.mark.parametrize("schema", SCHEMAS)
def test_schemas(ours, schema):
    text = "SCHEMA >\n    " + schema + "\n\nENGINE MergeTree\nENGINE_SORTING_KEY tuple()\n"
    columns = schema_columns(text)
    source = ours.ask({"source": text})
    errors = [issue for issue in source["issues"] if issue["error"]]
    assert bool(errors) == (columns is None), (errors, columns)
    if columns is not None:
        assert [(column["name"], column["type"]) for column in source["columns"]] == columns


def value(chance):
    kind = chance.random()
    if kind < 0.75:
        return chance.choice(TEXTS)
    if kind < 0.87:
        return chance.choice(OTHERS)
    if kind < 0.95:
        return "".join(chance.choice("ab,'\"\\%` 0123456789-:.T") for _ in range(chance.randrange(12)))
    return str(chance.randrange(-(2**70), 2**70))


def same(answer, known):
    """Whether an answer is the engine's. What JSON lacks is said in other words, and lines are counted in the file."""
    kind, text = known
    if kind == "sql":
        return answer.get("sql") == text
    if "error" not in answer:
        return False
    if "Error parsing JSON" in text or "can not be used as a variable name" in text:
        return True
    return answer["error"] in (text, "the template cannot be read")


class Tally:
    """Counts what was compared, and keeps what differs."""

    def __init__(self):
        self.compared = self.sqls = self.undecided = 0
        self.different = []

    def add(self, answer, known, *about):
        self.compared += 1
        self.sqls += known[0] == "sql"
        if "undecided" in answer:
            self.undecided += 1
        elif not same(answer, known):
            self.different.append((*about, answer, known))


def test_render(ours):
    chance = random.Random(20260115)
    pipes = [load(ours, path) for path in PIPES]
    tally = Tally()
    while tally.compared < RENDERS:
        pipe = chance.choice(pipes)
        names = [param["name"] for param in pipe["params"]] + ["unknown"]
        params = {name: value(chance) for name in names if chance.random() < 0.6}
        answers = ours.ask({"render": pipe["name"], "params": params})
        for node, answer in zip(pipe["nodes"], answers):
            known = rendered(node["sql"], params) if node["template"] else ("sql", node["sql"])
            tally.add(answer, known, pipe["name"], params)
    assert tally.different == []
    assert tally.sqls > tally.compared / 4
    assert tally.undecided < tally.compared / 200


def test_render_random_templates(ours):
    """Templates put together at random, most of them nonsense: what the engine refuses is refused, what it runs is run."""
    chance = random.Random(20260116)
    tally = Tally()
    while tally.compared < RENDERS // 4:
        text = templates.template(chance)
        pipe = ours.ask({"load": "random", "text": "NODE n\nSQL >\n    %" + text + "\n"})
        for _ in range(3):
            params = {name: value(chance) for name in templates.NAMES if chance.random() < 0.7}
            [answer] = ours.ask({"render": "random", "params": params})
            tally.add(answer, rendered(pipe["nodes"][0]["sql"], params), text, params)
    assert tally.different == []
    assert tally.sqls > tally.compared / 10
    assert tally.undecided < tally.compared / 20
