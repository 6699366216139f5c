import { readdirSync } from "node:fs";
import { defineConfig } from "vitepress";
import { GUIDES } from "./pages.js";
import { PLACEHOLDER, relocate } from "./relocate.js";

const reference = new URL("../reference/", import.meta.url);
/** The generated pages of a folder, by their names. */
function generated(folder: string): { text: string; link: string }[] {
  const names = readdirSync(new URL(folder, reference)).filter((name) => name.endsWith(".md") && name !== "README.md");
  return names.sort().map((name) => ({ text: name.slice(0, -3).replaceAll("_", " "), link: `/reference/${folder}/${name.slice(0, -3)}` }));
}

/** Where the site is online. Pages name it where GitHub has no page to show: for the reference, which is built. Here it is this very site. */
const ONLINE = "https://mintbird.github.io/mintbird/docs/";

const SUBPATHS = ["mintbird", "inspect", "project", "server", "client", "explain"];

export default defineConfig({
  title: "mintbird",
  description: "Mints, checks and explains Tinybird tokens, at the edge and in the browser",
  // Put right after the build, so that the site works in any folder of any static host.
  base: PLACEHOLDER,
  outDir: "../www/dist/docs",
  vite: { publicDir: "../www/public" },
  srcExclude: ["node_modules/**"],
  // GitHub shows the same file for a folder.
  // The crate's own documentation is copied beside the site afterwards; tests/docs looks at those links, too.
  ignoreDeadLinks: [/^\/rust\//],
  rewrites: (id) => id.replace(/(^|\/)README\.md$/, "$1index.md"),
  markdown: {
    languageAlias: { "rust,no_run": "rust" },
    config(markdown) {
      // Two braces are two braces, and nothing for Vue.
      const text = (content: string) => markdown.utils.escapeHtml(content).replaceAll("{{", "&#123;&#123;");
      markdown.renderer.rules["text"] = (tokens, index) => text(tokens[index]!.content);
      markdown.renderer.rules["code_inline"] = (tokens, index) => `<code>${text(tokens[index]!.content)}</code>`;
      const { link_open: before } = markdown.renderer.rules;
      markdown.renderer.rules["link_open"] = (tokens, index, options, env, self) => {
        const token = tokens[index]!;
        const href = (token.attrGet("href") ?? "").replace(/^README\.md/, "index.md").replace(ONLINE, "/");
        token.attrSet("href", href);
        // What leads out of docs/ leads to the repository.
        const depth = ((env as { relativePath?: string }).relativePath ?? "").split("/").length - 1;
        const out = "../".repeat(depth + 1);
        if (href.startsWith(out) && !href.startsWith(`${out}../`)) {
          token.attrSet("href", `https://github.com/mintbird/mintbird/blob/main/${href.slice(out.length)}`);
        }
        return before?.(tokens, index, options, env, self) ?? self.renderToken(tokens, index, options);
      };
    },
  },
  themeConfig: {
    search: { provider: "local" },
    nav: [
      { text: "Guides", link: "/first-token/next", activeMatch: "^/(?!reference)." },
      { text: "Reference", link: "/reference/codes", activeMatch: "/reference/" },
      { text: "Playground", link: "/../", target: "_self" },
    ],
    sidebar: {
      "/": GUIDES.map(({ text, items }) => ({ text, items: items.map(([text, page]) => ({ text, link: `/${page}` })) })),
      "/reference/": [
        { text: "Codes", items: [{ text: "Every error and issue", link: "/reference/codes" }] },
        { text: "The command line", items: generated("cli") },
        {
          text: "The npm package",
          items: SUBPATHS.map((name) => ({
            text: name === "mintbird" ? name : `mintbird/${name}`,
            link: `/reference/api/${name}/`,
          })),
        },
        { text: "The crate", items: [{ text: "mintbird (rustdoc)", link: "/rust/mintbird/index.html", target: "_self" }] },
      ],
    },
    socialLinks: [{ icon: "github", link: "https://github.com/mintbird/mintbird" }],
    outline: { level: [2, 3] },
    docFooter: { prev: false, next: false },
  },
  buildEnd: ({ outDir }) => relocate(outDir),
});
