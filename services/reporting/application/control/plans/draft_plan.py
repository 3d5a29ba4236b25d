"""DraftPlan: a new plan, by the control team."""

from __future__ import annotations

from dataclasses import dataclass

from reporting.application.control import access
from reporting.application.control.acting import Acting, Asked
from reporting.domain.control.acts import Act
from reporting.domain.control.plans import Plan, PlanContent


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftPlan:
    acting: Acting

    async def __call__(self, asked: Asked, content: PlanContent) -> Plan:
        """Raises Problem ``not-allowed``."""
        actor = asked.actor
        access.control_team(actor, actor.agency)

        def make(plan_id: str, act: Act) -> Plan:
            return Plan.drafted(plan_id, actor.agency, content, act)

        return await self.acting.begin(asked, Plan, "draft-plan", make)
