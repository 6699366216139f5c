/** Code that mints from a template, for the places in which tokens are minted. */

export interface Snippet {
  readonly id: string;
  readonly title: string;
  /** Where it goes, or what to set. */
  readonly about: string;
  readonly code: string;
}

/** @param template JSON text that is a template without faults */
export function snippets(template: string, params: readonly string[]): readonly Snippet[] {
  const document = JSON.stringify(JSON.parse(template), null, 2);
  const indented = (spaces: number) => document.replaceAll("\n", `\n${" ".repeat(spaces)}`);
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
      code: `import { Minter } from "mintbird";

const minter = new Minter(
  ${indented(2)},
  process.env.TINYBIRD_SIGNING_KEY,
);

// For the user who is logged in:
const token = minter.mint(${object});
`,
    },
    {
      id: "next",
      title: "Next.js",
      about: "`app/api/token/route.ts`: the browser POSTs to it.",
      code: `import { Minter } from "mintbird";
import { createTokenHandler } from "mintbird/server";

export const POST = createTokenHandler({
  // Made at the first request: a build needs no key.
  minter: () =>
    new Minter(
      ${indented(6)},
      process.env.TINYBIRD_SIGNING_KEY!,
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
      code: `import { Minter } from "npm:mintbird";
import { createTokenHandler } from "npm:mintbird/server";

const minter = new Minter(
  ${indented(2)},
  Deno.env.get("TINYBIRD_SIGNING_KEY")!,
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
      about: "`cargo add mintbird`. The template is `template.json` beside the source.",
      code: `use mintbird::{Minter, SigningKey, Template};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let template = Template::parse(include_str!("template.json"))?;
    let minter = Minter::new(template, SigningKey::new(&std::env::var("TINYBIRD_SIGNING_KEY")?)?)?;
    let now = std::time::UNIX_EPOCH.elapsed()?.as_secs();
    println!("{}", minter.mint([${params.map((name) => `(${JSON.stringify(name)}, ${JSON.stringify(exampleOf(name))})`).join(", ")}]${params.length === 0 ? " as [(&str, &str); 0]" : ""}, now)?);
    Ok(())
}

/* template.json
${document}
*/
`,
    },
    {
      id: "cli",
      title: "Command line",
      about: "The key comes from TINYBIRD_SIGNING_KEY, or --local for Tinybird Local’s.",
      code: `cat > template.json <<'JSON'
${document}
JSON
npx mintbird mint template.json${params.map((name) => ` \\\n  --param ${name}=${exampleOf(name)}`).join("")}
`,
    },
  ];
}

function sourceOf(name: string): string {
  return name === "user_id" ? "user.id" : name === "org_id" ? "user.orgId" : `user.${name}`;
}

function exampleOf(name: string): string {
  return /user/.test(name) ? "u_1" : "acme";
}
