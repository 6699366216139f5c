"""What the Python tests share: the built package behind a pipe, and ClickHouse in this process."""

import base64
import json
import pathlib
import subprocess

import pytest
from chdb.session import Session

HERE = pathlib.Path(__file__).parent
VECTORS = json.loads((HERE.parent / "vectors/tb-local-tokens.json").read_text())
KEY = VECTORS["tokens"][0]["workspace_token"]
OTHER_KEY = VECTORS["tokens"][1]["workspace_token"]


class Refused(Exception):
    """A MintbirdError."""

    def __init__(self, code, message):
        super().__init__(f"{code}: {message}")
        self.code = code


class Mintbird:
    """The npm package in Node, called with JSON values."""

    def __init__(self):
        self.node = subprocess.Popen(
            ["node", HERE.parent / "js" / "interop" / "answers.js"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        )

    def __call__(self, call, **request):
        self.node.stdin.write(json.dumps({"call": call, **request}) + "\n")
        self.node.stdin.flush()
        answer = json.loads(self.node.stdout.readline())
        if "error" in answer:
            raise Refused(**answer["error"])
        return answer["result"]

    def filters(self, condition, params, now=1_700_000_000):
        """What `condition` becomes in the token of each of these sets of parameters."""
        template = {
            "name": "n",
            "ttl": 60,
            "scopes": [{"type": "DATASOURCES:READ", "resource": "events", "filter": condition}],
        }
        tokens = self("mint", template=template, key=KEY, params=params, now=now)
        return [payload(token)["scopes"][0]["filter"] for token in tokens]

    def literals(self, kind, values):
        """The literal of type `kind` for each of these values."""
        return self.filters(f"{{v:{kind}}}", [{"v": value} for value in values])


def decode(segment):
    return base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))


def payload(token):
    return json.loads(decode(token.split(".")[1]))


def bigint(value):
    """An integer of any size, as answers.js reads it."""
    return {"$bigint": str(value)}


@pytest.fixture(scope="session")
def mintbird():
    mintbird = Mintbird()
    yield mintbird
    mintbird.node.stdin.close()
    mintbird.node.wait(timeout=10)


@pytest.fixture(scope="session")
def clickhouse():
    """Runs a query; the rows come back as lists of strings."""
    session = Session()
    for setting in [
        "max_query_size = 1000000000",
        "max_ast_elements = 10000000",
        "max_expanded_ast_elements = 10000000",
    ]:
        session.query(f"SET {setting}")
    session.query("SET session_timezone = 'UTC'")

    def query(sql):
        answer = session.query(sql, "JSONCompactStringsEachRow")
        return [json.loads(line) for line in str(answer).splitlines()]

    yield query
    session.close()
