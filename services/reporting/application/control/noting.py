"""Initiatives of officers and divisions, and the log of what was made known, taught, commended."""

from __future__ import annotations

from dataclasses import dataclass

from reporting.application.control import access
from reporting.application.control.acting import Acting, Asked
from reporting.domain.control import activities, initiatives
from reporting.domain.control.activities import Activity, ActivityContent
from reporting.domain.control.acts import Act, said
from reporting.domain.control.initiatives import Initiative, InitiativeContent
from reporting.domain.days import local_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Initiatives:
    acting: Acting

    async def propose(self, asked: Asked, content: InitiativeContent) -> Initiative:
        """Raises Problem ``not-allowed``."""
        actor, today = asked.actor, local_day(self.acting.clock.now())
        access.proposes_initiatives(actor)

        def make(initiative_id: str, act: Act) -> Initiative:
            return Initiative(
                id=initiative_id,
                agency=actor.agency,
                department=actor.department,
                by=actor.subject,
                title=content.title,
                content=content.content,
                proposed_on=today,
                acts=(act,),
            )

        return await self.acting.begin(asked, Initiative, "propose-initiative", make)

    async def move(self, asked: Asked, initiative_id: str, act: str, text: str) -> Initiative:
        """act: ``assess``, ``decline``, ``apply`` by the control team, ``recognise`` by a leader. text: what is held of
        it, why not, what it brought, by which decision."""
        said(text)
        may = access.of_leader if act == "recognise" else access.of_control_team
        return await self.acting.change(
            asked, Initiative, initiative_id, f"{act}-initiative", initiatives.moved, may=may, text=text
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Activities:
    acting: Acting

    async def record(self, asked: Asked, content: ActivityContent) -> Activity:
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

    async def strike(self, asked: Asked, activity_id: str, text: str) -> Activity:
        """text: why the entry is wrong."""
        said(text)
        return await self.acting.change(
            asked, Activity, activity_id, "strike-activity", activities.struck, may=access.of_control_team, text=text
        )
