import { Minter, SigningKey } from "mintbird";
import { createTokenHandler } from "mintbird/server";

// Stands in for your session store: unguessable session ids, issued at login, and their users.
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
  minter: () => new Minter(template, new SigningKey(process.env.TINYBIRD_SIGNING_KEY)),
  authenticate: ({ headers }) => sessions.get(/(?:^|; )session=([^;]*)/.exec(headers.get("cookie") ?? "")?.[1] ?? ""),
});

// Bun serves this export, on port 3000 or $PORT.
export default { fetch: handler };
