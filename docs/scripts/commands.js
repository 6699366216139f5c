// The help of the command line, one page for each command, as the command itself prints it.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const MINTBIRD = fileURLToPath(import.meta.resolve("mintbird/package.json").replace("package.json", "dist/cli/mintbird.js"));
/** Neither colours nor a terminal's width. */
const env = { PATH: process.env.PATH, NO_COLOR: "1", COLUMNS: "100" };

/** Pairs of a page's name and its text, the command itself first. */
export async function commandPages() {
  const pages = [];
  const visit = async (path) => {
    const text = await help(path);
    pages.push([["mintbird", ...path].join("_"), page(["mintbird", ...path].join(" "), text)]);
    for (const name of subcommands(text)) await visit([...path, name]);
  };
  await visit([]);
  return pages;
}

const help = async (path) => (await promisify(execFile)(process.execPath, [MINTBIRD, ...path, "--help"], { env })).stdout;

/** The commands that a help lists, but the help itself. */
function subcommands(text) {
  const [, list = ""] = /\nCommands:\n((?: {2}.*\n)+)/.exec(text) ?? [];
  return [...list.matchAll(/^ {2}([a-z][a-z0-9-]*)/gm)].map(([, name]) => name).filter((name) => name !== "help");
}

const page = (title, text) => `# ${title}\n\n\`\`\`text\n${text.trimEnd()}\n\`\`\`\n`;
