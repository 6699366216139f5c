/** Values that an endpoint may know: what stands in quotes in the pipes, defaults and choices of parameters. */
import type { Project } from "../../project/project.js";
import type { Files } from "../project/folder.js";

/** How many are tried; longer ones are no values. */
const MAX_WORDS = 40;
const MAX_LENGTH = 40;

export function wordsOf(project: Project, files: Files): readonly string[] {
  const found = new Set<string>();
  for (const { file, params } of project.pipes) {
    for (const [, text = ""] of (files.get(file) ?? "").matchAll(/'([^'\\\n]*)'/g)) found.add(text);
    for (const param of params)
      for (const value of [param.default, param.example, ...param.enum]) if (value !== null) found.add(String(value));
  }
  return [...found].filter((word) => word !== "" && word.length <= MAX_LENGTH && !/^[A-Z][a-z]+\d*$/.test(word)).slice(0, MAX_WORDS);
}
