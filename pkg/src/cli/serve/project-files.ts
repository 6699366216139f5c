/** `GET /project`: the texts of the project that is served, for the playground of the same server, and for no other page. */
import type { Served } from "../engine/served.js";

/** Settings that hold a secret where a project is of the time before `tb_secret`. */
const SECRET = /^[ \t]*\w*(?:SECRET|PASSWORD|KAFKA_KEY)\b.*$/gim;

export function projectFiles(served: Served): (request: Request) => Promise<Response> {
  return async (request) => {
    const headers = { "cache-control": "no-store", "cross-origin-resource-policy": "same-origin", vary: "origin, sec-fetch-site" };
    if (!isOwn(request)) return Response.json({ error: "only the page of this server is told", code: "origin" }, { status: 403, headers });
    const files = Object.fromEntries(Array.from(await served.files(), ([path, text]) => [path, text.replace(SECRET, "")] as const));
    return Response.json({ files }, { headers });
  };
}

/** Browsers say where a request comes from; what is no browser may read the folder anyhow. */
function isOwn({ headers, url }: Request): boolean {
  const origin = headers.get("origin");
  const site = headers.get("sec-fetch-site");
  return (origin === null || origin === new URL(url).origin) && (site === null || site === "same-origin" || site === "none");
}
