"""Every service's migrations follow one another: no number twice, no fork, the file named by its number."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

SERVICES = Path(__file__).parents[2] / "services"
FOLDERS = sorted(path.parent for path in SERVICES.glob("*/store/migrations/versions/__init__.py"))
_WRITTEN = re.compile(r'^(revision|down_revision) = (?:"(\d+)"|None)$', re.MULTILINE)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parts[-4])
def test_each_migration_follows_the_one_before_it(folder: Path) -> None:
    files = sorted(folder.glob("[0-9]*.py"))
    found = {path.name: dict(_WRITTEN.findall(path.read_text(encoding="utf-8"))) for path in files}
    numbers = [f"{number:04d}" for number in range(1, len(files) + 1)]
    assert [name[:4] for name in found] == numbers
    assert [each["revision"] for each in found.values()] == numbers
    assert [each["down_revision"] for each in found.values()] == ["", *numbers[:-1]]
