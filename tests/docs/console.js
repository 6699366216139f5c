// Blocks that show a shell: what is typed, and what is printed below it. `…` stands for anything on its line and, alone on a line, for any
// lines.

/** Each command of a block, with what is printed below it. */
export const commandsOf = ({ code }) =>
  code
    .split(/^\$ /m)
    .slice(1)
    .map((text) => [text.slice(0, text.indexOf("\n")), text.slice(text.indexOf("\n") + 1)]);

/** What differs from one minute to the next is made alike. */
export const settled = (text) => text.replace(/(in|until) (\d+ minutes?( \d+ seconds?)?|\d\d:\d\d( on \d+ \w+ \d+)?)/g, "$1 some time");

/** What a settled output has to match. */
export function pattern(text) {
  const escaped = settled(text).replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  return new RegExp(`^${escaped.replace(/^…$/gm, "(?:.*\\n)*?.*").replaceAll("…", ".*")}$`);
}
