// The reference of the npm package: TypeDoc over the entry points that package.json exports.
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Application } from "typedoc";

const source = new URL("../../pkg/", import.meta.url);
/** Each subpath with its entry point. */
export const SUBPATHS = {
  mintbird: "full",
  inspect: "inspect",
  project: "project",
  server: "server",
  client: "client",
  explain: "explain",
};

/** TypeDoc counts the property `type` of `Scope` as another `ScopeType`, and links to a second heading of that name, which is not there. */
function withAnchors(text) {
  const headings = new Map();
  for (const [, heading] of text.matchAll(/^#+ (.+)$/gm)) {
    const slug = heading
      .toLowerCase()
      .replaceAll(/[^a-z0-9 _-]/g, "")
      .replaceAll(" ", "-");
    headings.set(slug, (headings.get(slug) ?? 0) + 1);
  }
  return text.replaceAll(/\(#([a-z0-9_-]+)-(\d+)\)/g, (link, slug, count) => (headings.get(slug) > Number(count) ? link : `(#${slug})`));
}

/** TypeDoc shows `undefined` as the default of what has none. */
const withoutDefaults = (text) => text.replaceAll(/^(\| `[\w.]+\??` \| .+ \| )`undefined` \|/gm, "$1- |");

const sectionsOf = (text) => new Set([...text.matchAll(/^### (\w+)$/gm)].map(([, name]) => name));
/** Links the types that a page names and does not have to the page of `mintbird`, which has them. */
function withLinks(text, elsewhere) {
  const own = sectionsOf(text);
  const parts = text.split(/(^```[^]*?^```$)/m);
  const link = (code, name) => (elsewhere.has(name) && !own.has(name) ? `[${code}](../mintbird/index.md#${name.toLowerCase()})` : code);
  return parts.map((part, index) => (index % 2 === 0 ? part.replaceAll(/(?<!\[)`([A-Z]\w+)`/g, link) : part)).join("");
}

export async function api(folder) {
  let ofMintbird = new Set();
  for (const [name, entry] of Object.entries(SUBPATHS)) {
    const title = name === "mintbird" ? name : `mintbird/${name}`;
    const app = await Application.bootstrapWithPlugins({
      name: title,
      out: fileURLToPath(new URL(`${name}/`, folder)),
      router: "module",
      entryPoints: [fileURLToPath(new URL(`src/${entry}/index.ts`, source))],
      tsconfig: fileURLToPath(new URL("tsconfig.json", source)),
      plugin: ["typedoc-plugin-markdown"],
      readme: "none",
      disableSources: true,
      excludeInternal: true,
      excludePrivate: true,
      hidePageHeader: true,
      hideBreadcrumbs: true,
      entryFileName: "index",
      sanitizeComments: true,
      useCodeBlocks: true,
      parametersFormat: "table",
      excludeExternals: true,
      // Every exported name has a page or a section; what is not exported is not written about.
      validation: { invalidLink: false, notExported: false, notDocumented: false },
      logLevel: "Warn",
    });
    const project = await app.convert();
    if (project === undefined) throw new Error(`TypeDoc cannot read ${title}`);
    await app.generateOutputs(project);
    if (app.logger.hasErrors()) throw new Error(`TypeDoc has errors for ${title}`);
    const page = new URL(`${name}/index.md`, folder);
    const text = withoutDefaults(withAnchors(await readFile(page, "utf8")));
    if (name === "mintbird") ofMintbird = sectionsOf(text);
    await writeFile(page, withLinks(text, ofMintbird));
  }
}
