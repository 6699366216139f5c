// The numbers of what stands around a request, each against its rival in one run. Takes a minute.
import { once } from "node:events";
import { createServer } from "node:http";
import { Agent, request as httpRequest } from "node:http";
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import autocannon from "autocannon";
import { SignJWT, jwtVerify } from "jose";
import { Minter, RateLimiter, Verifier, generateLocalTokens, parseStaticToken } from "mintbird";
import { createGateway, createTokenHandler } from "mintbird/server";
import { listen } from "./processes.js";

const signingKey = process.env.BENCH_KEY ?? generateLocalTokens().workspace_token;
const template = {
  name: "dashboard_{user_id}",
  ttl: 600,
  scopes: [
    { type: "PIPES:READ", resource: "top_pages", fixed_params: { org_id: "{org_id}", currency: "eur" } },
    { type: "DATASOURCES:READ", resource: "events", filter: "org_id = {org_id:String}" },
  ],
  limits: { rps: 1_000_000 },
};
const secret = () =>
  crypto.subtle.importKey("raw", new TextEncoder().encode(signingKey), { name: "HMAC", hash: "SHA-256" }, false, ["sign", "verify"]);
const user = { user_id: "u_1", org_id: "acme" };

/** The servers, each in a process of its own. */
const servers = {
  async upstream() {
    const body = JSON.stringify({
      meta: [],
      data: Array.from({ length: 20 }, (_, row) => ({ path: `/page/${row}`, views: row })),
      rows: 20,
    });
    const server = createServer((_, response) => {
      response.setHeader("content-type", "application/json");
      response.end(body);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return `http://127.0.0.1:${server.address().port}`;
  },
  gateway: async (upstream) => {
    const options = { verifier: new Verifier({ keys: signingKey }), limiter: new RateLimiter(), upstream, staticToken: "p.static.token" };
    return (await listen(createGateway(options))).url;
  },
  constant: async () => {
    const headers = { "content-type": "application/json", "cache-control": "no-store" };
    const body = JSON.stringify({ token: new Minter(template, signingKey).mint(user), expires_at: 1_700_000_000 });
    return (await listen(() => new Response(body, { headers }))).url;
  },
  /** What any gateway on `fetch` does at least. */
  bare: async (upstream) => {
    const passed = async ({ url }) => {
      const { pathname, search } = new URL(url);
      const { body, headers } = await fetch(upstream + pathname + search);
      return new Response(body, { headers });
    };
    return (await listen(passed)).url;
  },
  /** What any handler that mints does at least: it looks at nothing. */
  minting: async () => {
    const minter = new Minter(template, signingKey);
    const headers = { "content-type": "application/json", "cache-control": "no-store" };
    return (await listen(() => new Response(`{"token":"${minter.mint(user)}","expires_at":1700000000}`, { headers }))).url;
  },
  mintbird: async () => {
    const minter = new Minter(template, signingKey);
    return (await listen(createTokenHandler({ minter, authenticate: () => user }))).url;
  },
  jose: async () => {
    const key = await secret();
    const { u: workspace_id } = parseStaticToken(signingKey);
    const { limits } = template;
    return (
      await listen(async () => {
        const exp = Math.floor(Date.now() / 1000) + 600;
        const scopes = [
          { type: "PIPES:READ", resource: "top_pages", fixed_params: { org_id: user.org_id, currency: "eur" } },
          { type: "DATASOURCES:READ", resource: "events", filter: `org_id = '${user.org_id}'` },
        ];
        const jwt = new SignJWT({ workspace_id, name: `dashboard_${user.user_id}`, exp, scopes, limits });
        const token = await jwt.setProtectedHeader({ alg: "HS256", typ: "JWT" }).sign(key);
        return new Response(JSON.stringify({ token, expires_at: exp }), {
          headers: { "content-type": "application/json", "cache-control": "no-store" },
        });
      })
    ).url;
  },
};

const [role, ...args] = process.argv.slice(2);
if (role !== undefined) {
  process.send(await servers[role](...args));
  process.on("message", () => process.send(process.cpuUsage()));
  process.on("disconnect", () => process.exit());
} else {
  await measure();
}

/** Starts a server in a process of its own and gives its URL. */
async function start(role, ...args) {
  const child = fork(fileURLToPath(import.meta.url), [role, ...args], { env: { ...process.env, BENCH_KEY: signingKey } });
  const [url] = await once(child, "message");
  return { url, child };
}

async function measure() {
  await authorizing();
  limiting();
  await passing();
  await serving();
}

function median(numbers) {
  numbers.sort((a, b) => a - b);
  return numbers[numbers.length >> 1];
}

function tell(text, value, against, verdict) {
  console.log(`${text.padEnd(44)} ${value.padStart(14)}   ${against.padEnd(44)} ${verdict}`);
}

async function authorizing() {
  const token = new Minter(template, signingKey).mint(user);
  const verifier = new Verifier({ keys: signingKey });
  const key = await secret();
  const request = { pipe: "top_pages", params: { org_id: "other", page: "1" } };
  const ours = () => {
    for (let round = 0; round < 20_000; round++) verifier.authorize(token, request);
  };
  const theirs = async () => {
    for (let round = 0; round < 5_000; round++) await jwtVerify(token, key);
  };
  ours();
  await theirs();
  const times = { ours: [], theirs: [] };
  for (let round = 0; round < 7; round++) {
    let start = performance.now();
    ours();
    times.ours.push(((performance.now() - start) / 20_000) * 1000);
    start = performance.now();
    await theirs();
    times.theirs.push(((performance.now() - start) / 5_000) * 1000);
  }
  const [a, b] = [median(times.ours), median(times.theirs)];
  tell("Verifier.authorize", `${a.toFixed(2)} µs`, `jose jwtVerify, key ready: ${b.toFixed(1)} µs`, `${(b / a).toFixed(1)} ×`);
}

function limiting() {
  const limiter = new RateLimiter({ maxNames: 1_000_000 });
  for (let name = 0; name < 1_000_000; name++) limiter.take(`dashboard_user_${name}`, 10);
  const start = performance.now();
  for (let name = 0; name < 1_000_000; name++) limiter.take(`dashboard_user_${name}`, 10);
  tell("RateLimiter.take, a million names known", `${(performance.now() - start).toFixed(0)} ns`, "", "");
  limiter.free();
}

async function passing() {
  const upstream = await start("upstream");
  const [gateway, bare] = [await start("gateway", upstream.url), await start("bare", upstream.url)];
  const token = new Minter(template, signingKey).mint(user);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const get = (base) =>
    new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${token}` };
      const begin = performance.now();
      const request = httpRequest(`${base}/v0/pipes/top_pages.json?page=1`, { agent, headers }, (response) => {
        if (response.statusCode !== 200) reject(new Error(String(response.statusCode)));
        response.resume().on("end", () => resolve(performance.now() - begin));
      });
      request.on("error", reject).end();
    });
  for (let round = 0; round < 2000; round++) await Promise.all([get(upstream.url), get(bare.url), get(gateway.url)]);
  const times = { direct: [], bare: [], through: [] };
  for (let round = 0; round < 5000; round++) {
    times.direct.push(await get(upstream.url));
    times.bare.push(await get(bare.url));
    times.through.push(await get(gateway.url));
  }
  agent.destroy();
  for (const { child } of [gateway, bare, upstream]) child.disconnect();
  const [direct, passed, through] = [median(times.direct), median(times.bare), median(times.through)];
  tell(
    "a request through the gateway",
    `${through.toFixed(3)} ms`,
    `the upstream called directly: ${direct.toFixed(3)} ms`,
    `+ ${(through - direct).toFixed(3)} ms`,
  );
  tell("", "", `fetch alone in its place: ${passed.toFixed(3)} ms`, `+ ${(through - passed).toFixed(3)} ms`);
}

async function serving() {
  const names = ["constant", "minting", "mintbird", "jose"];
  const started = {};
  const results = {};
  for (const name of names) [started[name], results[name]] = [await start(name), { rate: [], cpu: [] }];
  const load = async (name, duration) => {
    const { child, url } = started[name];
    const cpu = async () => {
      child.send("cpu");
      const [{ user, system }] = await once(child, "message");
      return user + system;
    };
    const before = await cpu();
    const { errors, non2xx, requests } = await autocannon({ url, method: "POST", connections: 20, duration });
    if (errors > 0 || non2xx > 0) throw new Error(`${name}: ${errors} errors, ${non2xx} refusals`);
    return { rate: requests.average, cpu: ((await cpu()) - before) / requests.total };
  };
  for (const name of names) await load(name, 2);
  for (let round = 0; round < 5; round++) {
    for (const name of names) {
      const { rate, cpu } = await load(name, 2);
      results[name].rate.push(rate);
      results[name].cpu.push(cpu);
    }
  }
  for (const { child } of Object.values(started)) child.disconnect();
  const [constant, minting, mintbird, jose] = names.map((name) => ({ rate: median(results[name].rate), cpu: median(results[name].cpu) }));
  const shown = ({ rate, cpu }) => `${Math.round(rate)}/s, ${cpu.toFixed(0)} µs of CPU each`;
  tell("createTokenHandler on Node", "", shown(mintbird), "");
  for (const [name, other] of Object.entries({ "a constant": constant, "minting, and nothing else": minting, "minting with jose": jose })) {
    tell(
      "",
      "",
      `${name}: ${shown(other)}`,
      `${(mintbird.rate / other.rate).toFixed(2)} × as many, ${(mintbird.cpu / other.cpu).toFixed(2)} × the CPU`,
    );
  }
}
