// Tries the cases of docs/codes/causes.js: which cause of a 403 each has, and what is said of it.
import { createHmac } from "node:crypto";
import { SigningKey, authorize, inspect, keySpelling, mintStaticToken, parseStaticToken } from "mintbird";
import { causes, find, verdict } from "mintbird/explain";

const u = "7d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5c";
const key = (id, host) => mintStaticToken({ u, id, ...(host && { host }) }, "not Tinybird's");
const KEYS = {
  KEY: key("1d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5c"),
  PERSONAL_KEY: key("2d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5c"),
  REGIONAL_KEY: key("1d7e5a4c-8d4e-4c1e-9f51-1f0f2f3a4b5c", "us_east"),
};
const keyOf = (text) => text.replaceAll(/\b(?:[A-Z]+_)?KEY\b/g, (name) => KEYS[name]);
const now = Math.floor(Date.now() / 1000);

const base64 = (text) => Buffer.from(text).toString("base64url");
/** A token that nothing has checked, as other libraries sign it. */
function signed(payload, key) {
  const text = `${base64('{"alg":"HS256"}')}.${base64(payload)}`;
  return `${text}.${createHmac("sha256", key).update(text).digest("base64url")}`;
}

/** The cause that is found for a case. `claims` are members to put in the place of good ones, or the text of more. */
export function tryCause({ token, claims, key = "KEY", signedWith = "KEY", called = "/v0/pipes/top_pages.json", as = "token" }) {
  const good = {
    workspace_id: u,
    name: "dashboard_u_1",
    exp: now + 600,
    scopes: [{ type: "PIPES:READ", resource: "top_pages", fixed_params: { org_id: "acme" } }],
  };
  const payload = typeof claims === "string" ? JSON.stringify(good).replace(/}$/, `,${claims}}`) : JSON.stringify({ ...good, ...claims });
  const text = token ?? signed(keyOf(payload), keyOf(signedWith));
  const found = find(`https://api.tinybird.co${called}?${as}=${text}`);
  const report = inspect(text, { now });
  const given = {
    token: text,
    report: report.kind === "jwt" ? report : { ...report, kind: "jwt" },
    key: keyOf(key),
    pipe: found.called?.pipe ?? "",
    called: found.called,
    origin: found.origin,
    now,
  };
  return verdict(causes(given, { authorize, keySpelling, parseStaticToken, SigningKey })).cause;
}
