#!/usr/bin/env bash
# usage: scripts/mutants.sh [FILE...]      (through make, which installs cargo-mutants)
#
# Changes the security core in every way that cargo-mutants knows, or these files of it only, and runs its tests each time, in a copy of
# the tree for each processor. It goes on where an earlier run was stopped, and fails where a mutant survives that SECURITY.md does not
# explain.
set -uo pipefail
cd "$(dirname "$0")/.." || exit

# What makes a token, what reads one, and what decides; projects and the bindings have tests of another kind.
core=(src/mint/*.rs src/token/*.rs src/token/static_token/*.rs src/access/*.rs src/access/rate_limit/*.rs src/claims/*.rs
  src/crypto/*.rs src/text/*.rs src/text/json/*.rs)
(($#)) || set -- "${core[@]}"

# Not what only prints, nor what another feature or target compiles: jwt-simple's signature, and what is there for projects and for
# JavaScript.
not_here='^src/mint/scope\.rs|::(single_kind|takes_floats)\b|Lock<T>::with|impl (fmt::)?Debug for|SigningKey::sign -> Vec<u8>'
# What takes longest and looks at what others look at, and what measures time, which two at once would spoil.
slow=(--skip ::differential:: --skip ::linear:: --skip vectors:: --skip ::no_token_takes_long
  --skip ::hostile_text_costs_no_more_than_its_length)

# A property that fails has done its work: no smaller example is looked for.
export CARGO_PROFILE_DEV_DEBUG=0 CARGO_PROFILE_TEST_DEBUG=0 PROPTEST_MAX_SHRINK_ITERS=0

# mutants NAME TEST_OPTION... -- FILE...
# The memory of the rate limiter is counted by a program of its own.
mutants() {
  local out=target/mutants/$1 options=() tests=(--lib --test it)
  [[ $1 != rate_limit ]] || tests+=(--test memory)
  shift
  while [[ $1 != -- ]]; do options+=("$1") && shift; done
  shift
  (($#)) || return 0
  mkdir -p "$out"
  cargo mutants "${@/#/--file=}" --exclude-re "$not_here" --iterate --output "$out" --jobs "$(nproc)" --timeout 30 \
    --features serde -- "${tests[@]}" -- "${slow[@]}" "${options[@]}"
  local status=$?
  # 2: some survived; 3: some ran into the timeout, which is an answer too.
  ((status == 0 || status == 2 || status == 3)) || exit "$status"
}

# Half of the time is the rate limiter's own tests, which look at nothing else.
limiter=() rest=()
for file; do
  if [[ $file == src/access/rate_limit/* ]]; then limiter+=("$file"); else rest+=("$file"); fi
done
mutants core --skip ::rate_limit:: -- "${rest[@]}"
mutants rate_limit -- "${limiter[@]}"

failed=0
while read -r mutant; do
  grep -qF "\`${mutant#*: }\`" SECURITY.md && continue
  echo "not explained: $mutant"
  failed=1
done < <(cat target/mutants/*/mutants.out/missed.txt)
exit "$failed"
