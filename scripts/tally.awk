# Reads what test runners print and prints the sums: passed, failed, skipped.
# Only a runner's closing lines count, in the exact shape that the runner gives them; scripts/tally-test.sh has one of each.

function add(n, word) {
  gsub(/[^a-z]/, "", word)
  if (word ~ /^pass(ed)?$/) passed += n
  else if (word ~ /^(fail|failed|error|errors|cancelled|flaky)$/) failed += n
  else if (word ~ /^(skipped|ignored|todo)$/) skipped += n
}

# "12 passed; 0 failed": every number with the word after it
function add_all(  i) {
  for (i = 1; i < NF; i++) if ($i ~ /^[0-9]+$/) add($i, $(i + 1))
}

{ gsub(/\033\[[0-9;]*[A-Za-z]|\r/, "") } # colours

/^test result: (ok|FAILED)\. [0-9]+ passed; [0-9]+ failed;/ { add_all(); next }                       # cargo, wasm-pack
/^(#|ℹ) (pass|fail|cancelled|skipped|todo) [0-9]+$/ { add($3, $2); next }                             # node:test
/^(=+ )?[0-9]+ (passed|failed|skipped|errors?)[, ].*in [0-9.]+s( \([0-9:]+\))?( =+)?$/ { add_all(); next } # pytest
/^ *Tests  +[0-9]+ (passed|failed|skipped|todo)[ |].*\([0-9]+\)$/ { add_all(); next }                 # Vitest
/^  [0-9]+ (passed \([0-9.]+[a-z]+\)|failed|flaky|skipped)$/ { add_all(); next }                      # Playwright
/^([A-Za-z-]+: )?[0-9]+ passed, [0-9]+ failed(, [0-9]+ skipped)?$/ { add_all() }                      # our own scripts

END { print passed + 0, failed + 0, skipped + 0 }
