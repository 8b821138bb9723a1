#!/usr/bin/env bash
# Sets up what judges Kusto queries: Microsoft's parser and binder (npm), and an executor on DuckDB (PyPI).
#
#   setup.sh FOLDER
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
home="$(cd "$1" && pwd)"
binder="@kusto/language-service-next@12.4.1"
executor=(duckdb-kql==1.1.2 duckdb==2.0.0 numpy==2.2.6)

say() { echo "kql: $*"; }
fail() { echo "kql: $*" >&2; exit 1; }

command -v node >/dev/null || fail "needs Node.js 18 or newer (node) on the PATH"
command -v npm >/dev/null || fail "needs npm on the PATH"
python="${PYTHON:-python3}"
command -v "$python" >/dev/null || fail "needs Python 3.10 or newer: name it in PYTHON"

stamp="$(
  cd "$here"
  { echo "$binder ${executor[*]}"; find . -type f | LC_ALL=C sort | xargs cksum; } | cksum
)"
if [ "$(cat "$home/stamp" 2>/dev/null)" = "$stamp" ]; then
  say "already set up in $home"
  exit 0
fi
rm -rf "$home/stamp"

say "fetching the binder"
mkdir -p "$home/npm"
[ -f "$home/npm/package.json" ] || echo '{"private":true}' >"$home/npm/package.json"
npm install --prefix "$home/npm" --no-audit --no-fund --silent "$binder" 2>"$home/npm.log" ||
  fail "npm could not install $binder: see $home/npm.log"

say "fetching the executor"
[ -x "$home/venv/bin/python" ] || "$python" -m venv "$home/venv"
"$home/venv/bin/pip" install --quiet --disable-pip-version-check "${executor[@]}" ||
  fail "pip could not install ${executor[*]}"

cat >"$home/bind" <<RUN
#!/bin/sh
# Written by setup.sh. Starts the binder: JSON lines in, JSON lines out.
exec node "$here/binder.js" "$home/npm/node_modules/@kusto/language-service-next"
RUN
cat >"$home/execute" <<RUN
#!/bin/sh
# Written by setup.sh. Starts the executor: JSON lines in, JSON lines out.
exec "$home/venv/bin/python" "$here/executor.py"
RUN
chmod +x "$home/bind" "$home/execute"

say "trying them"
answer="$(echo '{"id":1,"text":"print x = 1","tables":{}}' | "$home/bind" 2>"$home/trial.log")" || true
case "$answer" in
  *'"diagnostics":[]'*) ;;
  *) fail "the binder does not answer: see $home/trial.log" ;;
esac
answer="$(echo '{"id":1,"mode":"run","text":"print x = 6 * 7"}' | "$home/execute" 2>"$home/trial.log")" || true
case "$answer" in
  *'[[42]]'*) ;;
  *) fail "the executor does not answer: see $home/trial.log" ;;
esac
echo "$stamp" >"$home/stamp"
say "ready in $home"
