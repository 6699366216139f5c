// A static server, as plain as they come.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const TYPES = { ".css": "text/css", ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };

/** Serves a folder on 127.0.0.1 while `use` runs with its origin. `headers` gives further headers for a path. */
export async function serveStatic(root, headers, use) {
  const server = createServer(async ({ url }, response) => {
    const { pathname } = new URL(url, "http://localhost");
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
