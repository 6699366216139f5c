/** Names of the tenant whose answers must not change, and of others whose rows do: such as their columns can hold. */
import type { Minter } from "../../full/minter.js";
import type { Template } from "../../full/template.js";
import type { Project } from "../../project/project.js";
import type { TenantColumn } from "../../types/project.js";
import type { ParamValue } from "../../types/template.js";
import type { Engine } from "../engine/engine.js";
import { type Held, alike, bare, held, isText, near, tenantValues, typed } from "./column.js";
import { type Base, valuesIn } from "./data.js";
import { type Asker, TRICKS } from "./identity.js";
import type { Words } from "./words.js";

/** Other tenants whose names are words of the pipes. */
const MAX_NAMED = 8;
/** Tenants of fixtures who get further rows. */
const MAX_PRESENT = 6;

interface Search {
  readonly engine: Engine;
  readonly project: Project;
  readonly rows: Base;
  readonly template: Template;
  readonly minter: Minter;
  /** The placeholder that fills each fixed parameter, where one does. */
  readonly params: ReadonlyMap<string, string>;
  /** What the template says of each fixed parameter. */
  readonly literals: ReadonlyMap<string, unknown>;
  readonly columns: readonly TenantColumn[];
  readonly words: Words;
}

export interface Tenants {
  /** By fixed parameter, as the two that follow. */
  readonly own: ReadonlyMap<string, string>;
  /** None of them has an odd name that a token is minted for. */
  readonly others: ReadonlyMap<string, readonly string[]>;
  /**
   * Also those with odd names and words of the pipes, so that a name that is written into a pipe shows rows. For a user who has such a
   * name, they would be its own.
   */
  readonly named: ReadonlyMap<string, readonly string[]>;
  /** By placeholder. */
  readonly filled: ReadonlyMap<string, ParamValue>;
  readonly askers: readonly Asker[];
  /** Data sources for whose tenants no name is found. */
  readonly faults: ReadonlyMap<string, string>;
}

export async function tenantsOf(search: Search): Promise<Tenants> {
  const { template, columns, params } = search;
  const filled = new Map<string, ParamValue>();
  for (const { param, type } of template.placeholders) {
    const value = typed(type ?? "String", tenantValues(type ?? "String", 1)[0]!);
    if (!filled.has(param) || typeof value !== "string") filled.set(param, value);
  }
  const [own, others, named] = [new Map<string, string>(), new Map<string, readonly string[]>(), new Map<string, readonly string[]>()];
  const askers: Asker[] = [];
  const faults = new Map<string, string>();
  for (const param of new Set(columns.map(({ param }) => param))) {
    const compared = columns.filter((column) => column.param === param);
    const found = await names(search, param, compared, filled);
    if (found === undefined) {
      for (const { dataSource, column } of compared)
        faults.set(dataSource, `no tenant is known that the template takes and \`${dataSource}.${column}\` can hold; give it a fixture`);
      continue;
    }
    own.set(param, found.own);
    others.set(param, found.others);
    named.set(param, found.named);
    const placeholder = params.get(param);
    if (placeholder === undefined) continue;
    filled.set(placeholder, found.value);
    askers.push({ placeholder, type: found.type, own: found.own, odd: found.odd });
  }
  return { own, others, named, filled, askers, faults };
}

interface Names {
  readonly own: string;
  /** What fills the placeholder with it, of this type. */
  readonly value: ParamValue;
  readonly type: string;
  readonly others: readonly string[];
  readonly named: readonly string[];
  readonly odd: readonly string[];
}

/** Nothing where no name is found. */
async function names(
  { engine, project, rows, template, minter, params, literals, words }: Search,
  param: string,
  compared: readonly TenantColumn[],
  filled: ReadonlyMap<string, ParamValue>,
): Promise<Names | undefined> {
  const types = [...new Set(compared.map((column) => bare(typeOf(project, column))))];
  const placeholder = params.get(param);
  const declared = template.placeholders.filter((each) => each.param === placeholder).map(({ type }) => type ?? "String");
  const type = declared.find((type) => type !== "String") ?? types[0]!;
  const odd = [...TRICKS, ...words.texts, ...(types.every(isText) ? [] : words.numbers)];
  const oddly = await held(engine, types, odd);
  const present: string[] = [];
  for (const column of compared)
    if (rows.filled.has(column.dataSource) && !rows.faults.has(column.dataSource))
      present.push(...(await valuesIn(engine, rows, column, [...oddly.values()].flat())));

  // The first that the template takes.
  const made = [...types, type.replace(/^Array\((.*)\)$/, "$1")].flatMap((type) => tenantValues(type, 4));
  const possible = placeholder === undefined ? [String(literals.get(param))] : [...present, ...made];
  const value = (name: string) => (placeholder === undefined ? name : [typed(type, name), name].find(takes));
  const own = [...(await held(engine, types, possible)).keys()].find((name) => value(name) !== undefined);
  if (own === undefined) return undefined;

  const all = await held(engine, types, [own, ...present, ...made, ...types.flatMap((type) => near(type, own)), ...odd]);
  const mine = all.get(own)!;
  const foreign = [...all].filter(([, as]) => !alike(as, mine)).map(([name]) => name);
  const [here, generated] = [foreign.filter((name) => present.includes(name)), foreign.filter((name) => !present.includes(name))];
  const others = [...here.slice(0, MAX_PRESENT), ...generated.filter((name) => !odd.includes(name))];
  const withRows = [mine, ...[...here, ...others].map((name) => all.get(name)!)];
  const free = (as: Held | undefined) => as === undefined || !withRows.some((other) => alike(other, as));
  const known = [
    ...TRICKS,
    ...odd
      .slice(TRICKS.length)
      .filter((name) => name !== own)
      .slice(0, MAX_NAMED),
  ];
  return {
    own,
    value: value(own)!,
    type,
    others,
    named: [...new Set([...others, ...known.filter((name) => foreign.includes(name))])],
    odd: odd.filter((name) => free(all.get(name))),
  };

  function takes(value: ParamValue): boolean {
    try {
      minter.mint(Object.fromEntries([...filled, [placeholder!, value]]));
      return true;
    } catch {
      return false;
    }
  }
}

/** The type of a data source's column. */
function typeOf({ dataSources }: Project, { dataSource, column }: TenantColumn): string {
  const source = dataSources.find(({ name }) => name === dataSource);
  return source?.columns.find(({ name }) => name === column)?.type ?? "String";
}
