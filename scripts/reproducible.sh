#!/usr/bin/env bash
# usage: scripts/reproducible.sh
#
# Builds both modules in two folders, with two homes of Cargo: the bytes have to be the same, and name neither folder.
set -euo pipefail
cd "$(dirname "$0")/.."

home=${CARGO_HOME:-$HOME/.cargo}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

build() {
  local folder=$1 cargo_home=$2 module
  mkdir -p "$folder" "$cargo_home"
  ln -s "$home/registry" "$cargo_home/registry"
  git ls-files -z | tar --null --files-from=- --create | tar --extract --directory "$folder"
  ln -s "$PWD/.tools" "$folder/.tools"
  for module in full inspect; do
    # -o: the tools are there.
    CARGO_HOME=$cargo_home make --silent -C "$folder" -o setup-build "target/pkg/$module/mintbird_bg.wasm"
  done
}
build "$scratch/one" "$scratch/home/one"
build "$scratch/another/folder" "$scratch/home/of/another"

failed=0
for module in full inspect; do
  one=$scratch/one/target/pkg/$module/mintbird_bg.wasm
  other=$scratch/another/folder/target/pkg/$module/mintbird_bg.wasm
  if cmp "$one" "$other"; then
    sha256sum <"$one" | sed "s/ .*/  $module/"
  else
    failed=1
  fi
  # A module is not text; -a reads it as if it were.
  if grep -a -o -E "(/home/|/root/|/Users/|${HOME}/|${scratch}/|${PWD}/)[ -~]{0,80}" "$one" "$other"; then
    echo "the module names a folder of this machine" && failed=1
  fi
done
((failed == 0)) && echo "trust: reproducible builds, two folders, two modules | 4 builds | 0 differences"
exit "$failed"
