/** The type of a template's params, as TypeScript: for templates that stand in a JSON file, of which a compiler knows no names. */
import type { Placeholder, Template } from "../entry/full/inline.js";

const SCALARS = ["string", "number", "bigint", "boolean"];
const TEXT = ["string"];
const NUMBERS = ["string", "number", "bigint"];
const LIST = ["readonly ParamValue[]"];

/** What fills a placeholder of each type: as `ParamValues` has it for templates that are written inline, which a test holds it to. */
const TYPES: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^Array\(/, LIST],
  [/^(String|UUID|Date|Slug)$/, TEXT],
  [/^DateTime$/, ["string", "number"]],
  [/^Bool$/, ["boolean", '"true"', '"false"']],
  [/^(U?Int\d+|Float64)$/, NUMBERS],
];

/** A module that exports one type. `file` is what the template was read from, where that can be said. */
export function paramsModule({ params, placeholders }: Template, typeName: string, file: string | undefined): readonly string[] {
  const typed = params.map((param) => {
    const written = placeholders.filter((placeholder) => placeholder.param === param);
    return { param, written, type: written.map(takes).reduce(both) };
  });
  const of = file === undefined ? "the template" : `\`${file}\``;
  return [
    `// Written by \`mintbird types\`, to be written again when the template changes.`,
    ...(typed.some(({ type }) => type.includes(LIST[0]!)) ? ['import type { ParamValue } from "mintbird";'] : []),
    "",
    `/** What fills the placeholders of ${of}: \`new Minter<${typeName}>(template, signingKey)\`. */`,
    typed.length === 0 ? `export type ${typeName} = Record<never, never>;` : `export interface ${typeName} {`,
    ...typed.flatMap(({ param, written, type }) => [
      `  /** ${[...new Set(written.map(asWritten))].join(", ")} */`,
      `  readonly ${param}: ${type.length === 0 ? "never" : type.join(" | ")};`,
    ]),
    ...(typed.length === 0 ? [] : ["}"]),
  ];
}

function takes({ type }: Placeholder): readonly string[] {
  return TYPES.find(([known]) => type !== null && known.test(type))?.[1] ?? SCALARS;
}

/** What fills both, where one name has placeholders of two types. */
function both(a: readonly string[], b: readonly string[]): readonly string[] {
  const within = (all: readonly string[]) => (one: string) => all.includes(one) || (one.startsWith('"') && all.includes("string"));
  return [...new Set([...a.filter(within(b)), ...b.filter(within(a))])];
}

function asWritten({ param, type }: Placeholder): string {
  return `\`{${type === null ? param : `${param}:${type}`}}\``;
}
