"""AmendPlan: the plan with other lines."""

from __future__ import annotations

from dataclasses import dataclass

from reporting.application.control import access
from reporting.application.control.acting import Acting, Asked
from reporting.domain.control import plans
from reporting.domain.control.acts import Act
from reporting.domain.control.plans import Plan, PlanContent


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendPlan:
    acting: Acting

    async def __call__(self, asked: Asked, plan_id: str, content: PlanContent) -> Plan:
        """With other lines, while it is a draft or was returned."""

        def change(plan: Plan, act: Act) -> Plan:
            return plans.amended(plan, content, act)

        return await self.acting.change(asked, Plan, plan_id, "amend-plan", change, may=access.of_control_team)
