/** Code that mints from a template, for the places in which tokens are minted. */
import type { ParamValue } from "mintbird";
import { STRING_OR_NUMBER, isLong } from "../core/json.js";
import { type Field, sampleOf, typed } from "../core/state.js";

export interface Snippet {
  readonly id: string;
  readonly title: string;
  /** Where it goes, or what to set. */
  readonly about: string;
  readonly code: string;
}

/** @param template JSON text that is a template without faults */
export function snippets(template: string, fields: readonly Field[]): readonly Snippet[] {
  const params = fields.map(({ name }) => name);
  const document = template.trim().replaceAll("\r\n", "\n");
  const indented = (spaces: number) => withBigInts(document).replaceAll("\n", `\n${" ".repeat(spaces)}`);
  const object = params.length === 0 ? "{}" : `{ ${params.map((name) => `${name}: ${sourceOf(name)}`).join(", ")} }`;
  const handler = `authenticate: async (request) => {
    const user = await sessionOf(request); // yours: who is logged in, or undefined
    return user && ${object};
  },`;
  return [
    {
      id: "node",
      title: "Node",
      about: "`npm install mintbird`. TINYBIRD_SIGNING_KEY is the workspace admin token.",
      code: `import { Minter, SigningKey } from "mintbird";

const minter = new Minter(
  ${indented(2)},
  new SigningKey(process.env.TINYBIRD_SIGNING_KEY),
);

// For the user who is logged in:
const token = minter.mint(${object});
`,
    },
    {
      id: "next",
      title: "Next.js",
      about: "`app/api/token/route.ts`: the browser POSTs to it.",
      code: `import { Minter, SigningKey } from "mintbird";
import { createTokenHandler } from "mintbird/server";

export const POST = createTokenHandler({
  // Made at the first request: a build needs no key.
  minter: () =>
    new Minter(
      ${indented(6)},
      new SigningKey(process.env.TINYBIRD_SIGNING_KEY),
    ),
  ${handler}
});
`,
    },
    {
      id: "workers",
      title: "Cloudflare Workers",
      about: "`wrangler secret put TINYBIRD_SIGNING_KEY` sets the key: the workspace admin token.",
      code: `import { env } from "cloudflare:workers";
import { Minter } from "mintbird";
import { createTokenHandler } from "mintbird/server";

export default {
  fetch: createTokenHandler({
    minter: () =>
      new Minter(
        ${indented(8)},
        env.TINYBIRD_SIGNING_KEY,
      ),
    ${handler.replaceAll("\n", "\n  ")}
  }),
};
`,
    },
    {
      id: "deno",
      title: "Deno",
      about: "`deno run --allow-net --allow-env=TINYBIRD_SIGNING_KEY main.ts`",
      code: `import { Minter, SigningKey } from "npm:mintbird";
import { createTokenHandler } from "npm:mintbird/server";

const minter = new Minter(
  ${indented(2)},
  new SigningKey(Deno.env.get("TINYBIRD_SIGNING_KEY")),
);

Deno.serve(
  createTokenHandler({
    minter,
    ${handler.replaceAll("\n", "\n  ")}
  }),
);
`,
    },
    {
      id: "rust",
      title: "Rust",
      about: "`cargo add mintbird`",
      code: rust(document, fields),
    },
    {
      id: "cli",
      title: "Command line",
      about: "The key comes from TINYBIRD_SIGNING_KEY, or --local for Tinybird Local’s.",
      code: `cat > template.json <<'JSON'
${document}
JSON
npx mintbird mint template.json${fields.map((field) => ` \\\n  --param ${word(field)}`).join("")}
`,
    },
  ];
}

function sourceOf(name: string): string {
  return name === "user_id" ? "user.id" : name === "org_id" ? "user.orgId" : `user.${name}`;
}

/** JavaScript rounds long integers, unless they are BigInts. */
function withBigInts(json: string): string {
  return json.replace(STRING_OR_NUMBER, (part) => (isLong(part) ? `${part}n` : part));
}

function exampleOf(field: Field): ParamValue {
  return typed(sampleOf(field), field.type ?? "String");
}

/** A parameter on the command line: a text, or JSON behind `:=`. */
function word(field: Field): string {
  const value = exampleOf(field);
  const text = typeof value === "string" ? `${field.name}=${value}` : `${field.name}:=${JSON.stringify(value)}`;
  return /^[\w.,:=/-]+$/.test(text) ? text : `'${text}'`;
}

function rust(document: string, fields: readonly Field[]): string {
  const examples = fields.map((field) => [field.name, exampleOf(field)] as const);
  const isPlain = examples.every(([, value]) => typeof value === "string");
  const list = examples.map(([name, value]) => `(${JSON.stringify(name)}, ${isPlain ? JSON.stringify(value) : rustValue(value)})`);
  const hashes = "#".repeat(Math.max(0, ...[...document.matchAll(/"(#*)/g)].map(([, found = ""]) => found.length)) + 1);
  return `use mintbird::{Minter, SigningKey, Template${isPlain ? "" : ", Value"}};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let template = Template::parse(TEMPLATE)?;
    let minter = Minter::new(template, SigningKey::new(&std::env::var("TINYBIRD_SIGNING_KEY")?)?)?;
    let now = std::time::UNIX_EPOCH.elapsed()?.as_secs();
    println!("{}", minter.mint([${list.join(", ")}]${list.length === 0 ? " as [(&str, &str); 0]" : ""}, now)?);
    Ok(())
}

const TEMPLATE: &str = r${hashes}"${document}"${hashes};
`;
}

function rustValue(value: ParamValue): string {
  if (typeof value === "number") return `Value::try_from(${Number.isInteger(value) ? value.toFixed(1) : value})?`;
  return Array.isArray(value) ? `Value::from(vec![${value.map(rustValue).join(", ")}])` : `Value::from(${JSON.stringify(value)})`;
}
