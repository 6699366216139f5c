/** Tinybird's list of causes of a 403, and which of them apply, as far as the package can tell. */
import type { Claims } from "../types/claims.js";
import { MintbirdError } from "../types/error.js";
import type { generateLocalTokens } from "../full/local.js";
import type { MinterConstructor } from "../full/minter.js";
import type { sign } from "../full/sign.js";
import type { Verifier } from "../full/verifier.js";
import type { Issue } from "../types/issue.js";
import type { JwtReport } from "../types/report.js";
import type { Called } from "./find.js";

/** Of `mintbird`: handed over, so that importing this loads no WebAssembly. */
export interface Package {
  readonly Minter: MinterConstructor;
  readonly Verifier: typeof Verifier;
  readonly sign: typeof sign;
  readonly generateLocalTokens: typeof generateLocalTokens;
}

/** In the order in which Tinybird's documentation lists them. */
export type CauseCode = "key" | "key-whitespace" | "time" | "scope" | "api";

/** One reason for Tinybird to answer 403. */
export interface Cause {
  readonly code: CauseCode;
  readonly title: string;
  /** Whether it applies; undefined if that is unknown. */
  readonly applies: boolean | undefined;
  readonly why: string;
}

/** A token that was refused, and what is known about its use. */
export interface Case {
  readonly token: string;
  /** What `inspect` said of it. */
  readonly report: JwtReport;
  /** The signing key, exactly as the program that signed has it; empty if unknown. */
  readonly key: string;
  /** The endpoint that was called; empty if unknown. */
  readonly pipe: string;
  /** The URL that was called, if known. */
  readonly called?: Called | undefined;
  /** Unix seconds. */
  readonly now: number;
}

const OF_TIME = new Set(["expired", "not-yet-valid", "exp-missing", "exp-not-integer", "exp-in-milliseconds"]);

/** Checks all of them: more than one can apply. */
export function causes(given: Case, mintbird: Package): readonly Cause[] {
  const { token, report, key, now } = given;
  const signature = key === "" ? undefined : verify(token, key, now, mintbird);
  const issues = key === "" ? [] : aboutKey(report, key, mintbird);
  return [wrongKey(signature, issues), spaceInKey(signature, issues), time(given), scope(given, mintbird), api(given)];
}

/** What the verifier says to the token with that key: nothing where it accepts it. */
type Signature = MintbirdError | "accepted" | undefined;

/** Refusals that come before the signature is looked at. */
const BEFORE: readonly string[] = ["wrong-kind", "malformed", "too-large", "header", "alg", "crit"];

function wrongKey(signature: Signature, issues: readonly Issue[]): Cause {
  const cause = { code: "key", title: "Signed with another key, such as the personal “admin you@mail” token" } as const;
  if (signature === undefined) return { ...cause, applies: undefined, why: "The signing key is needed to find out." };
  if (signature !== "accepted") {
    if (signature.code === "key") return { ...cause, applies: true, why: signature.message };
    if (signature.code === "signature")
      return { ...cause, applies: true, why: "The signature does not match this key. Sign with the workspace admin token." };
    if (BEFORE.includes(signature.code))
      return { ...cause, applies: undefined, why: `The signature was not checked: ${signature.message}.` };
  }
  const other = issues.find(({ code }) => code === "key-workspace");
  if (other !== undefined) return { ...cause, applies: true, why: `The signature matches, but ${other.message}.` };
  return { ...cause, applies: false, why: "The signature matches this key." };
}

function spaceInKey(signature: Signature, issues: readonly Issue[]): Cause {
  const cause = { code: "key-whitespace", title: "The key contains a line break or a space" } as const;
  if (signature === undefined)
    return { ...cause, applies: undefined, why: "The signing key is needed to find out, just as your program has it." };
  const found = issues.find(({ code }) => code === "key-whitespace");
  if (found === undefined) return { ...cause, applies: false, why: "This key has no whitespace around it." };
  const fits = signature === "accepted" || !["signature", ...BEFORE].includes(signature.code);
  return fits
    ? { ...cause, applies: false, why: "This key has whitespace around it, but the token was signed without it." }
    : { ...cause, applies: true, why: `${found.message}. Other libraries include it in the key, so their signature differs.` };
}

function time({ report }: Case): Cause {
  const cause = { code: "time", title: "It has expired, or has no expiry" } as const;
  const found = report.issues.filter(({ code }) => OF_TIME.has(code));
  return found.length > 0
    ? { ...cause, applies: true, why: `${found.map(({ message }) => message).join("; ")}.` }
    : { ...cause, applies: false, why: "The token is valid at this time." };
}

/** What the claims allow, whoever signed them: they are signed once more, with a key of this moment, and the package decides. */
function scope({ report, pipe, called }: Case, { Verifier, sign, generateLocalTokens }: Package): Cause {
  const cause = { code: "scope", title: "No scope names the endpoint" } as const;
  if (pipe === "") return { ...cause, applies: undefined, why: "Name the endpoint that you call." };
  const key = generateLocalTokens().workspace_token;
  const signed = attempt(() => sign(report.claims as unknown as Claims, key));
  if (signed instanceof MintbirdError) return { ...cause, applies: undefined, why: "Fix its claims first; their issues are listed below." };
  const verifier = new Verifier({ keys: key });
  try {
    // At its last second, so that the time does not matter here.
    const decision = verifier.authorize(signed, { pipe, params: called?.query ?? "" }, { now: (report.expiry?.exp ?? 2) - 1 });
    if (decision.allowed) return { ...cause, applies: false, why: `A scope names ${pipe}.` };
    return { ...cause, applies: true, why: `${decision.message}.` };
  } finally {
    verifier.free();
  }
}

function api({ called }: Case): Cause {
  const cause = { code: "api", title: "The API does not accept JWTs" } as const;
  if (called === undefined)
    return {
      ...cause,
      applies: undefined,
      why: "The whole URL or curl command is needed to find out. JWTs can read published endpoints and data sources; other APIs need a static token.",
    };
  return called.readable
    ? { ...cause, applies: false, why: `${called.path} accepts JWTs.` }
    : {
        ...cause,
        applies: true,
        why: `${called.path} is neither an endpoint nor a read of a data source. Use a static token there, from a backend.`,
      };
}

function verify(token: string, key: string, now: number, { Verifier }: Package): Signature {
  const result = attempt(() => {
    const verifier = new Verifier({ keys: key });
    try {
      return verifier.verify(token, { now });
    } finally {
      verifier.free();
    }
  });
  return result instanceof MintbirdError ? result : "accepted";
}

/** What the package says about a key for the token's workspace. */
function aboutKey(report: JwtReport, key: string, { Minter }: Package): readonly Issue[] {
  const id = (report.claims as { workspace_id?: unknown } | null)?.workspace_id;
  const template = {
    name: "key",
    ttl: 60,
    scopes: [{ type: "PIPES:READ", resource: "key" }],
    ...(typeof id === "string" && { workspace_id: id }),
  };
  const issues = attempt(() => {
    const minter = new Minter(template, key);
    minter.free();
    return minter.issues;
  });
  return issues instanceof MintbirdError ? [] : issues;
}

function attempt<T>(run: () => T): T | MintbirdError {
  try {
    return run();
  } catch (error) {
    if (error instanceof MintbirdError) return error;
    throw error;
  }
}
