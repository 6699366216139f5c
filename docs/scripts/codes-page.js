// The page of all codes: which there are, and what each is about, from the tables of the core; why it matters, from mintbird/explain; what it
// looks like and what mends it, from docs/codes, whose examples are run for the page.
import { readFile } from "node:fs/promises";
import { EXPLANATIONS } from "mintbird/explain";
import { CAUSES } from "../codes/causes.js";
import { DENIALS, ERRORS, GATEWAY, SOURCES, TOKEN_API, TOKEN_HANDLER } from "../codes/errors.js";
import { ISSUES, PROJECT } from "../codes/issues.js";
import { RUN, SERVE } from "../codes/serve.js";
import { tryCause } from "./causes.js";
import { tryError } from "./errors.js";
import { tryIssue, tryProject } from "./examples.js";

const read = (path) => readFile(new URL(`../../${path}`, import.meta.url), "utf8");

/** The rules of a table of the core: code, severity and what its documentation says. */
export async function rulesOf(path) {
  const text = await read(path);
  return [...text.matchAll(/((?: {4}\/\/\/ .*\n)+) {4}\w+ = "([a-z0-9-]+)", (Info|Warning|Error);/g)].map(([, doc, code, severity]) => ({
    code,
    severity: severity.toLowerCase(),
    what: doc
      .replaceAll(/^ {4}\/\/\/ /gm, "")
      .replaceAll("\n", " ")
      .trim(),
  }));
}

function block(language, text) {
  if (text.trim() === "") throw new Error("an example shows nothing");
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\`\n`;
}
const message = (text) =>
  text
    .split("\n")
    .map((line) => `> ${escape(line.trim())}`)
    .join("  \n");

/** The JSON of an example, as it would stand in claims or a template: one property on a line. */
function json(value) {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return JSON.stringify(value);
  const lines = Object.entries(value).map(([name, part]) => (part === undefined ? `// no "${name}"` : `"${name}": ${spaced(part)}`));
  return lines.join(",\n");
}
const spaced = (value) => JSON.stringify(value, null, 1).replaceAll(/\n\s*/g, " ");

const KIND = {
  text: "This text",
  header: "A header",
  claims: "Claims with",
  payload: "A payload",
  document: "A template",
  template: "A template with",
  key: "A key, in JSON",
};

function issueSection({ code, severity, what }) {
  const { kind, raised, mended, shown, mend } = tryIssue(ISSUES[code]);
  const issue = raised.find((issue) => issue.code === code);
  if (issue === undefined || mended.some((issue) => issue.code === code))
    throw new Error(`the example of ${code} raises ${raised.map(({ code }) => code)}, mended ${mended.map(({ code }) => code)}`);
  const show = (value) => (kind === "key" || kind === "text" ? (kind === "key" ? JSON.stringify(value) : value) : json(value));
  // The core is milder about tokens that others have made.
  const graded =
    issue.severity === severity
      ? `of severity **${severity}**`
      : issue.severity === "warning"
        ? "that is an **error** in a template, a **warning** in a token"
        : `of severity **${issue.severity}** here, otherwise **${severity}**`;
  const parts = [`An issue ${graded}. ${escape(what)} ${escape(EXPLANATIONS[code])}`];
  parts.push(
    `${KIND[kind]}:`,
    block(kind === "text" ? "text" : "js", show(shown)),
    message(`${issue.path ? `\`${issue.path}\`: ` : ""}${issue.message}`),
    `**What to do.** ${ISSUES[code].fix}`,
  );
  const better = show(mend);
  if (better !== "" && kind !== "document" && kind !== "text") parts.push(block("js", better));
  return parts.join("\n\n");
}

function projectSection({ code, severity, what }) {
  const example = PROJECT.codes[code];
  const { raised, mended, shown, also, scope, mend } = tryProject(example);
  const issue = raised.find((issue) => issue.code === code);
  if (issue === undefined || mended.some((issue) => issue.code === code))
    throw new Error(`the example of ${code} raises ${raised.map(({ code }) => code)}, mended ${mended.map(({ code }) => code)}`);
  const parts = [`An issue of \`mintbird check --project\`, severity **${severity}**. ${escape(what)}`];
  parts.push(block("sql", shown));
  if (also.length > 0) parts.push(`and a second file, ${also.map((path) => `\`${path}\``).join(", ")}.`);
  parts.push("The template pins", block("json", spaced(scope)), message(issue.message), `**What to do.** ${example.fix}`);
  if (mend !== undefined && example.sql !== undefined) parts.push(block("sql", mend));
  return parts.join("\n\n");
}

async function errorSection(code, { run, why, fix }, thrown) {
  const parts = [`${thrown}. ${why}`];
  if (run !== undefined) {
    const result = await tryError(run);
    if (result?.code !== code) throw new Error(`the example of ${code} comes to ${result?.code}: ${result?.message}`);
    parts.push(block("js", `${run};`), message(`${result.status === undefined ? "" : `${result.status} `}${result.message}`));
  }
  parts.push(`**What to do.** ${fix}`);
  return parts.join("\n\n");
}

function causeSection(code) {
  const { code: found, title, why, fix } = tryCause(CAUSES[code]) ?? {};
  if (found !== code) throw new Error(`the case of the cause ${code} comes to ${found}`);
  const parts = [`A cause of \`mintbird explain-403\`: **${title}.** For example:`, message(why)];
  if (fix !== undefined) parts.push(`The fix that it prints: ${escape(fix)}`);
  return parts.join("\n\n");
}

