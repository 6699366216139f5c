#!/usr/bin/env bash
# usage: scripts/test.sh GROUP...      (through make, which installs what the group needs)
#
# Runs the steps of these groups to the end, whatever fails on the way, and closes with 'N passed, M failed'.
# A step is one line:  step GROUP KIND NAME COMMAND...
#   KIND tests   its runner's summary is counted; a summary that says nothing is a failure
#   KIND check   has nothing to count: it passes or, by its exit code, is a failure
# A failed step counts as one failure at least.
set -uo pipefail
cd "$(dirname "$0")/.." || exit

wanted=" $* " passed=0 failed=0 skipped=0 report=()
log=$(mktemp)
trap 'rm -f "$log"' EXIT

step() {
  local group=$1 kind=$2 name=$3 start=$EPOCHREALTIME status p f s mark=ok
  shift 3
  [[ $wanted == *" $group "* ]] || return 0
  printf '\n=== %s: %s\n' "$name" "$*"
  "$@" </dev/null 2>&1 | tee "$log"
  status=${PIPESTATUS[0]} p=0 f=0 s=0
  [[ $kind == check ]] || read -r p f s < <(awk -f scripts/tally.awk "$log")
  if [[ $kind == tests ]] && ((p + f == 0)); then
    echo "--- $name: no test was counted" && f=1
  elif ((status != 0 && f == 0)); then
    echo "--- $name: exit code $status" && f=1
  fi
  ((f == 0)) || mark=FAILED
  ((passed += p, failed += f, skipped += s))
  report+=("$(awk -v t="$EPOCHREALTIME" -v t0="$start" -v m="$mark" -v n="$name" -v p="$p" -v f="$f" -v k="$kind" \
    'BEGIN { printf "%-7s %6.1f s  %s%s", m, t - t0, n, k == "check" ? "" : sprintf(": %d passed, %d failed", p, f) }')")
}

wasm32=(--target wasm32-unknown-unknown)

