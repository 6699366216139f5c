/**
 * Tries to see another tenant's rows: every answer to one tenant has to be the same to the byte, whatever happens to the rows of the
 * others. It runs the endpoints as `mintbird serve` does, with tokens of the template.
 */
import { Minter, Template, Verifier, generateLocalTokens, parseStaticToken } from "../../entry/full/inline.js";
import type { ParamValue } from "../../types/template.js";
import { misuse } from "../exit.js";
import type { Engine } from "../engine/engine.js";
import { type Answer, Answers } from "./answers.js";
import { CHANGES, type Change, type Making, base, make, valuesIn } from "./data.js";
import { quoted } from "../engine/text.js";
import type { Read } from "../project/read.js";
import { requests } from "./requests.js";
import { type Identity, identities, tenantValues } from "./tenants.js";
import { wordsOf } from "./words.js";

/** How many requests with an odd name are made for each, as part of all. */
const PER_TRICK = 6;
/** Other tenants whose names are words of the pipes. */
const MAX_NAMED = 8;

export interface Running {
  readonly engine: Engine;
  readonly read: Read;
  readonly template: string;
  /** The project's folder. */
  readonly root: string;
  readonly seed: string;
  /** Unix seconds. */
  readonly now: number;
  /** For each endpoint. */
  readonly count: number;
  /** Called with each request, with the number of all. */
  readonly step: (total: number) => void;
}

/** A difference that another tenant's rows make. */
export interface Leak {
  readonly pipe: string;
  /** As it is typed. */
  readonly request: string;
  /** Whose token it was made with: the placeholders' values. */
  readonly filled: { readonly [name: string]: ParamValue };
  /** What was done to the other tenants' rows. */
  readonly change: Change;
  readonly before: string;
  readonly after: string;
  /** The row, or the error, that is in one of the answers only. */
  readonly row: string;
}

/** What was tried with an endpoint. */
export interface Tried {
  readonly pipe: string;
  readonly requests: number;
  /** Of them answered with rows. */
  readonly answered: number;
  /** Answers that differ from one time to the next by themselves. */
  readonly unstable: number;
  readonly leak: Leak | null;
  /** Why it proves nothing, where it does not. */
  readonly gap: string | null;
}

export interface Report {
  readonly seed: string;
  readonly endpoints: readonly Tried[];
  /** The tenant whose answers must not change. */
  readonly tenant: { readonly [name: string]: ParamValue };
}

interface Scopes {
  readonly scopes: readonly {
    readonly type: string;
    readonly resource: string;
    readonly fixed_params?: { readonly [name: string]: unknown };
  }[];
}

