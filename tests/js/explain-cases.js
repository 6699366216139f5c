// What people have in their hands when Tinybird answers 403: the input, how it was used, the cause, and the exit code of
// `mintbird explain-403`. Each with the source that says that it happens.
import { createHmac } from "node:crypto";
import { generateLocalTokens, mintStaticToken, parseStaticToken } from "mintbird";
import { KEY as LOCAL_KEY, OTHER_KEY as OTHER_LOCAL_KEY } from "./fixtures.js";

const now = Math.floor(Date.now() / 1000);
export const WORKSPACE = parseStaticToken(LOCAL_KEY).u;
const regional = (host, u = WORKSPACE, id = LOCAL_KEY) => mintStaticToken({ u, id: parseStaticToken(id).id, host }, "not Tinybird's");
/** Of the region that `api.tinybird.co` is the host of. */
export const KEY = regional("eu_shared");
const OTHER_KEY = regional("eu_shared", parseStaticToken(OTHER_LOCAL_KEY).u, OTHER_LOCAL_KEY);

const DOCS = "Tinybird docs, JSON Web tokens (JWTs)";
const AUTH = "Tinybird docs, Authentication";
const RFC = "RFC 7519 §4.1";
const JSON_STRINGIFY = "ECMA-262, JSON.stringify";
const SDK = "@tinybirdco/sdk 0.0.84";
const REGIONS = "tinybird (PyPI) 4.6.23, CLOUD_HOSTS";
const DOTENV = "docker/cli#3630: quotes and line breaks of .env files are a part of the value";
const TERMINAL = "terminals, mails and chats";

export const pipe = { type: "PIPES:READ", resource: "top_pages", fixed_params: { org_id: "acme" } };
export const events = { type: "DATASOURCES:READ", resource: "events", filter: "org_id = 'acme'" };
export const claims = (more) => ({ workspace_id: WORKSPACE, name: "u_1", exp: now + 3600, scopes: [pipe, events], ...more });

const encode = (value) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");

/** As any other library signs, which trims and checks nothing. */
export function signed(payload, key = KEY, header = { alg: "HS256", typ: "JWT" }, hash = "sha256") {
  const text = `${encode(header)}.${encode(payload)}`;
  return `${text}.${createHmac(hash, key).update(text).digest("base64url")}`;
}

const scoped = (...scopes) => signed(claims({ scopes }));
const curl = (token, path = "/v0/pipes/top_pages.json", host = "https://api.tinybird.co") =>
  `curl -H "Authorization: Bearer ${token}" "${host}${path}"`;
const good = signed(claims());
const cut = (length) => good.slice(0, length);
const folded = (token, width, between = "\n") => token.match(new RegExp(`.{1,${width}}`, "g")).join(between);
let line = 0;
const URL_OF_ENDPOINT = "https://api.tinybird.co/v0/pipes/top_pages.json";
const sql = (query) => curl(good, `/v0/sql?q=${encodeURIComponent(query)}`);
const session = (more) =>
  signed({ sub: "user_2abc", exp: now + 60, iat: now, ...more }, "another system's secret", { alg: "RS256", kid: "k" });

const of = (source, what, pasted, cause, options = {}) => ({
  source,
  what,
  pasted,
  cause,
  exit: cause === null && !options.open ? 0 : 1,
  key: KEY,
  ...options,
});
const claimed = (what, more, options) => of(options?.source ?? DOCS, what, curl(signed(claims(more))), "claims", options);

