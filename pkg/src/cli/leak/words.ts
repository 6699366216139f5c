/** Values that an endpoint may know: what stands in quotes in the pipes, numbers, defaults and choices of parameters. */
import type { Project } from "../../project/project.js";
import type { Files } from "../project/folder.js";

/** How many of each are tried; longer ones are no values. */
const MAX_WORDS = 40;
const MAX_LENGTH = 40;

/** What stands in quotes as the type of a parameter or of a column. */
const TYPE = /^(?:String|Boolean|Bool|U?Int\d*|Integer|Float\d+|Date(?:32)?|DateTime(?:64)?|Array|JSON|Symbol|UUID)$/;

export interface Words {
  readonly texts: readonly string[];
  /** Those that stand in the pipes as they are. */
  readonly numbers: readonly string[];
}

export function wordsOf(project: Project, files: Files): Words {
  const texts = new Set<string>();
  const numbers = new Set<string>();
  for (const { file, params } of project.pipes) {
    const text = files.get(file) ?? "";
    for (const [, single, double] of text.matchAll(/'([^'\\\n]*)'|"([^"\\\n]*)"/g)) texts.add(single ?? double ?? "");
    for (const [number] of text.matchAll(/(?<![\w.'"%-])\d{1,15}(?![\w.'"%-])/g)) numbers.add(number);
    for (const param of params)
      for (const value of [param.default, param.example, ...param.enum]) if (value !== null) texts.add(String(value));
  }
  return {
    texts: [...texts].filter((word) => word !== "" && word.length <= MAX_LENGTH && !TYPE.test(word)).slice(0, MAX_WORDS),
    numbers: [...numbers].slice(0, MAX_WORDS),
  };
}

/** Numbers, and those beside them: conditions end there. */
export function around(numbers: readonly string[]): readonly string[] {
  return numbers.flatMap((number) => [number, String(Number(number) + 1), String(Number(number) - 1)]);
}
