/** What the endpoint answers to whoever has a token, as `mintbird serve` answers it, over one set of rows. */
import { pathOf } from "../../server/parts.js";
import type { Project } from "../../project/project.js";
import type { Verifier } from "../../full/verifier.js";
import { type Engine, QueryFault, TooLate } from "../engine/engine.js";

/** An answer that can be compared: its rows, one a line, or why there are none. */
export interface Answer {
  readonly text: string;
  readonly rows: number;
}

export class Answers {
  readonly #engine: Engine;
  readonly #project: Project;
  readonly #verifier: Verifier;
  /** By the set of rows and the SQL: many requests come to the same. */
  readonly #known = new Map<string, Promise<Answer>>();

  constructor(engine: Engine, project: Project, verifier: Verifier) {
    this.#engine = engine;
    this.#project = project;
    this.#verifier = verifier;
  }

  /** The SQL of a request, or the answer that it has without any. */
  sql(
    pipe: string,
    token: string,
    query: string,
  ): { readonly sql: string; readonly reads: readonly string[] } | { readonly refused: string } {
    const decision = this.#verifier.authorize(token, { pipe, params: [...new URLSearchParams(query)] });
    if (!decision.allowed) return { refused: `${decision.status} ${decision.code}` };
    const decided = new URL(pathOf(pipe, "json", decision.params), "http://project.localhost").searchParams;
    const rendered = this.#project.query(pipe, Object.fromEntries(decided));
    if (rendered.error === undefined) return { sql: rendered.sql, reads: rendered.reads };
    return { refused: `${rendered.error.code}: ${rendered.error.message}` };
  }

  over(database: string, sql: string): Promise<Answer> {
    const key = `${database}\n${sql}`;
    let answer = this.#known.get(key);
    if (answer === undefined) this.#known.set(key, (answer = this.again(database, sql)));
    return answer;
  }

  /** The same, asked again. */
  async again(database: string, sql: string): Promise<Answer> {
    try {
      const text = new TextDecoder().decode(await this.#engine.query({ database, sql, format: "JSONEachRow" }));
      return { text, rows: text.split("\n").length - 1 };
    } catch (error) {
      if (error instanceof QueryFault) return { text: `400: ${error.message.replace(/[:(].*$/s, "").slice(0, 60)}`, rows: 0 };
      if (error instanceof TooLate) return { text: "408", rows: 0 };
      throw error;
    }
  }
}
