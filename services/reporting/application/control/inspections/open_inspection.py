"""OpenInspection: an inspection of a division begins."""

from __future__ import annotations

from dataclasses import dataclass

from reporting.application.control import access
from reporting.application.control.acting import Acting, Asked
from reporting.domain.control.acts import Act
from reporting.domain.control.inspections import Inspection, InspectionContent


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenInspection:
    acting: Acting

    async def __call__(self, asked: Asked, content: InspectionContent) -> Inspection:
        """Raises Problem ``not-allowed``."""
        actor = asked.actor
        access.control_team(actor, actor.agency)

        def make(inspection_id: str, act: Act) -> Inspection:
            return Inspection.opened(inspection_id, actor.agency, content, act)

        return await self.acting.begin(asked, Inspection, "open-inspection", make)
