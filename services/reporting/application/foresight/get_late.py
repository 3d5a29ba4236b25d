"""GetLate: which open dossiers will be late by a day, and why."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from reporting.application.access import figures_scope
from reporting.application.board_access import department_scope
from reporting.application.foresight.ports import ForesightReads, LateFilter
from reporting.domain.days import local_day
from reporting.domain.late import Late, LatePlace

AHEAD = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class GetLate:
    """by: local day until which deadlines fall, included; None: a week from today. threshold: None: the setting."""

    actor: Actor
    by: date | None = None
    department: str = ""
    threshold: float | None = None
    after: LatePlace | None = None
    size: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class LatePage:
    """By deadline. following: None on the last page. made_at: when the oldest of them was foreseen, None for none."""

    by: date
    threshold: float
    items: tuple[Late, ...]
    total: int
    following: LatePlace | None
    made_at: datetime | None


class GetLateHandler:
    def __init__(self, reads: ForesightReads, clock: Clock, *, threshold: float) -> None:
        """threshold: probability from which a dossier is told to be late."""
        self._reads = reads
        self._clock = clock
        self._threshold = threshold

    async def __call__(self, query: GetLate) -> LatePage:
        """Those that the actor may see. Raises Problem ``not-allowed``."""
        scope = department_scope(query.actor, query.department) if query.department else figures_scope(query.actor)
        now = self._clock.now()
        wanted = LateFilter(
            by=query.by or local_day(now) + AHEAD,
            threshold=self._threshold if query.threshold is None else query.threshold,
            agency=scope.agency,
            department=scope.department,
        )
        found, total, made_at = await self._reads.late(wanted, now, query.after, query.size + 1)
        items = found[: query.size]
        more = len(found) > query.size
        return LatePage(
            by=wanted.by,
            threshold=wanted.threshold,
            items=items,
            total=total,
            following=LatePlace(due_at=items[-1].due_at, dossier_id=items[-1].dossier_id) if more else None,
            made_at=made_at,
        )


AskLate = Callable[[GetLate], Awaitable[LatePage]]
