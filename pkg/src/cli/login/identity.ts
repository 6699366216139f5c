/** Who is logged in, and whether that is still the same. */
import { inspect } from "../../entry/full/inline.js";
import type { Tinyb } from "../tinyb.js";
import { type Workspace, isText } from "./tinybird.js";

/**
 * What of the login differs from what the file says, in words: "the workspace is b, not a". Nothing where it says the same, or
 * nothing.
 */
export function differences(before: Tinyb, workspace: Workspace): string[] {
  const of = (what: string, [oldId, newId]: readonly [unknown, string], [oldName, newName]: readonly [unknown, string]) => {
    const isKnown = isText(oldId) || isText(oldName);
    // The id decides: a name can be changed, or be another's.
    const isSame = isText(oldId) ? oldId === newId : oldName === newName;
    return isKnown && !isSame ? [`the ${what} is ${newName}, not ${isText(oldName) ? oldName : String(oldId)}`] : [];
  };
  const found = [
    ...of("workspace", [before.id ?? workspaceOf(before.token), workspace.id], [before.name, workspace.name]),
    ...of("user", [before.user_id, workspace.user_id], [before.user_email, workspace.user_email]),
  ];
  return found;
}

/** A token may say whose it is where the file does not. */
function workspaceOf(token: unknown): string | undefined {
  return isText(token) ? (inspect(token).staticToken?.u ?? undefined) : undefined;
}
