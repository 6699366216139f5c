/** From which line of a template a claim comes. A template has the payload's shape, but for the expiry. */

/** The template's pointer for a claim's; nothing for the workspace where the key says it. */
export function pointerInTemplate(claim: string): string | undefined {
  return claim === "/exp" ? "/ttl" : claim;
}

export function claimOf(pointer: string): string {
  return pointer === "/ttl" ? "/exp" : pointer;
}
