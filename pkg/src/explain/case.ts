/** A token that was refused, and what may be wrong with it. */
import type { authorize } from "../full/authorize.js";
import type { keySpelling } from "../full/key-spelling.js";
import type { SigningKey } from "../full/signing-key.js";
import type { parseStaticToken } from "../full/inspect.js";
import type { verifyStaticToken } from "../full/static-token.js";
import type { JwtReport } from "../types/report.js";
import type { Called } from "./called.js";

/** Of `mintbird`: handed over, so that importing this loads no WebAssembly. */
export interface Package {
  readonly authorize: typeof authorize;
  readonly keySpelling: typeof keySpelling;
  readonly parseStaticToken: typeof parseStaticToken;
  readonly SigningKey: typeof SigningKey;
  /** To tell a key of Tinybird Local. */
  readonly verifyStaticToken?: typeof verifyStaticToken;
}

/** In the order in which they are told. */
export type CauseCode =
  | "token"
  | "sent"
  | "session-token"
  | "claims"
  | "key"
  | "key-whitespace"
  | "workspace"
  | "time"
  | "not-yet-valid"
  | "scope"
  | "api"
  | "region"
  | "hole"
  | "filter"
  | "secret"
  | "duplicate";

/** One thing that may be wrong. All but `hole`, `filter`, `secret` and `duplicate` make Tinybird answer 403. */
export interface Cause {
  readonly code: CauseCode;
  readonly title: string;
  /** Whether it applies; undefined where that cannot be told. */
  readonly applies: boolean | undefined;
  readonly why: string;
  /** The command, or the line of code, that mends it. */
  readonly fix?: string;
}

/** The causes that are no reason for a 403. */
export const WORSE: readonly CauseCode[] = ["hole", "filter", "secret", "duplicate"];

/** A token that was refused, and what is known of how it was used. */
export interface Case {
  readonly token: string;
  /** What `inspect` said of it. */
  readonly report: JwtReport;
  /** The signing key, just as the program that signed has it; empty where it is not known. */
  readonly key: string;
  /** The endpoint that was called; empty where it is not known. */
  readonly pipe: string;
  /** The address that was called, where it is known. */
  readonly called?: Called | undefined;
  /** The API that was called, such as `https://api.tinybird.co`. */
  readonly origin?: string | undefined;
  /** What Tinybird has answered, in its own words, where that is known. */
  readonly answer?: string | undefined;
  /** After how many characters the token is cut off, if it is. */
  readonly cutAfter?: number | undefined;
  /** What has become of the token on the way, where `find` knows: a sentence. */
  readonly damage?: string | undefined;
  /** Tokens that are known to be personal, such as that of `.tinyb`: none of them is the signing key. */
  readonly personal?: readonly string[] | undefined;
  /** Tokens that may well be personal, such as that of `TB_TOKEN`. */
  readonly perhapsPersonal?: readonly string[] | undefined;
  /** How to give the signing key, in a sentence. */
  readonly howToGiveKey?: string | undefined;
  /** Unix seconds. */
  readonly now: number;
}
