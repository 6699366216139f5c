/** `--param` of `mintbird serve`, held to the template at the start: else each request would fail. */
import { Minter, MintbirdError, type Placeholder, Template } from "../../entry/full/inline.js";
import { isInFilter } from "../../server/parts.js";
import { misuse } from "../exit.js";
import type { Params } from "../params.js";

/** @throws for a parameter that the template does not have, or a value that it does not take */
export function checkParams(document: string, params: Params, signingKey: string): void {
  const template = new Template(document);
  const { refuse } = JSON.parse(document.replace(/^\ufeff/, "")) as { readonly refuse?: { readonly [param: string]: unknown } };
  for (const [param, value] of params) {
    const written = template.placeholders.filter((placeholder) => placeholder.param === param);
    if (written.length === 0) throw misuse(`the template has no placeholder \`${param}\``);
    const trial = {
      name: "trial",
      ttl: 60,
      scopes: [...new Map(written.map((each) => [`${each.type} ${isInFilter(each.path)}`, scopeOf(each)])).values()],
      ...(refuse?.[param] === undefined ? {} : { refuse: { [param]: refuse[param] } }),
    };
    let minter: Minter | undefined;
    try {
      minter = new Minter(JSON.stringify(trial), signingKey);
      minter.mint({ [param]: value });
    } catch (error) {
      throw MintbirdError.is(error) ? misuse(error.message) : error;
    } finally {
      minter?.free();
    }
  }
  template.free();
}

/** The least that a placeholder can stand in. */
function scopeOf({ param, type, path }: Placeholder): object {
  const text = `{${param}${type === null ? "" : `:${type}`}}`;
  return isInFilter(path)
    ? { type: "DATASOURCES:READ", resource: "trial", filter: `trial = ${text}` }
    : { type: "PIPES:READ", resource: "trial", fixed_params: { trial: text } };
}
