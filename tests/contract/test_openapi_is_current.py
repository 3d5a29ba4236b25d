"""proto/openapi/<service>.json is what the service says of itself now."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = sorted(path.parents[1] for path in (ROOT / "services").glob("*/api/http"))
SERVICES = [package.name for package in PACKAGES if (package / "__main__.py").exists()]
EXPORTED = sorted(path.stem for path in (ROOT / "proto" / "openapi").glob("*.json"))


def document(service: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((ROOT / "proto" / "openapi" / f"{service}.json").read_text(encoding="utf-8"))
    return read


def test_every_service_has_its_document() -> None:
    assert EXPORTED == SERVICES


@pytest.mark.parametrize("service", SERVICES)
def test_exporting_again_changes_nothing(service: str) -> None:
    ran = subprocess.run(
        [sys.executable, "proto/export_openapi.py", "--check", service],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout + ran.stderr) == (0, ""), "run `make generate`, read the change, commit it"


@pytest.mark.parametrize("service", EXPORTED)
def test_operations_have_ids_of_their_own_and_resources_a_version(service: str) -> None:
    described = document(service)
    operations = [operation for path in described["paths"].values() for operation in path.values()]
    ids = [operation["operationId"] for operation in operations]
    assert described["openapi"].startswith("3.1.")
    assert len(set(ids)) == len(ids)
    assert [path for path in described["paths"] if not path.startswith("/v1/")] == []