export async function run(running: Running): Promise<Report> {
  const { engine, read, root, seed } = running;
  const { project, files } = read;
  const template = new Template(running.template);
  const key = generateLocalTokens().workspace_token;
  const document = { ...(JSON.parse(running.template.replace(/^\ufeff/, "")) as Scopes), workspace_id: parseStaticToken(key).u };
  const minter = new Minter(JSON.stringify(document), key);
  const verifier = new Verifier({ keys: key });
  const scopes = document.scopes.filter(({ type }) => type === "PIPES:READ");
  const words = wordsOf(project, files);

  const all = project.tenantColumns(template);
  const params = filledBy(template, document);
  // What the template itself says is the same for every tenant.
  const columns = all.some(({ param }) => params.has(param)) ? all.filter(({ param }) => params.has(param)) : all;
  const making: Making = { engine, project, root, columns, words, seed, now: running.now };
  const rows = await base(making);
  const { own, others, filled } = await tenantsOf(making, rows, template, minter, document, params);

  const other = String([...others.values()][0]?.[0] ?? "tenant_b");
  const placeholders = [...new Set(columns.map(({ param }) => params.get(param)).filter((name) => name !== undefined))];
  const { self, tricks } = identities(template, minter, filled, placeholders, words, other);
  // Words of the pipes are names that a tenant may have: here of others, so that a name that is written into a pipe shows rows. For a
  // user who has such a name, they would be its own.
  const named = new Map(
    [...others].map(([param, values]) => [param, [...values, ...words.filter((word) => word !== own.get(param)).slice(0, MAX_NAMED)]]),
  );
  const made = [rows.database];
  const sets = new Map<Identity["trick"], (change: Change) => string>();
  for (const [set, them] of [
    ["named", named],
    ["plain", others],
  ] as const) {
    const database = (change: Change) => `${rows.prefix}_${set}_${change.replaceAll(" ", "_")}`;
    sets.set(set, database);
    for (const change of ["as it was", ...CHANGES] as const) {
      made.push(database(change));
      await make(making, rows, database(change), change, own, them);
    }
  }
  await engine.freeze();

  const answers = new Answers(engine, project, verifier);
  const endpoints: Tried[] = [];
  const total = scopes.length * running.count;
  for (const { resource: pipe, fixed_params = {} } of scopes) {
    const known = project.pipes.find(({ name }) => name === pipe);
    if (known === undefined || (known.type !== "endpoint" && known.type !== null)) continue;
    const names = [...new Set([...project.candidates(pipe).map(({ name }) => name), ...known.params.map(({ name }) => name)])];
    const asking = { pipe, names, pinned: Object.keys(fixed_params), words, other, seed };
    const plan = planOf(tricks, running.count, (count, who) => requests({ ...asking, count, seed: `${seed} ${who}` }), self);
    endpoints.push(await tryAll(pipe, plan));
  }
  for (const each of [template, minter, verifier]) each.free();
  // Of a server that goes on, nothing of ours must be left.
  for (const database of made) await engine.run("default", `DROP DATABASE IF EXISTS ${quoted(database)}`).catch(() => undefined);
  return { seed, endpoints, tenant: self.params };

  async function tryAll(pipe: string, plan: readonly (readonly [Identity, string])[]): Promise<Tried> {
    let [answered, unstable, tried] = [0, 0, 0];
    let leak: Leak | null = null;
    const readsTenants = columns.length > 0;
    for (const [identity, query] of plan) {
      running.step(total);
      tried++;
      const rendered = answers.sql(pipe, identity.token, query);
      if (!("sql" in rendered) || leak !== null) continue;
      const database = sets.get(identity.trick === "" ? "named" : "plain")!;
      const before = await answers.over(database("as it was"), rendered.sql);
      if (before.rows > 0) answered++;
      for (const change of CHANGES) {
        const after = await answers.over(database(change), rendered.sql);
        if (same(before, after)) continue;
        // What differs by itself, as `now()` and `rand()` do, says nothing.
        if (!same(before, await answers.again(database("as it was"), rendered.sql))) {
          unstable++;
          continue;
        }
        const request = `GET /v0/pipes/${pipe}.json${query === "" ? "" : `?${query}`}`;
        leak = { pipe, request, filled: identity.params, change, before: before.text, after: after.text, row: through(before, after) };
        break;
      }
    }
    const gap =
      leak !== null
        ? null
        : !readsTenants
          ? "no column is known to hold the tenant, so there are no other tenant's rows"
          : answered === 0
            ? "no request was answered with a row"
            : null;
    return { pipe, requests: tried, answered, unstable, leak, gap };
  }
}

/** Which requests are made with which name: half of them at most with odd ones. */
function planOf(
  tricks: readonly Identity[],
  count: number,
  ask: (count: number, who: string) => readonly string[],
  self: Identity,
): readonly (readonly [Identity, string])[] {
  const each = tricks.length === 0 ? 0 : Math.max(1, Math.min(PER_TRICK, Math.floor(count / 2 / tricks.length)));
  const odd = tricks.slice(0, Math.floor(count / 2)).flatMap((trick) => ask(each, "").map((query) => [trick, query] as const));
  const own = ask(count - odd.length, "").map((query) => [self, query] as const);
  return [...own, ...odd];
}

