import type { ErrorCode } from "./error.js";

/** A parameter of an endpoint; a list of them stands for one that is repeated. Integers beyond 2⁵³ are passed as strings. */
export type RequestParam = string | number | boolean;

/** What somebody wants to read: an endpoint, or a data source. */
export interface AccessRequest {
  /** The endpoint, named as in its URL: by name or by id. */
  readonly pipe?: string | undefined;
  /** The data source, by name or by id. */
  readonly datasource?: string | undefined;
  /** The id of the pipe or data source, for a caller that knows both: scopes that name either then count. */
  readonly id?: string | undefined;
  /** The request's parameters, its `URLSearchParams` or its query string. What is undefined counts as absent. */
  readonly params?:
    | { readonly [name: string]: RequestParam | readonly RequestParam[] | undefined }
    | Iterable<readonly [string, string]>
    | string
    | undefined;
  /**
   * Parameters that pass though Tinybird's API has a meaning of its own for them, such as `tag`. All others of that kind are kept back:
   * `template_parameters`, `q`, `output_format_*` and the like.
   */
  readonly allow?: readonly string[] | undefined;
}

/** What was decided about a request. */
export type Decision = Granted | Denied;

/** The request may pass. */
export interface Granted {
  readonly allowed: true;
  /** The name under which the request is counted. */
  readonly name: string;
  /**
   * The parameters to call the endpoint with: the fixed ones, which are never another value, then what the request may
   * choose. A number that JavaScript would round arrives as a string.
   */
  readonly params: { readonly [name: string]: string | number | boolean | readonly (string | number | boolean)[] };
  /** The condition that rows of a data source have to meet, ClickHouse SQL. It belongs in parentheses. */
  readonly filter?: string;
  /** Requests per second for all tokens of this name; 0 or less is no limit. */
  readonly limits?: { readonly rps: number };
}

/** The request may not pass. */
export interface Denied {
  readonly allowed: false;
  /** 401 without a token, 400 for a request with too many parameters, else 403, as Tinybird answers. */
  readonly status: 400 | 401 | 403;
  readonly code: DenialCode;
  /** Why, in a sentence that the caller may see. */
  readonly message: string;
}

/**
 * Why a request was denied: one of the codes of `Verifier.verify`, or of the decision itself; or a code of your own, where you decide
 * around a verifier.
 */
export type DenialCode =
  | Exclude<ErrorCode, "template" | "param" | "key" | "clock" | "option" | "randomness" | "internal">
  /** 401: the request carries no token. */
  | "token-missing"
  /** 403: no scope of the token names the resource. */
  | "scope"
  /** 403: the token fixes a parameter that no endpoint can have, or one that Tinybird's API reserves and the request does not allow. */
  | "fixed-param-name"
  /** 403: two scopes of the token fix one parameter to different values. */
  | "scope-conflict"
  /** 400: the request has more than 512 parameters. */
  | "params"
  | (string & {});
