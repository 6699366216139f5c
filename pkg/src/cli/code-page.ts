/** Where each code is explained, with an example and its remedy. */

const CODES = "https://mintbird.github.io/mintbird/docs/reference/codes.html";

/** What has a code, as JSON, with the address of that code's section. */
export function withHelp<T extends { readonly code: string }>(coded: T): T & { readonly help: string } {
  return { ...coded, help: `${CODES}#${coded.code}` };
}
