// For each code of an error, of a denial and of a handler's answer: an example that is run, why it comes, and what to do. What the examples
// use beside the package stands in scripts/errors.js.

/** What cannot be made to happen in an example. */
const NEVER = undefined;

/** What `MintbirdError` has. */
export const ERRORS = {
  "too-large": {
    run: 'verifier.verify("x".repeat(20_000))',
    why: "A token has at most 16 KiB, to verify as to mint. Headers longer than that are refused on the way.",
    fix: "Name fewer resources in one template, or mint one token per page.",
  },
  "wrong-kind": {
    run: "verifier.verify(signingKey)",
    why: "A static token stands where a JWT belongs, or the reverse.",
    fix: "Pass the JWT that was minted for the user. `parseStaticToken` and `verifyStaticToken` are for static tokens.",
  },
  malformed: {
    run: 'verifier.verify("Bearer " + token)',
    why: "The text is not a compact JWT: three segments of strict base64url.",
    fix: "Pass the token alone, whole, without `Bearer` and without line breaks.",
  },
  header: {
    run: 'verifier.verify("W10.e30.AAAA")',
    why: "The token's header is not a JSON object, or has a key twice.",
    fix: "Have the signer use a JWT library.",
  },
  alg: {
    run: 'verifier.verify("eyJhbGciOiJub25lIn0.e30.")',
    why: "The header names another algorithm than HS256. The key alone decides how a token is verified.",
    fix: "Sign with HS256.",
  },
  crit: {
    run: 'verifier.verify("eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2V9.e30.AAAA")',
    why: "The header asks for an extension: `crit`, `b64` or `zip`. Tinybird's tokens have none.",
    fix: "Sign without extensions.",
  },
  signature: {
    run: "new Verifier({ keys: otherKey }).verify(token)",
    why: "No key of the verifier made this signature: another workspace's key, a personal token, or a key with a line break.",
    fix: "Sign and verify with the workspace admin token. `mintbird explain-403` tells which of these it is.",
  },
  claims: {
    run: 'sign({ name: "app" }, signingKey)',
    why: "The payload is not a set of claims that Tinybird accepts. `issues` lists every fault.",
    fix: "Fix each issue; [the codes of issues](#issues) have an example of each.",
  },
  expired: {
    run: "verifier.verify(token, { now: 4_102_444_800 })",
    why: "The token's `exp` has passed.",
    fix: "Mint a new one. In a page, `TokenSource` asks for it in time.",
  },
  "not-yet-valid": {
    run: "verifier.verify(sign({ ...claims, nbf: claims.exp - 1 }, signingKey))",
    why: "The token's `nbf` is still to come; usually the clock of the machine that signed is ahead.",
    fix: "Set that clock, or give the verifier a `clockTolerance` of some seconds.",
  },
  workspace: {
    run: 'new Verifier({ keys: signingKey, workspaceId: "7d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5c" }).verify(token)',
    why: "The token's workspace is not the one that the verifier is for.",
    fix: "Use the key and the id of one workspace. A branch is a workspace of its own.",
  },
  template: {
    run: 'new Template({ name: "app", ttl: "10m" })',
    why: "The template has faults. `issues` lists all of them, each with its place.",
    fix: "Fix each issue; [the codes of issues](#issues) have an example of each.",
  },
  param: {
    run: 'minter.mint({ user_id: "u_1" })',
    why: "A placeholder cannot be filled: its value is missing, empty, unknown or of another type. No token was made.",
    fix: "Pass a value for each name in `minter.params`, from the session and not from the request.",
  },
  key: {
    run: "new SigningKey(undefined)",
    why: "This cannot be a signing key: it is missing, empty, too short, a JWT, or a damaged static token.",
    fix: "Set `TINYBIRD_SIGNING_KEY` to the workspace admin token. `mintbird key` prints it.",
  },
  clock: {
    run: 'minter.mint({ user_id: "u_1", org_id: "acme" }, { now: 0 })',
    why: "The time is not one that can be now. Some runtimes have no clock while a module is loaded, and say 0.",
    fix: "Mint in the handler, not at load; or pass `now` in Unix seconds.",
  },
  option: {
    run: "new Verifier({ key: signingKey })",
    why: "An option is unknown or not what it must be. Options are closed, so a misspelt one is never ignored. Or an object is used after its `free()`.",
    fix: "Use the name that the message suggests; make a new object in the place of one that was freed.",
  },
  randomness: {
    run: NEVER,
    why: "The system has no source of randomness. Only `generateLocalTokens` needs one.",
    fix: "Run it where `crypto.getRandomValues` exists.",
  },
  webassembly: {
    run: NEVER,
    why: "There is no WebAssembly here, or it may not be compiled: a Content-Security-Policy, `node --jitless`, React Native.",
    fix: "Do what the message says; [strict pages](../strict-pages.md) has each case.",
  },
  internal: { run: NEVER, why: "A bug in mintbird.", fix: "Please report it, with the input if it is no secret." },
};

