/**
 * Logs in without a way back to this machine, as `tb login --method code` does: a code that is shown here is typed in there, and
 * here it is asked until it was.
 */
import { randomInt } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { type Tokens, tokensIn } from "./tinybird.js";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const LENGTH = 8;
/** Milliseconds from one question to the next; `tb` waits as long. */
const PAUSE = 2000;
const TIMEOUT = 10_000;

export function oneTimeCode(): string {
  return Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join("");
}

/** As it is read and typed: `A2C4-D2G4`. */
export function shown(code: string): string {
  return `${code.slice(0, LENGTH / 2)}-${code.slice(LENGTH / 2)}`;
}

/** Asks until somebody has logged in with the code; nothing after `seconds`. */
export async function pollForTokens(authHost: string, apiHost: string, cliCode: string, seconds: number): Promise<Tokens | undefined> {
  const url = `${authHost}/api/cli-login?${new URLSearchParams({ apiHost, cliCode, method: "code" })}`;
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask(url);
    if (answer?.["workspace_token"] && answer["user_token"]) return tokensIn(authHost, answer);
    if (Date.now() + PAUSE > end) return undefined;
    await delay(PAUSE);
  }
}

/** Whatever is no answer yet is none: the page may take its time, and the network too. */
async function ask(url: string): Promise<{ readonly [member: string]: unknown } | undefined> {
  try {
    const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(TIMEOUT) });
    const answer: unknown = response.status === 200 ? await response.json() : undefined;
    return typeof answer === "object" && answer !== null ? (answer as { readonly [member: string]: unknown }) : undefined;
  } catch {
    return undefined;
  }
}
