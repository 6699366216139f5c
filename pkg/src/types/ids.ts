/** How the ids of Tinybird look. */

/** Whether that is a UUID (RFC 9562), as the ids of workspaces are. */
export function isUuid(value: unknown): value is string {
  return typeof value === "string" && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(value);
}

/** Whether that is the id of a pipe or a data source, rather than its name. */
export function isResourceId(text: string): boolean {
  return /^t_[\da-f]{32}$/.test(text);
}
