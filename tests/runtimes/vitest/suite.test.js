import * as mintbird from "mintbird";
import { inspect } from "mintbird/inspect";
import { Project } from "mintbird/project";
import { createTokenHandler } from "mintbird/server";
import { expect, test } from "vitest";
import { run, size, TOKEN } from "../suite.js";

test("the suite", () => {
  const { passed, results } = run({ ...mintbird, Project });
  expect(results.filter(({ ok }) => !ok)).toEqual([]);
  expect(passed).toBe(size);
});

test("the subpaths", () => {
  expect(inspect(TOKEN).kind).toBe("jwt");
  expect(() => createTokenHandler({})).toThrow(mintbird.MintbirdError);
});
