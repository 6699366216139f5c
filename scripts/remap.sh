#!/usr/bin/env bash
# usage: RUSTFLAGS="$(scripts/remap.sh)" cargo build ...
#
# Prints the compiler's flags that keep this machine's folders out of what is built: a panic knows the file it is in, and
# without them the module would name the home of whoever built it, and differ from everybody else's.
set -euo pipefail

cargo fetch --quiet --locked
for registry in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*; do
  printf -- '--remap-path-prefix=%s=crates ' "$registry"
done
commit=$(rustc -vV | sed -n 's/^commit-hash: //p')
printf -- '--remap-path-prefix=%s=/rustc/%s --remap-path-prefix=%s=.\n' \
  "$(rustc --print sysroot)/lib/rustlib/src/rust" "$commit" "$PWD"
