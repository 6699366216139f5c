#!/usr/bin/env bash
# usage: scripts/trust.sh      (through make, which installs what it needs)
#
# Puts the library through everything again and prints one table. Whatever is run says for itself, in a line `trust: what | how
# many | N ...`, what it did and how much is wrong. SECURITY.md says what was found so far; FUZZ_SECONDS is for each target.
set -uo pipefail
cd "$(dirname "$0")/.." || exit

# What each has found since the project began. All of it is in SECURITY.md, and mended unless the last column says otherwise.
declare -A found=([attacks]=64 [grammar]=1 [review]=18 [secrets]=2 [reproducible]=1)
log=$(mktemp) failed=()
trap 'rm -f "$log"' EXIT

run() {
  local name=$1
  shift
  printf '\n=== %s: %s\n' "$name" "$*"
  "$@" </dev/null 2>&1 | tee -a "$log"
  ((PIPESTATUS[0] == 0)) || failed+=("$name")
}

run 'the crate' cargo test --quiet --test it -- --nocapture ::attacks:: vectors:: ::secrets:: ::differential::
run 'timing' cargo bench --quiet --bench timing
run 'the npm package' env INPUTS="${INPUTS:-1000000}" npm run test:trust --prefix tests/js
run "ClickHouse's grammar" pytest -q -s tests/interop/test_grammar.py
run 'fuzzing' scripts/fuzz.sh "${FUZZ_SECONDS:-60}"
run 'reproducible builds' scripts/reproducible.sh
run 'dependencies' cargo deny --log-level error check bans licenses sources

printf '\n%-58s %-84s %6s %5s\n' what 'how many' found open
sed -n 's/.*trust: \(.* | .* | [0-9].*\)/\1/p' "$log" | while IFS='|' read -r what count open; do
  read -r what <<<"$what"
  read -r count <<<"$count"
  read -r open _ <<<"$open"
  kind=${what%%[ ,]*}
  printf '%-58s %-84s %6s %5s\n' "$what" "$count" "$((${found[$kind]:-0} + open))" "$open"
  # What several rows have found together stands in the first of them.
  unset "found[$kind]"
done
printf '%-58s %-84s %6s %5s\n' 'review by a second, a third and a fourth reader' 'the sources, three times' "${found[review]}" 0
if ((${#failed[@]})); then
  printf '\nfailed: %s\n' "${failed[*]}"
  exit 1
fi
