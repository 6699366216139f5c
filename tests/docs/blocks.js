// The pages that people read, and the blocks of code in them.
import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));
export const read = (path) => readFileSync(root + path, "utf8");

const guides = readdirSync(`${root}docs`, { recursive: true })
  .filter((path) => path.endsWith(".md") && !/(^|\/)(node_modules|reference|\.vitepress)\//.test(path))
  .map((path) => `docs/${path}`);

/** All pages, by their path in the repository. */
export const PAGES = ["README.md", "pkg/README.md", ...guides.sort()];
export const GUIDES = PAGES.filter((page) => page.startsWith("docs/"));

/**
 * The blocks of a page. What stands in a comment before a block, `<!-- before … -->`, and after it, `<!-- after … -->`, is run with it and
 * not shown. `before: with the block above` takes that block along.
 */
export function blocksOf(page) {
  const text = read(page);
  const pattern =
    /(?:<!-- before(: with the block above)?\n([^]*?)-->\n+)?^( *)```(\S*)(?: (.*))?\n([^]*?)^\3```$(?:\n+<!-- after\n([^]*?)-->)?/gm;
  return [...text.matchAll(pattern)].map(([, above, before = "", , language, kind, code, after = ""], index) => ({
    name: `${page}, block ${index + 1}`,
    line: text.slice(0, text.indexOf(code)).split("\n").length,
    language,
    kind,
    code,
    before,
    after,
    withAbove: above !== undefined,
  }));
}

export const BLOCKS = PAGES.flatMap((page) => blocksOf(page).map((block) => ({ page, ...block })));
