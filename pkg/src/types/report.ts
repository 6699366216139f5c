import type { Issue } from "./issue.js";

/** A JSON value. */
export type Json = null | boolean | number | string | Json[] | { [member: string]: Json };

/** What a static token says of itself. */
export interface StaticToken {
  /** The workspace (of a workspace token) or the user (of a user token), a UUID. */
  readonly u: string;
  /** The token's own id, a UUID. */
  readonly id: string;
  /** The region's code, such as `us_east`; older tokens and local ones have none. */
  readonly host: string | null;
  /** The API host of that region, such as `https://api.us-east.tinybird.co`, where Tinybird's own clients know it. */
  readonly apiHost: string | null;
}

/** When a token expires. */
export interface Expiry {
  /** The expiry, Unix seconds. */
  readonly exp: number;
  /** Seconds until then; negative once it has passed. */
  readonly expiresIn: number;
  /** Whether the token is no longer accepted. */
  readonly expired: boolean;
}

/** What `inspect` found. */
export type Report = JwtReport | StaticTokenReport | UnknownReport;

/** The report on a compact JWT, good or bad. */
export interface JwtReport {
  readonly kind: "jwt";
  /** The header as it came; `null` where it is not JSON. */
  readonly header: Json;
  /**
   * The payload as it came; `null` where it is not JSON. Nobody has checked the signature. A number beyond 2⁵³ is a string of the same
   * digits, since JavaScript would round it.
   */
  readonly claims: Json;
  readonly staticToken: null;
  /** When the token expires, if it says so. */
  readonly expiry: Expiry | null;
  /** What is wrong or noteworthy. Paths into the header begin with `/header`, into the payload with `/claims`. */
  readonly issues: readonly Issue[];
}

/** The report on a static token, `p.…`. */
export interface StaticTokenReport {
  readonly kind: "static-token";
  readonly header: null;
  readonly claims: null;
  /** What it says of itself; `null` where it cannot be read. */
  readonly staticToken: StaticToken | null;
  /** Static tokens do not expire. */
  readonly expiry: null;
  /** What is wrong with it. */
  readonly issues: readonly Issue[];
}

/** The report on a text that is not a token. */
export interface UnknownReport {
  readonly kind: "unknown";
  readonly header: null;
  readonly claims: null;
  readonly staticToken: null;
  readonly expiry: null;
  /** Why it is not a token; at least one. */
  readonly issues: readonly Issue[];
}
