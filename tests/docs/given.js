// What the blocks of the guides take for granted, beside what they import. A name that a block declares itself is its own.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Minter, Verifier, generateLocalTokens } from "mintbird";
import { createClient } from "redis";

export const { workspace_token: key, user_token: staticToken } = generateLocalTokens();
export const { workspace_token: otherKey } = generateLocalTokens();

export const template = {
  name: "dashboard_{user_id}",
  ttl: "10m",
  scopes: [{ type: "PIPES:READ", resource: "top_pages", fixed_params: { org_id: "{org_id}" } }],
  limits: { rps: 10 },
};
export const minter = new Minter(template, key);
export const token = minter.mint({ user_id: "u_1", org_id: "acme" });
export const verifier = new Verifier({ keys: key });

/** What Tinybird's API, which stands here for it, was asked: paths, and the header with the token. */
export const asked = [];
const api = createServer(({ url, headers }, response) => {
  asked.push([url, headers.authorization]);
  response.setHeader("content-type", "application/json");
  response.end('{"meta":[],"data":[],"rows":0,"statistics":{"elapsed":0,"rows_read":0,"bytes_read":0}}');
}).listen(0, "127.0.0.1");
await once(api, "listening");
api.unref();
export const upstream = `http://127.0.0.1:${api.address().port}`;

/** A client of a Redis of its own, which ends with the process. */
export async function startRedis() {
  const folder = mkdtempSync(join(tmpdir(), "mintbird-redis-"));
  const path = join(folder, "socket");
  const server = spawn("redis-server", ["--port", "0", "--unixsocket", path, "--save", "", "--dir", folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  process.on("exit", () => {
    server.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });
  for await (const text of server.stdout) if (String(text).includes("eady to accept connections")) break;
  server.unref();
  return createClient({ socket: { path } }).connect();
}
