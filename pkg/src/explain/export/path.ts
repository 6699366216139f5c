/** Paths to what a provider knows of a user, such as `user.public_metadata.org`. */

/** What every object has, and nobody has stored: `constructor.name` is the same text for all users. */
const INHERITED: ReadonlySet<string> = new Set([...Object.getOwnPropertyNames(Object.prototype), "prototype", "length"]);

/** The first name in a path that no user's data has. */
export function inheritedIn(path: string): string | undefined {
  return path.split(".").find((name) => INHERITED.has(name));
}
