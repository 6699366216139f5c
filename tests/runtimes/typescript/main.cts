import mintbird = require("mintbird");

const { workspace_token }: mintbird.LocalTokens = mintbird.generateLocalTokens();
const minter: mintbird.Minter<"id"> = new mintbird.Minter(
  { name: "{id}", ttl: 60, scopes: [{ type: "PIPES:READ", resource: "pages" }] },
  workspace_token,
);
const token: string = minter.mint({ id: 7 });
// @ts-expect-error a forgotten parameter
minter.mint({});
mintbird.inspect(token);
