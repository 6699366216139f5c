#!/usr/bin/env bash
# usage: scripts/mutants.sh      (through make, which installs cargo-mutants)
#
# Changes the security core in every way that cargo-mutants knows, and runs its tests each time, in a copy of the tree. Each part
# is held to the tests that are its own. It fails where a mutant survives that SECURITY.md does not explain.
set -uo pipefail
cd "$(dirname "$0")/.." || exit

# One folder to build in, so that dependencies are built once; one mutant at a time may use it.
export CARGO_TARGET_DIR=$PWD/target/mutants/build CARGO_PROFILE_DEV_DEBUG=0 CARGO_PROFILE_TEST_DEBUG=0
failed=0
mkdir -p target/mutants
mutate() {
  # Unit tests, and the modules of the test crate.
  local files=() tests=(::tests::) name status
  for name in $1; do files+=(--file "src/$name"); done
  for name in $2; do tests+=("::$name::"); done
  # What stands in a `vector` is compiled for WebAssembly only, and tested there.
  cargo mutants --exclude-re '\bvector::' --output "target/mutants/${1%%.*}" --jobs 1 --timeout 300 "${files[@]}" -- --lib --test it -- "${tests[@]}"
  status=$?
  # 2: some survived, which is looked at below.
  ((status == 0 || status == 2)) || failed=1
}
mutate 'compact.rs base64url/read.rs' 'attacks inspect minter'
mutate 'verifier.rs jws.rs key.rs' 'attacks key verifier'
mutate 'access.rs access/request.rs' 'access'
mutate 'filter.rs placeholder.rs' 'attacks filter placeholder'
mutate 'template.rs' 'template minter properties_template'

while read -r mutant; do
  grep -qF "\`${mutant#*: }\`" SECURITY.md && continue
  echo "not explained: $mutant"
  failed=1
done < <(cat target/mutants/*/mutants.out/missed.txt)
exit "$failed"
