"""StrikeActivity: an entry that was wrong."""

from __future__ import annotations

from dataclasses import dataclass

from reporting.application.control import access
from reporting.application.control.acting import Acting, Asked
from reporting.domain.control import activities
from reporting.domain.control.activities import Activity
from reporting.domain.control.acts import said


@dataclass(frozen=True, slots=True, kw_only=True)
class StrikeActivity:
    acting: Acting

    async def __call__(self, asked: Asked, activity_id: str, text: str) -> Activity:
        """text: why the entry is wrong."""
        said(text)
        return await self.acting.change(
            asked, Activity, activity_id, "strike-activity", activities.struck, may=access.of_control_team, text=text
        )
