/** What a scope grants. `DATASOURCES:APPEND` is known to Tinybird's TypeScript SDK only. */
export type ScopeType = "PIPES:READ" | "DATASOURCES:READ" | "DATASOURCES:APPEND";

/** One thing that a token may do. */
export interface Scope {
  /** What is granted. Any string compiles, so that JSON can be imported; anything but a {@link ScopeType} is refused. */
  readonly type: ScopeType | (string & {});
  /** The name or id of the pipe or the data source. */
  readonly resource: string;
  /** `PIPES:READ` only: parameters of the endpoint. They win over those in the URL. */
  readonly fixed_params?: { readonly [name: string]: string | number | bigint | boolean };
  /** `DATASOURCES:READ` only: a condition in ClickHouse's SQL, appended to every read. */
  readonly filter?: string;
}

/** Limits that are counted per token name. */
export interface Limits {
  /** Requests per second for all tokens of one name together; 0 or less is no limit. */
  readonly rps?: number | undefined;
}

/** The payload of a token, with its wire names. Tinybird allows further claims. */
export interface Claims {
  /** The UUID of the workspace. */
  readonly workspace_id: string;
  /** The label in usage statistics; limits are counted per name. */
  readonly name: string;
  /** The expiry, Unix seconds. */
  readonly exp: number;
  /** What the token may do. */
  readonly scopes: readonly Scope[];
  /** How often it may be used. */
  readonly limits?: Limits | undefined;
  /** Any other claim, such as `iat` or `jti`. */
  readonly [claim: string]: unknown;
}
