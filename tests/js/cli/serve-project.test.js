// `serve --project` and `check --run` where there is no ClickHouse, and calls of them that cannot be understood.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Minter, parseStaticToken } from "mintbird";
import { KEY } from "../fixtures.js";
import { MINTBIRD, folder, misused } from "./run.js";

const PROJECT = fileURLToPath(new URL("../../../examples/project", import.meta.url));
const TEMPLATE = `${PROJECT}/token.json`;
/** No `clickhouse` is in it, and no `chdb` beside it. */
const NOWHERE = { key: false, env: { PATH: "/nonexistent" } };

test("without a ClickHouse endpoints are a 501 that says how to get one, to whom the token lets read them", async () => {
  const child = spawn(process.execPath, [MINTBIRD, "serve", "--port", "0", "--project", PROJECT], {
    cwd: folder,
    env: { PATH: "/nonexistent", TB_LOCAL_WORKSPACE_TOKEN: KEY },
  });
  let log = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (log += text));
  try {
    const first = (await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next()).value;
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(first)?.[0] ?? assert.fail(log);
    const scopes = [
      { type: "PIPES:READ", resource: "top_pages", fixed_params: { org_id: "a" } },
      { type: "DATASOURCES:READ", resource: "events", filter: "org_id = 'a'" },
    ];
    const token = new Minter({ workspace_id: parseStaticToken(KEY).u, name: "u", ttl: 60, scopes }, KEY).mint({});
    for (const path of ["/v0/pipes/top_pages.json", "/v0/sql?q=SELECT+*+FROM+events"]) {
      const ask = async (headers) => {
        const response = await fetch(url + path, { headers });
        return { status: response.status, ...(await response.json()) };
      };
      const { status, code, error } = await ask({ authorization: `Bearer ${token}` });
      assert.deepEqual([status, code], [501, "engine"]);
      assert.match(error, /npm install chdb.*clickhouse.*--clickhouse URL/);
      assert.equal((await ask({})).status, 401);
    }
    assert.match(log, /npm install chdb/);
  } finally {
    child.kill("SIGINT");
    const [code] = await once(child, "exit");
    assert.equal(code, 0, log);
  }
});

test("calls that cannot be used", async () => {
  await misused(["check", TEMPLATE, "--project", PROJECT, "--run"], /npm install chdb/, NOWHERE);
  await misused(["check", TEMPLATE, "--run"], /--run is for a template and a project/, NOWHERE);
  await misused(["check", "--project", PROJECT, "--run"], /--run is for a template and a project/, NOWHERE);
  await misused(["check", TEMPLATE, "--project", PROJECT, "--run", "--requests", "0"], /from 1 to 999999/, NOWHERE);
  await misused(["check", TEMPLATE, "--project", PROJECT, "--run", "--clickhouse", "ftp://x"], /--clickhouse must be the URL/, NOWHERE);
  await misused(["serve", "--clickhouse", "http://127.0.0.1:1"], /for a project; name it with --project/, NOWHERE);
  await misused(["serve", "--project", PROJECT, "--time-limit", "x"], /number of seconds/, NOWHERE);
  await misused(
    ["serve", "--project", PROJECT, "--clickhouse", "http://user:secret@127.0.0.1:1"],
    /^(?!.*secret).*ClickHouse at http:\/\/127\.0\.0\.1:1 cannot be reached/,
    NOWHERE,
  );
});
