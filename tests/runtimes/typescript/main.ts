// For resolutions that know no `exports`.
import { type Claims, Minter, MintbirdError, Verifier, generateLocalTokens } from "mintbird";
import { EXPLANATIONS, find } from "mintbird/explain";
import { inspect } from "mintbird/inspect";

const key = generateLocalTokens().workspace_token;
const minter = new Minter({ name: "{id}", ttl: 60, scopes: [{ type: "PIPES:READ", resource: "pages" }] }, key);
const same: Minter<"id"> = minter;
const claims: Claims = new Verifier({ keys: key }).verify(same.mint({ id: 7 }));
// @ts-expect-error a forgotten parameter
minter.mint({});
if (!MintbirdError.is(claims)) throw new Error(inspect(claims.name).kind, { cause: [EXPLANATIONS, find] });
