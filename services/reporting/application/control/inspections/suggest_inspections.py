"""SuggestInspections: what figures say should be inspected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from chassis.kernel.actor import Actor
from reporting.application.control import access
from reporting.application.control.ports import Figures
from reporting.domain.control.suggestions import Suggestion, suggested
from reporting.domain.on_time import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestInspections:
    figures: Figures

    async def __call__(self, actor: Actor, first: date, last: date) -> tuple[Suggestion, ...]:
        """Over local days, both included. Raises Problem ``not-allowed``, ``period-invalid``."""
        if not actor.has(access.LEADER):
            access.control_team(actor, actor.agency)
        period = Period(first=first, last=last)
        return suggested(await self.figures.of_divisions(actor.agency, period.first, period.last))
