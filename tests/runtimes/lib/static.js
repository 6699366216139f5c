// A static server, as plain as they come.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const TYPES = { ".css": "text/css", ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };

/**
 * Serves a folder on 127.0.0.1 while `use` runs with its origin. `headers` gives further headers for a path, `endpoint` a
 * response to what is posted.
 */
export async function serveStatic(root, { headers = () => ({}), endpoint }, use) {
  const server = createServer(async ({ method, url, headers: asked }, response) => {
    const { href, pathname } = new URL(url, "http://localhost");
    if (method === "POST") {
      const { status, headers, body } = await endpoint(new Request(href, { method, headers: { cookie: asked.cookie ?? "" } }));
      response.writeHead(status, Object.fromEntries(headers));
      for await (const chunk of body ?? []) response.write(chunk);
      response.end();
      return;
    }
    try {
      const body = await readFile(join(root, normalize(pathname)));
      response.writeHead(200, { "Content-Type": TYPES[extname(pathname)] ?? "text/plain", ...headers(pathname) });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await use(`http://127.0.0.1:${server.address().port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
