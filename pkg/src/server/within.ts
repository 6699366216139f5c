/** What did not come in time. */
export class Late extends Error {
  constructor(what: string, seconds: number) {
    super(`${what} did not answer within ${seconds} s`);
    this.name = "Late";
  }
}

/** What a promise becomes within so many seconds. What it becomes later is nobody's. */
export async function within<T>(seconds: number, what: string, value: T | PromiseLike<T>): Promise<T> {
  if (!isPromise(value)) return value;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Late(what, seconds)), seconds * 1000);
  });
  try {
    return await Promise.race([value, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Whether there is something to wait for. It may be another realm's promise. */
export function isPromise<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
}
