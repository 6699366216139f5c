// The proof: a gateway before Tinybird's template engine and ClickHouse. Prints what was tried and what came back.
// REQUESTS sets how many requests the fifty tenants make together, 20 000 unless given.
import { TinybirdApiError, createTinybirdApi } from "@tinybirdco/sdk";
import { Minter, RateLimiter, Verifier, generateLocalTokens, parseStaticToken, sign } from "mintbird";
import { TokenSource } from "mintbird/client";
import { createGateway, createTokenApi, createTokenHandler } from "mintbird/server";
import { listen, python, run, runTb, startUpstream } from "./processes.js";

const REQUESTS = Number(process.env.REQUESTS ?? 20_000);
const CLIENTS = 50;
const staticToken = generateLocalTokens().user_token;
const signingKey = generateLocalTokens().workspace_token;
const workspaceId = parseStaticToken(signingKey).u;

/** What may stand in a URL for `org_id=globex`. */
const SPELLINGS = [
  "org_id=globex",
  "org_id=globex&org_id=initech",
  "ORG_ID=globex",
  "orgId=globex",
  "org_id[]=globex",
  "org_id[0]=globex",
  "org%5Fid=globex",
  "org%255Fid=globex",
  "org_id%20=globex",
  "+org_id=globex",
  "org_id%00=globex",
  "org.id=globex",
  "%EF%BD%8F%EF%BD%92%EF%BD%87%EF%BC%BF%EF%BD%89%EF%BD%84=globex",
  "%D0%BErg_id=globex",
  "org_id=acme%26org_id%3Dglobex",
  "x%26org_id=globex",
  "org_id=globex'+OR+1=1+--",
  "org_id=",
];

/** Names that Tinybird's API reads itself, whatever the endpoint is. */
const RESERVED = [
  'template_parameters={"org_id":"globex"}',
  'Template_Parameters={"org_id":"globex"}',
  "format=csv",
  "from=cli",
  "tag=x",
  "debug=analyze",
  "debug_source_tables=1",
  "explain=true",
  "pipeline=revenue",
  "playground=1",
  "query_id=1",
  "release_replacements=1",
  "finalize_aggregations=1",
  "job_timestamp=1",
  "output_format_json_quote_64bit_integers=0",
  "output_format_parquet_string_as_string=1",
  "OUTPUT_FORMAT_json_quote_denormals=1",
  "max_threads=64",
  "semver=1.0.0",
  "__tb__semver=1.0.0",
  "__TB__csv_header=0",
  "cli_version=5",
  "tb_secrets=x",
  "token=x",
];

const PYTHON = `
import sys
from tinybird_sdk.api.api import create_tinybird_api
answer = create_tinybird_api({"base_url": sys.argv[1], "token": sys.argv[2]}).query("top_pages", {"org_id": "globex"})
print(len(answer["data"]), *sorted({row["org_id"] for row in answer["data"]}))`;

const stops = [];
let passed = 0;
let failed = 0;

function tell(good, tried, came) {
  good ? passed++ : failed++;
  console.log(`${good ? "ok    " : "FAILED"} ${tried.padEnd(58)} ${came}`);
}

