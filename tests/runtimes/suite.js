// What has to work in every runtime, written once. It imports nothing: the library is handed in, so that one file serves
// modules, scripts, bundles, workers and handlers alike.

/** Of a Tinybird Local that nobody runs. */
export const KEY =
  "p.eyJ1IjogIjQ3YzVkYmJhLTgwNjMtNDc2NS1iMmU3LTRiZTFiY2UyMzcwZSIsICJpZCI6ICI0ODlkMTM1NS1lOWUzLTRiNjEtOTk4Mi1mNWY0NWMzZmVlMjEiLCAiaG9zdCI6IG51bGx9.S7RN4zTyq8JxwxapQafrAclvpYaWx8aEALnQwBKGFyI";
const WORKSPACE = "47c5dbba-8063-4765-b2e7-4be1bce2370e";
const TEMPLATE = {
  name: "dashboard_{user_id}",
  ttl: "10m",
  scopes: [
    { type: "PIPES:READ", resource: "top_pages", fixed_params: { org_id: "{org_id}", currency: "eur" } },
    { type: "DATASOURCES:READ", resource: "events", filter: "org_id = {org_id:String}" },
  ],
  limits: { rps: 10 },
};
const endpoint = (sql) => `NODE endpoint\nSQL >\n    %\n    ${sql}\n\nTYPE endpoint\n`;
/** A project: an endpoint that obeys, one with a hole, and what they read. */
const FILES = {
  "endpoints/links.pipe": endpoint(
    "SELECT path FROM events {% if defined(page) %} WHERE path = {{String(page)}} {% else %} WHERE org_id = {{String(org_id)}} {% end %}",
  ),
  "endpoints/top_pages.pipe": endpoint("SELECT path FROM events WHERE org_id = {{String(org_id)}} AND path = {{String(page, '/')}}"),
  "datasources/events.datasource": "SCHEMA >\n    `org_id` String,\n    `path` String\n",
};
const PARAMS = { user_id: "u_1", org_id: "acme" };
const NOW = 1_700_000_000;
/** The token for these, made by PyJWT. */
export const TOKEN =
  "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ3b3Jrc3BhY2VfaWQiOiI0N2M1ZGJiYS04MDYzLTQ3NjUtYjJlNy00YmUxYmNlMjM3MGUiLCJuYW1lIjoiZGFzaGJvYXJkX3VfMSIsImV4cCI6MTcwMDAwMDYwMCwic2NvcGVzIjpbeyJ0eXBlIjoiUElQRVM6UkVBRCIsInJlc291cmNlIjoidG9wX3BhZ2VzIiwiZml4ZWRfcGFyYW1zIjp7Im9yZ19pZCI6ImFjbWUiLCJjdXJyZW5jeSI6ImV1ciJ9fSx7InR5cGUiOiJEQVRBU09VUkNFUzpSRUFEIiwicmVzb3VyY2UiOiJldmVudHMiLCJmaWx0ZXIiOiJvcmdfaWQgPSAnYWNtZScifV0sImxpbWl0cyI6eyJycHMiOjEwfX0.GrXJkt3G3PXxvHHciloaPGVhg9RaZ4HwfjQykRgEvOw";

