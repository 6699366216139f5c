"""A small Tinybird: its own template engine renders a pipe's SQL with the parameters of the URL, ClickHouse runs it.

usage: upstream.py STATIC_TOKEN      prints its port, serves until its standard input ends

Parameters are read as Tinybird's server reads them: by their exact name, the last of several. The pipes filter by tenant only
where `org_id` is defined, so that a request without it sees the rows of everybody.
"""

import json
import os
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import chdb.session
from tinybird.sql_template import DEFAULT_PARAM_NAMES, RESERVED_PARAM_NAMES, render_sql_template

FORMATS = {
    "json": ("JSON", "application/json; charset=utf-8"),
    "csv": ("CSVWithNames", "text/csv; charset=utf-8"),
    "ndjson": ("JSONEachRow", "application/x-ndjson; charset=utf-8"),
    "parquet": ("Parquet", "application/vnd.apache.parquet"),
}

# Three tenants with a few thousand page views, and fifty with a few each.
TENANTS = ["acme", "globex", "initech"]
DATA = """
    CREATE DATABASE e2e;
    CREATE TABLE e2e.events (org_id String, path String, currency String, amount UInt32) ENGINE = MergeTree ORDER BY org_id;
    INSERT INTO e2e.events
        SELECT ['acme', 'globex', 'initech'][number % 3 + 1], concat('/page/', toString(number % 11)),
               ['eur', 'usd'][number % 2 + 1], number % 97 FROM numbers(6000);
    INSERT INTO e2e.events
        SELECT concat('org_', leftPad(toString(number % 50), 2, '0')), concat('/page/', toString(number % 7)), 'eur', number % 97
        FROM numbers(1000);
"""

PIPES = {
    "top_pages": """%
        SELECT org_id, path, count() AS views FROM e2e.events
        WHERE 1
        {% if defined(org_id) %} AND org_id = {{String(org_id)}} {% end %}
        {% if defined(currency) %} AND currency = {{String(currency)}} {% end %}
        {% if defined(path) %} AND path = {{String(path)}} {% end %}
        GROUP BY org_id, path ORDER BY views DESC, org_id, path LIMIT {{Int32(limit, 100)}}
    """,
    "revenue": """%
        SELECT org_id, sum(amount) AS amount FROM e2e.events
        WHERE 1 {% if defined(org_id) %} AND org_id = {{String(org_id)}} {% end %}
        GROUP BY org_id ORDER BY org_id
    """,
}

session = chdb.session.Session()
for statement in filter(str.strip, DATA.split(";")):
    session.query(statement)
lock = threading.Lock()
static_token = sys.argv[1]
seen = {"requests": 0, "foreign_tokens": 0, "names": set(), "reserved": set()}

# What the API itself reads of a request, by Tinybird's own list and by what its clients send: with the static token behind it, it would do
# more than a user's token lets it.
RESERVED = {*RESERVED_PARAM_NAMES, *DEFAULT_PARAM_NAMES, "from", "semver", "cli_version", "tb_secrets", "max_threads"}


def is_reserved(name):
    return name.lower() in RESERVED or name.lower().startswith(("__tb", "output_format_"))


def run(pipe, fmt, params):
    sql = render_sql_template(PIPES[pipe], params)[0].lstrip().removeprefix("%")
    with lock:
        return session.query(sql, FORMATS[fmt][0]).bytes()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # one write for each answer
    disable_nagle_algorithm = True

    def do_GET(self):
        url = urlsplit(self.path)
        query = parse_qsl(url.query, keep_blank_values=True)
        if url.path == "/seen":
            return self.answer(200, "application/json", json.dumps({**seen, **{name: sorted(seen[name]) for name in ("names", "reserved")}}).encode())
        pipe, _, fmt = url.path.removeprefix("/v0/pipes/").partition(".")
        with lock:
            seen["requests"] += 1
            seen["names"].update(name for name, _ in query)
            seen["reserved"].update(name for name, _ in query if is_reserved(name))
            if self.headers.get("authorization") != f"Bearer {static_token}":
                seen["foreign_tokens"] += 1
        if self.headers.get("authorization") != f"Bearer {static_token}":
            return self.answer(403, "application/json", b'{"error":"invalid authentication token"}')
        if pipe not in PIPES or fmt not in FORMATS:
            return self.answer(404, "application/json", b'{"error":"The pipe does not exist"}')
        try:
            started = time.perf_counter()
            body = run(pipe, fmt, dict(query))
        except Exception as error:
            return self.answer(400, "application/json", json.dumps({"error": str(error)[:500]}).encode())
        self.answer(200, FORMATS[fmt][1], body, {"x-db-exec-time": f"{time.perf_counter() - started:.6f}"})

    def answer(self, status, content_type, body, headers=()):
        self.send_response(status)
        self.send_header("content-type", content_type)
        self.send_header("content-length", str(len(body)))
        for name, value in dict(headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, *args):
        pass


class Server(ThreadingHTTPServer):
    request_queue_size = 128
    daemon_threads = True


server = Server(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_address[1], flush=True)
sys.stdin.read()
# ClickHouse's threads need not be waited for.
os._exit(0)
