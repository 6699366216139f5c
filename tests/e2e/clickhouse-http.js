// usage: node clickhouse-http.js server --config-file=FILE | node clickhouse-http.js PORT USER PASSWORD
//
// ClickHouse's HTTP interface, as far as mintbird uses it, before the real engine: chdb. It takes the command line of `clickhouse server`,
// too, so that it can stand on the PATH under that name.
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Session } from "chdb";

const of = (name, text) => new RegExp(`<${name}>(.*?)</${name}>`).exec(text)?.[1];
const [first, second, third] = process.argv.slice(2);
const config = first === "server" ? readFileSync(second.replace("--config-file=", ""), "utf8") : undefined;
const port = Number(config === undefined ? first : of("http_port", config));
const [user, password] = config === undefined ? [second, third] : ["default", of("password", config)];
const folder = mkdtempSync(join(tmpdir(), "clickhouse-http-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
process.on("SIGTERM", () => process.exit());
const session = new Session(config === undefined ? join(folder, "data") : of("path", config));
let last = Promise.resolve();

/** What belongs to the interface and is no setting. */
const OWN = ["database", "query", "default_format", "wait_end_of_query", "readonly"];

async function answer(query, body) {
  const settings = [...query].filter(([name]) => !OWN.includes(name)).map(([name, value]) => `${name} = '${value}'`);
  await session.queryAsync(`SET ${settings.join(", ")}`);
  await session.queryAsync(`USE \`${query.get("database")}\``);
  let sql = query.get("query") ?? body.toString();
  if (query.get("readonly") === "2" && !/^\s*(\(|SELECT|WITH)/i.test(sql)) throw new Error("Code: 164. DB::Exception: readonly");
  const insert = /^(.*?)( FROM input\((.*)\))? FORMAT (\w+)$/s.exec(query.get("query") ?? "");
  if (insert !== null) {
    const file = join(folder, randomUUID());
    writeFileSync(file, body);
    const [, into, , structure, format] = insert;
    const columns = /\((.*)\)$/.exec(into)?.[1];
    const from =
      structure === undefined
        ? `${into} SELECT ${columns} FROM file('${file}', ${format})`
        : `${into} FROM file('${file}', ${format}, ${structure})`;
    sql = from;
  }
  return (await session.queryAsync(sql, { format: query.get("default_format") ?? "TSV" })).bytes();
}

createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, "http://x");
  if (pathname === "/ping") return response.end("Ok.\n");
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => {
    if (request.headers["x-clickhouse-user"] !== user || request.headers["x-clickhouse-key"] !== password) {
      response.writeHead(403, { "x-clickhouse-exception-code": "516" });
      return response.end("Code: 516. DB::Exception: Authentication failed");
    }
    last = last.then(async () => {
      try {
        response.end(await answer(searchParams, Buffer.concat(parts)));
      } catch (error) {
        response.writeHead(500, { "x-clickhouse-exception-code": String(error.clickhouseCode ?? 0) });
        response.end(error.message);
        // What it has written already would stand before the next answer.
        for (let round = 0; round < 3; round++) await session.queryAsync("SELECT 1").catch(() => undefined);
      }
    });
  });
}).listen(port, "127.0.0.1", () => console.log("ready"));