const upstream = await startUpstream(staticToken);
stops.push(upstream.stop);
try {
  await prove();
} catch (error) {
  tell(false, "the proof itself", error.stack);
} finally {
  for (const stop of stops.reverse()) await stop();
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

async function prove() {
  const template = (limits) => ({
    name: "dashboard_{user_id}",
    ttl: "10m",
    scopes: [{ type: "PIPES:READ", resource: "top_pages", fixed_params: { org_id: "{org_id}" } }],
    ...limits,
  });
  const minter = new Minter(template({}), signingKey);
  const gateway = await listen(
    createGateway({
      verifier: new Verifier({ keys: signingKey, workspaceId }),
      limiter: new RateLimiter(),
      upstream: upstream.url,
      staticToken,
      onError: (error) => tell(false, "inside the gateway", error.stack),
    }),
  );
  // The session says who it is; its tokens come from the app's own handler.
  const issuer = await listen(
    createTokenHandler({
      minter,
      authenticate: (request) => {
        const [user_id, org_id] = (request.headers.get("x-session") ?? "").split("@");
        return org_id && { user_id, org_id };
      },
    }),
  );
  const api = await listen(createTokenApi({ signingKey }));
  stops.push(gateway.stop, issuer.stop, api.stop);
  const source = (user, org) =>
    new TokenSource({ fetchToken: (signal) => fetch(issuer.url, { method: "POST", headers: { "x-session": `${user}@${org}` }, signal }) });
  const acme = source("u_1", "acme");
  const token = await acme.get();
  const pages = `${gateway.url}/v0/pipes/top_pages.json`;
  const ask = (url, token) => fetch(url, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });
  const orgs = (rows) => [...new Set(rows.map(({ org_id }) => org_id))].sort();

  heading("What the endpoint shows to whom");
  const open = await (await ask(`${upstream.url}/v0/pipes/top_pages.json?limit=1000`, staticToken)).json();
  tell(
    orgs(open.data).length === 53,
    "directly, with the static token and no org_id",
    `${open.rows} rows of ${orgs(open.data).length} tenants: the leak`,
  );
  const own = await (await ask(pages, token)).json();
  tell(
    own.rows === 11 && `${orgs(own.data)}` === "acme",
    "through the gateway, with the user's token",
    `${own.rows} rows of ${orgs(own.data)}`,
  );

  const sdk = createTinybirdApi({ baseUrl: gateway.url, token: "replaced by the source", fetch: acme.fetch });
  const bySdk = await sdk.query("top_pages", { org_id: "globex", limit: 5 });
  tell(
    bySdk.rows === 5 && `${orgs(bySdk.data)}` === "acme",
    "@tinybirdco/sdk, org_id: globex",
    `${bySdk.rows} rows of ${orgs(bySdk.data)}`,
  );
  const byPython = await run(python, ["-c", PYTHON, gateway.url, token]);
  tell(byPython.output.trim() === "11 acme", "tinybird-sdk for Python, org_id: globex", byPython.output.trim().replace(" ", " rows of "));
  const byChart = await acme.fetchJson(`${pages}?from=chart&token=${token}&org_id=globex`);
  tell(
    `${orgs(byChart.data)}` === "acme",
    "a URL as @tinybirdco/charts makes it, org_id=globex",
    `${byChart.rows} rows of ${orgs(byChart.data)}`,
  );
  for (const [format, test] of Object.entries({ csv: /"acme"/, ndjson: /"org_id":"acme"/, parquet: /^PAR1.*acme.*PAR1$/s })) {
    const text = await (await ask(`${gateway.url}/v0/pipes/top_pages.${format}?org_id=globex`, token)).text();
    const good = test.test(text) && !/globex|initech|org_\d/.test(text);
    tell(good, `.${format}, org_id=globex`, good ? `${text.length} bytes of acme` : text.slice(0, 100));
  }

  heading("Other spellings of org_id");
  const same = JSON.stringify(own.data);
  for (const spelling of SPELLINGS) {
    const response = await ask(`${pages}?${spelling}`, token);
    const { data } = await response.json();
    tell(
      response.status === 200 && JSON.stringify(data) === same,
      spelling,
      `${response.status}, ${data?.length} rows of ${orgs(data ?? [])}`,
    );
  }
  const page = await (await ask(`${pages}?path=/page/3&org_id=globex`, token)).json();
  tell(
    page.rows === 1 && page.data[0].path === "/page/3",
    "path=/page/3, which the user may choose",
    `${page.rows} row, ${page.data[0]?.path} of ${orgs(page.data)}`,
  );

  heading("Parameters of the API's own");
  for (const parameter of RESERVED) {
    const response = await ask(`${pages}?${parameter}`, token);
    const { data } = await response.json();
    tell(
      response.status === 200 && JSON.stringify(data) === same,
      parameter,
      `${response.status}, ${data?.length} rows of ${orgs(data ?? [])}`,
    );
  }

  heading("Tokens that open nothing");
  const now = Math.floor(Date.now() / 1000);
  const claims = { workspace_id: workspaceId, name: "u_1", exp: now + 60, scopes: [{ type: "PIPES:READ", resource: "top_pages" }] };
  const foreignKey = generateLocalTokens().workspace_token;
  const [header, payload, mac] = token.split(".");
  const forged = Buffer.from(payload, "base64url").toString().replace("acme", "globex");
  const none = Buffer.from('{"alg":"none"}').toString("base64url");
  for (const [tried, url, bearer, status, code] of [
    ["no token", pages, undefined, 401, "token-missing"],
    ["another pipe", `${gateway.url}/v0/pipes/revenue.json`, token, 403, "scope"],
    ["expired", pages, minter.mint({ user_id: "u_1", org_id: "acme" }, { now: now - 600 }), 403, "expired"],
    ["tampered: acme made globex", pages, [header, Buffer.from(forged).toString("base64url"), mac].join("."), 403, "signature"],
    ["alg: none", pages, `${none}.${payload}.`, 403, "alg"],
    ["signed with another key", pages, sign(claims, foreignKey), 403, "signature"],
    ["another workspace", pages, sign({ ...claims, workspace_id: parseStaticToken(foreignKey).u }, signingKey), 403, "workspace"],
    ["a static token", pages, signingKey, 403, "wrong-kind"],
    ["SQL over the endpoint", `${pages}?q=SELECT+*+FROM+e2e.events`, token, 403, "sql"],
    ["/v0/sql", `${gateway.url}/v0/sql?q=SELECT+1`, token, 403, "sql"],
  ]) {
    const response = await ask(url, bearer);
    const body = await response.json();
    tell(response.status === status && body.code === code, tried, `${response.status} ${body.code}: ${body.error}`);
  }
  const denied = await createTinybirdApi({ baseUrl: gateway.url, token })
    .query("revenue")
    .catch((error) => error);
  tell(
    denied instanceof TinybirdApiError && denied.statusCode === 403,
    "@tinybirdco/sdk, another pipe",
    `TinybirdApiError ${denied.statusCode}: ${denied.message}`,
  );

  heading("A token made by tb, through the Token API");
  const scope = ["--scope", "PIPES:READ", "--resource", "top_pages", "--fixed-params", "org_id=initech"];
  const made = await runTb(api.url, signingKey, "token", "create", "jwt", "by_tb", "--ttl", "1h", ...scope);
  const byTb = await (await ask(`${pages}?org_id=acme`, /eyJ[\w.-]+/.exec(made.output)?.[0])).json();
  tell(
    byTb.rows === 11 && `${orgs(byTb.data)}` === "initech",
    "tb token create jwt --fixed-params org_id=initech",
    `${byTb.rows} rows of ${byTb.data && orgs(byTb.data)}`,
  );

  heading("Ten requests a second");
  const limited = new Minter(template({ limits: { rps: 10 } }), signingKey).mint({ user_id: "limited", org_id: "acme" });
  const answers = await Promise.all(Array.from({ length: 11 }, () => ask(`${pages}?limit=1`, limited)));
  const statuses = answers.map(({ status }) => status);
  tell(statuses.filter((status) => status === 200).length === 10, "eleven requests at once", statuses.join(" "));
  const over = answers.find(({ status }) => status === 429);
  const fields = ["ratelimit", "ratelimit-limit", "ratelimit-remaining", "x-ratelimit-limit", "x-ratelimit-remaining", "retry-after"];
  const shown = fields.map((name) => `${name}: ${over?.headers.get(name)}`).join(", ");
  tell(
    shown ===
      'ratelimit: "rps";r=0;t=1, ratelimit-limit: 10, ratelimit-remaining: 0, x-ratelimit-limit: 10, x-ratelimit-remaining: 0, retry-after: 1',
    "the headers of the eleventh",
    shown,
  );
  await Promise.all(answers.map((answer) => answer.body?.cancel()));

  heading(`${CLIENTS} clients of ${CLIENTS} tenants, each asking for the others' rows`);
  const started = performance.now();
  const clients = await Promise.all(
    Array.from({ length: CLIENTS }, async (_, client) => {
      const me = `org_${String(client).padStart(2, "0")}`;
      const tokens = source(`c_${client}`, me);
      let [rows, foreign, errors] = [0, 0, 0];
      for (let sent = client; sent < REQUESTS; sent += CLIENTS) {
        const other = `org_${String(((client + sent / CLIENTS + 1) % CLIENTS) | 0).padStart(2, "0")}`;
        const response = await tokens.fetch(`${pages}?${SPELLINGS[sent % SPELLINGS.length].replaceAll("globex", other)}`);
        const { data } = await response.json();
        if (response.status !== 200 || data.length !== 7) errors++;
        else rows += data.length;
        foreign += data?.filter(({ org_id }) => org_id !== me).length ?? 0;
      }
      return { rows, foreign, errors };
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  const sum = (name) => clients.reduce((total, client) => total + client[name], 0);
  tell(
    sum("foreign") === 0 && sum("rows") === 7 * REQUESTS,
    `${REQUESTS} requests`,
    `${sum("rows")} rows, ${sum("foreign")} foreign, in ${seconds.toFixed(0)} s`,
  );
  tell(sum("errors") === 0, "failed among them", String(sum("errors")));

  heading("What the endpoint saw of all this");
  const seen = await (await fetch(`${upstream.url}/seen`)).json();
  tell(seen.foreign_tokens === 0, "requests with a token of a user", String(seen.foreign_tokens));
  const names = seen.names.join(", ");
  tell(names === "limit, org_id, path", "names of parameters", names);
  tell(seen.reserved.length === 0, "parameters of the API's own", seen.reserved.join(", ") || "none");
}

function heading(text) {
  console.log(`\n${text}`);
}
