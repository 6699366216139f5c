/** Tinybird's list of causes of a 403, and which of them it is here, as far as the package can tell. */
import { type Claims, type JwtReport, Minter, Verifier, sign } from "mintbird";
import { DEMO_KEY } from "../core/demo-key.js";
import { type Made, attempt } from "../core/state.js";
import type { Called } from "./find.js";

export interface Cause {
  readonly title: string;
  /** Whether it applies; undefined where that cannot be told. */
  readonly applies: boolean | undefined;
  readonly why: string;
}

export interface Case {
  readonly token: string;
  readonly report: JwtReport;
  /** The signing key, if it was given. */
  readonly key: string;
  /** The endpoint that was called, if it is known. */
  readonly pipe: string;
  readonly called: Called | undefined;
  readonly now: number;
}

const OF_TIME = new Set(["expired", "not-yet-valid", "exp-missing", "exp-not-integer", "exp-in-milliseconds"]);

export function causes(given: Case): readonly Cause[] {
  return [wrongKey(given), spaceInKey(given), time(given), scope(given), api(given)];
}

function wrongKey({ token, report, key, now }: Case): Cause {
  const title = "Signed with another key, such as the personal “admin you@mail” token";
  if (key === "") return { title, applies: undefined, why: "Paste the signing key to find out." };
  const result = verify(token, key, now);
  if (result.error?.code === "key") return { title, applies: true, why: result.error.message };
  if (result.error?.code === "signature") return { title, applies: true, why: "The MAC does not fit this key. Sign with the workspace admin token." };
  if (result.error !== undefined && ["malformed", "too-large", "header", "alg", "crit"].includes(result.error.code)) {
    return { title, applies: undefined, why: `The signature was not reached: ${result.error.message}.` };
  }
  const other = aboutKey(report, key).find(({ code }) => code === "key-workspace");
  if (other !== undefined) return { title, applies: true, why: `The MAC fits, but ${other.message}.` };
  return { title, applies: false, why: "The MAC fits the key." };
}

function spaceInKey({ report, key }: Case): Cause {
  const title = "A line break or a space got into the key";
  if (key === "") return { title, applies: undefined, why: "Paste the signing key, just as your program has it." };
  const found = aboutKey(report, key).find(({ code }) => code === "key-whitespace");
  return found === undefined
    ? { title, applies: false, why: "There is none around the key that was pasted." }
    : { title, applies: true, why: `${found.message}. Other libraries sign with it and get another MAC.` };
}

function time({ report }: Case): Cause {
  const found = report.issues.filter(({ code }) => OF_TIME.has(code));
  const title = "It has expired, or has no expiry";
  return found.length > 0
    ? { title, applies: true, why: `${found.map(({ message }) => message).join("; ")}.` }
    : { title, applies: false, why: "Its time has come, and has not run out." };
}

/** What the claims allow, whoever signed them: they are signed once more, with the demo key, and the package decides. */
function scope({ report, pipe, called }: Case): Cause {
  const title = "No scope names the endpoint";
  if (pipe === "") return { title, applies: undefined, why: "Name the endpoint that you call." };
  const { value: signed } = attempt(() => sign(report.claims as unknown as Claims, DEMO_KEY));
  if (signed === undefined) return { title, applies: undefined, why: "Its claims have faults that come first; see below." };
  const verifier = new Verifier({ keys: DEMO_KEY });
  try {
    // At its last second, so that the time does not matter here.
    const decision = verifier.authorize(signed, { pipe, params: called?.query ?? "" }, { now: (report.expiry?.exp ?? 2) - 1 });
    if (decision.allowed) return { title, applies: false, why: `A scope names ${pipe}.` };
    return { title, applies: true, why: `${decision.message}.` };
  } finally {
    verifier.free();
  }
}

function api({ called }: Case): Cause {
  const title = "The API that is called takes no JWT";
  if (called === undefined) return { title, applies: undefined, why: "Paste the whole URL or curl line. JWTs read published endpoints and data sources; other APIs want a static token." };
  return called.readable
    ? { title, applies: false, why: `${called.path} is an endpoint or a read of a data source.` }
    : { title, applies: true, why: `${called.path} is neither an endpoint nor a read of a data source. Use a static token there, from a backend.` };
}

function verify(token: string, key: string, now: number): Made<Claims> {
  return attempt(() => {
    const verifier = new Verifier({ keys: key });
    try {
      return verifier.verify(token, { now });
    } finally {
      verifier.free();
    }
  });
}

/** What the package says about a key for the token's workspace. */
function aboutKey(report: JwtReport, key: string) {
  const id = (report.claims as { workspace_id?: unknown } | null)?.workspace_id;
  const template = { name: "key", ttl: 60, scopes: [{ type: "PIPES:READ", resource: "key" }], ...(typeof id === "string" && { workspace_id: id }) };
  const { value } = attempt(() => {
    const minter = new Minter(template, key);
    minter.free();
    return minter.issues;
  });
  return value ?? [];
}
