import { styleText } from "node:util";

export type Colour = "red" | "yellow" | "green" | "cyan" | "dim" | "bold";

/** Colours a text, or leaves it as it is. */
export type Paint = (colour: Colour, text: string) => string;

interface Environment {
  readonly [name: string]: string | undefined;
}

/** `FORCE_COLOR` is asked first, then `NO_COLOR` (no-color.org), as Node does; else a terminal has colours and a pipe has none. */
export function painter(env: Environment, isTerminal: boolean): Paint {
  const { FORCE_COLOR: force, NO_COLOR: no, TERM: term } = env;
  const wanted = force !== undefined ? force !== "0" && force !== "false" : !no && isTerminal && term !== "dumb";
  return wanted ? (colour, text) => styleText(colour, text, { validateStream: false }) : (_, text) => text;
}
