// For each code of an issue an example that raises it, and what to write instead. Both are tried: the first must raise the code, the second
// must not. `claims` are put over good claims, `template` over a good template; what is undefined is left out.
const pipe = (more) => ({ scopes: [{ type: "PIPES:READ", resource: "top_pages", ...more }] });
const table = (more) => ({ scopes: [{ type: "DATASOURCES:READ", resource: "events", ...more }] });
const pinned = (value) => pipe({ fixed_params: { org_id: value } });

/** Stands for what is too long or too secret to be shown; examples.js puts it in. */
export const STAND_IN = {
  GOOD: "eyJ…",
  CUT: "eyJhbGciOiJIUzI1NiJ9.eyJuYW1lIjoi=fQ.AAAA",
  STATIC: "p.eyJ1Ijog…",
  LONG: "eyJ… of 20 000 characters",
  HUGE: "x… of 70 000 characters",
};

export const ISSUES = {
  "not-a-token": { text: "hello", instead: "GOOD", fix: "Paste the token itself: the text that begins with `eyJ` or `p.`." },
  malformed: { text: "CUT", instead: "GOOD", fix: "Copy the token again, whole: three parts with two dots between them." },
  "too-large": { text: "LONG", instead: "GOOD", fix: "Name fewer resources, or mint one token per page." },

  header: { header: ["HS256"], instead: { alg: "HS256" }, fix: "The header is an object. Let a library write it." },
  "alg-missing": {
    header: { typ: "JWT" },
    instead: { alg: "HS256", typ: "JWT" },
    fix: "Tinybird takes the token as it is. Name the algorithm if other software reads it.",
  },
  "alg-not-hs256": { header: { alg: "HS512" }, instead: { alg: "HS256" }, fix: "Sign with HS256." },
  crit: { header: { alg: "HS256", crit: ["exp"] }, instead: { alg: "HS256" }, fix: "Leave the extension out." },
  typ: { header: { alg: "HS256", typ: "at+jwt" }, instead: { alg: "HS256", typ: "JWT" }, fix: "Set `typ` to `JWT`, or leave it out." },
  "duplicate-key": { claims: '"org": "acme", "org": "globex"', instead: '"org": "acme"', fix: "Write each key once." },

  "claims-not-object": { payload: ["PIPES:READ:top_pages"], instead: {}, fix: "Sign an object: `{ workspace_id, name, exp, scopes }`." },
  "workspace-id-missing": {
    claims: { workspace_id: undefined },
    instead: {},
    fix: "Add `workspace_id`. mintbird reads it from the signing key.",
  },
  "workspace-id-not-uuid": {
    claims: { workspace_id: "analytics" },
    instead: {},
    fix: "Use the workspace's id. `mintbird whoami` prints it.",
  },
  "name-missing": {
    claims: { name: "" },
    instead: { name: "dashboard_u_1" },
    fix: "Give the token a name: usage and limits are kept under it.",
  },
  "exp-missing": { claims: { exp: undefined }, instead: {}, fix: "Add `exp`: `Math.floor(Date.now() / 1000) + 600`." },
  "exp-not-integer": { claims: { exp: "tomorrow" }, instead: {}, fix: "Write `exp` as a number of Unix seconds." },
  "exp-in-milliseconds": { claims: { exp: 1893456000000 }, instead: {}, fix: "Divide by 1000: `Math.floor(Date.now() / 1000) + 600`." },
  expired: { claims: { exp: 1700000000 }, instead: {}, fix: "Mint a new token. In a page, `TokenSource` does so in time." },
  "exp-far": { claims: { exp: 123123123123 }, instead: {}, fix: "Let tokens live minutes, and ask for new ones." },
  "not-yet-valid": {
    claims: { nbf: 100000000000 },
    instead: { nbf: 1700000000 },
    fix: "Set the clock of the machine that mints, or leave `nbf` out.",
  },
  "time-not-integer": {
    claims: { iat: "now" },
    instead: { iat: 1700000000 },
    fix: "Write `iat` and `nbf` as Unix seconds, or leave them out.",
  },
  "scopes-missing": { claims: { scopes: undefined }, instead: {}, fix: "Add `scopes`, a list of objects." },
  "scopes-empty": { claims: { scopes: [] }, instead: {}, fix: "Name at least one endpoint or data source." },
  "scope-type": {
    claims: { scopes: ["PIPES:READ:top_pages"] },
    instead: pinned("acme"),
    fix: "A scope is an object with `type` and `resource`.",
  },
  "scope-resource": { claims: pipe({ resource: "" }), instead: pinned("acme"), fix: "Name the endpoint or data source, by name or by id." },
  "fixed-params-misplaced": {
    claims: table({ fixed_params: { org_id: "acme" } }),
    instead: table({ filter: "org_id = 'acme'" }),
    fix: "A data source takes a `filter`.",
  },
  "filter-misplaced": { claims: pipe({ filter: "org_id = 'acme'" }), instead: pinned("acme"), fix: "An endpoint takes `fixed_params`." },
  "fixed-param-null": { claims: pinned(null), instead: pinned("acme"), fix: "Never sign a tenant that is missing. A template refuses to." },
  "fixed-param-type": { claims: pinned(["acme", "globex"]), instead: pinned("acme"), fix: "Give one string, number or boolean." },
  "fixed-param-name": {
    claims: pipe({ fixed_params: { "org-id": "acme" } }),
    instead: pinned("acme"),
    fix: "Use the parameter's name in the endpoint: letters, digits and `_`.",
  },
  "fixed-param-empty": { claims: pinned(""), instead: pinned("acme"), fix: "Never sign an empty tenant. `{org_id:Slug}` takes none." },
  "filter-empty": {
    claims: table({ filter: "" }),
    instead: table({ filter: "org_id = 'acme'" }),
    fix: "Write a condition, or grant no data source.",
  },
  "rps-type": { claims: { limits: { rps: "10" } }, instead: { limits: { rps: 10 } }, fix: "Write an integer." },
  "rps-unlimited": {
    claims: { limits: { rps: 0 } },
    instead: { limits: { rps: 10 } },
    fix: "Write the requests per second that one user may need.",
  },
  "scope-duplicate": {
    claims: { scopes: [pinned("acme").scopes[0], pinned("globex").scopes[0]] },
    instead: pinned("acme"),
    fix: "Name each resource once.",
  },
  "scope-unfiltered": {
    claims: pipe({}),
    instead: pinned("acme"),
    fix: "Pin the tenant with `fixed_params`, or with `filter` on a data source.",
  },
  "name-shared": {
    template: { name: "dashboard", limits: { rps: 10 } },
    instead: { name: "dashboard_{user_id}", limits: { rps: 10 } },
    fix: "Put a placeholder into `name`, so that each user has an allowance.",
  },
  "secret-in-claims": {
    claims: { debug: "STATIC" },
    instead: { debug: "none" },
    fix: "Take the static token out, and refresh it: it was published.",
  },
  "scope-member": {
    claims: pipe({ fixed_param: { org_id: "acme" } }),
    instead: pinned("acme"),
    fix: "Use the name that the message suggests.",
  },
  "resource-name": {
    claims: pipe({ resource: "top_pages.json" }),
    instead: pinned("acme"),
    fix: "Write the name without `.json` and without spaces.",
  },
  "value-unset": {
    claims: pinned("undefined"),
    instead: pinned("acme"),
    fix: "Find where the text was put together: a value was missing there.",
  },
  "filter-clause": {
    claims: table({ filter: "WHERE org_id = 'acme'" }),
    instead: table({ filter: "org_id = 'acme'" }),
    fix: "Write the condition alone.",
  },

  "template-json": { document: "{ name: dashboard }", instead: "GOOD", fix: "Write JSON: keys and strings in double quotes." },
  "template-too-large": {
    template: { name: "HUGE" },
    instead: { name: "dashboard_{user_id}" },
    fix: "Name fewer resources, or write several templates.",
  },
  "template-member": {
    template: { limit: { rps: 10 } },
    instead: { limits: { rps: 10 } },
    fix: "Use the name that the message suggests.",
  },
  ttl: { template: { ttl: "10 minutes" }, instead: { ttl: "10m" }, fix: 'Write seconds, or `"90s"`, `"10m"`, `"1h"`, `"7d"`.' },
  "ttl-in-milliseconds": { template: { ttl: 600000 }, instead: { ttl: 600 }, fix: "Divide by 1000." },
  placeholder: {
    template: pinned("{org id}"),
    instead: pinned("{org_id}"),
    fix: "A placeholder is `{name}` or `{name:Type}`; a literal brace is written twice.",
  },
  "placeholder-type": {
    template: table({ filter: "org_id = {org_id}" }),
    instead: table({ filter: "org_id = {org_id:String}" }),
    fix: "Give each placeholder of a filter a type.",
  },
  "placeholder-foreign": {
    template: pinned("{{org.slug}}"),
    instead: pinned("{org_id}"),
    fix: "Write mintbird's placeholder. `mintbird export` writes Clerk's or Auth0's.",
  },
  "filter-syntax": {
    template: table({ filter: "org_id = '{org_id:String}'" }),
    instead: table({ filter: "org_id = {org_id:String}" }),
    fix: "Leave the quotes out: the value is written with its own.",
  },
  "scope-constant": {
    template: pinned("acme"),
    instead: pinned("{org_id}"),
    fix: "Put a placeholder into a scope, unless all users see the same rows.",
  },

  "key-workspace": {
    template: { workspace_id: "7d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5c" },
    instead: {},
    fix: "Leave `workspace_id` out, or use the key of that workspace.",
  },
  "key-whitespace": { key: "STATIC\n", instead: "STATIC", fix: "Read the key with `.trim()`, and store it without a line break." },
  "key-damaged": { key: "p.eyJ1IjogIjQ3YzVkYmJhLTgwNjMt", instead: "STATIC", fix: "Copy the key again, whole. `mintbird key` prints it." },
  "key-not-static-token": {
    key: "secret-of-our-own-0123456789abcdef",
    instead: "STATIC",
    fix: "Sign with the workspace admin token. `mintbird key` prints it.",
  },
};

