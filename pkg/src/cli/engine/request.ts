/** What is told of a request on the terminal: one line. */
import { AsyncLocalStorage } from "node:async_hooks";
import { line } from "../line.js";
import type { Terminal } from "../terminal.js";

/** What is learnt of a request on its way. */
export interface Told {
  /** The name in the token. */
  name?: string;
  /** The endpoint or the data source. */
  what?: string;
  /** Of the answer, where it can be counted. */
  rows?: number;
  /** What the token has fixed: parameters, or a filter. */
  pinned?: string;
}

const current = new AsyncLocalStorage<Told>();

/** What is learnt of the request that is being answered. */
export function tell(learnt: Told): void {
  Object.assign(current.getStore() ?? {}, learnt);
}

/** Answers a request, and says so. */
export async function told(terminal: Terminal, request: Request, answer: () => Promise<Response>): Promise<Response> {
  const started = performance.now();
  const learnt: Told = {};
  const response = await current.run(learnt, answer);
  const ms = (performance.now() - started).toFixed(1);
  // Not the query: it may hold a token.
  const { what = new URL(request.url).pathname, name, rows, pinned } = learnt;
  const parts = [name ?? "nobody", what, rows === undefined ? undefined : `${rows} rows`, `${ms} ms`, pinned];
  terminal.say(terminal.paintError("dim", line`${response.status} ${parts.filter((part) => part !== undefined).join("  ")}`));
  return response;
}
