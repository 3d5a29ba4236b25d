"""What the boards are read from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from reporting.domain.dashboards import Counted
from reporting.domain.on_time import Period


class BoardReads(Protocol):
    """Each question is answered in one read-only transaction, from sums: whatever the number of dossiers."""

    async def counted(
        self, period: Period, pieces: Sequence[Period], cuts: Sequence[date], *, agency: str, department: str
    ) -> Counted:
        """pieces: of the trend, the oldest first, each ending where the next begins. cuts: due days up to each of which
        what is open is added up. Empty agency, department: all."""
        ...

    async def as_of(self) -> datetime | None:
        """Instant of the newest event counted."""
        ...
