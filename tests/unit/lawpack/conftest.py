"""The shipped pack, read once, and a small one to break."""

from __future__ import annotations

from pathlib import Path

import pytest

from intake.domain.lawpack import LawPack
from intake.lawpack import read
from unit.lawpack.small_pack import SHIPPED, SmallPack


@pytest.fixture(scope="session")
def heza() -> LawPack:
    return read(SHIPPED)


@pytest.fixture
def pack(tmp_path: Path) -> SmallPack:
    return SmallPack.write(tmp_path / "small")
