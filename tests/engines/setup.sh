#!/usr/bin/env bash
# Sets up the engines that judge the compiler's output, each in its own folder under .cache (ignored by git).
#
#   setup.sh [ENGINE...]     the engines named, or all of them
#
# An engine is a folder beside this script with a setup.sh of its own, which is given the folder to install into.
# Running it again is cheap: what is already there is left alone.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

all=()
for piece in "$here"/*/setup.sh; do
  all+=("$(basename "$(dirname "$piece")")")
done

engines=("$@")
if [ ${#engines[@]} -eq 0 ]; then
  engines=("${all[@]}")
fi

for engine in "${engines[@]}"; do
  if [ ! -f "$here/$engine/setup.sh" ]; then
    echo "setup: there is no engine '$engine'; there are: ${all[*]}" >&2
    exit 2
  fi
done

for engine in "${engines[@]}"; do
  mkdir -p "$here/.cache/$engine"
  if ! bash "$here/$engine/setup.sh" "$here/.cache/$engine"; then
    echo "setup: $engine could not be set up" >&2
    exit 1
  fi
done