/** What `authorize` denies with, beside the codes of `verify`. */
export const DENIALS = {
  "token-missing": {
    run: 'verifier.authorize("", { pipe: "top_pages" })',
    why: "The request carries no token.",
    fix: "Send `Authorization: Bearer …`.",
  },
  scope: {
    run: 'verifier.authorize(token, { pipe: "revenue" })',
    why: "No scope of the token names the resource.",
    fix: "Add a scope to the template; its `resource` is the exact name or id.",
  },
  "fixed-param-name": {
    run: 'authorize({ ...claims, scopes: [{ ...pinned("acme"), fixed_params: { "org-id": "acme" } }] }, { pipe: "top_pages" })',
    why: "The token fixes a parameter that no endpoint can have, or one of a name that Tinybird's API keeps for itself.",
    fix: "Give the endpoint's parameter another name, or list a reserved one in `allow`.",
  },
  "scope-conflict": {
    run: 'authorize({ ...claims, scopes: [pinned("acme"), pinned("globex")] }, { pipe: "top_pages" })',
    why: "Two scopes fix one parameter to different values. Which of them would count is not documented.",
    fix: "Name each resource once.",
  },
  params: {
    run: 'verifier.authorize(token, { pipe: "top_pages", params: "a=1&".repeat(600) })',
    why: "The request has more than 512 parameters.",
    fix: "Send fewer.",
  },
};

/** What a `TokenSource` throws, as `TokenSourceError`. */
export const SOURCES = {
  "issuer-status": {
    run: "new TokenSource({ fetchToken: async () => new Response(null, { status: 401 }) }).get()",
    why: "Your token endpoint answered with an error; its `status` is in the error.",
    fix: "401: sign the user in. 500: look into the server's log.",
  },
  "issuer-unreachable": {
    run: 'new TokenSource({ retries: 0, fetchToken: () => Promise.reject(new TypeError("fetch failed")) }).get()',
    why: "Your token endpoint could not be reached, or took too long. It was retried `retries` times.",
    fix: "Check the URL, the network and CORS.",
  },
  "issuer-answer": {
    run: 'new TokenSource({ fetchToken: async () => new Response("<html>") }).get()',
    why: "The answer is not `{ token, expires_at }`: often a page for signing in, after a redirect.",
    fix: "Answer as `createTokenHandler` does; `expires_at` is in Unix seconds.",
  },
  "issuer-lifetime": {
    run: "new TokenSource({ fetchToken: async () => ({ token, expires_at: Math.floor(Date.now() / 1000) + 5 }) }).get()",
    why: "The token lives less than the `leeway`.",
    fix: "Mint tokens that live minutes, or make the leeway smaller.",
  },
  "fetch-token": {
    run: "new TokenSource({ fetchToken: () => undefinedFunction() }).get()",
    why: "`fetchToken` itself is wrong; the reason is the `cause`.",
    fix: "Fix the function.",
  },
  "endpoint-status": {
    run: 'new TokenSource({ fetchToken, origins: "*" }).fetchJson(`${origin}/v0/pipes/gone.json`)',
    why: "`fetchJson` was answered with an error; its `status` is in the error.",
    fix: "Read the text in the message: it is the endpoint's own.",
  },
};

/** What a token handler answers: `{ "error": …, "code": … }`. */
export const TOKEN_HANDLER = {
  unauthenticated: {
    run: "createTokenHandler({ minter, authenticate: () => undefined })(post())",
    why: "`authenticate` returned nothing: nobody is signed in.",
    fix: 'Sign in, or send the session\'s cookie: `credentials: "include"` from another origin.',
  },
  method: {
    run: "createTokenHandler({ minter, authenticate })(new Request(url))",
    why: "Tokens are asked for with POST, so that no link and no image can ask for one.",
    fix: "Send POST.",
  },
  json: {
    run: 'createTokenHandler({ minter, authenticate })(post("{", "application/json"))',
    why: "The body is not JSON, or `authenticate` reads one that is not there.",
    fix: "Send JSON, or no body at all.",
  },
  body: {
    run: 'createTokenHandler({ minter, authenticate })(post(JSON.stringify("x".repeat(20_000)), "application/json"))',
    why: "The body is longer than `maxBodyLength`.",
    fix: "Send less.",
  },
  "content-type": {
    run: 'createTokenHandler({ minter, authenticate })(post("a=1", "application/x-www-form-urlencoded"))',
    why: "A form of another site could send such a body without asking.",
    fix: "Send `application/json`.",
  },
  internal: {
    run: 'createTokenHandler({ minter, authenticate: () => ({ user_id: "u_1" }), onError })(post())',
    why: "`authenticate` or `mint` threw. The caller is told nothing more.",
    fix: "Read the server's log, or what `onError` was told.",
  },
};

