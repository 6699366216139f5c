/** The hole that Tinybird's own command line leaves in tokens, and how it comes about. */
import type { Report } from "../types/report.js";

/**
 * What `tb token create jwt` has probably dropped, where a token looks like it. The command matches `--fixed-params` and `--filter` to
 * `--scope` by their position among all scopes, and leaves out without a word what then stands at a scope of the wrong kind: the
 * example of Tinybird's documentation makes a data source without its filter.
 */
export function droppedByTb({ kind, claims, issues }: Report): string | undefined {
  if (kind !== "jwt" || typeof claims !== "object" || claims === null || Array.isArray(claims)) return undefined;
  const { scopes } = claims;
  if (!Array.isArray(scopes) || scopes.length < 2) return undefined;
  const open = issues.flatMap(({ code, path }) => {
    const place = code === "scope-unfiltered" ? /^\/claims\/scopes\/(\d+)$/.exec(path)?.[1] : undefined;
    return place === undefined ? [] : [scopes[Number(place)] as { readonly type?: unknown; readonly resource?: unknown }];
  });
  const types = new Set(scopes.map((scope) => (scope as { readonly type?: unknown } | null)?.type));
  if (open.length === 0 || types.size < 2) return undefined;
  const lost = open.map(({ type, resource }) =>
    type === "DATASOURCES:READ" ? `the filter of the data source ${String(resource)}` : `the fixed parameters of ${String(resource)}`,
  );
  const [first = "", ...others] = [...new Set(lost)];
  const what = others.length === 0 ? first : `${[first, ...others.slice(0, -1)].join(", ")} and ${others.at(-1)}`;
  const were = others.length === 0 && first.startsWith("the filter") ? "was" : "were";
  return `If tb token create jwt made it, that is how ${what} ${were} lost: the command matches --fixed-params and --filter to --scope by position over all scopes, and silently drops what lands on a scope of the other kind. Mint it from a template, or make one token for each kind.`;
}
