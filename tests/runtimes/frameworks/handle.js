// The handlers, as an app would have them, for whatever request a framework hands over.
import { Minter } from "mintbird";
import { createTokenApi, createTokenHandler } from "mintbird/server";
import { KEY } from "../suite.js";

const token = createTokenHandler({
  minter: () =>
    new Minter(
      { name: "u_{user_id}", ttl: 60, scopes: [{ type: "PIPES:READ", resource: "p", fixed_params: { org_id: "{org_id}" } }] },
      KEY,
    ),
  authenticate: async (request) => {
    const text = await request.text();
    const body = text === "" ? { org_id: "none" } : JSON.parse(text);
    return { user_id: request.headers.get("x-user"), ...body };
  },
});
const api = createTokenApi({ signingKey: KEY });
export const handle = (request) => (new URL(request.url).pathname.endsWith("/token") ? token(request) : api(request));
