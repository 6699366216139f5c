import { notify } from "./faults.js";

type Handler = (request: Request, context?: unknown) => Promise<Response>;

/** Options, or a function that gives them, now or later. */
export type Lazy<Options> = Options | (() => Options | Promise<Options>);

/**
 * Makes a handler: at once of options, which are checked then; of a function that gives them with the first request, and again only if
 * that failed.
 *
 * @param failed what is answered where it did
 */
export function lazily<Options extends object>(
  options: Lazy<Options>,
  make: (options: Options) => Handler,
  failed: () => Response,
): Handler {
  if (typeof options !== "function") return make(options);
  const handler = once(async () => make(await options()));
  return async (request, context) => {
    let made: Handler;
    try {
      made = await handler();
    } catch (error) {
      notify(undefined, error, request);
      return failed();
    }
    return made(request, context);
  };
}

/** Makes something with the first call, and again only if that failed. Those who ask meanwhile wait for the same. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    const mine = (made ??= make());
    mine.catch(() => {
      if (made === mine) made = undefined;
    });
    return mine;
  };
}