/** The placeholder that fills each fixed parameter, where one does. */
function filledBy(template: Template, { scopes }: Scopes): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { param, path } of template.placeholders) {
    const [, index, name] = /^\/scopes\/(\d+)\/fixed_params\/([^/]+)$/.exec(path) ?? [];
    if (index !== undefined && name !== undefined && scopes[Number(index)]?.type === "PIPES:READ") found.set(name, param);
  }
  return found;
}

interface Tenants {
  /** By fixed parameter. */
  readonly own: ReadonlyMap<string, ParamValue>;
  readonly others: ReadonlyMap<string, readonly ParamValue[]>;
  /** By placeholder. */
  readonly filled: ReadonlyMap<string, ParamValue>;
}

async function tenantsOf(
  making: Making,
  rows: Awaited<ReturnType<typeof base>>,
  template: Template,
  minter: Minter,
  { scopes }: Scopes,
  params: ReadonlyMap<string, string>,
): Promise<Tenants> {
  const filled = new Map<string, ParamValue>();
  for (const { param, type } of template.placeholders) {
    const [value = "x"] = tenantValues(type ?? "String", 1);
    if (!filled.has(param) || typeof value !== "string") filled.set(param, (type ?? "").startsWith("Array(") ? [value] : value);
  }
  const own = new Map<string, ParamValue>();
  const others = new Map<string, readonly ParamValue[]>();
  const literal = (param: string) => scopes.map((scope) => scope.fixed_params?.[param]).find((value) => value !== undefined) as ParamValue;
  for (const param of new Set(making.columns.map(({ param }) => param))) {
    const placeholder = params.get(param);
    const types = template.placeholders.filter((each) => each.param === placeholder).map(({ type }) => type ?? "String");
    const type = types.find((type) => type !== "String") ?? columnType(making, param);
    const held = making.columns.filter((column) => column.param === param && rows.filled.has(column.dataSource));
    const present = (await Promise.all(held.map((column) => valuesIn(making, rows, column)))).flat();
    const numeric = /^U?Int|^Float/.test(type);
    const values = [...new Set([...present.map((value) => (numeric ? Number(value) : value)), ...tenantValues(type, 4)])];
    // The first that the template takes.
    const me =
      placeholder === undefined
        ? literal(param)
        : values.find((value) => {
            try {
              minter.mint(Object.fromEntries([...filled, [placeholder, value]]));
              return true;
            } catch {
              return false;
            }
          });
    if (me === undefined) throw misuse(`no tenant is found that the template takes for ${param}`);
    own.set(param, me);
    if (placeholder !== undefined) filled.set(placeholder, me);
    const text = String(me);
    // Near the tenant's own name, too: its capitals, its beginning, a number with the same last byte.
    const near =
      typeof me === "number" ? [me + 256, 0] : typeof me === "string" ? [text.toUpperCase(), `${text}2`, text.slice(0, -1), ""] : [];
    others.set(
      param,
      [...new Set<ParamValue>([...values.slice(0, 6), ...near])].filter((value) => String(value) !== text),
    );
  }
  return { own, others, filled };
}

/** The type of the column that a parameter without a type of its own is compared with. */
function columnType({ project, columns }: Making, param: string): string {
  const held = columns.find((column) => column.param === param);
  const source = project.dataSources.find(({ name }) => name === held?.dataSource);
  const type = source?.columns.find(({ name }) => name === held?.column)?.type ?? "String";
  return type.replace(/^(?:Nullable|LowCardinality)\((.*)\)$/, "$1").replace(/^(?:Nullable|LowCardinality)\((.*)\)$/, "$1");
}

/** Equal to the byte; or the same rows, where the query leaves their order open. */
function same(one: Answer, other: Answer): boolean {
  return one.text === other.text || (one.rows === other.rows && sorted(one) === sorted(other));
}

function sorted({ text }: Answer): string {
  return text.split("\n").sort().join("\n");
}

/** What is in one of them only. */
function through(before: Answer, after: Answer): string {
  const [one, other] = [before.text.split("\n"), after.text.split("\n")];
  return other.find((row) => !one.includes(row)) ?? one.find((row) => !other.includes(row)) ?? "";
}
