import { Minter, MintbirdError, RateLimiter, Verifier, generateLocalTokens, inspect, parseStaticToken, sign } from "mintbird";
import type { Claims, ErrorCode, Params, TemplateDocument } from "mintbird";
import { inspect as inspectAlone } from "mintbird/inspect";

const key: string = generateLocalTokens().workspace_token;
const minter = new Minter(
  {
    name: "dashboard_{user_id}",
    ttl: "10m",
    scopes: [{ type: "PIPES:READ", resource: "pages", fixed_params: { org_id: "{org_id}" } }],
  },
  key,
);
const token: string = minter.mint({ user_id: "u_1", org_id: "acme" });
// @ts-expect-error a forgotten parameter
minter.mint({ user_id: "u_1" });
// @ts-expect-error one that the template has not
minter.mint({ user_id: "u_1", org_id: "acme", page: 1 });

const template: TemplateDocument = JSON.parse("{}");
const params: Params = { anything: 1 };
const tokens: string[] = new Minter(template, key).mintMany([params], { ttl: 60 });
const claims: Claims = new Verifier({ keys: [key] }).verify(token);
const text: string = sign(claims, key);
const workspace: string = parseStaticToken(key).u;
const { allowed } = new RateLimiter().take("name", 10);
const same: boolean = inspect(text).kind === inspectAlone(text).kind;

try {
  minter.free();
} catch (error) {
  const code: ErrorCode | undefined = error instanceof MintbirdError ? error.code : undefined;
  throw new Error(code, { cause: [tokens, workspace, allowed, same] });
}
