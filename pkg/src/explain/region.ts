/** Whether the host that was called is that of the workspace's region. Another one does not know the workspace, and answers 403. */
import { MintbirdError } from "../types/error.js";
import type { Case, Cause, Package } from "./case.js";
import { keyIn } from "./key-in.js";

const REGION = { code: "region", title: "The request went to the wrong region" } as const;

/** The API of Tinybird Local. */
const LOCAL = "localhost:7181";

/** Two names of one region, as Tinybird's command line and its console write it. */
const SAME: readonly (readonly [string, string])[] = [["api.ap-east-1.aws.tinybird.co", "api.ap-east.aws.tinybird.co"]];

/** A static token that names its region: the signing key, or one that was sent itself. */
type Named = "key" | "token";

/** What to do with one of Tinybird Local, where the cloud was called. */
const OF_LOCAL: { readonly [named in Named]: string } = {
  key: "Sign with the workspace admin token of the cloud’s workspace: `mintbird key` prints it",
  token: "Use a token of the cloud’s workspace, or call Tinybird Local: http://localhost:7181",
};

/** @param named what `key` is */
export function region(
  { origin, key }: Pick<Case, "origin" | "key">,
  { parseStaticToken, verifyStaticToken }: Package,
  named: Named = "key",
): Cause {
  if (origin === undefined) return { ...REGION, applies: undefined, why: "The whole URL or curl command is needed to find out." };
  const { host } = new URL(origin);
  const api = apiOf(host);
  if (api === undefined)
    return { ...REGION, applies: undefined, why: `${host} is not an API host of Tinybird’s; what is behind it is not known here.` };
  const text = keyIn(key);
  if (key.trim() === "") return { ...REGION, applies: undefined, why: "The signing key is needed to find out: it names the region." };
  let token;
  try {
    token = parseStaticToken(text);
  } catch (error) {
    if (!MintbirdError.is(error)) throw error;
    return { ...REGION, applies: undefined, why: `The ${named} does not say which region it is of.` };
  }
  if (verifyStaticToken !== undefined && isLocal(text, verifyStaticToken)) {
    if (api === LOCAL) return { ...REGION, applies: false, why: `The ${named} is of Tinybird Local, and so is the host.` };
    return {
      ...REGION,
      applies: true,
      why: `The ${named} is of Tinybird Local, which ${host} does not know.`,
      fix: OF_LOCAL[named],
    };
  }
  if (token.host === null)
    return { ...REGION, applies: undefined, why: `The ${named} names no region; Tinybird’s console shows the host of the workspace.` };
  if (token.apiHost === null)
    return {
      ...REGION,
      applies: undefined,
      why: `The ${named} is of the region ${token.host}, whose API host is not known here. Tinybird’s console shows it.`,
    };
  const right = new URL(token.apiHost).host;
  if (canonical(api) === canonical(right)) return { ...REGION, applies: false, why: `${host} is the host of the ${named}’s region.` };
  return {
    ...REGION,
    applies: true,
    why: `The ${named} is of ${token.host}, which is at ${token.apiHost}, and ${host} was called.`,
    // The ClickHouse interface is a host beside the API.
    fix: host.startsWith("clickhouse.") ? token.apiHost.replace("//api.", "//clickhouse.") : token.apiHost,
  };
}

/** Whether Tinybird Local has made the key, whose own secret is known. */
function isLocal(key: string, verify: NonNullable<Package["verifyStaticToken"]>): boolean {
  try {
    return verify(key, "abcd").id !== "";
  } catch (error) {
    if (!MintbirdError.is(error)) throw error;
    return false;
  }
}

/** The API host that a host belongs to. */
function apiOf(host: string): string | undefined {
  if (/^(localhost|127\.0\.0\.1|\[::1\]):718[12]$/.test(host)) return LOCAL;
  if (/^api\.([\w-]+\.)*tinybird\.co$/.test(host)) return host;
  return /^clickhouse\.([\w-]+\.)*tinybird\.co$/.test(host) ? host.replace(/^clickhouse\./, "api.") : undefined;
}

/** Whether two addresses are those of one API host: a path and a region's other name make no difference. */
export function isSameHost(one: string, other: string): boolean {
  return URL.canParse(one) && URL.canParse(other) && canonical(new URL(one).host) === canonical(new URL(other).host);
}

function canonical(host: string): string {
  return SAME.find(([one]) => one === host)?.[1] ?? host;
}
