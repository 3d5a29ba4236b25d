"""Intake's catalogue, in memory."""

from __future__ import annotations

from chassis.kernel.errors import Kind, Problem
from chassis.kernel.worktime import WorkCalendar
from processing.domain.consultation import Consultee
from processing.domain.law import Law, ProcedureVersion
from unit.processing.opinions import CONSULTEES


class InMemoryCatalogue:
    """Intake's law pack; ``is_away`` as if intake did not answer. Counts how often it was asked."""

    def __init__(self, *laws: Law) -> None:
        self._laws = laws
        self.is_away = False
        self.asked = 0

    async def procedure(self, key: str, version: int) -> ProcedureVersion:
        self._answer()
        return next(law.version for law in self._laws if (law.version.key, law.version.version) == (key, version))

    async def consultees(self) -> tuple[Consultee, ...]:
        self._answer()
        return CONSULTEES

    async def calendar(self, revision: str) -> WorkCalendar:
        self._answer()
        return next(law.calendar for law in self._laws if law.revision == revision)

    def _answer(self) -> None:
        self.asked += 1
        if self.is_away:
            raise Problem("neighbour-unavailable", Kind.UNAVAILABLE, "intake does not answer")