step lint check 'lock file' cargo tree --locked --quiet --depth 0
step lint check 'formatting' cargo fmt --check
step lint check 'formatting, JavaScript' npm run check-fmt --prefix scripts
step lint check 'eslint' npm run lint --prefix scripts
step lint check 'clippy' cargo clippy --quiet --all-targets -- -D warnings
step lint check 'clippy, all features' cargo clippy --quiet --all-targets --all-features -- -D warnings
step lint check 'clippy, no features' cargo clippy --quiet --all-targets --no-default-features -- -D warnings
step lint check 'clippy, wasm32' cargo clippy --quiet "${wasm32[@]}" --features wasm -- -D warnings
step lint check 'clippy, wasm32 inspect' cargo clippy --quiet "${wasm32[@]}" --no-default-features --features wasm-inspect -- -D warnings
step lint check 'clippy, wasm32 inspect, with keys' cargo clippy --quiet "${wasm32[@]}" --features wasm-inspect -- -D warnings
step lint check 'clippy, wasm32 project' cargo clippy --quiet "${wasm32[@]}" --no-default-features --features wasm-project -- -D warnings
step lint check 'dependencies' cargo deny --log-level error check bans licenses sources
step lint check 'shellcheck' shellcheck .ci/run scripts/*.sh
step lint check 'tally' scripts/tally-test.sh
step lint check 'workflows, issue forms' node scripts/workflows.js

step rust tests 'Rust' cargo test --quiet --features serde,project
step rust tests 'Rust, no features' cargo test --quiet --no-default-features
step rust check 'crate docs' env RUSTDOCFLAGS='-D warnings' cargo doc --quiet --no-deps --all-features
# The signatures of jwt-simple, where it signs.
step features tests 'Rust, jwt-simple' cargo test --quiet --features jwt-simple,serde --test it sign
step features tests 'Rust, the bindings' cargo test --quiet --features wasm --lib
step features tests 'Rust, projects alone' cargo test --quiet --no-default-features --features project
step features check 'keys without std' cargo clippy --quiet --no-default-features --features mint -- -D warnings
step features check 'wasm32-wasip1' cargo check --quiet --target wasm32-wasip1
# As docs.rs builds them.
docs_features=$(sed -n '/^\[package.metadata.docs.rs\]/,/^$/s/^features = \[\(.*\)\]/\1/p' Cargo.toml | tr -d '" ')
step features check 'docs.rs' env RUSTDOCFLAGS='-D warnings --cfg docsrs' cargo +nightly doc --quiet --no-deps --features "$docs_features"
step features check "Rust $MSRV" cargo "+$MSRV" check --quiet --all-features
step features check "Rust $MSRV, wasm32" cargo "+$MSRV" check --quiet "${wasm32[@]}" --features wasm

step wasm tests 'wasm in Node' wasm-pack test --node
# The same tests: without this variable a suite that names no host is one for Node only.
step browsers tests 'wasm in Chromium' env WASM_BINDGEN_USE_BROWSER=1 wasm-pack test --headless --chrome
step browsers tests 'wasm in Firefox' env WASM_BINDGEN_USE_BROWSER=1 wasm-pack test --headless --firefox

step js check 'build' "${MAKE:-make}" build
step js check 'demo' "${MAKE:-make}" demo SERVE=0
step js tests 'npm package' npm test --prefix tests/js
# One file at a time: whoever logs in takes the same port.
step js tests 'command line' timeout 900 npm run test:cli --prefix tests/js
step js tests 'bytes, memory, speed' timeout 120 npm test --prefix benches/js

step page check 'page, build' "${MAKE:-make}" www/dist/index.html
step page tests 'page in Chromium' npm test --prefix www
step docs check 'docs, build' "${MAKE:-make}" docs
step docs tests 'docs: code, links, codes, the site' timeout 600 npm test --prefix tests/docs

step project check 'build' cargo build --quiet --no-default-features --features project --examples
step project tests 'projects, against Tinybird' env PROJECT_RENDERS=4000 PROJECT_REQUESTS=40 PROJECT_SHAPES=60 \
  .venv-project/bin/python -m pytest -q -W ignore -p no:cacheprovider tests/project

step browsers tests 'page in Firefox and WebKitGTK, its code where it runs' npm run test:slow --prefix www

step interop tests 'interop, npm' timeout 60 npm run test:interop --prefix tests/js
step interop tests 'interop, Python' timeout 60 pytest -q tests/interop

step e2e tests 'official clients, shared limits, projects served' timeout 480 npm test --prefix tests/e2e
step e2e tests 'the proof, 2 000 requests' env REQUESTS=2000 timeout 120 node tests/e2e/proof.js
step proof tests 'the proof, 20 000 requests' timeout 900 node tests/e2e/proof.js
step proof tests 'projects served, 2 000 requests, leaks' env REQUESTS=2000 timeout 600 node --test tests/e2e/project-answers.test.js tests/e2e/leak.test.js
step proof check 'build' cargo build --quiet --no-default-features --features project --examples
step proof tests 'projects, 500 requests each' timeout 1500 .venv-project/bin/python -m pytest -q -W ignore -p no:cacheprovider tests/project

step trust tests 'the npm package under attack' npm run test:trust --prefix tests/js
step fuzz check 'fuzzing' scripts/fuzz.sh 10
step reproducible check 'reproducible builds' scripts/reproducible.sh

step matrix tests 'runtimes' node tests/runtimes/matrix.js quick
step matrix tests 'runtimes, slow' node tests/runtimes/matrix.js slow

step pack check 'crate tarball' cargo package --quiet --allow-dirty
step pack check 'sizes' scripts/size.sh
step pack check 'page, build' "${MAKE:-make}" www/dist/index.html
step pack check 'publint, attw' npm run check --prefix pkg
step pack tests 'npm tarball' npm run test:pack --prefix tests/js

if ((${#report[@]} == 0)); then
  echo "no step in these groups: $*" && failed=1
fi
printf '\n'
printf '%s\n' "${report[@]}"
printf '\n%d passed, %d failed%s\n' "$passed" "$failed" "$( ((skipped == 0)) || echo ", $skipped skipped")"
((failed == 0))
