// A CommonJS module of a user: the package is required. Compiled, never run.
import { Minter, type MintbirdError } from "mintbird";
import { inspect } from "mintbird/inspect";

declare const key: string;
const minter = new Minter({ name: "{a}", ttl: 60, scopes: [{ type: "PIPES:READ", resource: "p" }] }, key);
inspect(minter.mint({ a: 1 })).issues satisfies MintbirdError["issues"];
