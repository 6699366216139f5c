/** Help teaches by example: `addHelpText("after", examples(…))`. */
export function examples(...pairs: readonly (readonly [command: string, meaning: string])[]): string {
  return `\nExamples:\n${pairs.map(([command, meaning]) => `  # ${meaning}\n  $ ${command}`).join("\n")}`;
}
