"""GetEvaluations: the indices of officers or units in a period."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem
from reporting.application.access import EvaluationScope, officers_scope, units_scope
from reporting.domain.days import local_day
from reporting.domain.evaluation import Evaluations, MarkSum, UnitFigures, officers, units
from reporting.domain.evaluation_rules import Edition, edition_on
from reporting.domain.on_time import Period


class Of(StrEnum):
    """Who is evaluated."""

    OFFICERS = "officers"
    UNITS = "units"


class EvaluationReads(Protocol):
    """Sums over a period. Empty agency, department or officer: all of them."""

    async def marks(self, period: Period, *, agency: str, department: str, officer: str) -> tuple[MarkSum, ...]:
        """Of officers and units alike, but of the one officer if one is named."""
        ...

    async def units(
        self, period: Period, *, agency: str, department: str, now: datetime
    ) -> dict[tuple[str, str], UnitFigures]:
        """By agency and department, of those of which anything is known."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class GetEvaluations:
    """first, last: local dates, both included; None for the first of the last day's year, and for today. officer: that
    one alone; empty: all."""

    actor: Actor
    of: Of
    first: date | None = None
    last: date | None = None
    officer: str = ""


class GetEvaluationsHandler:
    def __init__(self, reads: EvaluationReads, editions: Sequence[Edition], clock: Clock) -> None:
        self._reads = reads
        self._editions = editions
        self._clock = clock

    async def __call__(self, query: GetEvaluations) -> Evaluations:
        """Those that the actor may see, by the rules of the period's last day.

        Raises Problem ``not-allowed``, ``period-invalid``, ``rules-unknown``.
        """
        scope = officers_scope(query.actor) if query.of is Of.OFFICERS else units_scope(query.actor)
        now = self._clock.now()
        last = query.last or local_day(now)
        period = Period(first=query.first or last.replace(month=1, day=1), last=last)
        edition = edition_on(self._editions, last)
        if scope.officer not in ("", query.officer or scope.officer):
            raise Problem("not-allowed", Kind.FORBIDDEN, "Officers see their own evaluation.")
        officer = query.officer or scope.officer
        sums = await self._reads.marks(period, agency=scope.agency, department=scope.department, officer=officer)
        if query.of is Of.OFFICERS:
            return officers(edition, period, sums)
        return units(edition, period, sums, await self._figures(period, scope, now))

    async def _figures(
        self, period: Period, scope: EvaluationScope, now: datetime
    ) -> dict[tuple[str, str], UnitFigures]:
        return await self._reads.units(period, agency=scope.agency, department=scope.department, now=now)


AskEvaluations = Callable[[GetEvaluations], Awaitable[Evaluations]]
