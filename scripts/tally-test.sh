#!/usr/bin/env bash
# Checks scripts/tally.awk against closing lines as the runners write them. `make test` believes nothing but these counts.
set -euo pipefail
cd "$(dirname "$0")"

passed=0 failed=0
expect() { # expect 'passed failed skipped' 'output'
  local got
  got=$(printf '%b\n' "$2" | awk -f tally.awk)
  if [[ $got == "$1" ]]; then
    ((++passed))
  else
    ((++failed))
    printf 'expected %s, got %s, from:\n%b\n' "$1" "$got" "$2" >&2
  fi
}

expect '12 0 1' 'test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s'
expect '3 2 0' 'test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 filtered out; finished in 0.01s'
expect '5 0 0' 'test result: \e[32mok\e[0m. 2 passed; 0 failed; 0 ignored\ntest result: ok. 3 passed; 0 failed; 0 ignored'
expect '12 3 1' '# tests 16\n# suites 2\n# pass 12\n# fail 2\n# cancelled 1\n# skipped 1\n# todo 0\n# duration_ms 41.2'
expect '4 0 0' '\e[34mℹ tests 4\e[39m\n\e[34mℹ pass 4\e[39m\n\e[34mℹ fail 0\e[39m'
expect '12 0 0' '============================== 12 passed in 3.41s =============================='
expect '10 3 1' '1 failed, 10 passed, 1 skipped, 2 warnings, 2 errors in 63.04s (0:01:03)'
expect '0 1 0' '=============================== 1 error in 0.04s ==============================='
expect '2 0 0' '2 passed, 1 xfailed in 0.04s'
expect '11 1 0' ' Test Files  1 failed | 3 passed (4)\n      Tests  1 failed | 11 passed (12)'
expect '12 0 0' ' Test Files  4 passed (4)\n      Tests  12 passed (12)'
expect '11 2 3' '  1 failed\n    [chromium] > a.spec.ts:3:1 > 5 passed\n  1 flaky\n  3 skipped\n  11 passed (5.1s)'
expect '7 0 2' 'matrix: 7 passed, 0 failed, 2 skipped'
expect '0 0 0' 'running 3 tests\nall 12 passed\n12 passed tests\n# pass the salt\nTests  no tests\nno tests ran in 0.01s'

echo "$passed passed, $failed failed"
((failed == 0))
