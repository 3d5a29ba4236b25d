"""ProposeInitiative: an officer or a division has an idea."""

from __future__ import annotations

from dataclasses import dataclass

from reporting.application.control import access
from reporting.application.control.acting import Acting, Asked
from reporting.domain.control.acts import Act
from reporting.domain.control.initiatives import Initiative, InitiativeContent
from reporting.domain.days import local_day


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeInitiative:
    acting: Acting

    async def __call__(self, asked: Asked, content: InitiativeContent) -> Initiative:
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
