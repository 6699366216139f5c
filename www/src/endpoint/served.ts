/** What `mintbird serve --project` answers to the request, where it is the server of this page: real rows, of the project's own endpoints. */
import { computed, effect, signal } from "@preact/signals-core";
import { clockAhead } from "../core/clock.js";
import { parse } from "../core/json.js";
import { tab, token } from "../core/state.js";
import { decision, elsewhere, url } from "./request.js";
import { mode } from "./workspace.js";

/** A value as JSON has it; long integers keep every digit. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value };

export interface ServedAnswer {
  /** 0 where nobody answered. */
  readonly status: number;
  /** As it came. */
  readonly body: string;
  readonly rows: readonly { readonly [column: string]: Value }[];
  readonly code?: string;
  readonly message?: string;
}

/** How long to wait until somebody has typed the request. Milliseconds. */
const PAUSE = 300;

/** Nothing while it is being asked. */
export const servedAnswer = signal<ServedAnswer | null>(null);
const asked = signal(0);
export function askAgain(): void {
  asked.value++;
}

/** Whether the server decides: it knows nothing of a clock that is ahead here, nor of another gateway. */
export const serverDecides = computed(() => mode.value === "served" && clockAhead.value === 0 && !elsewhere.value);

/** What is asked, as one text, so that it is asked again only when it has changed. A decision changes when the token expires. */
const request = computed(() =>
  tab.value === "endpoint" && serverDecides.value
    ? JSON.stringify([url.value, token.value ?? "", decision.value.value?.allowed, asked.value])
    : "",
);

effect(() => {
  if (request.value === "") return undefined;
  const [address, bearer] = JSON.parse(request.value) as [string, string];
  servedAnswer.value = null;
  const leaving = new AbortController();
  const timer = setTimeout(() => {
    void ask(address, bearer, leaving.signal).then((answer) => {
      if (!leaving.signal.aborted) servedAnswer.value = answer;
    });
  }, PAUSE);
  return () => {
    clearTimeout(timer);
    leaving.abort();
  };
});

async function ask(address: string, bearer: string, left: AbortSignal): Promise<ServedAnswer> {
  try {
    const response = await fetch(address, { headers: { authorization: `Bearer ${bearer}` }, cache: "no-store", signal: left });
    return read(response.status, await response.text());
  } catch {
    return { status: 0, body: "", rows: [], message: "The server of this page does not answer. Is `mintbird serve` still running?" };
  }
}

function read(status: number, body: string): ServedAnswer {
  let parsed: { readonly data?: unknown; readonly error?: unknown; readonly code?: unknown };
  try {
    parsed = (parse(body) ?? {}) as typeof parsed;
  } catch {
    return { status, body, rows: [], message: "The answer is not JSON." };
  }
  const { data, error, code } = parsed;
  return {
    status,
    body,
    rows: Array.isArray(data) ? (data as ServedAnswer["rows"]) : [],
    ...(typeof code === "string" && { code }),
    ...(typeof error === "string" && { message: error }),
  };
}
