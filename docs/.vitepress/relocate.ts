// VitePress knows one absolute base. The site is to work in any folder of any static host, as the playground does, so it is built with
// a base that stands nowhere else, which is then replaced: in pages by the way up, in scripts by where the page finds itself.
import { readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

export const PLACEHOLDER = "/where-the-documentation-is/";
const BASE = "globalThis.__DOCS_BASE__";

export async function relocate(outDir: string): Promise<void> {
  const paths = (await readdir(outDir, { recursive: true })).filter((path) => /\.(html|js|css)$/.test(path));
  for (const path of paths) {
    const file = join(outDir, path);
    const text = await readFile(file, "utf8");
    const moved = path.endsWith(".html") ? inPage(text, path) : path.endsWith(".css") ? inStyle(text) : inScript(text);
    if (moved.includes(PLACEHOLDER)) throw new Error(`${path} still has the base of the build; see docs/.vitepress/relocate.ts`);
    await writeFile(file, moved);
  }
}

function inPage(text: string, path: string): string {
  const up = "../".repeat(path.split("/").length - 1) || "./";
  // The icon's URL is absolute: a browser resolves it anew when the page's URL changes.
  const icon = `document.head.append(Object.assign(document.createElement("link"),{rel:"icon",href:${BASE}+"favicon.svg"}))`;
  const where = `<script>${BASE}=new URL(${JSON.stringify(up)},location.href).pathname;${icon}</script>`;
  return text
    .replace("<head>", `<head>${where}`)
    .replace(/(__VP_SITE_DATA__=JSON\.parse\("(?:[^"\\]|\\.)*")\)/, (_, data: string) => {
      return `${data.replaceAll(PLACEHOLDER, "\0")}.replaceAll("\\0",${BASE}))`;
    })
    .replaceAll("\0", "\\u0000")
    .replaceAll(PLACEHOLDER, up);
}

/** All styles stand in one folder with what they load. */
function inStyle(text: string): string {
  return text.replaceAll(`${PLACEHOLDER}assets/`, "./");
}

function inScript(text: string): string {
  const whole = new RegExp(`"${PLACEHOLDER}([^"\\\\]*)"`, "g");
  // The index of the search is one string, which has the URL of every section.
  const index = /^(const (\w+)=(['"`])[^]*\3)(;export\{\2 as default\};?\s*)$/.exec(text);
  if (index !== null) return `${index[1]!.replaceAll(PLACEHOLDER, "\u0001")}.replaceAll("\\x01",${BASE})${index[4]!}`;
  return text.replace(whole, (_, rest: string) => `(${BASE}+"${rest}")`);
}
