#!/usr/bin/env bash
# Checks the contracts: what is generated is current, buf's lint passes, nothing others rely on is broken, AsyncAPI is valid.
#   AGAINST=<git ref>   what to compare with for breaking changes (default: main, else the last commit)
# Without Node.js the generated files are still checked, and what was left out is said; with CI set that is an error.
set -euo pipefail
cd "$(dirname "$0")/.."
PYTHON=${PYTHON:-.venv/bin/python}

"$PYTHON" proto/generate.py --check

if ! command -v npm >/dev/null; then
  echo "contracts: buf lint, breaking changes and the AsyncAPI parser were NOT checked: Node.js 20 or later is not on PATH" >&2
  exit $([ -z "${CI:-}" ]; echo $?)
fi

cd proto
if [ ! -f node_modules/.installed ] || [ package-lock.json -nt node_modules/.installed ]; then
  # Not `npm ci`: it refuses a lock without the binaries of every platform. Versions and hashes still come from the lock.
  npm install --no-save --ignore-scripts --no-audit --no-fund --loglevel=error
  touch node_modules/.installed
fi

node_modules/.bin/buf lint

against=${AGAINST:-main}
git rev-parse --quiet --verify "$against^{commit}" >/dev/null || against=HEAD
if git cat-file -e "$against:proto/buf.yaml" 2>/dev/null; then
  earlier=$(mktemp -d)
  trap 'rm -rf "$earlier"' EXIT
  git -C .. archive "$against:proto" buf.yaml motcua | tar -x -C "$earlier"
  node_modules/.bin/buf breaking --against "$earlier"
else
  echo "contracts: $against has no proto/buf.yaml, nothing to compare with yet"
fi

node validate-asyncapi.mjs asyncapi.yaml
