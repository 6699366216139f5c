/**
 * What `mintbird serve` puts into the page: the template that it serves, what fills it, and the local key that it signs with. A page from
 * anywhere else has none of it.
 */
import type { ParamValue } from "mintbird";

export interface Served {
  readonly key: string;
  /** JSON text, where a template is served. */
  readonly template?: string;
  readonly values: { readonly [param: string]: ParamValue };
}

export const served: Served | undefined = read(document.querySelector('script[type="application/json"]#served')?.textContent);

function read(text: string | null | undefined): Served | undefined {
  return text === null || text === undefined ? undefined : (JSON.parse(text) as Served);
}
