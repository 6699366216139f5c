// The rest of the public types. Compiled, never run.
import * as full from "mintbird";
import { type Cause, EXPLANATIONS, causes, find, grants, verdict } from "mintbird/explain";
import * as small from "mintbird/inspect";
import {
  type Claims,
  type ErrorCode,
  type IssueCode,
  MintbirdError,
  type Report,
  type StaticScopeType,
  type StaticToken,
  Verifier,
  formatStaticScope,
  generateLocalTokens,
  inspect,
  mintStaticToken,
  parseStaticScope,
  parseStaticToken,
  sign,
  verifyStaticToken,
} from "mintbird";
import { type Equal, same } from "./equal.js";

declare const key: string;
declare const token: string;

// A report is told apart by its kind.
const report = inspect(token, { now: 1_700_000_000 });
if (report.kind === "jwt") {
  same<Equal<typeof report.staticToken, null>>();
  const seconds: number | undefined = report.expiry?.expiresIn;
  seconds satisfies number | undefined;
} else if (report.kind === "static-token") {
  same<Equal<typeof report.claims, null>>();
  const host: string | null | undefined = report.staticToken?.host;
  host satisfies string | null | undefined;
} else {
  same<Equal<typeof report.kind, "unknown">>();
}
same<Equal<(typeof report.issues)[number]["code"], IssueCode>>();
// @ts-expect-error: a token is a string
inspect(undefined);
same<Equal<typeof small.inspect, typeof full.inspect>>();
same<Equal<typeof small.parseStaticToken, typeof full.parseStaticToken>>();
same<Equal<Report, small.Report>>();
// @ts-expect-error: the small module does not sign
small.sign;

// Claims, and what is signed.
const verifier = new Verifier({ keys: [key, key], workspaceId: "x", clockTolerance: 5 });
new Verifier({ keys: key });
const claims = verifier.verify(token, { now: 1 });
same<Equal<typeof claims, Claims>>();
claims.exp.toFixed();
claims.scopes[0]?.fixed_params?.["org_id"];
same<Equal<(typeof claims)["sub"], unknown>>();
sign(claims, key);
sign({ workspace_id: "x", name: "x", exp: 1, scopes: [{ type: "PIPES:READ", resource: "p" }], iat: 1 }, key);
sign("{}", key);
// @ts-expect-error: there is no exp
sign({ workspace_id: "x", name: "x", scopes: [] }, key);
// @ts-expect-error: exp is a number
sign({ workspace_id: "x", name: "x", exp: "1", scopes: [] }, key);
// @ts-expect-error: keys are needed
new Verifier({});
// @ts-expect-error: an option that does not exist
new Verifier({ keys: key, clockTolerence: 5 });
new Verifier({ keys: [key, undefined] });
// @ts-expect-error: a key is a string, or a SigningKey
new Verifier({ keys: [7] });
{
  using scoped = new Verifier({ keys: key });
  scoped.verify(token);
}

// Errors have a code that can be told apart.
const error = new MintbirdError("key", "no");
same<Equal<typeof error.code, ErrorCode>>();
error satisfies Error;
// @ts-expect-error: no such code
if (error.code === "expird") throw error;
const code: IssueCode = error.issues[0]?.code ?? "exp-missing";
code satisfies string;

const { workspace_token, user_token } = generateLocalTokens();
same<Equal<typeof workspace_token | typeof user_token, string>>();
same<Equal<ReturnType<typeof parseStaticToken>, StaticToken>>();
same<Equal<ReturnType<typeof verifyStaticToken>, StaticToken>>();
same<Equal<StaticToken["apiHost"], string | null>>();

// Static tokens, and what they may do.
mintStaticToken({ u: "x", id: "x" }, key);
mintStaticToken({ u: "x", id: "x", host: null }, key) satisfies string;
mintStaticToken(parseStaticToken(token), key);
// @ts-expect-error: a token has an id
mintStaticToken({ u: "x" }, key);
// @ts-expect-error: a key is a string
verifyStaticToken(token, undefined);
const scope = parseStaticScope("ADMIN");
same<Equal<typeof scope.type, StaticScopeType>>();
formatStaticScope(scope) satisfies string;
formatStaticScope({ type: "PIPES:READ", resource: "top_pages" });
// @ts-expect-error: no such type
formatStaticScope({ type: "PIPE:READ", resource: "top_pages" });

// The package is handed over, whole or in parts; what a token is explained from is what `inspect` said.
const { tokens, called } = find("curl …");
same<Equal<(typeof tokens)[number]["text"], string>>();
grants(report, 1_700_000_000, full) satisfies string;
grants(report, 1_700_000_000, { authorize: full.authorize }) satisfies string;
if (report.kind === "jwt") {
  const list = causes({ token, report, key, pipe: "p", called, now: 1_700_000_000 }, full);
  same<Equal<typeof list, readonly Cause[]>>();
  const { authorize, keySpelling, parseStaticToken, SigningKey } = full;
  causes({ token, report, key: "", pipe: "", now: 0 }, { authorize, keySpelling, parseStaticToken, SigningKey });
  verdict(list).cause satisfies Cause | undefined;
}
// Every issue is explained.
EXPLANATIONS satisfies { readonly [code in IssueCode]: string };
// @ts-expect-error: without the package nothing can be decided
causes({ token, report, key: "", pipe: "", now: 0 });
