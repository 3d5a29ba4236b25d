"""What opening cells needs from outside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from reporting.domain.on_time import Period
from reporting.domain.origin import Count, Source
from reporting.domain.pieces import Piece

Position = tuple[str, str]
"""Where a page ended, in the words of whoever listed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One page. total: of all. following: where the next one goes on, None at the end."""

    pieces: tuple[Piece, ...]
    total: int
    following: Position | None = None


class CellReads(Protocol):
    """Of one agency; an empty department: all of them."""

    async def dossiers(
        self, count: Count, period: Period, *, agency: str, department: str, after: Position | None, limit: int | None
    ) -> Listed:
        """Dossiers that were decided, rated, received or marked in the period, with the facets of the source. limit:
        None: all."""
        ...

    async def things(
        self, source: Source, period: Period, *, agency: str, department: str, now: datetime
    ) -> Sequence[object]:
        """What indices 5, 6, 8 and 9 of a unit are scored by."""
        ...
