"""GetOverview: the agency at a glance."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from reporting.application.board_access import overview_scope
from reporting.application.dashboards.ports import BoardReads
from reporting.application.foresight.ports import ForesightReads, LateFilter
from reporting.domain.dashboards import Grain, Overview, due_cuts, overview, pieces_until, with_late
from reporting.domain.days import local_day
from reporting.domain.definitions import ON_TIME_1, Definitions
from reporting.domain.on_time import Period

AHEAD = timedelta(days=7)
SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class GetOverview:
    """first, last: local dates, both included; None for the first of the last day's year, and for today."""

    actor: Actor
    first: date | None = None
    last: date | None = None
    grain: Grain = Grain.MONTH
    definition: str = ON_TIME_1


class GetOverviewHandler:
    def __init__(
        self,
        reads: BoardReads,
        foresight: ForesightReads,
        clock: Clock,
        definitions: Definitions,
        *,
        target: float,
        threshold: float,
    ) -> None:
        """target: share of verdicts that should be met, 0 to 1. threshold: from which a dossier is told to be late."""
        self._reads = reads
        self._foresight = foresight
        self._threshold = threshold
        self._clock = clock
        self._definitions = definitions
        self._target = Decimal(str(target))

    async def __call__(self, query: GetOverview) -> Overview:
        """Raises Problem ``not-allowed``, ``definition-unknown``, ``period-invalid``."""
        scope = overview_scope(query.actor)
        now = self._clock.now()
        today = local_day(now)
        period = period_of(query.first, query.last, today)
        chosen = self._definitions.with_verdicts(query.definition, period.last)
        pieces = pieces_until(period.last, query.grain)
        counted = await self._reads.counted(period, pieces, due_cuts(today), agency=scope.agency, department="")
        board = overview(chosen, period, counted, grain=query.grain, target=self._target, today=today)
        wanted = LateFilter(by=today + AHEAD, threshold=self._threshold, agency=scope.agency)
        late = await self._foresight.first_late(wanted, now, SHOWN)
        return with_late(board, await self._foresight.late_counts(wanted, now), late)


AskOverview = Callable[[GetOverview], Awaitable[Overview]]


def period_of(first: date | None, last: date | None, today: date) -> Period:
    """What was asked for, or the year until today. Raises Problem ``period-invalid``."""
    last = last or today
    return Period(first=first or last.replace(month=1, day=1), last=last)
