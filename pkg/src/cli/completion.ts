/** What a shell may offer at the end of a line. Files are the shell's own: it offers them where there is nothing here. */
import type { Command, Option } from "commander";

export interface Candidate {
  readonly text: string;
  readonly about: string;
}

/** @param words those behind the program's name; the last is being typed, and may be empty */
export function candidates(root: Command, words: readonly string[]): Candidate[] {
  const before = joined(words);
  const typed = before.pop() ?? "";
  const { command, option, position } = walk(root, before);
  if (option !== undefined) return matching(typed, values(option));
  const [, name, value] = /^(--[^=]+)=(.*)$/s.exec(typed) ?? [];
  if (name !== undefined && value !== undefined) {
    const option = find(command, name);
    return option === undefined ? [] : matching(value, values(option)).map(({ text, about }) => ({ text: `${name}=${text}`, about }));
  }
  if (typed.startsWith("-")) return matching(typed, options(command));
  if (command.commands.length > 0) {
    return matching(
      typed,
      command
        .createHelp()
        .visibleCommands(command)
        .map((each) => ({ text: each.name(), about: each.summary() || each.description() })),
    );
  }
  return matching(
    typed,
    (command.registeredArguments[position]?.argChoices ?? []).map((text) => ({ text, about: "" })),
  );
}

/** Bash takes `--output=json` for three words. */
function joined(words: readonly string[]): string[] {
  const rest: string[] = [];
  for (const word of words) {
    if (word === "=" && rest.at(-1)?.startsWith("--")) continue;
    rest.push(word);
  }
  return words.at(-1) === "=" ? [...rest, ""] : rest;
}

/** Where the words have led: to a command, perhaps to an option that waits for its value, else to one of the arguments. */
function walk(root: Command, words: readonly string[]): { command: Command; option: Option | undefined; position: number } {
  let [command, option, position]: [Command, Option | undefined, number] = [root, undefined, 0];
  for (const word of words) {
    if (option !== undefined) option = undefined;
    else if (word.startsWith("-") && word !== "-") {
      const found = find(command, word);
      option = found?.required === true ? found : undefined;
    } else {
      const next: Command | undefined = command.commands.find((each) => each.name() === word);
      if (next !== undefined) command = next;
      else position++;
    }
  }
  return { command, option, position };
}

function find(command: Command, flag: string): Option | undefined {
  return command.options.find(({ long, short }) => flag === long || flag === short);
}

function options(command: Command): Candidate[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .flatMap(({ long, description }) => (long ? [{ text: long, about: description }] : []));
}

function values({ argChoices }: Option): Candidate[] {
  return (argChoices ?? []).map((text) => ({ text, about: "" }));
}

function matching(typed: string, all: readonly Candidate[]): Candidate[] {
  return all.filter(({ text }) => text.startsWith(typed));
}
