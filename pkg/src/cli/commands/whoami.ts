import { Command } from "commander";
import { type Report, inspect } from "../../entry/full/inline.js";
import { type Credentials, type Sourced, credentials } from "../credentials.js";
import { refused, refusedAsPrinted } from "../exit.js";
import { examples } from "../help.js";
import { isSameHost } from "../../explain/index.js";
import { line } from "../line.js";
import { outputOption } from "../output.js";
import { sdkCredentials } from "../sdk-env.js";
import type { Terminal } from "../terminal.js";
import { findTinyb, tinybAbove } from "../tinyb.js";

/** What is printed. No member holds a token. */
interface Identity {
  readonly token: {
    readonly source: string;
    readonly kind: Report["kind"];
    readonly u: string | null;
    readonly id: string | null;
    readonly region: string | null;
  };
  readonly host: { readonly url: string; readonly source: string };
  /** Known of the token of `.tinyb` only. */
  readonly workspace: { readonly id: unknown; readonly name: unknown } | null;
  readonly user: { readonly id: unknown; readonly email: unknown } | null;
  readonly user_token: { readonly source: string } | null;
  readonly warnings: readonly string[];
}

export function whoamiCommand(terminal: Terminal): Command {
  return new Command("whoami")
    .summary("say which token would be used, and from where")
    .description(
      "Says which token `tb` would use here, where it comes from and which workspace it is for, and which one the TypeScript SDK would use. It sends no requests, and prints no token.",
    )
    .addOption(outputOption("text", "json"))
    .addHelpText(
      "after",
      examples(
        ["mintbird whoami", "TB_TOKEN, TB_HOST and TB_USER_TOKEN win over .tinyb; the SDK reads .env.local"],
        ["mintbird whoami -o json | jq -r .workspace.id", "for programs"],
      ),
    )
    .action(({ output }: { readonly output: "text" | "json" }) => {
      const identity = identify(credentials(terminal), terminal);
      const sdk = sdkIdentity(terminal);
      const above = identity === undefined || identity.token.source === "TB_TOKEN" ? tinybAbove(terminal) : undefined;
      const ignored = above === undefined ? [] : [`tb does not read ${above}: it takes the .tinyb of the folder it is called in`];
      const nobody = `not logged in: TB_TOKEN is not set, and no .tinyb here has a token${above === undefined ? "" : ` (tb does not read ${above})`}; run mintbird login`;
      if (output === "json") {
        const found = identity && { ...identity, warnings: [...identity.warnings, ...ignored] };
        terminal.printJson({
          ...(found ?? { token: null, error: nobody }),
          ...(sdk && { sdk }),
          signing_key: isStored(identity, terminal) ? false : null,
        });
        if (identity === undefined && sdk === undefined) throw refusedAsPrinted();
        return;
      }
      if (identity === undefined && sdk === undefined) throw refused(nobody);
      if (identity === undefined) terminal.print(`tb: ${nobody}.`);
      else terminal.print(...lines(identity));
      if (sdk !== undefined) terminal.print(...sdkLines(sdk));
      terminal.print(
        isStored(identity, terminal)
          ? "This token is for tb and the REST API. It is not the signing key: JWTs are signed with the workspace admin token."
          : "This token is for tb and the REST API. Whether it is also the signing key, the workspace admin token, does not show in it: compare it with mintbird key.",
      );
      for (const warning of [...(identity?.warnings ?? []), ...(identity === undefined ? [] : ignored), ...(sdk?.warnings ?? [])])
        terminal.print(line`${terminal.paint("yellow", "warning")} ${warning}`);
    });
}

/** Whether it is that of `.tinyb`, which is a personal one. */
function isStored(identity: Identity | undefined, terminal: Terminal): boolean {
  return identity !== undefined && identity.token.source === findTinyb(terminal)?.path;
}

