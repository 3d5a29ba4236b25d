"""RecordActivity: something was made known, taught, commended."""

from __future__ import annotations

from dataclasses import dataclass

from reporting.application.control import access
from reporting.application.control.acting import Acting, Asked
from reporting.domain.control.activities import Activity, ActivityContent
from reporting.domain.control.acts import Act


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordActivity:
    acting: Acting

    async def __call__(self, asked: Asked, content: ActivityContent) -> Activity:
        """Raises Problem ``not-allowed``."""
        actor = asked.actor
        access.control_team(actor, actor.agency)

        def make(activity_id: str, act: Act) -> Activity:
            return Activity(
                id=activity_id,
                agency=actor.agency,
                department=actor.department,
                kind=content.kind,
                on=content.on,
                title=content.title,
                channel=content.channel,
                audience=content.audience,
                people=content.people,
                link=content.link,
                acts=(act,),
            )

        return await self.acting.begin(asked, Activity, "record-activity", make)
