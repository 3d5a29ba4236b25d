"""Inspections of divisions: opened, concluded or cancelled by the control team; and what figures suggest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from chassis.kernel.actor import Actor
from reporting.application.control import access
from reporting.application.control.acting import Acting, Asked
from reporting.application.control.ports import Figures
from reporting.domain.control import inspections
from reporting.domain.control.acts import Act, said
from reporting.domain.control.inspections import Inspection, InspectionContent
from reporting.domain.control.suggestions import Suggestion, suggested
from reporting.domain.on_time import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspecting:
    acting: Acting
    figures: Figures

    async def open(self, asked: Asked, content: InspectionContent) -> Inspection:
        """Raises Problem ``not-allowed``."""
        actor = asked.actor
        access.control_team(actor, actor.agency)

        def make(inspection_id: str, act: Act) -> Inspection:
            return Inspection.opened(inspection_id, actor.agency, content, act)

        return await self.acting.begin(asked, Inspection, "open-inspection", make)

    async def conclude(self, asked: Asked, inspection_id: str, text: str) -> Inspection:
        """text: the conclusion. Raises Problem ``invalid-request`` without it."""
        return await self._end(asked, inspection_id, "conclude-inspection", text)

    async def cancel(self, asked: Asked, inspection_id: str, text: str) -> Inspection:
        """text: why. Raises Problem ``invalid-request`` without it."""
        return await self._end(asked, inspection_id, "cancel-inspection", text)

    async def suggest(self, actor: Actor, first: date, last: date) -> tuple[Suggestion, ...]:
        """Over local days, both included. Raises Problem ``not-allowed``, ``period-invalid``."""
        if not actor.has(access.LEADER):
            access.control_team(actor, actor.agency)
        period = Period(first=first, last=last)
        return suggested(await self.figures.of_divisions(actor.agency, period.first, period.last))

    async def _end(self, asked: Asked, inspection_id: str, name: str, text: str) -> Inspection:
        said(text)
        return await self.acting.change(
            asked, Inspection, inspection_id, name, inspections.ended, may=access.of_control_team, text=text
        )
