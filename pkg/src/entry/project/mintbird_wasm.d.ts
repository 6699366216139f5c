/** The module as text. */
export const text: string;
/** The byte that each character stands for. */
export const bytes: readonly number[];
