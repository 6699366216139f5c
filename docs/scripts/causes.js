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
const keyOf = (text) => text.replace(/[A-Z_]+/, (name) => KEYS[name]);
const now = Math.floor(Date.now() / 1000);

const base64 = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
/** A token that nothing has checked, as other libraries sign it. */
function signed(claims, key) {
  const text = `${base64({ alg: "HS256" })}.${base64(claims)}`;
  return `${text}.${createHmac("sha256", key).update(text).digest("base64url")}`;
}

/** The cause that is found for a case. */
export function tryCause({ token, claims, key = "KEY", signedWith = "KEY", called = "/v0/pipes/top_pages.json" }) {
  const good = {
    workspace_id: u,
    name: "dashboard_u_1",
    exp: now + 600,
    scopes: [{ type: "PIPES:READ", resource: "top_pages", fixed_params: { org_id: "acme" } }],
  };
  const text = token ?? signed({ ...good, ...claims }, keyOf(signedWith));
  const found = find(`https://api.tinybird.co${called}?token=${text}`);
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
