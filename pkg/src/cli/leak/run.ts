/**
 * Tries to see another tenant's rows: every answer to one tenant has to be the same to the byte, whatever happens to the rows of the
 * others. It runs the endpoints as `mintbird serve` does, with tokens of the template.
 */
import { Minter, Template, Verifier, generateLocalTokens, parseStaticToken } from "../../entry/full/inline.js";
import type { ParamValue } from "../../types/template.js";
import type { Engine } from "../engine/engine.js";
import { type Answer, Answers } from "./answers.js";
import { CHANGES, type Change, type Making, base, make } from "./data.js";
import { readsOfPipe } from "../engine/load.js";
import { quoted } from "../engine/text.js";
import type { Project } from "../../project/project.js";
import type { Read } from "../project/read.js";
import { requests } from "./requests.js";
import { type Identity, identities } from "./identity.js";
import { tenantsOf } from "./tenants.js";
import { around, wordsOf } from "./words.js";

/** How many requests with an odd name are made for each, as part of all. */
const PER_TRICK = 6;
/** Names of columns that are tried as values. */
const MAX_COLUMNS = 40;

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
  /** Requests that are tried first, such as `GET /v0/pipes/top_pages.json?page=1`. */
  readonly first: readonly string[];
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
  const known = all.some(({ param }) => params.has(param)) ? all.filter(({ param }) => params.has(param)) : all;
  const rows = await base({ engine, project, root, columns: known, words: words.texts, seed, now: running.now });
  const literals = new Map(scopes.flatMap(({ fixed_params = {} }) => Object.entries(fixed_params)));
  const tenants = await tenantsOf({ engine, project, rows, template, minter, params, literals, columns: known, words });
  const { own, others, named, filled, askers } = tenants;
  const columns = known.filter(({ param }) => own.has(param));
  const making: Making = { engine, project, root, columns, words: words.texts, seed, now: running.now };
  const other = [...others.values()][0]?.[0] ?? "tenant_b";
  const { self, tricks } = identities(minter, filled, askers, other);
  const made = [rows.database];
  const sets = new Map<string, (change: Change) => string>();
  const faults = new Map(tenants.faults);
  for (const [set, them] of [
    ["named", named],
    ["plain", others],
  ] as const) {
    const database = (change: Change) => `${rows.prefix}_${set}_${change.replaceAll(" ", "_")}`;
    sets.set(set, database);
    for (const change of ["as it was", ...CHANGES] as const) {
      made.push(database(change));
      for (const [name, fault] of await make(making, rows, database(change), change, own, them)) faults.set(name, fault);
    }
  }
  await engine.freeze();

  const answers = new Answers(engine, project, verifier);
  const tables = new Map(project.tables().map((table) => [table.name, table]));
  const endpoints: Tried[] = [];
  const total = scopes.length * running.count;
  for (const { resource: pipe, fixed_params = {} } of scopes) {
    const known = project.pipes.find(({ name }) => name === pipe);
    if (known === undefined || (known.type !== "endpoint" && known.type !== null)) continue;
    const names = [...new Set([...project.candidates(pipe).map(({ name }) => name), ...known.params.map(({ name }) => name)])];
    const asked = { first: running.first, words: [...words.texts, ...around(words.numbers), ...columnNames(project)] };
    const asking = { pipe, names, pinned: Object.keys(fixed_params), other, seed, ...asked };
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
    const reads = new Set<string>();
    for (const [identity, query] of plan) {
      running.step(total);
      tried++;
      const rendered = answers.sql(pipe, identity.token, query);
      if (!("sql" in rendered) || leak !== null) continue;
      const read = behind(rendered.reads);
      for (const name of read) reads.add(name);
      // Its rows may differ by what is missing.
      if (read.some((name) => faults.has(name))) continue;
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
    return { pipe, requests: tried, answered, unstable, leak, gap: leak === null ? gapOf([...reads], answered) : null };
  }

  /** Why an endpoint that reads these data sources is not tested, if it is not. */
  function gapOf(reads: readonly string[], answered: number): string | null {
    const fault = reads.map((name) => faults.get(name)).find((fault) => fault !== undefined);
    if (fault !== undefined) return fault;
    if (columns.length === 0) return "no column is known to hold the tenant, so there are no other tenant's rows";
    const sources = reads.filter((name) => project.dataSources.some((source) => source.name === name));
    if (sources.length > 0 && !columns.some(({ dataSource }) => sources.includes(dataSource)))
      return `no column of ${sources.map((name) => `\`${name}\``).join(", ")} is known to hold the tenant`;
    return answered === 0 ? "no request was answered with a row" : null;
  }

  /** Data sources, and those that pipes have filled them from. */
  function behind(reads: readonly string[]): readonly string[] {
    const all = new Set(reads);
    for (const name of all) {
      const pipes = rows.filled.has(name) ? [] : (tables.get(name)?.pipes ?? []);
      for (const source of pipes.flatMap((pipe) => readsOfPipe(project, pipe))) all.add(source);
    }
    return [...all];
  }
}

/** What a request may sort and filter by. */
function columnNames({ dataSources }: Project): readonly string[] {
  return [...new Set(dataSources.flatMap(({ columns }) => columns.map(({ name }) => name)))].slice(0, MAX_COLUMNS);
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

/** Equal to the byte; or the same rows, where the query leaves their order open. */
function same(one: Answer, other: Answer): boolean {
  return one.text === other.text || (one.rows === other.rows && sorted(one) === sorted(other));
}

function sorted({ text }: Answer): string {
  return text.split("\n").sort().join("\n");
}

/** What is in one of them only, or more often. */
function through(before: Answer, after: Answer): string {
  const [one, other] = [before.text.split("\n"), after.text.split("\n")];
  return more(other, one) ?? more(one, other) ?? "";
}

function more(rows: readonly string[], than: readonly string[]): string | undefined {
  const left = [...than];
  return rows.find((row) => {
    const at = left.indexOf(row);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
