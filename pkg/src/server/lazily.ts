import { notify } from "./faults.js";

type Handler = (request: Request, context?: unknown) => Promise<Response>;

/**
 * Makes a handler: at once of options, which are checked then; of a function that gives them with the first request, and again only if
 * that failed.
 *
 * @param failed what is answered where it did
 */
export function lazily<Options extends object>(
  options: Options | (() => Options),
  make: (options: Options) => Handler,
  failed: () => Response,
): Handler {
  if (typeof options !== "function") return make(options);
  let handler: Handler | undefined;
  return async (request, context) => {
    try {
      handler ??= make(options());
    } catch (error) {
      notify(undefined, error, request);
      return failed();
    }
    return handler(request, context);
  };
}
