const mintbird = require("mintbird");
const { MintbirdError } = require("mintbird/client");
const { inspect } = require("mintbird/inspect");
const { Project } = require("mintbird/project");
const { run, size, TOKEN } = require("../suite.cjs");

test("the suite", () => {
  const { passed, results } = run({ ...mintbird, Project });
  expect(results.filter(({ ok }) => !ok)).toEqual([]);
  expect(passed).toBe(size);
});

test("the subpaths", () => {
  expect(inspect(TOKEN).kind).toBe("jwt");
  expect(MintbirdError).toBe(mintbird.MintbirdError);
});

test("texts of every kind cross the border", () => {
  const key = mintbird.generateLocalTokens().workspace_token;
  const template = { name: "n_{id}", ttl: 60, scopes: [{ type: "PIPES:READ", resource: "p", fixed_params: { org: "{id}" } }] };
  const minter = new mintbird.Minter(template, key);
  for (const id of ["a", "é", "\ufeffß", "日本語".repeat(40), "🐦".repeat(500), "\u{10ffff}"]) {
    expect(new mintbird.Verifier({ keys: key }).verify(minter.mint({ id })).name).toBe(`n_${id}`);
  }
});
