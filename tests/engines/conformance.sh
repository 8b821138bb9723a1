#!/usr/bin/env bash
# Runs the tests in which engines judge the output, and writes CONFORMANCE.md from what they say.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

export TRANSPILE_ENGINES=required
log="$(mktemp)"
trap 'rm -f "$log"' EXIT
tests=(--test athena --test differential --test kql --test kql_types --test kql_differential --test mutations --test yaral_differential)
cargo test --quiet "${tests[@]}" -- --nocapture --test-threads 1 | tee "$log"

{
  cat <<'HEAD'
# Conformance

What engines that others wrote say of the queries. A pair is one condition and one event: the query returns the event if and
only if the reference evaluator matches it. Written by `tests/engines/conformance.sh`; `TRANSPILE_SEED` and
`TRANSPILE_CONDITIONS` try other and more conditions.

| engine | what | table shape | size | pairs | disagreements |
|---|---|---|---|---|---|
HEAD
  sed -n 's/^.*conformance |/|/p' "$log" | sort
} > CONFORMANCE.md
