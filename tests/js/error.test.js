// Errors, as those see them who get them from elsewhere: from another copy of the package, or through structured clone.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { MintbirdError, Minter, RateLimiter, SigningKey, Template, Verifier } from "mintbird";
import { TokenSourceError, MintbirdError as OfClient } from "mintbird/client";
import { Project } from "mintbird/project";
import { MintbirdError as OfServer } from "mintbird/server";
import { KEY, codes, refused, template } from "./fixtures.js";

const caught = refused(() => new Minter({ ...template, ttl: "x" }, KEY), "template");

test("an error of mintbird is known, whichever copy of the package has thrown it", async () => {
  const copy = await import("../../pkg/.build/types/error.js");
  const foreign = new copy.MintbirdError("param", "of the copy");
  assert.ok(!(foreign instanceof MintbirdError));
  assert.ok(MintbirdError.is(foreign) && copy.MintbirdError.is(caught));
  assert.equal(OfServer, MintbirdError);
  assert.equal(OfClient, MintbirdError);
  const late = new TokenSourceError("issuer-unreachable", "no connection", { cause: new Error("x") });
  assert.ok(MintbirdError.is(late) && copy.MintbirdError.is(late) && late instanceof MintbirdError);
  assert.deepEqual([late.name, late.code, late.issues, late.cause.message], ["TokenSourceError", "issuer-unreachable", [], "x"]);

  const others = [new Error("param"), new TypeError("MintbirdError [param]: x"), Object.assign(new Error("x"), { code: "param" })];
  for (const other of [...others, null, undefined, "param", 7, {}, [], () => 1, { code: "param", issues: [] }]) {
    assert.equal(MintbirdError.is(other), false, String(other));
  }
});

test("it keeps its name and its code through structured clone", async () => {
  const late = new TokenSourceError("issuer-status", "the issuer answered 401", { status: 401 });
  for (const error of [caught, late]) {
    for (const clone of [structuredClone(error), await overPort(error)]) {
      assert.ok(!(clone instanceof MintbirdError));
      assert.ok(MintbirdError.is(clone));
      assert.deepEqual([clone.name, clone.code, clone.message, clone.issues], [error.name, error.code, error.message, []]);
      assert.ok(MintbirdError.is(clone), "once more");
    }
  }
  assert.deepEqual(codes(caught), ["ttl"], "the error itself is as it was");
  assert.equal(MintbirdError.is(structuredClone(new Error("MintbirdError [param]: x"))), false);
});

test("a clone that cannot be changed is none", () => {
  for (const close of [Object.freeze, Object.seal, Object.preventExtensions]) {
    assert.equal(MintbirdError.is(close(structuredClone(caught))), false);
  }
});

test("it is made whatever a stack is", (t) => {
  t.after(() => delete Error.prepareStackTrace);
  for (const stack of [(_, sites) => sites, () => undefined, () => 7]) {
    Error.prepareStackTrace = stack;
    assert.equal(new MintbirdError("param", "x").code, "param");
  }
});

test("whatever is used after free() says so, in the same words", () => {
  for (const [what, object, use] of [
    ["minter", new Minter(template, KEY), (minter) => minter.mint({ user_id: "u", org_id: "a" })],
    ["verifier", new Verifier({ keys: KEY }), (verifier) => verifier.verify("a.b.c")],
    ["template", new Template(template), (gone) => new Minter(gone, KEY)],
    ["signing key", new SigningKey(KEY), (key) => new Minter(template, key)],
    ["signing key", new SigningKey(KEY), (key) => new Verifier({ keys: [KEY, key] })],
    ["limiter", new RateLimiter(), (limiter) => limiter.take("u", 1)],
    ["project", new Project({}), (project) => project.tables()],
  ]) {
    object.free();
    object.free();
    assert.equal(refused(() => use(object), "option").message, `this ${what} was freed; create a new one`);
  }
});

test("it prints as itself, with its code", () => {
  assert.equal(String(caught), `MintbirdError: ${caught.message}`);
  assert.match(caught.stack, /^MintbirdError \[template\]: .*\n +at /s);
  assert.deepEqual(Object.keys(caught), ["code", "issues"]);
});

test("no bundler has to know static blocks, which React Native's does not", () => {
  const seen = new Set([import.meta.resolve("mintbird/client")]);
  for (const url of seen) {
    const text = readFileSync(new URL(url), "utf8");
    assert.doesNotMatch(text, /\bstatic \{/, url);
    for (const [, path] of text.matchAll(/ from "(\.[^"]+)"/g)) seen.add(new URL(path, url).href);
  }
  assert.ok(seen.size > 1, "the errors are shared");
});

/** Through another thread and back. */
async function overPort(error) {
  const worker = new Worker(
    'require("node:worker_threads").parentPort.once("message", (e) => require("node:worker_threads").parentPort.postMessage(e))',
    {
      eval: true,
    },
  );
  try {
    return await new Promise((resolve, reject) => {
      worker.once("message", resolve).once("error", reject);
      worker.postMessage(error);
    });
  } finally {
    await worker.terminate();
  }
}
