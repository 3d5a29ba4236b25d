"""``motcua lawpack`` says what intake's own reader says, and ends with its exit status."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ctl.__main__ import app
from ctl.commands.options import DEFAULT_LAWPACK

RUNNER = CliRunner()


def test_the_shipped_pack_is_valid(capfd: pytest.CaptureFixture[str]) -> None:
    assert RUNNER.invoke(app, ["lawpack", "check", str(DEFAULT_LAWPACK)]).exit_code == 0
    assert capfd.readouterr().out.endswith("valid\n")


def test_a_changed_limit_is_told_and_ends_with_1(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(DEFAULT_LAWPACK.parent, tmp_path / "lawpack")
    changed = tmp_path / "lawpack" / "heza"
    file = changed / "procedures" / "cap-gpmt-15-ngay.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("limit: {amount: 15,", "limit: {amount: 16,"), encoding="utf-8")
    assert RUNNER.invoke(app, ["lawpack", "diff", str(DEFAULT_LAWPACK), str(changed)]).exit_code == 1
    said = capfd.readouterr().out
    assert "cap-gpmt-15-ngay@1\n  ~ limit: 15 calendar day → 16 calendar day\n" in said
    assert said.endswith("0 added, 0 removed, 2 changed\n")


def test_a_folder_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    assert RUNNER.invoke(app, ["lawpack", "check", str(tmp_path / "nowhere")]).exit_code == 2
