"""ConcludeInspection: with what it came to. CancelInspection: without a conclusion."""

from __future__ import annotations

from dataclasses import dataclass

from reporting.application.control import access
from reporting.application.control.acting import Acting, Asked
from reporting.domain.control import inspections
from reporting.domain.control.acts import said
from reporting.domain.control.inspections import Inspection


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcludeInspection:
    acting: Acting

    async def __call__(self, asked: Asked, inspection_id: str, text: str) -> Inspection:
        """text: the conclusion. Raises Problem ``invalid-request`` without it."""
        return await _end(self.acting, asked, inspection_id, "conclude-inspection", text)


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelInspection:
    acting: Acting

    async def __call__(self, asked: Asked, inspection_id: str, text: str) -> Inspection:
        """text: why. Raises Problem ``invalid-request`` without it."""
        return await _end(self.acting, asked, inspection_id, "cancel-inspection", text)


async def _end(acting: Acting, asked: Asked, inspection_id: str, name: str, text: str) -> Inspection:
    said(text)
    return await acting.change(
        asked, Inspection, inspection_id, name, inspections.ended, may=access.of_control_team, text=text
    )
