// What was tried, and what came of it.
import { size } from "../suite.js";

/** The cells of the table, one row for each runtime and version. */
export class Matrix {
  /** @type {Map<string, { runtime: string, version: string, cells: { way: string, error?: string }[] }>} */
  rows = new Map();
  /** Tables of figures by title, each with a row of headings. */
  figures = new Map();

  /** Tries one way of using the package in a runtime. What `attempt` throws is what is wrong with it. */
  async cell(runtime, version, way, attempt) {
    const key = `${runtime} ${version}`;
    const row = this.rows.get(key) ?? { runtime, version, cells: [] };
    this.rows.set(key, row);
    const start = performance.now();
    const cell = { way };
    try {
      await attempt();
    } catch (error) {
      cell.error = String(error?.message ?? error);
    }
    row.cells.push(cell);
    const mark = cell.error === undefined ? "ok    " : "FAILED";
    console.log(`${mark} ${((performance.now() - start) / 1000).toFixed(1).padStart(6)} s  ${key}: ${way}`);
    // The end of what a tool has to say is where the fault stands.
    if (cell.error !== undefined) console.log(cell.error.length > 3000 ? `…${cell.error.slice(-3000)}` : cell.error);
  }

  get passed() {
    return this.#cells().filter(({ error }) => error === undefined).length;
  }

  get failed() {
    return this.#cells().filter(({ error }) => error !== undefined).length;
  }

  /** The tables as Markdown. */
  toString() {
    const rows = [...this.rows.values()].map(({ runtime, version, cells }) => [
      runtime,
      version,
      cells.map(({ way, error }) => (error === undefined ? way : `**${way}**`)).join(", "),
      `${cells.filter(({ error }) => error === undefined).length} of ${cells.length}`,
    ]);
    const tables = [table([["Runtime", "Version", "How", "Passed"], ...rows])];
    for (const [title, figures] of this.figures) tables.push(`${title}\n\n${table(figures)}`);
    return tables.join("\n\n");
  }

  #cells() {
    return [...this.rows.values()].flatMap(({ cells }) => cells);
  }
}

/** Throws unless a report of the suite, an object or the last line of a program's output, says that every check passed. */
export function expectAll(report) {
  const { passed, failed, results } = typeof report === "string" ? JSON.parse(report.trim().split("\n").at(-1)) : report;
  if (failed === 0 && passed === size) return;
  const wrong = (results ?? []).filter(({ ok }) => !ok).map(({ name, error }) => `  ${name}: ${error ?? "not so"}`);
  throw new Error(`${passed} of ${size} checks passed\n${wrong.join("\n")}`);
}

function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const lines = rows.map((row) => `| ${row.map((text, column) => text.padEnd(widths[column])).join(" | ")} |`);
  return [lines[0], `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`, ...lines.slice(1)].join("\n");
}
