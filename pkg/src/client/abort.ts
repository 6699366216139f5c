/** Waiting that ends early: also where there is no `AbortSignal.timeout`, no `reason` and no `DOMException`, as in React Native. */

/**
 * What a function's promise becomes within so many seconds, whether or not the function heeds the signal that it is given.
 *
 * Rejects with a `TimeoutError`.
 */
export async function withTimeout<T>(seconds: number, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = errorNamed("TimeoutError", `no answer within ${seconds} s`);
      reject(error);
      controller.abort(error);
    }, seconds * 1000);
  });
  try {
    return await Promise.race([run(controller.signal), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What a promise becomes, unless the signal is aborted before: then rejects at once with the signal's reason, an `AbortError`. */
export async function unlessAborted<T>(signal: AbortSignal | null | undefined, run: () => Promise<T>): Promise<T> {
  if (signal === null || signal === undefined) return run();
  if (signal.aborted) throw reasonOf(signal);
  let listener: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    listener = () => reject(reasonOf(signal));
    signal.addEventListener("abort", listener);
  });
  try {
    return await Promise.race([run(), aborted]);
  } finally {
    signal.removeEventListener("abort", listener!);
  }
}

function reasonOf({ reason }: AbortSignal): Error {
  return reason === undefined ? errorNamed("AbortError", "the request was aborted") : (reason as Error);
}

function errorNamed(name: string, message: string): Error {
  return typeof DOMException === "function" ? new DOMException(message, name) : Object.assign(new Error(message), { name });
}
