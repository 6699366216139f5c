import { Minter } from "mintbird";

const minter = new Minter({ name: "{id}", ttl: "10m", scopes: [{ type: "PIPES:READ", resource: "pages" }] }, globalThis.key);
globalThis.token = minter.mint({ id: globalThis.id });