/** Each gets the library, with `Project` of `mintbird/project`, and a minter and a verifier made of it. What throws, or answers false, has failed. */
const checks = {
  "mints the bytes that PyJWT makes": ({ minter }) => minter.mint(PARAMS, { now: NOW }) === TOKEN,

  "mints by the runtime's clock": ({ minter, inspect }) => {
    const { expiry, issues } = inspect(minter.mint(PARAMS));
    return !expiry.expired && Math.abs(expiry.exp - 600 - Date.now() / 1000) < 60 && issues.length === 0;
  },

  "mints many": ({ minter }) => {
    const sets = Array.from({ length: 9 }, (_, index) => ({ user_id: `ü_${index}`, org_id: `org_${index}` }));
    const tokens = minter.mintMany(sets, { now: NOW });
    return tokens.length === 9 && tokens.every((token, index) => token === minter.mint(sets[index], { now: NOW }));
  },

  "refuses to mint without the tenant": ({ minter, MintbirdError }) => {
    const error = thrown(() => minter.mint({ user_id: "u_1" }));
    const undefinedTenant = thrown(() => minter.mint({ user_id: "u_1", org_id: undefined }));
    const oneOfMany = thrown(() => minter.mintMany([PARAMS, { user_id: "u_2" }]));
    return [error, undefinedTenant, oneOfMany].every(
      (error) => error instanceof MintbirdError && error instanceof Error && error.code === "param" && /`org_id`/.test(error.message),
    );
  },

  "signs claims once": ({ sign, inspect }) => sign(inspect(TOKEN).claims, KEY) === TOKEN,

  inspects: ({ inspect }) => {
    const { kind, header, claims, expiry, issues } = inspect(TOKEN, { now: NOW });
    return (
      kind === "jwt" &&
      header.alg === "HS256" &&
      claims.workspace_id === WORKSPACE &&
      claims.scopes[0].fixed_params.org_id === "acme" &&
      expiry.expiresIn === 600 &&
      issues.length === 0
    );
  },

  "inspects what is no token": ({ inspect }) => inspect("eyJ…").kind === "unknown" && inspect(undefined).kind === "unknown",

  verifies: ({ verifier }) => {
    const claims = verifier.verify(TOKEN, { now: NOW });
    return claims.name === "dashboard_u_1" && claims.exp === NOW + 600;
  },

  "refuses a tampered token": ({ verifier }) => {
    const middle = TOKEN.length >> 1;
    const tampered = TOKEN.slice(0, middle) + (TOKEN[middle] === "A" ? "B" : "A") + TOKEN.slice(middle + 1);
    return thrown(() => verifier.verify(tampered, { now: NOW }))?.code === "signature";
  },

  "refuses an expired token": ({ verifier }) => thrown(() => verifier.verify(TOKEN))?.code === "expired",

  "reads a static token": ({ parseStaticToken }) => parseStaticToken(KEY).u === WORKSPACE,

  "makes local tokens, by the runtime's random numbers": ({ generateLocalTokens, parseStaticToken }) => {
    const [one, other] = [generateLocalTokens(), generateLocalTokens()];
    return one.workspace_token !== other.workspace_token && parseStaticToken(one.user_token).host === null;
  },

  "reads a project": ({ Project }) => {
    const { pipes, dataSources, issues } = new Project(FILES);
    const [links, { name, params }] = pipes;
    return (
      links.file === "endpoints/links.pipe" &&
      name === "top_pages" &&
      params.map(({ name, type }) => `${name}: ${type}`).join() === "org_id: String,page: String" &&
      dataSources[0].columns.length === 2 &&
      issues.length === 0
    );
  },

  "proves that an endpoint obeys a template, or shows the request with which it does not": ({ Project }) => {
    const project = new Project(FILES);
    const check = (resource) =>
      project.check({ ...TEMPLATE, scopes: [{ ...TEMPLATE.scopes[0], resource, fixed_params: { org_id: "{org_id}" } }] });
    const [hole] = check("links");
    return check("top_pages").length === 0 && hole.code === "param-sometimes" && /links\.json\?page=/.test(hole.request);
  },

  "renders an endpoint, as Tinybird does": ({ Project, MintbirdError }) => {
    const project = new Project(FILES);
    const [{ sql }] = project.render("top_pages", { org_id: "ac'me", page: "ü" });
    const unknown = thrown(() => project.render("top_page"));
    return (
      sql.endsWith("WHERE org_id = 'ac\\'me' AND path = 'ü'") && unknown instanceof MintbirdError && /`top_pages`/.test(unknown.message)
    );
  },

  "frees a key": ({ Minter }) => {
    const minter = new Minter(TEMPLATE, KEY);
    minter.free();
    return thrown(() => minter.mint(PARAMS))?.code === "option";
  },
};

/** How many checks there are: a report of fewer is none. */
export const size = Object.keys(checks).length;

/** Makes a minter and a verifier now, where a platform may allow little else, and answers the function that uses them. */
export function prepare(mintbird) {
  const minter = new mintbird.Minter(TEMPLATE, KEY);
  const verifier = new mintbird.Verifier({ keys: KEY, workspaceId: WORKSPACE });
  return () => {
    const results = Object.entries(checks).map(([name, check]) => {
      try {
        return { name, ok: check({ ...mintbird, minter, verifier }) === true };
      } catch (error) {
        return { name, ok: false, error: String(error?.stack ?? error) };
      }
    });
    const passed = results.filter(({ ok }) => ok).length;
    return { passed, failed: results.length - passed, results };
  };
}

/** The same at once: `{ passed, failed, results }`. */
export const run = (mintbird) => prepare(mintbird)();

/** What minting comes to where there may be no clock, as at the module scope of a Cloudflare Worker. */
export function mintAtOnce({ Minter }) {
  const minter = new Minter(TEMPLATE, KEY);
  return thrown(() => minter.mint(PARAMS))?.code ?? "minted";
}

function thrown(call) {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
}
