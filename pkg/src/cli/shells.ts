/** The shells that can complete: the script that each of them reads, and how it wants candidates written. */
import type { Candidate } from "./completion.js";

export interface Shell {
  /** For the shell's start-up file. */
  readonly install: string;
  readonly script: string;
  line(candidate: Candidate): string;
}

const bash: Shell = {
  install: 'eval "$(mintbird completion bash)"    # in ~/.bashrc',
  // Where nothing is answered, readline completes names of files.
  script: `_mintbird() {
  local IFS=$'\\n'
  COMPREPLY=($(mintbird complete bash -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _mintbird mintbird
`,
  line: ({ text }) => text,
};

const zsh: Shell = {
  install: 'eval "$(mintbird completion zsh)"    # in ~/.zshrc, after compinit',
  script: `#compdef mintbird
_mintbird() {
  local -a found
  found=("\${(@f)$(mintbird complete zsh -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n $found ]]; then _describe mintbird found; else _files; fi
}
if [[ $funcstack[1] == _mintbird ]]; then _mintbird "$@"; else compdef _mintbird mintbird; fi
`,
  line: ({ text, about }) => (about === "" ? colons(text) : `${colons(text)}:${about}`),
};

const fish: Shell = {
  install: "mintbird completion fish > ~/.config/fish/completions/mintbird.fish",
  script: `function __mintbird_complete
  set -l words (commandline -opc)
  set -l typed (commandline -ct)
  set -l found (mintbird complete fish -- $words[2..-1] "$typed" 2>/dev/null)
  if test (count $found) -gt 0
    printf '%s\\n' $found
  else
    __fish_complete_path "$typed"
  end
end
complete -c mintbird -f -a '(__mintbird_complete)'
`,
  line: ({ text, about }) => `${text}\t${about}`,
};

export const SHELLS = { bash, zsh, fish };

export type ShellName = keyof typeof SHELLS;

export const SHELL_NAMES = Object.keys(SHELLS) as readonly ShellName[];

/** In zsh a colon parts the text from what is said about it. */
function colons(text: string): string {
  return text.replaceAll(":", "\\:");
}
