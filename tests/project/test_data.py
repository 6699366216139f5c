"""What `check` says of an endpoint, against real data: two data sets that differ in nothing but other tenants' rows.

Where it finds neither error nor warning, no request may tell the two apart. Where it names a request, that request must.
`PROJECT_REQUESTS` says how many random requests are tried for each endpoint, 500 unless it says otherwise; `PROJECT_SHAPES`, how many
endpoints are made at random, from `PROJECT_SEED`.
"""

import json
import os
import random
import re
import subprocess
import urllib.parse
from pathlib import Path

import pytest

os.environ.setdefault("TB_CLI_TELEMETRY_OPTOUT", "1")

from chdb.session import Session  # noqa: E402
from tinybird.sql_template import render_sql_template  # noqa: E402

import shapes  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
KNOWN = Path(__file__).parent / "known"
PROGRAM = os.environ.get("PROJECT_ANSWERS", str(ROOT / "target/debug/examples/project_answers"))
REQUESTS = int(os.environ.get("PROJECT_REQUESTS", "500"))
MADE_AT_RANDOM = int(os.environ.get("PROJECT_SHAPES", "400"))
SEED = int(os.environ.get("PROJECT_SEED", "1"))
UUID = "6f1ed002-ab59-4e6d-8b1f-6a4c6bd6a3d1"

