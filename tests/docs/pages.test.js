// What holds for all pages: they are short, the sidebar has them, every block of code is of a kind that some test runs, and links lead
// somewhere.
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { Minter, mintStaticToken, parseStaticToken } from "mintbird";
import { GUIDES as SIDEBAR } from "../../docs/.vitepress/pages.js";
import { sections } from "../../docs/scripts/codes-page.js";
import { BLOCKS, GUIDES, PAGES, blocksOf, read, root } from "./blocks.js";
import * as given from "./given.js";

const lines = (page) => read(page).split("\n").length - 1;
/** A page without its code and its comments. */
const prose = (page) =>
  read(page)
    .replaceAll(/^```[^]*?^```$/gm, "")
    .replaceAll(/<!--[^]*?-->/g, "");

test("guides are short", () => {
  assert.deepEqual(
    GUIDES.filter((page) => lines(page) >= 150).map((page) => `${page}: ${lines(page)} lines`),
    [],
  );
});

test("README says soon how to run it and how to pass its tests", () => {
  const [before] = prose("README.md").split("## Run it, test it");
  assert.ok(before.split("\n").length < 40, before);
  assert.ok(lines("README.md") < 140, `${lines("README.md")} lines`);
});

test("every guide stands in the sidebar, in README and in the list of guides", () => {
  const inSidebar = SIDEBAR.flatMap(({ items }) => items.map(([, page]) => `docs/${page}.md`));
  const pages = GUIDES.filter((page) => page !== "docs/README.md");
  assert.deepEqual([...inSidebar].sort(), pages);
  for (const page of pages) {
    assert.ok(read("README.md").includes(`](${page})`), `README.md: ${page}`);
    assert.ok(read("docs/README.md").includes(`](${page.slice(5)})`), `docs/README.md: ${page}`);
  }
});

/** Who runs which blocks. */
const RUN_BY = {
  "run.test.js": ["js", "ts", "json", "yaml"],
  "types.test.js": ["ts", "tsx"],
  "tests/js/cli/consoles.test.js": ["console"],
  "tests/e2e/guides.test.js": ["js", "console", "text"],
  "the doc tests of src/lib.rs": ["rust", "rust,no_run"],
  "this file": ["jsonc", "sh", "http"],
};

test("every block is of a kind that is run", () => {
  const known = new Set(Object.values(RUN_BY).flat());
  for (const { name, language } of BLOCKS) assert.ok(known.has(language), `${name}: \`\`\`${language}`);
  const { length } = BLOCKS;
  assert.ok(length >= 100, `${length}`);
});

