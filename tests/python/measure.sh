#!/usr/bin/env bash
# How much of a repository of Panther rules becomes conditions, and whether those agree with CPython.
#
#   measure.sh FOLDER        a clone of a repository with rules/, global_helpers/ and data_models/
#
# PYTHON names the interpreter; one in which the packages are installed that the repository's helpers import (for Panther's
# own: boto3, python-dateutil, pycountry, policyuniverse). TRANSPILE_MUTANTS is how many mutants of each unit test's event are
# compared (60). CARGO_PROFILE is the profile that the compiler is built with (release).
set -euo pipefail

if [ $# -ne 1 ] || [ ! -d "$1" ]; then
  sed -n '2,8s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
  exit 2
fi
export TRANSPILE_REPOSITORY="$(cd "$1" && pwd)"
export TRANSPILE_ENGINES=required
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
cargo test --quiet --profile "${CARGO_PROFILE:-release}" --test python_measure -- --ignored --nocapture measure
