/** What the request is answered with: the package decides, and where it grants, the database answers. */
import { type ReadonlySignal, computed, signal } from "@preact/signals-core";
import type { Answer, Run } from "./database.js";
import { type Query, query } from "./pipes.js";
import { decision, resource } from "./request.js";

const run = signal<Run | null>(null);
export const databaseFault = signal("");

/** Loads the database, once. */
let opening: Promise<void> | undefined;
export function open(): void {
  databaseFault.value = "";
  opening ??= import("./database.js")
    .then(({ openDatabase }) => openDatabase())
    .then(
      (opened) => {
        run.value = opened;
      },
      () => {
        opening = undefined;
        databaseFault.value = "The database could not be loaded. Open the tab again once there is a network.";
      },
    );
}

/** The decision as text, so that what follows is only worked out when it has changed. */
const decided = computed(() => JSON.stringify(decision.value.value ?? null));

/** The query as it runs, where the request is granted. */
export const running: ReadonlySignal<Query | null> = computed(() => {
  const granted = JSON.parse(decided.value) as NonNullable<typeof decision.value.value> | null;
  return granted?.allowed === true ? query(resource.value, granted.params, granted.filter) : null;
});

export type Outcome = { readonly answer: Answer } | { readonly fault: string } | null;

/** The rows; or what SQLite says of a filter that is ClickHouse's. */
export const outcome = computed<Outcome>(() => {
  if (running.value === null || run.value === null) return null;
  try {
    return { answer: run.value(running.value) };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
});