test("a fence that the pattern does not see is a fault", () => {
  for (const page of PAGES) {
    const fences = read(page).match(/^ *```/gm)?.length ?? 0;
    assert.equal(blocksOf(page).length * 2, fences, page);
    // An indented block is not run by anybody, and rustdoc would take it for Rust.
    assert.doesNotMatch(prose(page), /^\n {4}\S/m, page);
  }
});

test("blocks of Rust stand in pages that rustdoc reads", () => {
  const read_by = [...read("src/lib.rs").matchAll(/include_str!\("\.\.\/(.+?)"\)/g)].map(([, page]) => page);
  const pages = [...new Set(BLOCKS.filter(({ language }) => language.startsWith("rust")).map(({ page }) => page))];
  assert.deepEqual(read_by.sort(), pages.sort());
});

test("settings are JSON", () => {
  const settings = BLOCKS.filter(({ language, kind }) => language === "jsonc" && kind === undefined);
  for (const { code } of settings) JSON.parse(code);
  assert.ok(settings.length > 0);
});

/** What a shell is told, beside mintbird's own commands: each was followed by hand, and none is run by a test, for they ask registries. */
const BY_HAND =
  /^(npm install|npm run dev|bun add|deno add|cargo add|export |curl -X POST|node server\.js|bun index\.js|deno run|npx wrangler (dev|deploy|secret put)|git clone|make (demo|test)$)/;

test("shells are told nothing else than what somebody has followed", () => {
  for (const { name, code } of BLOCKS.filter(({ language }) => language === "sh")) {
    for (const line of code.trim().split("\n")) {
      if (/^(npx )?mintbird /.test(line)) continue;
      assert.match(line, BY_HAND, name);
    }
  }
});

test("no command empties a file that may hold other secrets", () => {
  const examples = readdirSync(`${root}examples`)
    .map((name) => `examples/${name}/README.md`)
    .filter((path) => existsSync(root + path));
  const shown = [...BLOCKS.filter(({ language }) => language === "sh").map(({ name, code }) => [name, code])];
  for (const [name, text] of [...shown, ...examples.map((path) => [path, read(path)])]) assert.doesNotMatch(text, /[^>]>\s*\.\w/, name);
});

/** The names that a text imports from mintbird or from Node. */
const imported = (text) =>
  [...text.matchAll(/^import (?:\{([^}]+)\}|(\w+)) from "(?:mintbird|node:)[^"]*"/gm)].flatMap(([, names, name]) =>
    (names ?? name).split(",").map((each) => each.trim()),
  );
/** Whether code has a name, beside what it says in comments and in strings. */
const uses = (code, name) => new RegExp(`(?<![.\\w])${name}\\b(?!:)`).test(code.replaceAll(/"[^"\n]*"|\/\/ .*/g, ""));

test("what a block uses is imported where readers see it", () => {
  for (const page of PAGES) {
    let seen = "";
    for (const { name, language, code, before } of blocksOf(page)) {
      if (!/^(js|ts|tsx)$/.test(language)) continue;
      seen += code;
      const hidden = [...imported(before), "assert"].filter((each) => uses(code, each) && !imported(seen).includes(each));
      assert.deepEqual(hidden, [], name);
    }
  }
});

test("what a guide for a first token exports is a whole file", () => {
  for (const { name, code } of BLOCKS.filter(({ page, code }) => page.startsWith("docs/first-token/") && /^export /m.test(code))) {
    const taken = Object.keys(given).filter((each) => uses(code, each) && !new RegExp(`\\b(const|let|function) ${each}\\b`).test(code));
    assert.deepEqual(taken, [], name);
  }
});

test("README's template makes README's token", () => {
  const [template, payload] = BLOCKS.filter(({ page, language }) => page === "README.md" && language === "json").map(({ code }) => code);
  const { workspace_id, exp } = JSON.parse(payload);
  const key = mintStaticToken({ ...parseStaticToken(given.staticToken), u: workspace_id }, "abcd");
  const token = new Minter(template, key).mint({ user_id: "u_1", org_id: "acme" }, { now: exp - 600 });
  assert.equal(Buffer.from(token.split(".")[1], "base64url").toString(), payload.trim());
});

/** As GitHub and VitePress make them of headings. */
const slug = (heading) =>
  heading
    .replaceAll(/`|\*|\[|\]\([^)]*\)/g, "")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]+/gu, (signs) => (signs === "." ? "-" : ""))
    .replaceAll(" ", "-");
const anchors = (page) => [...prose(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => slug(heading));
/** The headings of the page of codes, which is built. */
const GROUPS = ["errors", "issues", "issues-of-projects", "denials", "answers", "causes-of-a-403", "token-sources"];

const REPOSITORY = "https://github.com/mintbird/mintbird/blob/main/";
/** The site, for what GitHub has no page of. */
const SITE = "https://mintbird.github.io/mintbird/docs/";

test("links lead to files and headings that are there", async () => {
  const codes = new Set([...(await sections()).keys(), ...GROUPS]);
  let count = 0;
  for (const page of [...PAGES, "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", ".github/RELEASING.md"]) {
    for (const [, link] of prose(page).matchAll(/\]\(([^)\s]+)\)/g)) {
      count++;
      if (link.startsWith(SITE)) {
        const [path, anchor] = link.slice(SITE.length).split("#");
        // What is built is looked at in site.test.js.
        assert.match(path, /^(reference\/(codes\.html|api\/\w+\/|cli\/[\w-]+\.html)|rust\/mintbird\/index\.html)?$/, `${page}: ${link}`);
        assert.ok(anchor === undefined || codes.has(anchor), `${page}: ${link}`);
        continue;
      }
      if (link.startsWith("https://") && !link.startsWith(REPOSITORY)) continue;
      const here = link.startsWith(REPOSITORY);
      const [path, anchor] = (here ? link.slice(REPOSITORY.length) : link).split("#");
      const target = path === "" ? page : here ? path : join(dirname(page), path);
      assert.ok(existsSync(root + target), `${page}: ${link}`);
      if (anchor !== undefined) assert.ok(anchors(target).includes(anchor), `${page}: ${link}, not one of ${anchors(target)}`);
    }
  }
  assert.ok(count > 120, `${count}`);
});

test("no page speaks of where it was written", () => {
  for (const page of PAGES) assert.doesNotMatch(read(page), /\/(work|tmp|root|home)\//, page);
});
