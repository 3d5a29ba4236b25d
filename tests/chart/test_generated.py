"""What is generated from the chart and for it is committed as it would be generated now."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_generating_again_changes_nothing() -> None:
    command = [sys.executable, "k8s/generate.py", "--check"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, ""), "run `make generate`, read what changed, and commit it"
