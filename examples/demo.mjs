// Mints a token, reads it, verifies it, and has a forged one refused. `make demo` builds what this imports.
import { readFileSync } from "node:fs";
import { Minter, Verifier, generateLocalTokens, inspect } from "../pkg/dist/entry/full/inline.js";

// As `tb local generate-tokens` makes it: the key of a Tinybird Local that does not exist. A real one comes from
// process.env.TINYBIRD_SIGNING_KEY and is never printed.
const signingKey = generateLocalTokens().workspace_token;

const template = readFileSync(new URL("template.json", import.meta.url), "utf8");
const minter = new Minter(template, signingKey);
const token = minter.mint({ user_id: "u_1", org_id: "acme" });
const { header, claims, expiry, issues } = inspect(token);

// Each on one line, to be copied whole.
print("signing key (a local one, made for this run)", signingKey);
print(`token for user_id u_1, org_id acme: ${token.length} characters, valid for ${expiry.expiresIn} s`, token);
print("header", JSON.stringify(header));
print("claims", JSON.stringify(claims, null, 2));
print("issues", list([...minter.issues, ...issues]));

const verifier = new Verifier({ keys: signingKey });
const valid = attempt(() => `valid, for ${verifier.verify(token).name}`);
const forged = attempt(() => verifier.verify(forge(token)) && "valid");
const tenantless = attempt(() => minter.mint({ user_id: "u_1" }));
print("verified", valid.text);
print("verified with one character changed", forged.text);
print("minted without org_id", tenantless.text);

process.exitCode = valid.code === undefined && forged.code === "signature" && tenantless.code === "param" ? 0 : 1;
minter.free();
verifier.free();

/** The same token, but for one character in the middle of its payload. */
function forge(token) {
  const at = Math.floor(token.length / 2);
  return token.slice(0, at) + (token[at] === "A" ? "B" : "A") + token.slice(at + 1);
}

function attempt(run) {
  try {
    return { text: run() };
  } catch (error) {
    return { code: error.code, text: `refused, ${error.code}: ${error.message}` };
  }
}

function print(title, text) {
  const heading = process.stdout.isTTY ? `\x1b[1m${title}\x1b[0m` : title;
  console.log(`${heading}\n${fold(text)}\n`);
}

function list(issues) {
  return issues.map(({ severity, code, path, message }) => `${severity} ${code} ${path}: ${message}`).join("\n") || "none";
}

/** Lines of at most 80 columns, folded between words. */
function fold(text) {
  return text.replace(/^(?=.{81})(.{1,80}) /gm, "$1\n");
}
