/** The module's bytes. */
export const base64: string;
