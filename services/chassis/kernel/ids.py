"""Where identifiers come from: a port, so that a test can know them beforehand."""

from __future__ import annotations

from typing import Protocol


class Ids(Protocol):
    """Gives out identifiers that are unique for ever."""

    def new(self) -> str:
        """A UUIDv7 in its canonical form, 36 characters; later ids sort after earlier ones of the process."""
        ...


class SerialIds:
    """``00000000-0000-7000-8000-000000000001`` and on. For tests."""

    def __init__(self) -> None:
        self._last = 0

    def new(self) -> str:
        self._last += 1
        return f"00000000-0000-7000-8000-{self._last:012d}"
