/**
 * The known name that was probably meant: the same but for case and separators, or at most two edits away. The core judges names
 * of its own; this is for those that never reach it.
 */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const wanted = plain(name);
  let best: string | undefined;
  let least = 3;
  for (const candidate of known) {
    const edits = distance(wanted, plain(candidate));
    if (edits < least && edits < candidate.length) [best, least] = [candidate, edits];
  }
  return best;
}

function plain(name: string): string {
  return name.replace(/[^a-z0-9]/gi, "").toLowerCase();
}

/** Levenshtein's distance, one row at a time. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let index = 0; index < one.length; index++) {
    const next = [index + 1];
    for (let at = 0; at < other.length; at++) {
      const substitute = row[at]! + (one[index] === other[at] ? 0 : 1);
      next.push(Math.min(substitute, next[at]! + 1, row[at + 1]! + 1));
    }
    row = next;
  }
  return row[other.length]!;
}
