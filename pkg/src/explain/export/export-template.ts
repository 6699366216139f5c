/** Templates for identity providers that make Tinybird's tokens themselves. */
import { closedOptions } from "../../border/options.js";
import { MintbirdError } from "../../types/error.js";
import { isUuid } from "../../types/ids.js";
import { auth0 } from "./auth0.js";
import { clerk } from "./clerk.js";
import { type ExportPackage, outlineOf } from "./outline.js";
import type { Provider } from "./provider.js";
import { rounded } from "./walk.js";

const PROVIDERS = { clerk, auth0 } as const satisfies { readonly [name: string]: Provider };

const OPTIONS = ["sources", "workspaceId", "allowUserEditable"] as const;

export type ProviderName = keyof typeof PROVIDERS;

export interface ExportOptions {
  /** What fills each placeholder, in the provider's words: `{{user.id}}`. */
  readonly sources: Iterable<readonly [param: string, source: string]>;
  /** A UUID, where the template does not name the workspace: no key does it at a provider. */
  readonly workspaceId?: string | undefined;
  /** Takes sources that users may edit themselves, such as their names. */
  readonly allowUserEditable?: boolean | undefined;
}

/** Why a template cannot be expressed. */
export interface ExportFault {
  readonly code: "filter" | "type" | "refuse" | "no-source" | "source" | "user-editable" | "workspace" | "number" | "claims";
  readonly message: string;
  /** The placeholder, where it is about one. */
  readonly param?: string;
}

export type ExportedTemplate =
  | {
      /** The claims of a Clerk JWT template, or the code of an Auth0 Action. */
      readonly text: string;
      /** What has to be set by hand, step by step. */
      readonly notes: readonly string[];
      /** The placeholders whose values users may choose, where that was allowed. */
      readonly userEditable: readonly string[];
      readonly faults?: undefined;
    }
  | { readonly faults: readonly ExportFault[] };

/**
 * Writes a template as an identity provider takes it.
 *
 * @param document JSON text
 * @throws `MintbirdError`: `template` for a template with faults, `option`
 */
export function exportTemplate(document: string, name: ProviderName, options: ExportOptions, mintbird: ExportPackage): ExportedTemplate {
  if (!Object.hasOwn(PROVIDERS, name)) throw new MintbirdError("option", "the provider must be `clerk` or `auth0`");
  const provider: Provider = PROVIDERS[name];
  const { sources = [], workspaceId, allowUserEditable = false } = closedOptions<ExportOptions>(options, OPTIONS);
  if (typeof allowUserEditable !== "boolean") throw new MintbirdError("option", "option `allowUserEditable` must be true or false");
  const outline = outlineOf(document, mintbird);
  const map = new Map(sources);
  const faults: ExportFault[] = [];
  const fault = (code: ExportFault["code"], message: string, param?: string) =>
    void faults.push({ code, message, ...(param !== undefined && { param }) });
  for (const { path, params } of outline.inFilters) {
    const names = params.map((param) => `{${param}}`).join(", ");
    fault("filter", `${path} has ${names}: a provider pastes text as it is, and no value is safe in SQL; use fixed_params of an endpoint`);
  }
  // What is made there is made without this code: nothing that is exported would keep them.
  for (const typed of outline.typed) {
    fault("type", `${typed} has a type, which no provider checks; take the type away if any value may stand there, or mint on a server`);
  }
  for (const param of outline.refused) {
    fault("refuse", `values of ${param} are refused, which no provider checks; take them out of \`refuse\`, or mint on a server`, param);
  }
  for (const param of outline.params) {
    if (!map.has(param)) fault("no-source", `the placeholder ${param} has no source`, param);
  }
  const userEditable: string[] = [];
  for (const [param, source] of map) {
    const wrong = outline.params.includes(param) ? provider.check(source) : "fills no placeholder of the template";
    const editable = wrong === undefined ? provider.userEditable(source) : undefined;
    if (wrong !== undefined) fault("source", `${param}=${source} ${wrong}`, param);
    else if (editable !== undefined && !allowUserEditable) fault("user-editable", `${param}=${source}: ${editable}`, param);
    else if (editable !== undefined) userEditable.push(param);
  }
  const claims = workspaceId === undefined ? outline.claims : { ...outline.claims, workspace_id: workspaceId };
  if (outline.inFilters.length === 0) {
    if (!isUuid(claims["workspace_id"])) fault("workspace", "the template has no `workspace_id`, and there is no key here to take it from");
    for (const path of rounded(document)) fault("number", `${path} is a number that ${name} would round; make it a string`);
  }
  const { text, notes } = provider.write(claims, outline, map, (message) => fault("claims", message));
  return faults.length > 0 ? { faults } : { text, notes, userEditable };
}