/** Of the TypeScript SDK, which reads another file. */
interface SdkIdentity {
  readonly token: Identity["token"];
  readonly url: { readonly url: string; readonly source: string } | null;
  readonly warnings?: readonly string[];
}

function sdkIdentity(terminal: Terminal): SdkIdentity | undefined {
  const found = sdkCredentials(terminal);
  if (found === undefined) return undefined;
  const { token, url } = found;
  const apiHost = inspect(token.value).staticToken?.apiHost ?? null;
  const isOther = apiHost !== null && url !== undefined && !isSameHost(apiHost, url.value);
  return {
    token: described(token, terminal),
    url: url === undefined ? null : { url: url.value, source: url.source },
    ...(isOther && { warnings: [`the SDK's token belongs to ${apiHost}, but requests go to ${url.value}`] }),
  };
}

function described({ value, source }: Sourced, terminal: Terminal): Identity["token"] {
  const { kind, staticToken } = inspect(value, { now: terminal.now() });
  return { source, kind, u: staticToken?.u ?? null, id: staticToken?.id ?? null, region: staticToken?.host ?? null };
}

function identify({ token, userToken, host, file }: Credentials, terminal: Terminal): Identity | undefined {
  if (token === undefined) return undefined;
  const { kind, staticToken } = inspect(token.value, { now: terminal.now() });
  const stored = file?.content;
  // Of another token, the file knows neither workspace nor user.
  const isStored = stored !== undefined && (stored.token === token.value || token.source === file?.path);
  return {
    token: described(token, terminal),
    host: { url: host.value, source: host.source },
    workspace: isStored ? { id: stored.id ?? null, name: stored.name ?? null } : null,
    user: isStored ? { id: stored.user_id ?? null, email: stored.user_email ?? null } : null,
    user_token: userToken === undefined ? null : { source: userToken.source },
    warnings: warnings(token.value, kind, staticToken?.apiHost ?? null, host.value, terminal),
  };
}

function warnings(token: string, kind: Report["kind"], apiHost: string | null, host: string, { env }: Terminal): string[] {
  const found: string[] = [];
  if (kind !== "static-token")
    found.push(`it is ${kind === "jwt" ? "a JWT" : "not a Tinybird token"}; tb and the REST API take a static token`);
  if (apiHost !== null && !isSameHost(apiHost, host)) found.push(`it belongs to ${apiHost}, but requests go to ${host}`);
  if (env["TINYBIRD_SIGNING_KEY"]?.trim() === token.trim())
    found.push("TINYBIRD_SIGNING_KEY has the same token; a personal one makes JWTs that Tinybird answers with 403");
  return found;
}

const KINDS = { "static-token": "a static token", jwt: "a JWT", unknown: "not a Tinybird token" } as const;

function words({ kind, id, source }: Identity["token"]): string {
  return `${KINDS[kind]}${id === null ? "" : `, id ${id}`}, from ${source}`;
}

function sdkLines({ token, url }: SdkIdentity): string[] {
  return [`SDK token:  ${words(token)}`, `SDK host:   ${url === null ? "not set" : `${url.url}, from ${url.source}`}`];
}

function lines({ token, host, workspace, user, user_token }: Identity): string[] {
  const said = (value: unknown) => (typeof value === "string" ? value : undefined);
  const name = said(workspace?.name);
  const id = said(workspace?.id);
  const rows: [string, string][] = [
    ["Token", words(token)],
    [
      "Workspace",
      name !== undefined
        ? `${name}${id === undefined ? "" : ` (${id})`}`
        : token.u === null
          ? "not known"
          : `not known by name; the token is of the workspace or user ${token.u}`,
    ],
    ["User", said(user?.email) ?? "not known"],
    ["Host", `${host.url}, ${host.source === "default" ? "as none is set" : `from ${host.source}`}`],
    ["User token", user_token === null ? "none" : `from ${user_token.source}`],
  ];
  return rows.map(([what, value]) => `${`${what}:`.padEnd(12)}${value}`);
}
