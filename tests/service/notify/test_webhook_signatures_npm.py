"""The reference library of Standard Webhooks on npm takes what we sign, and nothing else."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from notify.domain.webhook_signing import headers, secret_text

HERE = Path(__file__).parent / "standardwebhooks"
OLD, NEW = bytes(range(32)), bytes(range(1, 33))
BODY = '{"data":{"title":"Hồ sơ"},"id":"e-1"}'


@pytest.fixture(scope="module")
def node() -> str:
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        raise RuntimeError("The tests of webhooks need Node.js 20 or later, which brings npm")
    if not (HERE / "node_modules").exists():
        quiet = ("--ignore-scripts", "--no-audit", "--no-fund")
        subprocess.run([npm, "ci", *quiet], cwd=HERE, check=True, timeout=120, stdout=subprocess.DEVNULL)
    return node


@pytest.mark.parametrize(
    ("keys", "secret", "body", "is_taken"),
    [
        ([NEW], NEW, BODY, True),
        ([NEW, OLD], OLD, BODY, True),
        ([NEW], OLD, BODY, False),
        ([NEW], NEW, BODY + " ", False),
    ],
    ids=["signed", "during a rotation", "another secret", "another body"],
)
def test_the_npm_library_takes_our_signature(
    node: str, keys: list[bytes], secret: bytes, body: str, *, is_taken: bool
) -> None:
    signed = headers("e-1", BODY.encode(), keys=keys, at=datetime.now(UTC))
    given = json.dumps({"secret": secret_text(secret), "body": body, "headers": dict(signed)})
    done = subprocess.run([node, "verify.js"], cwd=HERE, input=given, text=True, capture_output=True, check=False)
    assert (done.returncode == 0) is is_taken, done.stderr