/** Text in which nothing is a tag. */
const escape = (text) => text.replaceAll("<", "&lt;");

/** The sections of every code by their anchors, in groups; a code that several groups know has one section. A cause has its own: it is found by itself. */
export async function sections() {
  const found = new Map();
  const add = (group, code, text, anchor = code) => {
    const section = found.get(anchor) ?? { group, code, parts: [] };
    section.parts.push(text);
    found.set(anchor, section);
  };
  for (const [code, entry] of Object.entries(ERRORS)) add("Errors", code, await errorSection(code, entry, "A `MintbirdError`"));
  for (const rule of await rulesOf("src/error/rule.rs")) add("Issues", rule.code, issueSection(rule));
  for (const rule of await rulesOf("src/project/issue.rs")) add("Issues of projects", rule.code, projectSection(rule));
  for (const [code, entry] of Object.entries(RUN))
    add("Issues of projects", code, await errorSection(code, entry, "An issue of `mintbird check --run`"));
  for (const [code, entry] of Object.entries(DENIALS)) add("Denials", code, await errorSection(code, entry, "A denial of `authorize`"));
  for (const [code, entry] of Object.entries(TOKEN_HANDLER))
    add("Answers", code, await errorSection(code, entry, "An answer of a token handler"));
  for (const [code, entry] of Object.entries(GATEWAY)) add("Answers", code, await errorSection(code, entry, "An answer of a gateway"));
  for (const [code, entry] of Object.entries(TOKEN_API))
    add("Answers", code, await errorSection(code, entry, "An answer of the Token API"));
  for (const [code, entry] of Object.entries(SERVE))
    add("Answers", code, await errorSection(code, entry, `An answer of \`mintbird serve\`, with status ${entry.status}`));
  for (const code of Object.keys(CAUSES)) add("Causes of a 403", code, causeSection(code), `cause-${code}`);
  for (const [code, entry] of Object.entries(SOURCES)) add("Token sources", code, await errorSection(code, entry, "A `TokenSourceError`"));
  return found;
}

export async function codesPage() {
  const text = [
    "# Every code",
    "Codes are stable: messages may change, codes do not. A later version may add some. Each has one anchor here, which is the code itself; that of a cause begins with `cause-`. " +
      "The examples were run when this page was built, and the messages are what they printed; a second example, where there is one, is free of the fault.",
    "Examples use `signingKey`, a `minter` that pins `org_id`, its `token` with its `claims`, and a `verifier`.",
  ];
  let last;
  for (const [anchor, { group, code, parts }] of await sections()) {
    if (group !== last) text.push(`## ${group}`);
    last = group;
    text.push(`### ${code} {#${anchor}}`, ...parts);
  }
  return `${text.join("\n\n")}\n`;
}
