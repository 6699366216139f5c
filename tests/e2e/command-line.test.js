// Our command line beside Tinybird's.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { run, runTb, runTbAsIs, start, stop } from "./processes.js";

const command = fileURLToPath(new URL("../../pkg/dist/cli/mintbird.js", import.meta.url));
const mintbird = (...args) => run(process.execPath, [command, ...args]);

/** A text in which each static token is written as what it is made of, but for its UUIDs. */
function shape({ code, output }) {
  assert.equal(code, 0, output);
  return output.replace(/p\.([\w-]+)\.([\w-]{43})(?![\w-])/g, (_, payload) => {
    const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g;
    return `<${Buffer.from(payload, "base64url").toString().replace(uuid, "UUID")}>`;
  });
}

test("local generate-tokens prints what tb prints, byte for byte", async () => {
  for (const form of ["json", "text"]) {
    const theirs = shape(await runTbAsIs(...(form === "json" ? ["--output=json"] : []), "local", "generate-tokens"));
    assert.equal(theirs.split('<{"u": "UUID", "id": "UUID", "host": null}>').length, 3, theirs);
    assert.equal(shape(await mintbird("local", "generate-tokens", "--output", form)), theirs);
  }
});

test("tb gets a token from mintbird serve, which mintbird verify --local accepts", async () => {
  const { child, line } = await start(process.execPath, [command, "serve", "--port", "0"]);
  try {
    const url = /http:[^#]*(?=\/#)/.exec(line)[0];
    const { workspace_admin_token } = await (await fetch(`${url}/tokens`)).json();
    const made = await runTb(
      url,
      workspace_admin_token,
      "token",
      "create",
      "jwt",
      "N",
      "--ttl",
      "1h",
      "--scope",
      "PIPES:READ",
      "--resource",
      "top_pages",
    );
    const env = { ...process.env, TB_LOCAL_HOST: "127.0.0.1", TB_LOCAL_PORT: new URL(url).port };
    const { code, output } = await run(process.execPath, [command, "verify", "--local", made.output], { env });
    assert.equal(code, 0, made.output + output);
    assert.match(output, /^valid: N, expires in /);
  } finally {
    await stop(child);
  }
});