SOURCES = {
    "events": "ts DateTime, org_id String, user_id String, link_id String, path String, country String, public UInt8, revenue Float64",
    "sessions": "started DateTime, org_id String, visitor String, user_id String, path String",
    "users": "user_id String, org_id String, name String",
    "countries": "code String, name String",
}
TENANT = "org_id = {{String(org_id)}}"
JOINED = "FROM events e JOIN sessions s ON e.path = s.path"
# One endpoint each; nodes before it are separated by `---`, with their name in the first line.
SHAPES = [
    f"SELECT * FROM events WHERE {TENANT}",
    f"SELECT * FROM events WHERE {TENANT} OR public = 1",
    f"SELECT * FROM events WHERE NOT ({TENANT})",
    f"SELECT * FROM events WHERE 1 {{% if not defined(all) %}} AND {TENANT} {{% end %}}",
    f"SELECT * FROM events WHERE 1 {{% if String(mode, 'own') == 'own' %}} AND {TENANT} {{% end %}}",
    f"SELECT * FROM events WHERE 1 {{% if Int32(level, 0) < 3 %}} AND {TENANT} {{% end %}}",
    f"SELECT * FROM events WHERE 1 {{% if defined(path) and defined(mode) %}} AND path != {{{{String(path)}}}} {{% else %}} AND {TENANT} {{% end %}}",
    f"SELECT * FROM events WHERE {TENANT} {{% if defined(path) %}} AND path = {{{{String(path)}}}} {{% end %}} {{% if defined(mode) %}} OR 1 {{% end %}}",
    f"SELECT * FROM events WHERE {TENANT} {{% if defined(path) %}} AND path = {{{{String(path)}}}} {{% end %}} AND revenue > {{{{Float64(level, 0)}}}}",
    "SELECT * FROM events WHERE ({{String(org_id)}} = '' OR org_id = {{String(org_id)}})",
    "SELECT * FROM events WHERE {{sql_and(org_id=org_id, path=path)}}",
    f"SELECT * FROM (SELECT * FROM events) WHERE {TENANT}",
    "SELECT * FROM (SELECT org_id AS o, path FROM events) WHERE o = {{String(org_id)}}",
    f"SELECT org_id, count() AS n FROM events GROUP BY org_id HAVING {TENANT}",
    f"SELECT * FROM (SELECT org_id, row_number() OVER (PARTITION BY org_id ORDER BY ts, path, revenue) AS n FROM events) WHERE {TENANT}",
    "WITH {{String(org_id)}} AS org SELECT * FROM events WHERE org_id = org",
    "WITH p AS (SELECT {{String(org_id)}} AS org) SELECT events.* FROM events CROSS JOIN p WHERE org_id = p.org",
    "WITH p AS (SELECT {{String(org_id)}} AS org) SELECT * FROM events WHERE org_id IN (SELECT org FROM p)",
    f"WITH e AS (SELECT * FROM events) SELECT path, count() FROM e WHERE {TENANT} GROUP BY path",
    f"SELECT path FROM events WHERE {TENANT} UNION ALL SELECT path FROM sessions WHERE {TENANT}",
    f"SELECT path FROM events WHERE {TENANT} UNION ALL SELECT path FROM sessions",
    f"SELECT * FROM (SELECT org_id AS o, path FROM events UNION ALL SELECT org_id, path FROM sessions) WHERE o = {{{{String(org_id)}}}}",
    f"SELECT e.path, s.visitor FROM events e JOIN sessions s ON e.path = s.path AND e.org_id = s.org_id WHERE e.{TENANT}",
    f"SELECT e.path, s.visitor FROM events e LEFT JOIN sessions s ON e.path = s.path AND e.org_id = s.org_id WHERE e.{TENANT}",
    f"SELECT e.path, s.visitor FROM events e LEFT JOIN sessions s ON e.path = s.path AND s.{TENANT} WHERE e.{TENANT}",
    f"SELECT e.path, s.visitor FROM events e LEFT JOIN sessions s ON e.path = s.path AND e.{TENANT}",
    f"SELECT e.path, s.visitor FROM events e LEFT JOIN sessions s ON e.path = s.path WHERE e.{TENANT}",
    f"SELECT e.path, s.visitor FROM events e RIGHT JOIN sessions s ON e.path = s.path AND e.{TENANT} WHERE s.{TENANT}",
    f"SELECT e.path, s.visitor FROM events e FULL JOIN sessions s ON e.path = s.path AND e.{TENANT} AND s.{TENANT}",
    f"SELECT e.path, s.visitor FROM events e INNER JOIN sessions s ON e.path = s.path AND e.{TENANT} AND s.{TENANT}",
    f"SELECT e.path FROM events e JOIN (SELECT * FROM sessions WHERE {TENANT}) s ON e.org_id = s.org_id",
    f"SELECT e.path FROM events e LEFT JOIN (SELECT * FROM sessions WHERE {TENANT}) s ON e.org_id = s.org_id",
    f"SELECT path, visitor FROM events JOIN sessions USING (org_id, path) WHERE {TENANT}",
    f"SELECT c.name, count() FROM events e JOIN countries c ON e.country = c.code WHERE e.{TENANT} GROUP BY c.name",
    f"SELECT * FROM events WHERE {TENANT} AND user_id IN (SELECT user_id FROM users WHERE {TENANT})",
    f"SELECT * FROM events WHERE {TENANT} AND user_id IN (SELECT user_id FROM users)",
    f"SELECT path, (SELECT count() FROM users) AS n FROM events WHERE {TENANT}",
    f"SELECT * FROM events WHERE org_id IN (SELECT org_id FROM users WHERE {TENANT})",
    f"e\nSELECT * FROM events WHERE {TENANT}\n---\nSELECT path, count() FROM e GROUP BY path",
    f"e\nSELECT * FROM events\n---\nf\nSELECT org_id AS o, path FROM e\n---\nSELECT path FROM f WHERE o = {{{{String(org_id)}}}}",
    f"e\nSELECT * FROM events {{% if not defined(all) %}} WHERE {TENANT} {{% end %}}\n---\nSELECT path FROM e",
    f"e\nSELECT * FROM events {{% if not defined(all) %}} WHERE {TENANT} {{% end %}}\n---\nSELECT path FROM e {{% if defined(all) %}} WHERE {TENANT} {{% end %}}",
    # Values inside of quotes and comments.
    f"SELECT * FROM events WHERE {TENANT} AND path = '{{{{String(path, '')}}}}'",
    f"SELECT * FROM events WHERE path = '{{{{String(path, '')}}}}'\n    AND {TENANT}",
    f"SELECT * FROM events WHERE {TENANT} {{% if defined(path) %}} AND (path LIKE '%{{{{path}}}}%' OR public = 1) {{% end %}}",
    f"SELECT * FROM events /* {{{{String(note, '')}}}} */ WHERE {TENANT}",
    f"SELECT * FROM events WHERE 1 /* {{{{String(note, '')}}}} */\n    AND {TENANT}",
    f"e\nSELECT * FROM events WHERE {TENANT} AND path = '{{{{path}}}}'\n---\nSELECT path FROM e",
    f"SELECT * FROM events WHERE {TENANT} AND path != 'a{{{{Boolean(path)}}}}' -- {{{{String(note, '')}}}}",
    # What a request has to say.
    f"SELECT * FROM events WHERE 1 {{% if not defined(raw) %}} AND {TENANT} {{% end %}} {{% if Int32(level) > 3 %}} AND public = 1 {{% end %}}",
    f"SELECT * FROM events WHERE {{% if Int32(level, -1) == -1 %}} {TENANT} {{% else %}} 1 {{% end %}}",
    f"SELECT * FROM events WHERE {TENANT} OR {{{{String(mode, 'own')}}}} = 'all'",
    f"SELECT * FROM events WHERE {TENANT} OR {{{{Int32(level, 0)}}}} > 2",
    f"SELECT * FROM events WHERE {TENANT} OR path = {{{{String(path, '')}}}}",
    f"SELECT * FROM events WHERE NOT (org_id != {{{{String(org_id)}}}} AND {{{{String(mode, 'own')}}}} != 'all')",
    "SELECT * FROM events WHERE org_id = {{String(org, String(org_id))}}",
    # What else filters, and what does not.
    f"SELECT * FROM events WHERE NOT (org_id != {{{{String(org_id)}}}} OR public = 1)",
    f"e\nSELECT * FROM events ORDER BY ts, path, revenue, country, link_id LIMIT 1 BY org_id, user_id\n---\nSELECT * FROM e WHERE {TENANT}",
    f"e\nSELECT DISTINCT ON (org_id, user_id) * FROM events ORDER BY ts, path, revenue, country, link_id\n---\nSELECT * FROM e WHERE {TENANT}",
    f"SELECT org_id, count() AS n FROM events GROUP BY 1 HAVING {TENANT}",
    f"SELECT org_id, count() AS n FROM events GROUP BY ALL HAVING {TENANT}",
    "SELECT * FROM events WHERE org_id IS NOT DISTINCT FROM {{String(org_id)}}",
    "SELECT * FROM events WHERE (org_id, path) IN (({{String(org_id)}}, 'x'), ({{String(org_id)}}, '/a'))",
    f"SELECT e.path FROM events e ANTI JOIN sessions s ON e.path = s.visitor AND s.{TENANT}",
    "WITH {{String(org_id)}} AS org_id SELECT e.path FROM events e WHERE e.org_id = org_id UNION ALL SELECT path FROM events WHERE org_id = {{String(org_id)}}",
    f"WITH a AS (SELECT * FROM b), b AS (SELECT * FROM events WHERE {TENANT}) SELECT path FROM a",
    # The branch for what is left, and what stands for an absent parameter.
    f"SELECT * FROM events WHERE {{% if Int32(level, 0) == 0 %}} {TENANT} {{% elif Int32(level, 0) == 1 %}} {TENANT} AND public = 1 {{% else %}} 1 {{% end %}}",
    f"SELECT * FROM events WHERE {{% if Int32(level, 0) <= 3 or Int32(level, 0) >= 8 or Int32(level, 0) == 4 or Int32(level, 0) == 7 %}} {TENANT} {{% else %}} 1 {{% end %}}",
    f"SELECT * FROM events WHERE {{% if Float64(level, 0) in (0, 1, 0.5) %}} {TENANT} {{% else %}} 1 {{% end %}}",
    f"SELECT * FROM events WHERE {{% if Int32(level, 5) == 5 and String(level, '5') not in ('5', '05') %}} 1 {{% else %}} {TENANT} {{% end %}}",
    f"SELECT * FROM events WHERE {{% if Int64(level, 0) == 9007199254740993 and Int64(level, 0) != 9007199254740992 %}} 1 {{% else %}} {TENANT} {{% end %}}",
    f"SELECT * FROM events WHERE {{% if Date(day, '2024-03-01') == '2024-03-01' %}} {TENANT} {{% else %}} 1 {{% end %}}",
    f"SELECT * FROM events WHERE {{% if DateTime(day, '2024-03-01 00:00:00') == '01/03/2024 1:2:3' %}} 1 {{% else %}} {TENANT} {{% end %}}",
    f"SELECT * FROM events WHERE {{% if defined(String(mode, defined=False)) %}} {TENANT} {{% else %}} 1 {{% end %}}",
    f"SELECT * FROM events WHERE {{% if Int32(level, None, False) is None %}} 1 {{% else %}} {TENANT} {{% end %}}",
    f"SELECT * FROM events WHERE {{% if Boolean(mode, 0) and String(mode, '') == 'no' %}} 1 {{% else %}} {TENANT} {{% end %}}",
    f"SELECT * FROM events WHERE {{% if not defined(mode) and Boolean(mode, True) == 1 %}} 1 {{% else %}} {TENANT} {{% end %}}",
    f"SELECT * FROM events WHERE {TENANT} /* since {{{{DateTime(since, '2024-01-01 00:00:00')}}}} */",
    # Optional conditions of which what stands around makes something else.
    f"SELECT * FROM events WHERE 1 {{% if defined(lo) %}} AND public BETWEEN {{{{Int32(lo)}}}} {{% end %}}{{% if defined(hi) %}} AND {{{{Int32(hi)}}}} {{% end %}} AND {TENANT}",
    f"SELECT * FROM events WHERE {TENANT} -- {{% if defined(path) %}}\n    AND path = {{{{String(path)}}}} {{% end %}} OR public = 1",
    f"SELECT * FROM events WHERE {TENANT} {{% if defined(path) %}} AND path = {{{{String(path)}}}} {{% end %}} = 0",
    f"SELECT * FROM events WHERE public BETWEEN 0 AND 1 {{% if defined(path) %}} AND path = {{{{String(path)}}}} {{% end %}} AND {TENANT} -- {{% if defined(path) %}} AND 1 {{% end %}}",
    # Lists.
    f"SELECT * FROM events WHERE {{% if defined(kinds) and kinds == ['all'] %}} 1 {{% else %}} {TENANT} AND path IN {{{{Array(kinds, 'String', 'x')}}}} {{% end %}}",
    f"SELECT * FROM events WHERE path IN {{{{Array(kinds, 'String', 'x')}}}} AND {{% if not defined(kinds) or kinds %}} {TENANT} {{% else %}} 1 {{% end %}}",
    f"SELECT * FROM events WHERE {{% if String(kinds, '') == \"['all']\" %}} 1 {{% else %}} {TENANT} AND path IN {{{{Array(kinds, 'String', 'x')}}}} {{% end %}}",
    # NULL, values of WITH, aliases of each other, rows that are filled in.
    "SELECT * FROM events WHERE toUUIDOrNull(org_id) <=> toUUIDOrNull({{String(org_id)}})",
    "SELECT * FROM events WHERE assumeNotNull(toUUIDOrNull(org_id)) = assumeNotNull(toUUIDOrNull({{String(org_id)}}))",
    "SELECT * FROM events WHERE toUUIDOrNull(org_id) IN (toUUIDOrNull({{String(org_id)}})) SETTINGS transform_null_in = 1",
    f"SELECT user_id AS org_id, org_id AS user_id, path FROM events WHERE {TENANT}",
    f"SELECT path FROM events WHERE org_id IN (SELECT org_id FROM sessions WHERE {TENANT} ORDER BY started WITH FILL STEP 86400)",
    "WITH {{String(org_id)}} AS tenant SELECT e.path FROM events e JOIN (SELECT * FROM sessions WHERE org_id = tenant) s ON e.path = s.path WHERE e.org_id = tenant",
    "WITH {{String(org_id)}} AS tenant, recent AS (SELECT * FROM events WHERE org_id = tenant) SELECT path FROM recent",
    # Columns of one name.
    f"SELECT * FROM (SELECT e.*, s.org_id, s.visitor {JOINED}) WHERE {TENANT}",
    f"SELECT * FROM (SELECT e.path, s.org_id, e.org_id, s.visitor {JOINED}) WHERE {TENANT}",
    f"SELECT * FROM (SELECT s.*, e.* {JOINED} AND e.org_id = s.org_id) WHERE {TENANT}",
    f"WITH j AS (SELECT e.*, s.org_id, s.visitor {JOINED}) SELECT path, visitor FROM j WHERE {TENANT}",
    f"SELECT v FROM (SELECT org_id AS a, path AS v, org_id AS b FROM events UNION ALL SELECT e.org_id, s.visitor, s.org_id {JOINED}) WHERE a = {{{{String(org_id)}}}}",
    f"SELECT v FROM (SELECT org_id AS a, path AS v, org_id AS b FROM events UNION ALL SELECT s.org_id, s.visitor, e.org_id {JOINED}) WHERE b = {{{{String(org_id)}}}}",
    f"SELECT * FROM (SELECT *, 'acme' AS org_id FROM events) WHERE {TENANT}",
    f"SELECT * FROM (SELECT if(1, 'acme', org_id) AS org_id, * FROM events) WHERE {TENANT}",
    f"SELECT * FROM (SELECT *, toString(org_id) AS org_id FROM events) WHERE {TENANT}",
]