/** What the Token API answers beside `internal`: `createTokenApi`, and `mintbird serve`. */
export const TOKEN_API = {
  "bad-request": {
    run: 'createTokenApi({ signingKey })(ask("/v0/tokens", signingKey, { name: "app" }))',
    why: "No token can be made of this body; the message says what is wrong with it.",
    fix: "Send `scopes` and a `name` in the body, and `expiration_time` in the query.",
  },
  forbidden: {
    run: 'createTokenApi({ signingKey })(ask("/v0/tokens", token, { name: "app" }))',
    why: "The caller has not authenticated with the signing key.",
    fix: "Send the workspace admin token. `mintbird serve` prints where to find its own.",
  },
  "not-found": {
    run: 'createTokenApi({ signingKey })(ask("/v0/pipes", signingKey, {}))',
    why: "This API creates JWTs, and has nothing else of Tinybird's.",
    fix: "Call `POST /v0/tokens`.",
  },
  body: {
    run: 'createTokenApi({ signingKey })(ask("/v0/tokens", signingKey, { name: "x".repeat(200_000) }))',
    why: "The body is longer than a token's payload can be.",
    fix: "Send less.",
  },
};

/** What a gateway answers beside the codes of `authorize`. */
export const GATEWAY = {
  "not-found": {
    run: 'gateway({})(get("/v0/datasources"))',
    why: "A gateway serves endpoints only.",
    fix: "Read `/v0/pipes/<name>.json`; set `basePath` where something stands before it.",
  },
  method: {
    run: 'gateway({})(get("/v0/pipes/top_pages.json", { method: "POST" }))',
    why: "Endpoints are read with GET.",
    fix: "Send the parameters in the query.",
  },
  url: {
    run: 'gateway({})(get("/v0/pipes/top_pages.json?a=" + "x".repeat(20_000)))',
    why: "The URL is longer than 16 KiB.",
    fix: "Send fewer parameters.",
  },
  sql: {
    run: 'gateway({})(get("/v0/pipes/top_pages.json?q=SELECT+1"))',
    why: "SQL of the caller's own would run with the gateway's static token.",
    fix: "Publish an endpoint for it.",
  },
  "rate-limit": {
    run: 'gateway({ limiter: { take: () => ({ allowed: false, limit: 10, remaining: 0, reset: 1, retryAfter: 1 }) } })(get("/v0/pipes/top_pages.json"))',
    why: "More requests in one second than the token's `limits.rps`, for all tokens of its name.",
    fix: "Wait as long as `Retry-After` says; put a placeholder into `name`.",
  },
  limiter: {
    run: 'gateway({ limiter: { take: () => Promise.reject(new Error("no Redis")) } })(get("/v0/pipes/top_pages.json"))',
    why: "The limiter failed or took longer than `timeout`. Nothing passes uncounted.",
    fix: "Look at what `onError` was told.",
  },
  allow: {
    run: 'gateway({ allow: () => Promise.reject(new Error("no list")) })(get("/v0/pipes/top_pages.json"))',
    why: "Your `allow` failed or took longer than `timeout`. Only `true` passes.",
    fix: "Look at what `onError` was told.",
  },
  upstream: {
    run: 'gateway({ fetch: async () => new Response(null, { status: 403 }) })(get("/v0/pipes/top_pages.json"))',
    why: "Tinybird could not be reached, failed, or refused the gateway's static token.",
    fix: "Look at what `onError` was told. A 403 means that the static token may not read the endpoint, or is of another region.",
  },
  "upstream-timeout": {
    run: 'gateway({ timeout: 0.01, fetch: (_, { signal }) => new Promise((_, reject) => signal.addEventListener("abort", reject)) })(get("/v0/pipes/top_pages.json"))',
    why: "The endpoint did not begin its answer within `timeout`.",
    fix: "Make the endpoint faster, or `timeout` longer.",
  },
};
