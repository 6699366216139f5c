#!/usr/bin/env bash
# usage: scripts/reproducible.sh
#
# Builds both modules once more, in another folder and with another home of Cargo: the bytes have to be those of the build that is
# here, and name neither folder.
set -euo pipefail
cd "$(dirname "$0")/.."

home=${CARGO_HOME:-$HOME/.cargo}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

other_home=$scratch/home/of/another other_folder=$scratch/another/folder
mkdir -p "$other_folder" "$other_home"
ln -s "$home/registry" "$other_home/registry"
git ls-files -z | tar --null --files-from=- --create | tar --extract --directory "$other_folder"
ln -s "$PWD/.tools" "$other_folder/.tools"
for module in full inspect; do
  # -o: the tools are there.
  make --silent -o setup-build "target/pkg/$module/mintbird_bg.wasm"
  CARGO_HOME=$other_home make --silent -C "$other_folder" -o setup-build "target/pkg/$module/mintbird_bg.wasm"
done

failed=0
for module in full inspect; do
  one=target/pkg/$module/mintbird_bg.wasm
  other=$other_folder/target/pkg/$module/mintbird_bg.wasm
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
