/** What has signed a token: the key that is given, in one of many spellings, or a text that takes its place by mistake. */
import type { KeySpelling } from "../types/key-spelling.js";
import { MintbirdError } from "../types/error.js";
import { decoded } from "./base64.js";
import type { Case, Package } from "./case.js";
import { keysIn } from "./key-in.js";

export type Signed =
  /** The key, with what `keySpelling` knows around it. */
  | { readonly kind: "spelling"; readonly key: string; readonly spelling: KeySpelling }
  /** The key, with these around it. */
  | { readonly kind: "around"; readonly key: string; readonly before: string; readonly behind: string }
  /** Another text, in words. */
  | { readonly kind: "other"; readonly key: string; readonly what: string };

/** Of a key, characters. */
const MAX_LENGTH = 4096;
const BEFORE = ["", " ", "\n", "\r\n", '"', "'", "`", "\ufeff"];
const BEHIND = ["", "\n", "\r\n", "\r", " ", "\n\n", "  ", " \n", '"', '"\n', '"\r\n', "'", "'\n", "'\r\n", "`", "\\r\\n"];

/**
 * Tries.
 *
 * @returns undefined where nothing that was tried has signed it
 * @throws `MintbirdError` where the signature cannot be tried
 */
export function whoSigned({ token, key, personal, perhapsPersonal }: Case, { keySpelling }: Package): Signed | undefined {
  const keys = keysIn(key);
  // What is not the key alone may be too long for one.
  const whole = keys.length === 0 || key.length <= MAX_LENGTH ? [key] : [];
  for (const each of [...keys, ...whole]) {
    const spelling = keySpelling(token, each);
    if (spelling !== undefined)
      return { kind: "spelling", key: keys.includes(each) || keys.length !== 1 ? each : (keys[0] ?? each), spelling };
  }
  const has = (text: string) => {
    try {
      return keySpelling(token, text) !== undefined;
    } catch (error) {
      // Nobody's key, too short or too long.
      if (MintbirdError.is(error)) return false;
      throw error;
    }
  };
  for (const alone of keys.length > 0 ? keys : [key.trim()])
    for (const before of BEFORE)
      for (const behind of BEHIND) if (has(before + alone + behind)) return { kind: "around", key: alone, before, behind };
  const [alone = ""] = keys;
  const others: readonly (readonly [text: string, what: string])[] = [
    ...(personal ?? []).map(
      (text) => [text, "the personal token of .tinyb or of TB_USER_TOKEN, and not with the workspace admin token"] as const,
    ),
    ...(perhapsPersonal ?? []).map((text) => [text, "the token of TB_TOKEN or TINYBIRD_TOKEN, and not with this key"] as const),
    [`TINYBIRD_SIGNING_KEY=${alone}`, "the key and the name of its variable"],
    [alone === "" ? "" : btoa(alone), "the key in base64"],
    [hex(alone), "the key in hexadecimal"],
    [Array.from(alone, (char) => `${char}\0`).join(""), "the key in UTF-16, two bytes for each character"],
    [decoded(alone.split(".")[1] ?? ""), "what the key says when its middle part is decoded"],
    [alone.replace(/^p\./, ""), "the key without the `p.` that it begins with"],
    [alone.slice(0, -1), "the key without its last character"],
    ["undefined", "the text `undefined`: the variable with the key was not set"],
    ["null", "the text `null`: the variable with the key was not set"],
    // A MAC pads its key with such bytes: this is the empty key.
    ["\0", "an empty key: the variable with the key was not set"],
  ];
  const other = others.find(([text]) => text !== "" && has(text));
  return other && { kind: "other", key: other[0], what: other[1] };
}

function hex(text: string): string {
  return Array.from(text, (char) => char.charCodeAt(0).toString(16).padStart(2, "0")).join("");
}
