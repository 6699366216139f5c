/**
 * Which workspace of a Tinybird Local is the project's. `tb --local` works in one of its own for each project, not in the default
 * one: that named after the git branch, else after `.tinyb`, else after the project's path. (PyPI tinybird 5.0, `tb/modules/cli.py`
 * and `local_common.py`)
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { credentials } from "../credentials.js";
import { checkedHost, workspaceName } from "../login/tinybird.js";
import type { Terminal } from "../terminal.js";
import { projectTinyb, readTinyb } from "../tinyb.js";

/** A name, and where it is from, in words. */
export interface NamedWorkspace {
  readonly name: string;
  readonly source: string;
}

export async function projectWorkspace(terminal: Terminal): Promise<NamedWorkspace> {
  const { env, cwd } = terminal;
  const branch = env["TB_TOKEN"] ? undefined : gitBranch(terminal);
  const ofBranch = branch === undefined || ["main", "master"].includes(branch) ? "" : asWorkspaceName(branch);
  if (ofBranch !== "") return { name: ofBranch, source: `the git branch ${branch ?? ""}` };
  const path = projectTinyb(terminal);
  const tinyb = existsSync(path) ? readTinyb(terminal, path) : {};
  if (typeof tinyb.name === "string" && tinyb.name !== "") return { name: tinyb.name, source: path };
  // Then tb asks the cloud whose token it has.
  const remote = env["TB_TOKEN"] || env["TB_HOST"] ? await nameOfToken(terminal) : undefined;
  if (remote !== undefined) return { name: remote, source: "TB_TOKEN" };
  const folder = projectFolder(cwd, tinyb["cwd"]);
  return { name: `Tinybird_Local_Build_${createHash("sha256").update(folder).digest("hex")}`, source: `the folder ${folder}` };
}

/** What may be a name of a workspace is left of a branch's. */
function asWorkspaceName(branch: string): string {
  return branch.replace(/\W+/g, "_").replace(/_+/g, "_").replace(/^_|_$/g, "");
}

/** The branch that is checked out; where none is, as in CI, the one that the CI names. */
function gitBranch({ cwd, env }: Terminal): string | undefined {
  const git = (...args: string[]): string | undefined => {
    try {
      return execFileSync("git", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], timeout: 5000 }).trim();
    } catch {
      return undefined;
    }
  };
  const symbolic = git("symbolic-ref", "--short", "HEAD");
  if (symbolic) return symbolic;
  const parsed = git("rev-parse", "--abbrev-ref", "HEAD");
  if (parsed !== undefined && parsed !== "HEAD") return parsed;
  const named = CI_BRANCHES.map((name) => env[name]).find((value) => value);
  return named ?? env["GIT_BRANCH"]?.replace("origin/", "");
}

const CI_BRANCHES = [
  "VERCEL_GIT_COMMIT_REF",
  "CI_COMMIT_BRANCH",
  "CIRCLE_BRANCH",
  "BUILD_SOURCEBRANCHNAME",
  "BITBUCKET_BRANCH",
  "TRAVIS_BRANCH",
  "GITHUB_HEAD_REF",
  "GITHUB_REF_NAME",
];

async function nameOfToken(terminal: Terminal): Promise<string | undefined> {
  const { token, host } = credentials(terminal);
  const address = checkedHost(host.value);
  return token === undefined || address === undefined ? undefined : workspaceName(address, token.value);
}

/** The folder of the datafiles: as tinybird.config.json has it, or `.tinyb`, else this one. */
function projectFolder(cwd: string, inTinyb: unknown): string {
  const configured = configuredFolder(cwd);
  if (configured !== undefined) return configured;
  if (typeof inTinyb !== "string") return cwd;
  return isAbsolute(inTinyb) ? asPythonWrites(inTinyb) : join(cwd, inTinyb).replace(/(?<=.)\/$/, "");
}

const CONFIGS = ["tinybird.config.json", "tinybird.json"];

function configuredFolder(cwd: string): string | undefined {
  for (let folder = cwd; ; folder = dirname(folder)) {
    const name = CONFIGS.find((name) => existsSync(join(folder, name)));
    if (name !== undefined) return folderIn(join(folder, name));
    if (folder === dirname(folder)) return undefined;
  }
}

function folderIn(path: string): string | undefined {
  let config: unknown;
  try {
    config = JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
  if (typeof config !== "object" || config === null) return undefined;
  const { folder, include } = config as { readonly folder?: unknown; readonly include?: unknown };
  if (typeof folder === "string" && folder.trim() !== "") {
    const given = folder.trim();
    return asPythonWrites(isAbsolute(given) ? given : `${dirname(path)}/${given}`);
  }
  const included = (Array.isArray(include) ? include : [include]).filter((each): each is string => typeof each === "string");
  return included.some((each) => each.trim() !== "") ? dirname(path) : undefined;
}

/** `str(Path(path))`: without `.` and empty parts, but with each `..`. */
function asPythonWrites(path: string): string {
  return `/${path
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/")}`;
}