class Answers:
    """What `check` says, from a program that answers."""

    def __init__(self):
        self.process = subprocess.Popen([PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")

    def ask(self, files, template):
        self.process.stdin.write(json.dumps({"files": files, "template": template}) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


@pytest.fixture(scope="module")
def answers():
    program = Answers()
    yield program
    program.close()


@pytest.fixture(scope="module")
def engine():
    session = Session()
    yield session
    session.close()


def columns(schema):
    """Names and types of a schema."""
    found = re.findall(r"`?(\w+)`?\s+(String|DateTime|UInt8|Float64)", schema)
    assert found
    return found


def rows(table, names, tenant, count, seed):
    """Rows of one tenant, or of nobody where there is no such column."""
    dice = random.Random(f"{table} {tenant} {seed}")
    pools = {
        "org_id": [tenant], "user_id": ["x", "u1", "u2"], "link_id": ["x", "y"], "path": ["x", "/a", "/b"], "country": ["de", "us", "x"],
        "visitor": [f"{tenant}{seed}{index}" for index in range(99)], "code": ["de", "us"], "name": ["Ann", "x"],
    }  # fmt: skip
    # One user has rows of the tenant's, but is a user of another tenant's, in one data set only.
    if table == "users":
        pools["user_id"] = ["x", "u1"] if seed == "own" else ["x", "u2"] if seed == 0 else ["x", "u9"]
    for _ in range(count):
        row = []
        for name, kind in names:
            if kind == "String":
                row.append("'" + dice.choice(pools[name]) + "'")
            elif kind == "DateTime":
                row.append(f"'2024-03-{dice.randint(1, 28):02} 00:00:00'")
            else:
                row.append(str(dice.randint(0, 1) if kind == "UInt8" else dice.randint(1, 9) + 0.5))
        yield "(" + ",".join(row) + ")"


def fill(engine, database, schemas, tenants, seed):
    engine.query(f"DROP DATABASE IF EXISTS {database}")
    engine.query(f"CREATE DATABASE {database} ENGINE = Atomic")
    for table, names in schemas.items():
        shape = ", ".join(f"{name} {kind}" for name, kind in names)
        engine.query(f"CREATE TABLE {database}.{table} ({shape}) ENGINE = MergeTree ORDER BY tuple()")
        # The tenant's own rows and those of nobody are the same in both.
        own = list(rows(table, names, tenants[0], 12, "own"))
        others = []
        if any(name == "org_id" for name, _ in names):
            for index, tenant in enumerate(tenants[1:]):
                others += rows(table, names, tenant, 4 + 9 * ((seed + index) % 2) + 5 * seed, seed)
        engine.query(f"INSERT INTO {database}.{table} VALUES {','.join(own + others)}")


class Endpoint:
    """A project's endpoint, as SQL that the engine runs."""

    def __init__(self, files, name):
        self.files, self.name = files, name

    def nodes(self, pipe):
        text = self.files[next(path for path in self.files if path.endswith(f"/{pipe}.pipe") or path == f"{pipe}.pipe")]
        for part in re.split(r"^NODE ", text, flags=re.M)[1:]:
            name, rest = part.split("\n", 1)
            sql = rest.split("SQL >\n", 1)[1]
            yield name.strip(), re.split(r"^(?:TYPE|DATASOURCE)\b", sql, flags=re.M)[0].strip()

    def sql(self, params):
        """The SQL, or nothing where the request ends with an error."""
        try:
            return self.rendered(self.name, params)
        except Exception:  # noqa: BLE001 (the engine raises of every kind; each is an answer of 400)
            return None

    def rendered(self, pipe, params):
        """A pipe as one query: its nodes, and the pipes that they read, are what `WITH` names."""
        tables, last = {}, ""
        for name, template in self.nodes(pipe):
            for other in (Path(path).stem for path in self.files if path.endswith(".pipe")):
                if other != pipe and re.search(rf"\b{other}\b", template):
                    tables.setdefault(other, self.rendered(other, params))
            sql = template
            if template.startswith("%"):
                sql = render_sql_template(template[1:], dict(params))[0]
            tables[name] = sql
            last = name
        return "WITH " + ", ".join(f"{name} AS ({sql}\n)" for name, sql in tables.items()) + f" SELECT * FROM {last}"


def outcome(engine, database, sql):
    if sql is None:
        return "400"
    engine.query(f"USE {database}")
    try:
        return sorted(str(engine.query(sql, "CSV")).splitlines())
    except Exception as error:  # noqa: BLE001 (what the engine refuses shows nothing)
        return "refused: " + str(error).replace(database, "")[:60]


def both(engine, endpoint, params):
    """What each data set answers."""
    sql = endpoint.sql(params)
    return outcome(engine, "one", sql), outcome(engine, "other", sql)


def hold(engine, answers, files, template, schemas):
    """Holds what `check` says to the data. Says what it was held to: all requests the `same`, holes `shown`, or neither, but `told`."""
    scope = next(scope for scope in template["scopes"] if scope["type"] == "PIPES:READ")
    issues = answers.ask(files, template)
    pins = {}
    for name, value in scope["fixed_params"].items():
        pins[name] = UUID if ":UUID" in value else "acme" if value.startswith("{") else value
    fill(engine, "one", schemas, [pins.get("org_id", "acme"), "globex", "initech"], 0)
    fill(engine, "other", schemas, [pins.get("org_id", "acme"), "globex", "initech"], 1)
    endpoint = Endpoint(files, scope["resource"])
    text = "\n".join(files.values())
    names = sorted(set(re.findall(r"(?:String|Int32|Float64|Boolean|Array|defined)\((\w+)", text)) - set(pins))
    serious = [issue for issue in issues if issue["severity"] != "info"]
    dice = random.Random(text)
    if not serious:
        answered = 0
        for _ in range(REQUESTS):
            params = {name: dice.choice(["x", "1", "0", "7", "", "/a", "own", "all", "globex"]) for name in names if dice.random() < 0.6}
            one, other = both(engine, endpoint, {**params, **pins})
            assert one == other, (params, endpoint.sql({**params, **pins}))
            answered += isinstance(one, list) and len(one) > 0
        # Requests that are all refused would prove nothing.
        assert answered, endpoint.sql(pins)
        return "same"
    shown = 0
    for issue in serious:
        if issue["request"] is None:
            continue
        params = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(issue["request"].removeprefix("GET ")).query, keep_blank_values=True))
        pinned = dict(pins)
        if issue["code"] == "param-off":
            pinned["org_id"] = re.search(r"the value `([^`]+)`", issue["message"]).group(1)
        one, other = both(engine, endpoint, {**params, **pinned})
        assert one != other, (issue, one, endpoint.sql({**params, **pinned}))
        shown += 1
    return "shown" if shown else "told"


@pytest.mark.parametrize("folder", sorted(path for path in KNOWN.iterdir() if path.is_dir()), ids=lambda path: path.name)
def test_known_projects(engine, answers, folder):
    files = {str(path.relative_to(folder / "project")): path.read_text() for path in (folder / "project").rglob("*") if path.is_file()}
    template = json.loads((folder / "template.json").read_text())
    if "TYPE materialized" in "".join(files.values()):
        assert [issue["code"] for issue in answers.ask(files, template)] == ["pipe-not-endpoint"]
        return
    schemas = {Path(path).stem: columns(text) for path, text in files.items() if path.endswith(".datasource")}
    hold(engine, answers, files, template, schemas)


@pytest.fixture(scope="module")
def found():
    """What came of each shape."""
    return []


@pytest.mark.parametrize("shape", SHAPES)
def test_shapes(engine, answers, found, shape):
    *before, last = shape.split("\n---\n")
    nodes = [part.split("\n", 1) for part in before] + [["endpoint", last]]
    pipe = "".join(f"NODE {name}\nSQL >\n    %\n    {sql}\n\n" for name, sql in nodes) + "TYPE endpoint\n"
    files = {"e.pipe": pipe} | {f"{name}.datasource": f"SCHEMA >\n    {schema}\n" for name, schema in SOURCES.items()}
    template = {"scopes": [{"type": "PIPES:READ", "resource": "e", "fixed_params": {"org_id": "{org_id:Slug}"}}]}
    found.append(hold(engine, answers, files, template, {name: columns(schema) for name, schema in SOURCES.items()}))


def test_the_shapes_are_of_both_kinds(found):
    """A proof that only knows good endpoints, or only bad ones, proves little."""
    assert found.count("same") > 15 and found.count("shown") > 10, found


# What other tenants' rows may say: the tenant's own name in another column, in capitals, with a remainder of 256 the same.
OTHERS = {"text": ["globex", "initech", "ACME", "", "acme2"], "numbers": [8, 0, 263, 9]}
KINDS = {
    "org_id": "String", "user_id": "String", "path": "String", "name": "String", "visitor": "String", "code": "String", "mark": "String",
    "public": "UInt8", "revenue": "Float64",
}  # fmt: skip


def mixed(engine, database, world, own, seed):
    """Fills a database whose rows of other tenants depend on the seed."""
    tables = shapes.TEXT if world == "text" else shapes.NUMBERS
    engine.query(f"DROP DATABASE IF EXISTS {database}")
    engine.query(f"CREATE DATABASE {database} ENGINE = Atomic")
    for table, names in tables.items():
        kinds = [KINDS[name] if (name, world) != ("org_id", "numbers") else "UInt64" for name in names]
        engine.query(f"CREATE TABLE {database}.{table} ({', '.join(map(' '.join, zip(names, kinds)))}) ENGINE = MergeTree ORDER BY tuple()")

        def row(dice, tenant):
            texts = [str(own), "x", "/a", "u1", "a", "7"]
            return [
                tenant if name == "org_id" else dice.randint(0, 1) if kind == "UInt8" else dice.randint(1, 9) / 2 if kind == "Float64" else dice.choice(texts)
                for name, kind in zip(names, kinds)
            ]  # fmt: skip

        dice = random.Random(f"{table} own")
        rows = [row(dice, own) for _ in range(6)]
        if "org_id" in names:
            dice = random.Random(f"{table} {seed}")
            # The tenant's own rows keep their order: which of them a join picks is no news.
            for _ in range(8 + 5 * seed):
                other = row(dice, dice.choice([other for other in OTHERS[world] if other != own]))
                rows.insert(dice.randint(0, len(rows)), other)
        values = ",".join("(" + ",".join(f"'{value}'" if isinstance(value, str) else str(value) for value in row) + ")" for row in rows)
        engine.query(f"INSERT INTO {database}.{table} VALUES {values}")


@pytest.fixture(scope="module")
def worlds(engine):
    """The tenants of each world, and the pairs of databases that differ in nothing but the rows of others."""
    tenants = {"text": ["acme"], "numbers": [7, 0]}
    for world, all_of in tenants.items():
        for own in all_of:
            for seed in (0, 1, 2):
                mixed(engine, f"{world}_{own}_{seed}", world, own, seed)
    return tenants


def test_shapes_made_at_random(engine, answers, worlds):
    """No shape about which `check` is silent tells two data sets apart."""
    counted = {"silent": 0, "error": 0, "error shown": 0, "warning": 0, "refused": 0}
    wrong = []
    for number in range(MADE_AT_RANDOM):
        dice = random.Random(f"{SEED} {number}")
        world = dice.choice(["text", "text", "numbers"])
        tables = shapes.TEXT if world == "text" else shapes.NUMBERS
        kind, pin = ("Slug", "{{String(org_id)}}") if world == "text" else ("UInt64", "{{UInt64(org_id)}}")
        nodes = shapes.Shapes(dice, tables, pin).endpoint()
        pipe = "".join(f"NODE {name}\nSQL >\n    %\n    {sql}\n\n" for name, sql in nodes) + "TYPE endpoint\n"
        files = {"e.pipe": pipe}
        for table, names in tables.items():
            schema = ", ".join(f"{name} {KINDS[name] if (name, world) != ('org_id', 'numbers') else 'UInt64'}" for name in names)
            files[f"{table}.datasource"] = f"SCHEMA >\n    {schema}\n"
        issues = answers.ask(files, {"scopes": [{"type": "PIPES:READ", "resource": "e", "fixed_params": {"org_id": f"{{org_id:{kind}}}"}}]})
        serious = [issue for issue in issues if issue["severity"] != "info"]
        endpoint = Endpoint(files, "e")

        def differ(params):
            for own in worlds[world]:
                sql = endpoint.sql({**params, "org_id": own})
                found = [outcome(engine, f"{world}_{own}_{seed}", sql) for seed in (0, 1, 2)]
                answered = isinstance(found[0], list)
                if found[0] != found[1] or found[0] != found[2]:
                    return True, answered
            return False, answered

        if serious:
            errors = [issue for issue in serious if issue["severity"] == "error" and issue["request"]]
            counted["error" if errors else "warning"] += 1
            for issue in errors[:1]:
                params = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(issue["request"].removeprefix("GET ")).query, keep_blank_values=True))
                counted["error shown"] += differ(params)[0]
            continue
        ran = False
        for _ in range(12):
            params = {name: dice.choice(pool) for name, pool in PARAMS.items() if dice.random() < 0.5}
            apart, answered = differ(params)
            ran |= answered
            if apart:
                wrong.append((SEED, number, params, pipe))
                break
        counted["silent" if ran else "refused"] += 1
    print(counted)
    assert not wrong, f"{len(wrong)} wrong, {counted}\n" + "\n".join(f"{seed} {number} {params}\n{pipe}" for seed, number, params, pipe in wrong[:10])
    # A proof that hardly meets a silent shape, or none that is wrong, proves little.
    assert MADE_AT_RANDOM < 100 or min(counted["silent"], counted["error shown"]) > MADE_AT_RANDOM / 40, counted


PARAMS = {"a": ["x", "1", ""], "b": ["x"], "mode": ["own", "all"], "n": ["0", "7"], "by": ["org_id", "user_id", "path", "o", "p", "mark", "name"]}
