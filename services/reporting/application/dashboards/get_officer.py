"""GetOfficer: an officer's board."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, timedelta

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem
from reporting.application.access import EvaluationScope, Scope, officers_scope
from reporting.application.dashboards.board_ports import DetailReads
from reporting.application.dashboards.get_overview import period_of
from reporting.application.dashboards.slow_steps import slow_steps
from reporting.application.foresight.ports import ForesightReads, LateFilter
from reporting.application.get_evaluations import AskEvaluations, GetEvaluations, Of
from reporting.domain.boards import OfficerBoard
from reporting.domain.days import local_day
from reporting.domain.workload import LOOK_BACK_DAYS, loads

AHEAD = timedelta(days=7)
SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class GetOfficer:
    """officer: account. first, last: as in GetOverview."""

    actor: Actor
    officer: str
    first: date | None = None
    last: date | None = None


class GetOfficerHandler:
    def __init__(
        self,
        evaluations: AskEvaluations,
        details: DetailReads,
        foresight: ForesightReads,
        clock: Clock,
        *,
        threshold: float,
    ) -> None:
        self._evaluations = evaluations
        self._details = details
        self._foresight = foresight
        self._clock = clock
        self._threshold = threshold

    async def __call__(self, query: GetOfficer) -> OfficerBoard:
        """For the officer, the head of a department that the officer works for (what was done there), leaders and the
        control team. Raises Problem ``not-allowed``, ``officer-unknown``, ``period-invalid``, ``rules-unknown``.
        """
        scope = _scope(query)
        now = self._clock.now()
        period = period_of(query.first, query.last, local_day(now))
        asked = GetEvaluations(
            actor=query.actor, of=Of.OFFICERS, first=period.first, last=period.last, officer=query.officer
        )
        judged = await self._evaluations(asked)
        evaluations = judged.rows
        within = Scope(agency=scope.agency, department=scope.department)
        steps = await slow_steps(self._details, period, within, officer=query.officer)
        since = local_day(now) - timedelta(days=LOOK_BACK_DAYS - 1)
        held, done = await self._foresight.workload(
            since, now, agency=scope.agency, unit=scope.department, officer=query.officer
        )
        if not (evaluations or steps or held or done) and scope.officer != query.officer:
            raise Problem("officer-unknown", Kind.NOT_FOUND, "Nothing is known of such an officer.")
        wanted = LateFilter(
            by=local_day(now) + AHEAD,
            threshold=self._threshold,
            agency=scope.agency,
            department=scope.department,
            officer=query.officer,
        )
        late = await self._foresight.first_late(wanted, now, SHOWN)
        return OfficerBoard(
            officer=query.officer,
            period=period,
            edition=judged.edition,
            evaluations=evaluations,
            loads=tuple(load for load in loads(held, done, LOOK_BACK_DAYS * 5 // 7) if load.officer),
            steps=steps,
            late=late,
            since=since,
        )


def _scope(query: GetOfficer) -> EvaluationScope:
    scope = officers_scope(query.actor)
    if scope.officer not in ("", query.officer):
        raise Problem(
            "not-allowed", Kind.FORBIDDEN, "This board is for the officer, the officer's head, leaders and control."
        )
    return scope


AskOfficer = Callable[[GetOfficer], Awaitable[OfficerBoard]]
