/** How much an issue matters: an error makes Tinybird answer with a 403 or opens a hole; a warning is legal but hardly meant. */
export type Severity = "error" | "warning" | "info";

/** One thing that is wrong with a token, a template or a key, or that was hardly meant. */
export interface Issue {
  /** The rule that is broken. Codes are stable; later versions may add some. */
  readonly code: IssueCode;
  /** How much it matters. */
  readonly severity: Severity;
  /** A JSON Pointer (RFC 6901) to what is wrong; empty for the whole of it. */
  readonly path: string;
  /** What is wrong and what to do, in a sentence. It never contains a key. */
  readonly message: string;
}

/** What an issue can be about. */
export type IssueCode =
  // any text
  | "not-a-token"
  | "malformed"
  | "too-large"
  // the header
  | "header"
  | "alg-missing"
  | "alg-not-hs256"
  | "crit"
  | "typ"
  | "duplicate-key"
  // the claims
  | "claims-not-object"
  | "workspace-id-missing"
  | "workspace-id-not-uuid"
  | "name-missing"
  | "exp-missing"
  | "exp-not-integer"
  | "exp-in-milliseconds"
  | "expired"
  | "exp-far"
  | "not-yet-valid"
  | "time-not-integer"
  | "scopes-missing"
  | "scopes-empty"
  | "scope-type"
  | "scope-resource"
  | "fixed-params-misplaced"
  | "filter-misplaced"
  | "fixed-param-null"
  | "fixed-param-type"
  | "fixed-param-name"
  | "fixed-param-empty"
  | "filter-empty"
  | "rps-type"
  | "rps-unlimited"
  | "scope-duplicate"
  | "scope-unfiltered"
  | "name-shared"
  | "secret-in-claims"
  | "scope-member"
  | "resource-name"
  | "value-unset"
  | "filter-clause"
  // the template
  | "template-json"
  | "template-too-large"
  | "template-member"
  | "ttl"
  | "ttl-in-milliseconds"
  | "placeholder"
  | "placeholder-type"
  | "placeholder-foreign"
  | "filter-syntax"
  | "scope-constant"
  // the key
  | "key-workspace"
  | "key-whitespace"
  | "key-damaged"
  | "key-not-static-token";
