#!/usr/bin/env bash
# usage: scripts/mutants.sh      (through make, which installs cargo-mutants)
#
# Changes the security core in every way that cargo-mutants knows, and runs its tests each time, in a copy of the tree. What
# survives is listed at the end; SECURITY.md explains it. Each part is held to the tests that are its own.
set -uo pipefail
cd "$(dirname "$0")/.." || exit

failed=0
mutate() {
  local files=() tests=() name
  for name in $1; do files+=(--file "src/$name"); done
  for name in $2; do tests+=(--test "$name"); done
  cargo mutants --output "target/mutants/${1%% *}" --jobs 1 --timeout 300 "${files[@]}" -- "${tests[@]}" || failed=1
}
mutate 'jws.rs compact.rs verifier.rs key.rs' 'attacks key verifier vectors secrets'
mutate 'access.rs access/request.rs' 'access'
mutate 'filter.rs placeholder.rs' 'attacks filter placeholder template'
mutate 'template.rs' 'template minter'
cat target/mutants/*/mutants.out/missed.txt
exit "$failed"
