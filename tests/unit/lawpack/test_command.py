"""``python -m intake.lawpack check`` tells an author what is wrong, or what the pack holds."""

from __future__ import annotations

import shutil

import pytest

from intake.domain.lawpack import LawPack
from intake.lawpack.__main__ import main
from unit.lawpack.small_pack import SCHEMAS, SHIPPED, SmallPack


def test_a_valid_pack_prints_its_summary_and_succeeds(heza: LawPack, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(SHIPPED)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"Ban Quản lý Khu kinh tế Hải Phòng: law pack {heza.digest[:12]}"
    assert lines[-3:] == [
        "38 procedures, 92 versions, 9 departments",
        "calendar decided for [2024, 2025, 2026], provisional for [2027]",
        "valid",
    ]


def test_a_broken_pack_prints_each_fault_and_fails(pack: SmallPack, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(SCHEMAS, pack.folder.parent / "schema")
    pack.change("procedures/sample.yaml", "role: department_head", "role: everybody")
    assert main(["check", str(pack.folder)]) == 1
    assert capsys.readouterr().out == (
        f"{pack.folder}/procedures/sample.yaml:32: shared.steps[1].role: 'everybody' is not allowed -> "
        "name who is accountable: receptionist, specialist, department_head or leader\n1 to correct\n"
    )
