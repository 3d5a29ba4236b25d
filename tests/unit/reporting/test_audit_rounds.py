"""When the conservation audit is run by itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from chassis.kernel.clock import FrozenClock
from chassis.kernel.errors import Kind, Problem
from reporting.application.audit_conservation import Audit, AuditConservation
from reporting.application.run_audits import RunAuditsHandler
from reporting.domain.audit_rounds import FIRST_AFTER, AuditRun

MORNING = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)  # ten o'clock local


class Runs:
    """The row, in memory."""

    def __init__(self) -> None:
        self.run: AuditRun | None = None

    async def last(self) -> AuditRun | None:
        return self.run

    async def keep(self, run: AuditRun) -> None:
        self.run = run


class Night:
    """Looks every minute, and keeps when it audited and what was shown."""

    def __init__(self) -> None:
        self.clock, self.runs = FrozenClock(MORNING), Runs()
        self.faults, self.is_away = 0, False
        self.audited: list[datetime] = []
        self.shown: AuditRun | None = None
        self.rounds = RunAuditsHandler(self._ask, self.runs, self.clock, show=self._show)

    async def _ask(self, query: AuditConservation) -> Audit:
        assert (query.subject, query.actor.subject) == ("", "service:reporting")
        if self.is_away:
            raise Problem("neighbour-unavailable", Kind.UNAVAILABLE, "away")
        self.audited.append(self.clock.now())
        await self.runs.keep(AuditRun(ran_at=self.clock.now(), faults=self.faults))
        return Audit(audited_at=self.clock.now(), conserved=not self.faults, sums=(), findings=())

    def _show(self, run: AuditRun | None) -> None:
        self.shown = run

    async def until(self, end: datetime) -> None:
        while self.clock.now() < end:
            self.clock.move_to(self.clock.now() + timedelta(minutes=10))
            try:
                await self.rounds()
            except Problem:
                continue


async def test_a_new_system_is_audited_soon_and_then_once_a_night() -> None:
    night = Night()
    await night.rounds()
    assert (night.audited, night.shown) == ([], None)
    await night.until(MORNING + timedelta(days=2))
    assert night.audited == [
        MORNING + FIRST_AFTER,
        datetime(2026, 3, 2, 19, 0, tzinfo=UTC),  # two o'clock local of the day after
        datetime(2026, 3, 3, 19, 0, tzinfo=UTC),
    ]
    assert night.shown == AuditRun(ran_at=night.audited[-1], faults=0)


async def test_a_night_without_neighbours_is_made_up_for_as_soon_as_they_are_back() -> None:
    night = Night()
    await night.until(MORNING + timedelta(hours=1))
    night.is_away = True
    await night.until(MORNING + timedelta(days=1))
    assert len(night.audited) == 1
    night.is_away = False
    await night.until(MORNING + timedelta(days=1, hours=1))
    assert night.audited[1:] == [MORNING + timedelta(days=1, minutes=10)]


async def test_readiness_says_what_was_found_and_that_none_was_run() -> None:
    night = Night()
    await night.rounds.check()
    night.faults = 2
    await night.until(MORNING + FIRST_AFTER)
    with pytest.raises(Problem, match="found 2 faults"):
        await night.rounds.check()
    await night.runs.keep(AuditRun(ran_at=MORNING, faults=0))
    await night.rounds.check()
    night.clock.move_to(MORNING + timedelta(days=2, seconds=1))
    with pytest.raises(Problem, match="last conservation audit"):
        await night.rounds.check()
