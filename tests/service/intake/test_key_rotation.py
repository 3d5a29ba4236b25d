"""``motcua keys`` on a machine's own files, each command a process as an operator starts it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from chassis.sealing import key_ids
from ctl.commands.options import DEFAULT_LAWPACK
from ctl.machine import Machine, Ports


def motcua(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ctl", *arguments], capture_output=True, text=True, check=False, timeout=60
    )


def test_a_key_is_added_everything_is_resealed_and_the_old_key_goes(tmp_path: Path) -> None:
    machine = Machine(home=tmp_path, lawpack=DEFAULT_LAWPACK, ports=Ports())
    machine.prepare()
    environment = machine.environment("intake")
    migrate = [sys.executable, "-m", "intake", "migrate"]
    subprocess.run(migrate, env=environment, check=True, capture_output=True, timeout=60)
    keys = tmp_path / "secrets" / "sealing-keys.json"

    assert (done := motcua("keys", "rotate", "--home", str(tmp_path))).returncode == 0, done.stderr
    assert "still under another key: none" in done.stderr
    assert key_ids(keys) == ("k2", ("k1", "k2"))
    assert motcua("keys", "remove", "k2", "--home", str(tmp_path)).returncode == 1
    assert motcua("keys", "remove", "k1", "--home", str(tmp_path)).returncode == 0
    assert "k2" in motcua("keys", "list", "--home", str(tmp_path)).stdout
    assert key_ids(keys) == ("k2", ("k2",))
