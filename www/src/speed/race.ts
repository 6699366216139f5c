/** mintbird and jose, side by side in this browser: the same payload, in turns, each token checked before it counts. */
import { SignJWT, jwtVerify } from "jose";
import { Minter, Verifier } from "mintbird";
import { DEMO_KEY } from "../core/demo-key.js";

export interface Lane {
  readonly name: string;
  readonly by: "mintbird" | "jose";
  /** What one token took in the median round, microseconds. */
  readonly microseconds: number;
}

export interface Race {
  readonly task: string;
  readonly lanes: readonly Lane[];
}

const TEMPLATE = {
  name: "dashboard_{user_id}",
  ttl: "10m",
  scopes: [
    { type: "PIPES:READ", resource: "top_pages", fixed_params: { org_id: "{org_id}", plan: "{plan}" } },
    { type: "DATASOURCES:READ", resource: "page_views", filter: "org_id = {org_id:String}" },
  ],
  limits: { rps: 10 },
} as const;

const ROUNDS = 15;
/** A round lasts at least this long: browsers keep a coarse clock. */
const ROUND_MS = 25;
const BATCH = 1000;

interface Runner {
  readonly name: string;
  readonly by: Lane["by"];
  /** Makes or checks so many tokens. */
  readonly run: (count: number) => void | Promise<void>;
}

/** Runs all of it. `progress` is told how much is done, from 0 to 1. */
export async function race(progress: (done: number) => void): Promise<readonly Race[]> {
  const minter = new Minter(TEMPLATE, DEMO_KEY);
  const verifier = new Verifier({ keys: DEMO_KEY });
  try {
    const secret = await crypto.subtle.importKey("raw", new TextEncoder().encode(DEMO_KEY), { name: "HMAC", hash: "SHA-256" }, false, [
      "sign",
      "verify",
    ]);
    let user = 0;
    const params = () => ({ user_id: `u_${++user}`, org_id: "acme", plan: "pro" });
    const claims = verifier.verify(minter.mint(params()));
    const byJose = () => {
      const exp = Math.floor(Date.now() / 1000) + 600;
      return new SignJWT({ ...claims, name: `dashboard_u_${++user}`, exp }).setProtectedHeader({ alg: "HS256", typ: "JWT" }).sign(secret);
    };
    // Each accepts what the other has made, or there is no race.
    verifier.verify(await byJose());
    await jwtVerify(minter.mint(params()), secret);
    const token = minter.mint(params());

    const minting: Runner[] = [
      {
        name: "mintbird, mintMany",
        by: "mintbird",
        run: (count) => {
          for (let left = count; left > 0; left -= BATCH) minter.mintMany(Array.from({ length: Math.min(left, BATCH) }, params));
        },
      },
      {
        name: "mintbird, mint",
        by: "mintbird",
        run: (count) => {
          for (let left = count; left > 0; left--) minter.mint(params());
        },
      },
      {
        name: "jose, SignJWT",
        by: "jose",
        run: async (count) => {
          for (let left = count; left > 0; left--) await byJose();
        },
      },
    ];
    const verifying: Runner[] = [
      {
        name: "mintbird, verify",
        by: "mintbird",
        run: (count) => {
          for (let left = count; left > 0; left--) verifier.verify(token);
        },
      },
      {
        name: "jose, jwtVerify",
        by: "jose",
        run: async (count) => {
          for (let left = count; left > 0; left--) await jwtVerify(token, secret, { algorithms: ["HS256"] });
        },
      },
    ];
    return [
      { task: "Minting a token with two scopes and three parameters", lanes: await measure(minting, (done) => progress(done * 0.6)) },
      { task: "Verifying it", lanes: await measure(verifying, (done) => progress(0.6 + done * 0.4)) },
    ];
  } finally {
    minter.free();
    verifier.free();
  }
}

async function measure(runners: readonly Runner[], progress: (done: number) => void): Promise<readonly Lane[]> {
  const counts = [];
  for (const { run } of runners) counts.push(await countFor(run));
  const times: number[][] = runners.map(() => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, { run }] of runners.entries()) {
      const count = counts[index]!;
      const start = performance.now();
      await run(count);
      times[index]!.push(((performance.now() - start) * 1000) / count);
    }
    progress((round + 1) / ROUNDS);
    // Lets the page draw.
    await new Promise((resolve) => setTimeout(resolve));
  }
  return runners.map(({ name, by }, index) => ({ name, by, microseconds: median(times[index]!) }));
}

/** How many tokens fill a round; finding it out is the warm-up. */
async function countFor(run: Runner["run"]): Promise<number> {
  for (let count = 16; ; count *= 2) {
    const start = performance.now();
    await run(count);
    if (performance.now() - start >= ROUND_MS) return count;
  }
}

function median(list: readonly number[]): number {
  return list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)]!;
}
