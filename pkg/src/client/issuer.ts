/** What an issuer of tokens, such as `createTokenHandler`, answers, and why it may not. */

/** A token and when it expires, as `createTokenHandler` answers. */
export interface IssuedToken {
  readonly token: string;
  /** Unix seconds, by the issuer's clock. */
  readonly expires_at: number;
}

/** Why there is no token. */
export class TokenSourceError extends Error {
  /** The status of the issuer's response, if there was one. */
  readonly status: number | undefined;
  /** How long the issuer asks to wait, seconds. */
  readonly retryAfter: number;

  constructor(message: string, status?: number, cause?: unknown, retryAfter = 0) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "TokenSourceError";
    this.status = status;
    this.retryAfter = retryAfter;
  }

  /** Whether a retry makes sense: after a network failure, a server error, or too many requests. */
  get mayPass(): boolean {
    return this.status === undefined ? this.cause !== undefined : this.status === 429 || this.status >= 500;
  }
}

/** Reads what the issuer answers. */
export async function read(answer: Response | IssuedToken): Promise<IssuedToken & { issuedAt?: number }> {
  if (!("headers" in answer)) return check(answer);
  if (!answer.ok) {
    const wait = Number(answer.headers.get("retry-after"));
    await answer.body?.cancel();
    throw new TokenSourceError(`the issuer answered ${answer.status}`, answer.status, undefined, wait >= 0 ? Math.min(wait, 60) : 0);
  }
  const issuedAt = Date.parse(answer.headers.get("date") ?? "") / 1000;
  const issued = check(await answer.json());
  return Number.isNaN(issuedAt) ? issued : { ...issued, issuedAt };
}

function check(answer: unknown): IssuedToken {
  const { token, expires_at } = (answer ?? {}) as Partial<IssuedToken>;
  if (typeof token === "string" && token !== "" && Number.isFinite(expires_at)) return { token, expires_at: expires_at! };
  throw new TokenSourceError('the issuer must answer { "token": "…", "expires_at": 1700000600 }');
}

/** Never resolves, and rejects when the signal is aborted. */
export function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as DOMException), { once: true });
  });
}
