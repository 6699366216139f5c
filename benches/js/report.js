// Markdown of what was measured.
import { MAIN, OURS } from "./payloads.js";

/** What the project promises, for the main payload: how many times faster than whom. */
const TARGETS = [
  { runtime: "node", operation: "mint", against: "fast-jwt", atLeast: 3 },
  { runtime: "node", operation: "mint", against: "jose, CryptoKey", atLeast: 28 },
  { runtime: "node", operation: "mint", against: "native floor", atLeast: 1.9 },
  { runtime: "node", operation: "mint", by: `${OURS} mintMany(1000)`, against: "fast-jwt", atLeast: 3.8 },
  { runtime: "node", operation: "verify", against: "fast-jwt", atLeast: 1.5 },
  { runtime: "node", operation: "verify", payload: "20 scopes", against: "fast-jwt", atLeast: 0.9 },
  { runtime: "node", operation: "verify", payload: "100 scopes", against: "fast-jwt", atLeast: 0.75 },
  { runtime: "node", operation: "sign", against: "fast-jwt", atLeast: 1 },
  { runtime: "node", operation: "sign", payload: "20 scopes", against: "fast-jwt", atLeast: 0.6 },
  { runtime: "node", operation: "sign", payload: "100 scopes", against: "fast-jwt", atLeast: 0.6 },
  { runtime: "node", operation: "inspect", against: "jose, CryptoKey: jwtVerify", atLeast: 15 },
  ...["workerd", "deno", "bun", "chromium"].map((runtime) => ({
    runtime,
    operation: "mint",
    against: "jose, CryptoKey",
    atLeast: 20,
  })),
  { runtime: "node", operation: "mint", payload: "20 scopes", against: "fast-jwt", atLeast: 3.3 },
  { runtime: "node", operation: "mint", payload: "100 scopes", against: "fast-jwt", atLeast: 3.3 },
];

/** One contest. */
export function table({ operation, payload, contenders }) {
  const rows = contenders.map(({ name, us, ratio }) => [name, microseconds(us), ratio === 1 ? "" : times(ratio)]);
  return markdown([`${operation}: ${payload}`, "µs", "ratio"], rows);
}

/** The promises whose contests were held. */
export function targets(byRuntime) {
  const rows = TARGETS.flatMap(({ runtime, operation, payload = MAIN, by = OURS, against, atLeast }) => {
    const contest = byRuntime[runtime]?.find((result) => result.operation === operation && result.payload === payload);
    const ours = contest?.contenders.find(({ name }) => name === by);
    const theirs = contest?.contenders.find(({ name }) => name === against);
    if (ours === undefined || theirs === undefined) return [];
    const ratio = theirs.ratio / ours.ratio;
    const what = `${by === OURS ? operation : by.replace(`${OURS} `, "")}${payload === MAIN ? "" : `, ${payload}`}`;
    const verdict = ratio >= atLeast ? "" : "missed";
    return [[runtime, what, microseconds(ours.us), against, microseconds(theirs.us), times(ratio), times(atLeast), verdict]];
  });
  return rows.length === 0 ? "" : markdown(["runtime", "mintbird", "µs", "against", "µs", "ratio", "at least", ""], rows);
}

function markdown(head, rows) {
  const widths = head.map((title, column) => Math.max(3, title.length, ...rows.map((row) => row[column].length)));
  const line = (cells) => `| ${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join(" | ")} |`;
  const rule = `|${widths.map((width, i) => (i === 0 ? "-".repeat(width + 2) : `${"-".repeat(width + 1)}:`)).join("|")}|`;
  return [line(head), rule, ...rows.map(line), ""].join("\n");
}

const microseconds = (us) => (us < 100 ? us.toFixed(2) : us.toFixed(0));
const times = (ratio) => `${ratio < 10 ? ratio.toFixed(2) : ratio.toFixed(1)} ×`;
