#!/usr/bin/env bash
# Writes again everything that is generated from the protos, from the services and from the code of the dashboards. `make generate` calls it.
set -euo pipefail
cd "$(dirname "$0")/.."
PYTHON=${PYTHON:-.venv/bin/python}

"$PYTHON" proto/generate.py "$@"
"$PYTHON" proto/export_openapi.py "$@"
PYTHONPATH=telemetry "$PYTHON" -m dashboards k8s/charts/motcua/files/dashboards
