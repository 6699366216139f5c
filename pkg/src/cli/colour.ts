import { styleText } from "node:util";
import { Line, type Part } from "./line.js";

export type Colour = "red" | "yellow" | "green" | "cyan" | "dim" | "bold";

/** Colours a text, or leaves it as it is. */
export type Paint = (colour: Colour, part: Part) => Line;

interface Environment {
  readonly [name: string]: string | undefined;
}

/** `FORCE_COLOR` is asked first, then `NO_COLOR` (no-color.org), as Node does; else a terminal has colours and a pipe has none. */
export function painter(env: Environment, isTerminal: boolean): Paint {
  const { FORCE_COLOR: force, NO_COLOR: no, TERM: term } = env;
  const wanted = force !== undefined ? force !== "0" && force !== "false" : !no && isTerminal && term !== "dumb";
  return (colour, part) => Line.painted(part, (text) => (wanted ? styleText(colour, text, { validateStream: false }) : text));
}
