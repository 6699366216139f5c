// Each shell itself is asked what it would offer. make installs them.
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { MINTBIRD, folder, output, run } from "./run.js";

const bin = join(folder, "bin");
const cwd = join(folder, "project");
for (const path of [bin, cwd, join(cwd, "more")]) mkdirSync(path);
writeFileSync(join(bin, "mintbird"), `#!/bin/sh\nexec '${process.execPath}' '${MINTBIRD}' "$@"\n`);
chmodSync(join(bin, "mintbird"), 0o755);
for (const name of ["dashboard.json", "dash board.json", "more/events.json"]) writeFileSync(join(cwd, name), "{}");
const env = { PATH: `${bin}:${process.env.PATH}`, HOME: folder };

/** What bash puts at the end of the line. */
async function bash(line) {
  const script = `
    eval "$(mintbird completion bash)"
    line=$1; read -ra words <<< "\${line//=/ = }"; [[ $line == *' ' ]] && words+=("")
    COMP_LINE=$line COMP_POINT=\${#line} COMP_WORDS=("\${words[@]}") COMP_CWORD=$((\${#words[@]} - 1))
    _mintbird; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { out, error } = await run(["bash", "--norc", "-c", script, "bash", line], { cwd, env });
  assert.equal(error, "");
  return out.split("\n").filter(Boolean);
}

async function fish(line) {
  const { out, error } = await run(["fish", "--no-config", "-c", 'mintbird completion fish | source; complete -C "$argv"', line], {
    cwd,
    env,
  });
  assert.equal(error, "");
  return out
    .split("\n")
    .filter(Boolean)
    .map((line) => line.split("\t")[0]);
}

const CASES = [
  ["mintbird mi", ["mint"]],
  ["mintbird ex", ["explain-403", "export"]],
  ["mintbird local ", ["generate-tokens"]],
  ["mintbird check --o", ["--output"]],
  ["mintbird check -o ", ["text", "json", "github"]],
  ["mintbird mint --output h", ["header"]],
  ["mintbird mint x.json --ttl 1h -o c", ["curl"]],
  ["mintbird completion z", ["zsh"]],
  ["mintbird inspect --frob", []],
];

test("bash", async () => {
  for (const [line, expected] of [
    ...CASES,
    ["mintbird mint --output=j", ["json"]],
    ["mintbird mint --output=", ["token", "json", "header", "curl"]],
  ]) {
    assert.deepEqual(await bash(line), expected, line);
  }
  // Nothing: then readline offers files, as the script asks it to.
  assert.deepEqual(await bash("mintbird check d"), []);
  assert.match(await output(["completion", "bash"]), /^complete -o default -F _mintbird mintbird$/m);
});

test("fish", async () => {
  for (const [line, expected] of [...CASES.slice(0, -1), ["mintbird mint --output=j", ["--output=json"]]]) {
    assert.deepEqual((await fish(line)).sort(), [...expected].sort(), line);
  }
  assert.deepEqual(await fish("mintbird check dashb"), ["dashboard.json"]);
  assert.deepEqual(await fish("mintbird mint --key-file mo"), ["more/"]);
});

/** Types into a zsh and reads the line that it makes of it. */
async function zsh(typed) {
  const script = `
import os, pty, sys, time, select
pid, terminal = pty.fork()
if pid == 0:
    os.execvp("zsh", ["zsh", "-f", "-i"])
def read(until, seconds=20):
    text, end = b"", time.time() + seconds
    while until not in text and time.time() < end:
        if select.select([terminal], [], [], 0.1)[0]:
            try: text += os.read(terminal, 65536)
            except OSError: break
    return text
def send(text): os.write(terminal, text.encode())
send("PS1='' PS2='' RPS1=''; unsetopt zle_bracketed_paste prompt_sp; stty -echo; autoload -Uz compinit; compinit -D; eval \\"$(mintbird completion zsh)\\"; zstyle ':completion:*' menu no\\n")
send("show() { print -r -- \\"<<<$BUFFER>>>\\"; BUFFER=''; }; zle -N show; bindkey '^X' show; print REA''DY\\n")
read(b"READY")
# The second key waits until the first is done.
send(sys.argv[1] + "\\t\\x18")
text = read(b">>>")
sys.stdout.write(text.decode(errors="replace"))
send("\\x03\\x04exit\\n")
os.close(terminal)
`;
  const { out, error } = await run(["python3", "-c", script, typed], { cwd, env: { ...env, TERM: "dumb" } });
  return /<<<(.*?)>>>/s.exec(out)?.[1] ?? assert.fail(out + error);
}

test("zsh", async () => {
  for (const [typed, line] of [
    ["mintbird mi", "mintbird mint "],
    ["mintbird local ", "mintbird local generate-tokens "],
    ["mintbird mint --output h", "mintbird mint --output header "],
    ["mintbird mint --output=h", "mintbird mint --output=header "],
    ["mintbird check dashb", "mintbird check dashboard.json "],
  ])
    assert.equal(await zsh(typed), line);
});

test("a script can be read twice", async () => {
  const { code, error } = await run(
    ["bash", "--norc", "-euo", "pipefail", "-c", 'eval "$(mintbird completion bash)"; eval "$(mintbird completion bash)"'],
    { env },
  );
  assert.deepEqual([code, error], [0, ""]);
});
