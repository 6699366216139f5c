#!/usr/bin/env bash
# usage: scripts/mutants.sh [FILE...]      (through make, which installs cargo-mutants)
#
# Changes the security core in every way that cargo-mutants knows, or these files of it only, and runs its tests each time, in a copy of
# the tree. It goes on where an earlier run was stopped, and fails where a mutant survives that SECURITY.md does not explain.
set -uo pipefail
cd "$(dirname "$0")/.." || exit

# What makes a token, what reads one, and what decides; projects and the bindings have tests of another kind.
core=('src/mint/*.rs' 'src/token/*.rs' 'src/token/static_token/*.rs' 'src/access/*.rs' 'src/access/rate_limit/*.rs' 'src/claims/*.rs'
  'src/crypto/*.rs' 'src/text/*.rs' 'src/text/json/*.rs' 'src/text/base64url/read.rs')
(($#)) || set -- "${core[@]}"

# What takes longest, and looks at what others look at.
slow=(--skip ::differential:: --skip ::linear:: --skip vectors:: --skip ::no_token_takes_long --skip ::a_million_names)

# One folder to build in, so that dependencies are built once; one mutant at a time may use it.
export CARGO_TARGET_DIR=$PWD/target/mutants/build CARGO_PROFILE_DEV_DEBUG=0 CARGO_PROFILE_TEST_DEBUG=0
mkdir -p target/mutants
# Not what only prints, nor what another feature or target compiles: jwt-simple's signature, and what stands in a `vector`.
cargo mutants "${@/#/--file=}" --exclude-re '\bvector::|impl (fmt::)?Debug for|SigningKey::sign -> Vec<u8>' --iterate --output target/mutants --jobs 1 --timeout 300 \
  --features serde -- --lib --test it -- "${slow[@]}"
status=$?
# 2: some survived; 3: some ran into the timeout, which is an answer too.
((status == 0 || status == 2 || status == 3)) || exit "$status"

failed=0
while read -r mutant; do
  grep -qF "\`${mutant#*: }\`" SECURITY.md && continue
  echo "not explained: $mutant"
  failed=1
done <target/mutants/mutants.out/missed.txt
exit "$failed"