const DATASOURCE = 'SCHEMA >\n    `org_id` String,\n    `path` String,\n    `country` String\n\nENGINE "MergeTree"\n';
const endpoint = (sql, type = "endpoint") => `NODE endpoint\nSQL >\n    %\n    ${sql.replaceAll("\n", "\n    ")}\n\nTYPE ${type}\n`;
const GOOD = "SELECT * FROM events WHERE org_id = {{String(org_id)}}";

/** The same for projects: an endpoint `top_pages` over a data source `events`, with a template that pins `org_id`. */
export const PROJECT = {
  files: (sql, type) => ({ "datasources/events.datasource": DATASOURCE, "endpoints/top_pages.pipe": endpoint(sql, type) }),
  template: { name: "dashboard_{user_id}", ttl: "10m", ...pinned("{org_id:Slug}") },
  codes: {
    datafile: { pipe: "NODE endpoint\nSELEC 1\n", fix: "Fix the datafile at the line that the issue names." },
    "datafile-deprecated": { pipe: `VERSION 1\n\n${endpoint(GOOD)}`, fix: "Take out what Tinybird ignores." },
    "sql-template": { sql: `${GOOD} {% if defined(page) %}`, instead: GOOD, fix: "Close the block with `{% end %}`." },
    "name-duplicate": { files: { "endpoints/old/top_pages.pipe": endpoint(GOOD) }, fix: "Rename one of the two files." },
    undecided: {
      sql: "SELECT * FROM events WHERE match(org_id, {{String(org_id)}})",
      instead: GOOD,
      fix: "Compare the column with the parameter by `=` or `IN`, so that it can be followed.",
    },
    "pipe-unknown": {
      scope: { type: "PIPES:READ", resource: "top_page", fixed_params: { org_id: "{org_id:Slug}" } },
      instead: GOOD,
      fix: "Use the name that the message suggests.",
    },
    "datasource-unknown": {
      scope: { type: "DATASOURCES:READ", resource: "event", filter: "org_id = {org_id:String}" },
      instead: GOOD,
      fix: "Use the name that the message suggests.",
    },
    "pipe-not-endpoint": { sql: GOOD, type: "materialized\nDATASOURCE events", instead: GOOD, fix: "Publish a pipe with `TYPE endpoint`." },
    "param-unused": {
      sql: "SELECT * FROM events WHERE org_id = {{String(org)}}",
      instead: GOOD,
      fix: "Pin the parameter by the name that the endpoint has.",
    },
    "param-sometimes": {
      sql: "SELECT * FROM events\n{% if defined(path) %} WHERE path = {{String(path)}}\n{% else %} WHERE org_id = {{String(org_id)}} {% end %}",
      instead: "SELECT * FROM events WHERE org_id = {{String(org_id)}}\n{% if defined(path) %} AND path = {{String(path)}} {% end %}",
      fix: "Filter by the tenant outside of every branch.",
    },
    "param-off": {
      sql: "SELECT * FROM events\n{% if org_id != 'all' %} WHERE org_id = {{String(org_id)}} {% end %}",
      instead: GOOD,
      fix: 'Take the switch out of the endpoint, or add `"refuse": { "org_id": ["all"] }` to the template.',
    },
    "param-splits": {
      sql: "SELECT * FROM events WHERE org_id IN {{Array(org_id, 'String')}}",
      scope: { type: "PIPES:READ", resource: "top_pages", fixed_params: { org_id: "{org_id}" } },
      instead: GOOD,
      fix: "Give the placeholder a type without commas, `{org_id:Slug}` or `{org_id:UUID}`.",
    },
    "param-in-quotes": {
      sql: "SELECT * FROM events WHERE org_id = {{String(org_id)}} AND path LIKE '%{{String(part, '')}}%'",
      instead: "SELECT * FROM events WHERE org_id = {{String(org_id)}} AND path LIKE concat('%', {{String(part, '')}}, '%')",
      fix: "Take the quotes away: Tinybird writes them. Parts of a text go into `concat`.",
    },
    "param-overwritten": {
      sql: `{% set org_id = 'acme' %}\n${GOOD}`,
      instead: GOOD,
      fix: "Take `{% set %}` out, or give the variable another name.",
    },
    "param-type": {
      sql: "SELECT * FROM events WHERE org_id = {{Int32(org_id)}}",
      scope: { type: "PIPES:READ", resource: "top_pages", fixed_params: { org_id: "{org_id:UUID}" } },
      instead: GOOD,
      fix: "Use one type in the template and in the endpoint.",
    },
    "param-not-in-condition": {
      sql: "SELECT path, {{String(org_id)}} AS org FROM numbers(10)",
      instead: GOOD,
      fix: "Compare a column with the parameter.",
    },
    "source-unfiltered": {
      sql: `${GOOD} AND path IN (SELECT 'x') UNION ALL SELECT * FROM events`,
      instead: GOOD,
      fix: "Filter every data source that has the tenant's column.",
    },
    "param-open": {
      sql: `SELECT {{columns(cols, 'path')}} FROM events WHERE org_id = {{String(org_id)}}`,
      instead: GOOD,
      fix: "List the columns in the endpoint.",
    },
    "filter-column-unknown": {
      scope: { type: "DATASOURCES:READ", resource: "events", filter: "organisation = {org_id:String}" },
      instead: GOOD,
      fix: "Name a column of the data source's SCHEMA.",
    },
  },
};
