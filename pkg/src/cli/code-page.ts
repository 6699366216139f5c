/** Where each code is explained, with an example and its remedy. */

const CODES = "https://mintbird.github.io/mintbird/docs/reference/codes.html";

type Helped<T> = T & { readonly help: string };

/** What has a code, as JSON, with the address of that code's section. */
export function withHelp<T extends { readonly code: string }>(coded: T): Helped<T> {
  return { ...coded, help: `${CODES}#${coded.code}` };
}

/** The same for a cause of a 403: `key` is a cause, and the code of an error. */
export function causeWithHelp<T extends { readonly code: string }>(cause: T): Helped<T> {
  return { ...cause, help: `${CODES}#cause-${cause.code}` };
}
