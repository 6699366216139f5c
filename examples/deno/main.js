import { Minter } from "mintbird";
import { createTokenHandler } from "mintbird/server";

// Your session store: an id that nobody can guess, given out at login, and who it stands for.
const sessions = new Map([["demo-session", { user_id: "u_1", org_id: "acme" }]]);

const template = {
  name: "dashboard_{user_id}",
  ttl: "10m",
  scopes: [{ type: "PIPES:READ", resource: "top_pages", fixed_params: { org_id: "{org_id}" } }],
  limits: { rps: 10 },
};

// No session, no token: `undefined` is answered with 401.
const handler = createTokenHandler({
  // Made with the first request: a build needs no key.
  minter: () => new Minter(template, Deno.env.get("TINYBIRD_SIGNING_KEY")),
  authenticate: ({ headers }) => sessions.get(/(?:^|; )session=([^;]*)/.exec(headers.get("cookie"))?.[1]),
});

Deno.serve({ port: Number(Deno.env.get("PORT") ?? 8000) }, handler);
