/** Which opening of the page an entry of the history is of: a link that is followed opens it anew, a tab of the page does not. */

interface Entry {
  readonly mintbird: string;
}

/** What an entry's state says; nothing where this page has not written it. */
export function openedOf(state: unknown): string | undefined {
  return typeof state === "object" && state !== null && "mintbird" in state && typeof state.mintbird === "string"
    ? state.mintbird
    : undefined;
}

let current = openedOf(history.state) ?? crypto.randomUUID();

/** The one that is shown. */
export function opened(): string {
  return current;
}

/** Turns to another one; to a new one, where none is given. */
export function open(one: string = crypto.randomUUID()): void {
  current = one;
}

/** The state of its entries. */
export function entry(): Entry {
  return { mintbird: current };
}
