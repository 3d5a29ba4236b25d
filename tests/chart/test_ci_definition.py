"""The workflow for GitHub runs what there is: every target that it names exists, in the shape that GitHub takes."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
WORKFLOW = ROOT / ".github/workflows/ci.yaml"


def test_it_is_of_the_shape_that_github_takes() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", str(WORKFLOW)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_every_target_that_it_makes_is_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    made = set(re.findall(r"\bmake ([a-z-]+)", WORKFLOW.read_text("utf-8")))
    assert made == {"generate", "upgrade-test", "images", "cluster-test", "setup"}
    assert made <= targets


def test_it_runs_what_runs_here() -> None:
    steps = yaml.safe_load(WORKFLOW.read_text("utf-8"))["jobs"]["test"]["steps"]
    assert {"run": "bash .ci/run", "env": {"CI": "true"}} in steps
    assert "\nmake test\n" in (ROOT / ".ci/run").read_text("utf-8")
