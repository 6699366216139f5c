#!/usr/bin/env bash
# usage: scripts/fuzz.sh SECONDS [TARGET...]
#
# Fuzzes each target for so long, one after the other, starting from fuzz/seeds and what earlier runs have found. It counts,
# and fails where a target finds something; the input is then in target/fuzz/artifacts. The crate forbids unsafe code, so that what there
# is to find are panics, broken promises, hangs, and memory without bounds; AddressSanitizer looks at what its dependencies do.
set -uo pipefail
cd "$(dirname "$0")/.." || exit

seconds=$1 failed=0
shift
(($#)) || read -ra set < <(sed -n 's/^name = "\(.*\)"$/\1/p' fuzz/Cargo.toml | tail -n +2 | tr '\n' ' ')
(($#)) || set -- "${set[@]}"
fuzz=(cargo +nightly fuzz)
flags=(--sanitizer address --target-dir target/fuzz)
log=$(mktemp)
trap 'rm -f "$log"' EXIT

"${fuzz[@]}" build "${flags[@]}" || exit
for target; do
  mkdir -p "target/fuzz/corpus/$target" "target/fuzz/artifacts/$target"
  "${fuzz[@]}" run "${flags[@]}" "$target" "target/fuzz/corpus/$target" "fuzz/seeds/$target" -- \
    -max_total_time="$seconds" -timeout=5 -rss_limit_mb=1024 -max_len=8192 -print_final_stats=1 -verbosity=0 \
    -artifact_prefix="$PWD/target/fuzz/artifacts/$target/" >"$log" 2>&1
  status=$?
  count=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  found=0
  ((status == 0)) || { found=1 failed=1 && tail -n 40 "$log"; }
  printf 'trust: fuzzing, %s, %s s | %s executions | %s found\n' "$target" "$seconds" "${count:-0}" "$found"
done
exit "$failed"
