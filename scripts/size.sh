#!/usr/bin/env bash
# usage: scripts/size.sh      (through make, which builds what is measured)
#
# Prints what the npm package weighs, gzipped as far as gzip goes, and fails where something weighs more than its budget.
# Budgets are what was reached, with a little room. They go down when something gets smaller, and up only for a reason
# that a commit states.
set -euo pipefail
cd "$(dirname "$0")/.."

over=0
# weigh NAME BUDGET FILE
weigh() {
  local raw gzipped mark=
  raw=$(wc -c <"$3")
  gzipped=$(gzip -9 -c "$3" | wc -c)
  ((gzipped <= $2)) || { mark='  OVER BUDGET' && over=1; }
  printf '%-36s %9d %9d %9d%s\n' "$1" "$raw" "$gzipped" "$2" "$mark"
}

bundle=$(mktemp)
trap 'rm -f "$bundle"' EXIT
echo 'import { Minter } from "./pkg/dist/entry/full/inline.js"; globalThis.Minter = Minter;' |
  pkg/node_modules/.bin/esbuild --bundle --minify --format=esm --log-level=error --outfile="$bundle" --allow-overwrite

printf '%-36s %9s %9s %9s\n' '' raw gzipped budget
weigh 'mintbird.wasm' 96500 pkg/dist/entry/full/mintbird.wasm
weigh 'mintbird.wasm of mintbird/inspect' 29200 pkg/dist/entry/inspect/mintbird.wasm
weigh 'mintbird.wasm of mintbird/project' 325000 pkg/dist/entry/project/mintbird.wasm
weigh 'a minified page script that mints' 107000 "$bundle"
exit $over
