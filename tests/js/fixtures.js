import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { MintbirdError } from "mintbird";

/** Pairs that Tinybird's own command line has made. */
export const localTokens = JSON.parse(readFileSync(new URL("../vectors/tb-local-tokens.json", import.meta.url), "utf8")).tokens;

export const KEY = localTokens[0].workspace_token;
export const OTHER_KEY = localTokens[1].workspace_token;
/** Unix seconds. */
export const NOW = 1_700_000_000;

export const template = Object.freeze({
  name: "dashboard_{user_id}",
  ttl: "10m",
  scopes: [
    { type: "PIPES:READ", resource: "top_pages", fixed_params: { org_id: "{org_id}", currency: "eur" } },
    { type: "DATASOURCES:READ", resource: "events", filter: "org_id = {org_id:String}" },
  ],
  limits: { rps: 10 },
});

/** A template of one fixed parameter. */
export const templateOf = (value, rest = {}) => ({
  name: "app",
  ttl: 60,
  scopes: [{ type: "PIPES:READ", resource: "pages", fixed_params: { value } }],
  ...rest,
});

/** The payload of a token, read by Node and nothing of ours. */
export const payload = (token) => Buffer.from(token.split(".")[1], "base64url").toString();

/** Asserts that a call is refused with a code and a message, by an error fit for users; returns it. */
export function refused(run, code, message = /./) {
  let error;
  try {
    run();
  } catch (thrown) {
    error = thrown;
  }
  assert.ok(error !== undefined, `accepted; expected ${code}`);
  assert.ok(error instanceof MintbirdError && error instanceof Error, `not a MintbirdError: ${error}`);
  assert.equal(`${error.code}: ${error.message}`.split(":")[0], code, error.message);
  assert.match(error.message, message);
  assert.ok(Array.isArray(error.issues));
  assert.ok(!`${error.message}${JSON.stringify(error)}`.includes(KEY.slice(0, 60)), "the message contains the key");
  return error;
}

/** The codes of an error's, a minter's or a report's issues. */
export const codes = ({ issues }) => issues.map(({ code }) => code);
