#!/usr/bin/env bash
# Writes again everything that is generated from the protos and from the services. `make generate` calls it.
set -euo pipefail
cd "$(dirname "$0")/.."
PYTHON=${PYTHON:-.venv/bin/python}

"$PYTHON" proto/generate.py "$@"
"$PYTHON" proto/export_openapi.py "$@"
