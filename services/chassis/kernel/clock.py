"""What time it is: asked of a clock that is handed in, so that a year can be played in a minute."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time of the business, which need not be the machine's."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC, microseconds at the most."""
        ...


class FrozenClock:
    """Stands still until told. For tests."""

    def __init__(self, at: datetime) -> None:
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        return self._at

    def move_to(self, at: datetime) -> None:
        """Jump to an instant, forwards or backwards."""
        self._at = at.astimezone(UTC)

    def advance(self, by: timedelta) -> None:
        self._at += by