export const CASES = [
  // Nothing is wrong.
  of(DOCS, "a good token, curl", curl(good), null),
  of(DOCS, "a good token in the URL", `https://api.tinybird.co/v0/pipes/top_pages.json?token=${good}`, null),
  of(DOCS, "no alg in the header", curl(signed(claims(), KEY, { typ: "JWT" })), null),
  of(DOCS, "another alg in the header, signed with HS256 all the same", curl(signed(claims(), KEY, { alg: "RS256" })), null),
  of("Next.js guide of Tinybird", "an exp with a fraction", curl(signed(claims({ exp: now + 600.5 }))), null),
  of(
    "Clerk, JWT templates",
    "claims of an identity provider beside Tinybird's",
    curl(signed(claims({ iss: "https://clerk.acme.com", sub: "u", iat: now, nbf: now - 5 }))),
    null,
  ),
  of(DOCS, "the key has a line break, the token was signed without it", curl(good), null, { key: `${KEY}\n` }),
  of(DOCS, "a query of one data source", curl(good, "/v0/sql?q=SELECT%20count()%20FROM%20events"), null),
  of(
    DOCS,
    "a query of a pipe joined with a data source",
    curl(good, "/v0/sql?q=SELECT%20*%20FROM%20top_pages%20JOIN%20events%20USING%20id"),
    null,
  ),
  of(
    "Tinybird docs, ClickHouse interface",
    "the ClickHouse interface",
    `curl -H "X-ClickHouse-Key: ${good}" "https://clickhouse.tinybird.co/?query=SELECT%201%20FROM%20events"`,
    null,
  ),
  of(
    "Tinybird Local",
    "the ClickHouse interface of Tinybird Local",
    `curl -H "X-ClickHouse-Key: ${signed(claims(), LOCAL_KEY)}" "http://localhost:7182/" -d 'SELECT 1 FROM events'`,
    null,
    { key: LOCAL_KEY },
  ),
  of(REGIONS, "the key's own region", curl(signed(claims(), regional("us_east")), undefined, "https://api.us-east.tinybird.co"), null, {
    key: regional("us_east"),
  }),
  of(
    "Tinybird's console",
    "the older name of a region",
    curl(signed(claims(), regional("gcp-us-east4")), undefined, "https://api.us-east.tinybird.co"),
    null,
    { key: regional("gcp-us-east4") },
  ),
  of(
    "Tinybird's console",
    "the other name of ap-east-1",
    curl(signed(claims(), regional("aws-ap-east-1")), undefined, "https://api.ap-east-1.aws.tinybird.co"),
    null,
    { key: regional("aws-ap-east-1") },
  ),

  // Where the token stands.
  of("MDN, fetch()", "a call of fetch", `fetch("${URL_OF_ENDPOINT}", { headers: { Authorization: \`Bearer ${good}\` } })`, null),
  of("Python, requests", "a call of requests", `requests.get("${URL_OF_ENDPOINT}", headers={"Authorization": f"Bearer ${good}"})`, null),
  of(
    "RFC 9112",
    "a request as it is sent",
    `GET /v0/pipes/top_pages.json HTTP/1.1\nHost: api.tinybird.co\nAuthorization: Bearer ${good}`,
    null,
  ),
  of(
    "curl's manual, -v",
    "what curl -v shows",
    `> GET /v0/pipes/top_pages.json HTTP/2\r\n> Host: api.tinybird.co\r\n> authorization: Bearer ${good}\r\n`,
    null,
  ),
  ...[
    ["Bearer twice", `Authorization: Bearer Bearer ${good}`],
    ["a token in quotes", `Authorization: Bearer "${good}"`],
    ["the answer of the Token API, sent as it is", `Authorization: Bearer {"token":"${good}"}`],
    ["no Bearer", `Authorization: ${good}`],
    ["Token for Bearer", `Authorization: Token ${good}`],
    ["Basic for Bearer", `Authorization: Basic ${good}`],
    ["a header of another API", `X-Api-Key: ${good}`],
    ["the header of the ClickHouse interface", `X-ClickHouse-Key: ${good}`],
  ].map(([what, header]) => of(AUTH, what, `curl -H '${header}' ${URL_OF_ENDPOINT}`, "sent", { says: /Fix: Authorization: Bearer eyJ/ })),
  ...[
    ["another parameter's name", `?access_token=${good}`],
    ["the parameter's name with a capital", `?Token=${good}`],
    ["Bearer in the URL", `?token=Bearer%20${good}`],
    ["a line break in the URL", `?token=${good}%0A`],
  ].map(([what, query]) => of(AUTH, what, URL_OF_ENDPOINT + query, "sent", { says: /Fix: \?token=/ })),
  of(
    "Tinybird docs, ClickHouse interface",
    "the ClickHouse interface, with the header of the API",
    curl(good, "/?query=SELECT%201%20FROM%20events", "https://clickhouse.tinybird.co"),
    null,
    { open: true, says: /X-ClickHouse-Key/ },
  ),
  of(TERMINAL, "a sentence about a token", `My token is ${good}. The URL is ${URL_OF_ENDPOINT}.`, null, { open: true, never: /cut off/ }),
  of(TERMINAL, "a token at the end of a sentence", `${URL_OF_ENDPOINT} answers 403 to ${good}.`, null, { open: true, never: /cut off/ }),

  // Which token, and which address.
  of("the shell", "a static token in a variable before it", `TB_TOKEN=${KEY} ${curl(good)}`, null),
  of(
    "Clerk, session tokens",
    "a session in a cookie beside it",
    `curl -H 'Cookie: __session=${session({ iss: "https://clerk.acme.com" })}' -H 'Authorization: Bearer ${good}' ${URL_OF_ENDPOINT}`,
    null,
  ),
  of(
    "MDN, Origin",
    "an origin before the address",
    `curl -H 'Origin: https://acme.com' -H 'Authorization: Bearer ${good}' ${URL_OF_ENDPOINT}`,
    null,
  ),
  of("Tinybird's documentation", "a link to it before the request", `https://www.tinybird.co/docs/api-reference says: ${curl(good)}`, null),
  of(
    "nginx, combined",
    "a line of a log with the page",
    `10.0.0.1 - - [28/Nov/2026:06:13:55 +0000] "GET /v0/pipes/top_pages.json?token=${good} HTTP/1.1" 403 54 "https://acme.com/page" "Mozilla"`,
    null,
    { open: true, says: / no {2}No scope names what is read/ },
  ),
  of(TERMINAL, "a curl command folded at 80 columns", folded(curl(good), 80), null),
  of(
    TERMINAL,
    "a curl command folded within its address",
    folded(`curl -H 'Authorization: Bearer ${good}' ${URL_OF_ENDPOINT}`, good.length + 60),
    null,
    {
      open: true,
    },
  ),

  // The claims.
  claimed("no workspace_id", { workspace_id: undefined }, { says: /workspace_id/ }),
  claimed("the name of the workspace for its id", { workspace_id: "my_workspace" }),
  claimed("no name", { name: undefined }),
  claimed("an empty name", { name: "" }),
  claimed("no scopes", { scopes: undefined }),
  claimed("no scope in the list", { scopes: [] }),
  claimed("scopes as text", { scopes: ["PIPES:READ:top_pages"] }, { says: /\/scopes\/0/ }),
  claimed("scopes as one text", { scopes: "PIPES:READ" }),
  claimed("a lower-case type", { scopes: [{ ...pipe, type: "pipes:read" }] }, { says: /\/scopes\/0\/type/ }),
  claimed("a type of static tokens", { scopes: [{ type: "ADMIN", resource: "x" }] }),
  claimed("a scope without a resource", { scopes: [{ type: "PIPES:READ" }] }),
  claimed("resources as a list", { scopes: [{ type: "PIPES:READ", resource: ["a", "b"] }] }),
  claimed("no scopes, and the endpoint is known", { scopes: null }, { says: /"resource": "top_pages", "fixed_params": \{ "org_id"/ }),
  claimed("nbf as text", { nbf: "soon" }, { source: RFC, says: /Fix: "nbf": / }),
  claimed("nbf that is null", { nbf: null }, { source: RFC }),
  claimed("nbf in microseconds", { nbf: now * 1e6 }, { source: RFC }),
  claimed("claims of our own, one of them sub", { workspace_id: undefined, sub: "u_1", scopes: "PIPES:READ:top_pages" }),
  of(
    RFC,
    "iss and other names for the claims",
    curl(signed({ iss: "acme", workspaceId: WORKSPACE, scope: [pipe], exp: now + 60 })),
    "claims",
  ),
  of(RFC, "an nbf with a fraction, in the past", curl(signed(claims({ nbf: now - 10.5 }))), null),
  of("RFC 7515 §4.1.11", "crit in the header", curl(signed(claims(), KEY, { alg: "HS256", crit: ["x"], x: 1 })), null, { open: true }),
  of(RFC, "iat in milliseconds", curl(signed(claims({ iat: now * 1000 }))), null, {
    open: true,
    says: /Whether Tinybird reads `iat` is not documented/,
  }),
  of(RFC, "iat an hour ahead", curl(signed(claims({ iat: now + 3600 }))), null, {
    open: true,
    says: /Its `iat` is .*Whether Tinybird minds/,
  }),
  of(RFC, "a payload that is no object", curl(signed("[]")), "claims"),

  // The key.
  of(DOCS, "the personal token", curl(signed(claims(), mintStaticToken({ u: WORKSPACE, id: parseStaticToken(OTHER_KEY).id }, "x"))), "key"),
  of(DOCS, "a user's token", curl(signed(claims(), generateLocalTokens().user_token)), "key"),
  of(DOCS, "a key that was refreshed since", curl(signed(claims(), `${KEY.slice(0, -4)}AAAA`)), "key"),
  of(DOCS, "a key of our own", curl(signed(claims(), "a-secret-that-is-long-enough-for-hs256")), "key", {
    key: "a-secret-that-is-long-enough-for-hs256",
  }),
  of("jwt.io", "HS512", curl(signed(claims(), KEY, { alg: "HS512" }, "sha512")), "key", { says: /algorithm than HS256\.\n.*64 bytes/ }),
  of(
    "RFC 4648 §3.5",
    "HS512, and another last character",
    curl(signed(claims(), KEY, { alg: "HS512" }, "sha512").replace(/.$/, "B")),
    "token",
  ),
  of("Node's Buffer", "the bytes of the key, decoded", curl(signed(claims(), Buffer.from(KEY, "base64"))), "key", {
    says: /or this one in part, decoded or written in another way/,
  }),
  of("jwt.io", "HS512, and no key is known", curl(signed(claims(), KEY, { alg: "HS512" }, "sha512")), "key", {
    key: false,
    says: /algorithm than HS256\.\n.*64 bytes/,
  }),
  of("RFC 7518 §3.6", "no signature", curl(signed(claims(), KEY, { alg: "none" }).replace(/[^.]*$/, "")), "token", {
    says: /not signed\.\n.*\nFix: Sign with HS256/,
  }),
  ...[
    ['"', '"\n', "double quotes and a line break"],
    ["'", "'\r\n", "single quotes and a Windows line break"],
    ["", "\n\n", "two line feeds"],
    ["", "  ", "two spaces"],
    ["\n", "\n", "line feeds on both sides"],
    ["\r\n", "", "a Windows line break before it"],
    ["", " \n", "a space and a line feed"],
    ["", '"', "one quote"],
    ["`", "`", "backticks"],
    ["", "\\r\\n", "an escaped Windows line break"],
  ].map(([before, behind, what]) =>
    of(DOTENV, `${what} around the key, and the clean key is given`, curl(signed(claims(), before + KEY + behind)), "key-whitespace", {
      says: /Fix: Write the key alone/,
    }),
  ),
  ...[
    [`TINYBIRD_SIGNING_KEY=${KEY}`, "the variable's name", /name of its variable/],
    [Buffer.from(KEY).toString("base64"), "the key in base64", /in base64/],
    [KEY.slice(2), "the key without p.", /without the `p\.`/],
    [Buffer.from(KEY).toString("hex"), "the key in hexadecimal", /in hexadecimal/],
    [Buffer.from(KEY, "utf16le"), "the key in UTF-16", /in UTF-16/],
    [Buffer.from(KEY.split(".")[1], "base64url"), "the key's middle part, decoded", /middle part is decoded/],
    [KEY.slice(0, -1), "the key without its last character", /last character/],
    ["", "an empty key", /an empty key/],
    ["undefined", "the text undefined for the key", /the text `undefined`/],
  ].map(([key, what, says]) => of(DOTENV, what, curl(signed(claims(), key)), "key", { says, never: /refreshed since/ })),
  of(DOTENV, "a .env file for the key", curl(good), null, { key: `A=1\nTINYBIRD_SIGNING_KEY="${KEY}"\n` }),
  of(DOTENV, "JSON for the key", curl(good), null, { key: JSON.stringify({ key: KEY }) }),
  of(DOTENV, "the key in the second line", curl(good), null, { key: `${LOCAL_KEY}\n${KEY}\n` }),
  of("jwt.io", "HS384", curl(signed(claims(), KEY, { alg: "HS384" }, "sha384")), "key"),
  of("RFC 7518 §3.2", "a key that is too short", curl(signed(claims(), "secret")), "key", { key: "secret", says: /generateLocalTokens/ }),
  of("RFC 7517", "a JWK for the key", curl(good), "key", { key: '{"kty":"oct","k":"c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0"}' }),
  of("Tinybird's console", "a key that was cut short", curl(signed(claims(), KEY.slice(0, 90))), "key", { key: KEY.slice(0, 90) }),
  ...[
    ["\n", "a line feed"],
    ["\r\n", "a Windows line break"],
    [" ", "a space"],
    ["\t", "a tab"],
    ["\\n", "a line feed that was escaped"],
    ["\u00a0", "a no-break space"],
    ["\u200b", "a zero-width space"],
    [";", "a semicolon"],
  ].map(([behind, what]) =>
    of(DOTENV, `${what} behind the key, and the clean key is given`, curl(signed(claims(), KEY + behind)), "key-whitespace"),
  ),
  of(DOTENV, "a line feed behind the key that is given", curl(signed(claims(), `${KEY}\n`)), "key-whitespace", { key: `${KEY}\n` }),
  of(DOTENV, "double quotes around the key", curl(signed(claims(), `"${KEY}"`)), "key-whitespace", { says: /double quotes/ }),
  of(DOTENV, "single quotes around the key", curl(signed(claims(), `'${KEY}'`)), "key-whitespace"),
  of(DOTENV, "a space before the key", curl(signed(claims(), ` ${KEY}`)), "key-whitespace"),
  of("PowerShell's Out-File", "a byte order mark before the key", curl(signed(claims(), `\ufeff${KEY}`)), "key-whitespace"),
  of(DOCS, "another alg, and a line feed behind the key", curl(signed(claims(), `${KEY}\n`, { alg: "RS256" })), "key-whitespace"),
  of(
    "Tinybird docs, Branches",
    "the id of the branch, the key of main",
    curl(signed(claims({ workspace_id: parseStaticToken(OTHER_KEY).u }))),
    "workspace",
    { says: /branch/i },
  ),
  of("Tinybird docs, Branches", "the key of the branch, signed with main's", curl(signed(claims(), KEY)), "workspace", { key: OTHER_KEY }),
  of(AUTH, "a user's token that is the key", curl(signed(claims(), OTHER_KEY)), "workspace", { key: OTHER_KEY }),
  of(SDK, "no key is known", curl(good), null, { key: false, open: true, says: /TINYBIRD_SIGNING_KEY.*--key-file/s }),

  // The time.
  of(DOCS, "expired", curl(signed(claims({ exp: now - 60 }))), "time"),
  of(DOCS, "no exp", curl(signed(claims({ exp: undefined }))), "time"),
  of("MDN, Date.now()", "exp in milliseconds", curl(signed(claims({ exp: now * 1000 }))), "time", {
    says: /^It is this: its expiry is in milliseconds/,
  }),
  of(RFC, "exp as text", curl(signed(claims({ exp: String(now + 600) }))), "time"),
  of(RFC, "an nbf ahead", curl(signed(claims({ nbf: now + 600, exp: now + 1200 }))), "not-yet-valid"),
  of("MDN, Date.now()", "nbf in milliseconds", curl(signed(claims({ nbf: now * 1000 }))), "not-yet-valid", {
    says: /Fix: "nbf": Math\.floor\(Date\.now\(\) \/ 1000\)/,
  }),
  of(RFC, "a duration for exp", curl(signed(claims({ exp: 3600 }))), "time", {
    says: /^It is this: its expiry looks like a duration\.\n.*\nFix: "exp": Math\.floor\(Date\.now\(\) \/ 1000\) \+ 3600\n/,
    never: /Mint a new one/,
  }),

  // What is called.
  of(AUTH, "another endpoint", curl(good, "/v0/pipes/revenue.json"), "scope", {
    says: /top_pages.*Fix: \{ "type": "PIPES:READ", "resource": "revenue", "fixed_params": \{ "org_id": "…" \} \}/s,
  }),
  of(AUTH, "the endpoint in other letters", curl(good, "/v0/pipes/Top_Pages.json"), "scope"),
  of(AUTH, "a resource with its ending", curl(scoped({ ...pipe, resource: "top_pages.json" })), "scope"),
  of('"a, b".split(",")', "a resource with a space", curl(scoped({ ...pipe, resource: " top_pages" })), "scope"),
  of(AUTH, "a data source that is read like an endpoint", curl(good, "/v0/pipes/events.json"), "scope"),
  of(AUTH, "a query of what no scope names", curl(good, "/v0/sql?q=SELECT%20*%20FROM%20invoices"), "scope", {
    says: /"resource": "invoices", "filter": "org_id = '…'"/,
  }),
  of(
    "Tinybird docs, ClickHouse interface",
    "the ClickHouse interface, of what no scope names",
    curl(good, "/?query=SELECT%201%20FROM%20invoices", "https://clickhouse.us-east.tinybird.co"),
    "scope",
  ),
  of(AUTH, "two scopes that fix one parameter to two values", curl(scoped(pipe, { ...pipe, fixed_params: { org_id: "globex" } })), "scope"),
  of(AUTH, "the endpoint by its id, the scope by its name", curl(good, "/v0/pipes/t_b9427fe2bcd543d1a8923d18c094e8c1.json"), null, {
    open: true,
  }),
  of(AUTH, "a query with a subquery that has a name", curl(good, "/v0/sql?q=WITH%20x%20AS%20(SELECT%201)%20SELECT%20*%20FROM%20x"), null, {
    open: true,
  }),
  ...[
    "SELECT * FROM (SELECT 1 FROM events), invoices",
    "SELECT * FROM events e SAMPLE 0.1, invoices",
    "SELECT 1 FROM events WHERE org IN invoices",
    "SELECT extract(year FROM ts) FROM events",
    "SELECT substring(name FROM pos FOR 2) FROM events",
    "SELECT joinGet(invoices, 'total', id) FROM events",
    'SELECT 1 FROM "a FROM b"',
    "EXPLAIN SELECT 1 FROM events",
  ].map((query) => of("ClickHouse docs, SELECT", query, sql(query), null, { open: true })),
  ...[
    "SELECT 1 FROM events ARRAY JOIN tags AS tag",
    "SELECT 1 FROM events LEFT ARRAY JOIN tags",
    "SELECT 1 FROM events WHERE a IS DISTINCT FROM b",
    "SELECT a, b FROM events WHERE a IN ('x', 'y') ORDER BY a, b",
  ].map((query) => of("ClickHouse docs, SELECT", query, sql(query), null)),
  ...[
    "SELECT * FROM events -- don't read\n JOIN invoices USING id",
    "SELECT 1 FROM events WHERE id IN (SELECT id FROM invoices)",
    'SELECT 1 FROM"invoices"',
  ].map((query) => of("ClickHouse docs, SELECT", query, sql(query), "scope", { says: /invoices/ })),
  of(
    "the shell, quotes within quotes",
    "a query in curl's body",
    `curl -H "Authorization: Bearer ${good}" https://api.tinybird.co/v0/sql -d 'SELECT * FROM events JOIN (SELECT '\\''a'\\'' AS id) x USING id JOIN invoices USING id'`,
    "scope",
    { says: /invoices/ },
  ),
  of(
    AUTH,
    "a query of a pipe by its endpoint",
    curl(good, "/v0/pipes/top_pages.json?q=SELECT%20*%20FROM%20_%20JOIN%20invoices%20USING%20id"),
    null,
    {
      open: true,
    },
  ),
  of(AUTH, "the Query API with a slash behind it", curl(good, "/v0/sql/?q=SELECT%201%20FROM%20events"), null),
  of(AUTH, "the API of data sources", curl(good, "/v0/datasources?name=events"), "api"),
  of(AUTH, "the Token API", curl(good, "/v0/tokens"), "api"),
  of(AUTH, "a pipe's definition", curl(good, "/v0/pipes/top_pages"), "api"),
  of(SDK, "the Events API, with scopes that read", curl(good, "/v0/events?name=events"), "scope", {
    says: /DATASOURCES:APPEND for events/,
  }),
  of(SDK, "the Events API", curl(scoped({ type: "DATASOURCES:APPEND", resource: "events" }), "/v0/events?name=events"), null, {
    open: true,
  }),
  of(REGIONS, "a key of us_east, and the host of Europe", curl(signed(claims(), regional("us_east"))), "region", {
    key: regional("us_east"),
    says: /api\.us-east\.tinybird\.co/,
  }),
  of(
    REGIONS,
    "a key of us_east, and Europe's host of the ClickHouse interface",
    `curl -H "X-ClickHouse-Key: ${signed(claims(), regional("us_east"))}" "https://clickhouse.tinybird.co/?query=SELECT%201%20FROM%20events"`,
    "region",
    { key: regional("us_east"), says: /Fix: https:\/\/clickhouse\.us-east\.tinybird\.co\n/ },
  ),
  of(
    REGIONS,
    "a key of the cloud, and Tinybird Local",
    curl(signed(claims(), regional("eu_shared")), undefined, "http://localhost:7181"),
    "region",
    { key: regional("eu_shared") },
  ),
  of("Tinybird Local", "a key of Tinybird Local, and the cloud", curl(signed(claims(), LOCAL_KEY)), "region", {
    key: LOCAL_KEY,
    says: /key is of Tinybird Local.*mintbird key/s,
  }),
  of(
    "Tinybird Local",
    "a key of Tinybird Local, called there",
    curl(signed(claims(), LOCAL_KEY), undefined, "http://localhost:7181"),
    null,
    {
      key: LOCAL_KEY,
    },
  ),
  of(AUTH, "a key that names no region", curl(signed(claims(), regional(null))), null, {
    key: regional(null),
    open: true,
    says: /names no region/,
  }),
  of(REGIONS, "a region that is not known", curl(signed(claims(), regional("aws-sa-east-1"))), null, {
    key: regional("aws-sa-east-1"),
    open: true,
    never: /api\.sa-east/,
  }),
  of(REGIONS, "a host that is not Tinybird's", curl(good, undefined, "https://analytics.acme.com"), null, { open: true }),
  of(AUTH, "the token alone", good, null, { open: true }),

  // What pins nothing.
  of(JSON_STRINGIFY, "a fixed parameter that is null", curl(scoped({ ...pipe, fixed_params: { org_id: null } })), "hole", {
    says: /every row of top_pages/,
    never: /of org null/,
  }),
  of(JSON_STRINGIFY, "fixed parameters of another kind", curl(scoped({ ...pipe, fixed_params: { org_id: ["a"] } })), "hole"),
  of("String(undefined)", "the text undefined in a parameter", curl(scoped({ ...pipe, fixed_params: { org_id: "undefined" } })), "hole"),
  of("String({})", "the text [object Object]", curl(scoped({ ...pipe, fixed_params: { org_id: "[object Object]" } })), "hole"),
  of(AUTH, "an empty fixed parameter", curl(scoped({ ...pipe, fixed_params: { org_id: "" } })), "hole"),
  of(
    "Clerk, JWT templates",
    "a placeholder that nothing has filled",
    curl(scoped({ ...pipe, fixed_params: { org_id: "{{org.slug}}" } })),
    "hole",
  ),
  of(DOCS, "a filter on a pipe", curl(scoped({ type: "PIPES:READ", resource: "top_pages", filter: "org_id = 1" })), "hole", {
    never: /where org_id/,
  }),
  of(DOCS, "a misspelt fixed_params", curl(scoped({ type: "PIPES:READ", resource: "top_pages", fixed_param: { org_id: "acme" } })), "hole"),
  of(
    "Tinybird docs, filters",
    "a filter that begins with WHERE",
    curl(scoped(pipe, { ...events, filter: "WHERE org_id = 'acme'" })),
    "filter",
    {
      says: /^This gives no 403, but something worse: its filter is not one whole condition\.\n/,
      never: /does not pin or limit.*\n.*filter/,
    },
  ),
  of(DOCS, "a limit in quotes", curl(signed(claims({ limits: { rps: "10" } }))), "hole"),

  // What was pasted.
  of(TERMINAL, "a token cut off in its signature", cut(good.length - 10), "token", {
    says: new RegExp(`cut off after ${good.length - 10} characters`),
    never: /yes {2}Signed with/,
  }),
  of(TERMINAL, "a token cut off in its payload", `Authorization: Bearer ${cut(200)}`, "token", { says: /cut off after 200 characters/ }),
  of(TERMINAL, "a header alone", "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9", "token"),
  of(TERMINAL, "shortened with dots", `${cut(60)}...`, "token"),
  of(TERMINAL, "folded at 80 columns", `${folded(good, 80)}\n`, null, { args: ["--pipe", "top_pages"], open: true, never: /cut off/ }),
  of("RFC 2045 §6.7", "folded by a mail program", `Authorization: Bearer ${folded(good, 70, "=\r\n")}`, null, {
    open: true,
    never: /cut off/,
  }),
  of(TERMINAL, "quoted in a mail", `> ${folded(good, 70, "\n> ")}`, null, { open: true, never: /cut off/ }),
  of("Tinybird docs, Token API", "the answer of the Token API", JSON.stringify({ token: signed(claims({ exp: now - 1 })) }), "time", {
    never: /personal admin token, not/,
  }),
  of(
    "nginx, log_format",
    "a line of a log",
    `10.0.0.1 - - [28/Nov/2026:06:13:55 +0000] "GET /v0/pipes/revenue.json?token=${good} HTTP/1.1" 403 54`,
    "scope",
  ),
  of(
    "fetch(), MDN",
    "Bearer with nothing behind it",
    'curl -H "Authorization: Bearer " "https://api.tinybird.co/v0/pipes/top_pages.json"',
    "token",
    { says: /No token was sent/ },
  ),
  ...["undefined", "${process.env.TOKEN}", "<your token>", "[object Promise]", "****"].map((blank) =>
    of("fetch(), MDN", `Bearer ${blank}`, `Authorization: Bearer ${blank}`, "token", { says: /No token was sent/ }),
  ),
  of("curl's manual", "a curl command without a token", `curl ${URL_OF_ENDPOINT}`, "token", { says: /No token was sent/ }),
  of("MDN, URL", "a URL without a token", `${URL_OF_ENDPOINT}?a=1`, "token", { says: /No token was sent/ }),
  of(TERMINAL, "a token with its middle left out", `${cut(60)}...${good.slice(-6)}`, "token", { says: /cut off after 60 characters/ }),
  ...[
    ["URL-encoded behind an equals sign", `token%3D${good}`],
    ["in URL-encoded quotes", `%22${good}%22`],
    ["in the colours of a terminal", `\u001b[32m${good}\u001b[0m`],
    ["numbered by cat -n", folded(good, 60).replace(/^/gm, () => `     ${++line}\t`)],
    ["with empty lines between", folded(good, 60, "\n\n")],
    ["put together in quotes", `"${folded(good, 60, '" +\n  "')}"`],
    ["in a table", `│ ${folded(good, 60, " │\n│ ")} │`],
  ].map(([what, pasted]) =>
    of(TERMINAL, `a token ${what}`, pasted, null, { open: true, never: /cut off|No token/, says: /May read top_pages/ }),
  ),
  of(
    "curl's manual, -i",
    "the answer behind the request",
    `${curl(good, "/v0/pipes/revenue.json")}\nHTTP/2 403\n\n{"error": "Not authorized"}`,
    "scope",
    {
      says: /Tinybird has answered: The token is accepted, but no scope/,
    },
  ),
  of(
    "curl's manual, -i",
    "an answer that nothing in the request explains",
    `${curl(good)}\nHTTP/2 403\n\n{"error": "Invalid signature"}`,
    null,
    { open: true, says: /^None of these shows.*: the signature does not match the key[^\n]+\n\n(?!Tinybird has answered)/ },
  ),
  of("Tinybird docs, Authentication", "a claim that is a secret", curl(signed(claims({ key: KEY }))), "secret"),
  of("RFC 8259 §4", "a key twice", curl(signed(JSON.stringify(claims()).replace("{", '{"name":"x",'))), "duplicate"),
  of("fetch(), MDN", "?token= with nothing behind it", "https://api.tinybird.co/v0/pipes/top_pages.json?token=&a=1", "token"),
  of(
    "Clerk, session tokens",
    "Clerk's session token",
    curl(session({ iss: "https://clerk.acme.com", azp: "https://acme.com", sid: "sess_1" })),
    "session-token",
    { says: /Clerk/ },
  ),
  of(
    "Clerk, session tokens",
    "Clerk's session token, in development",
    session({ iss: "https://happy-cat-1.clerk.accounts.dev" }),
    "session-token",
    { says: /Clerk/ },
  ),
  of("Auth0, access tokens", "Auth0's token", session({ iss: "https://acme.eu.auth0.com/" }), "session-token", { says: /Auth0/ }),
  of("Supabase, JWTs", "Supabase's token", session({ iss: "https://abc.supabase.co/auth/v1", role: "authenticated" }), "session-token", {
    says: /Supabase/,
  }),
  of("Google, OpenID Connect", "Google's ID token", session({ iss: "https://accounts.google.com" }), "session-token", { says: /Google/ }),
  of(
    "Auth0, access tokens",
    "Auth0's token, with scopes of its own",
    session({ iss: "https://acme.eu.auth0.com/", scopes: ["read"] }),
    "session-token",
    {
      says: /Auth0/,
    },
  ),
  of(
    "Clerk, session tokens",
    "Clerk's token, with a workspace of its own",
    session({ iss: "https://clerk.acme.com", workspace_id: "w1" }),
    "session-token",
  ),
  of("OpenID Connect Core §2", "another provider's token", session({ iss: "https://id.acme.com/realms/x" }), "session-token", {
    says: /id\.acme\.com/,
  }),
];
