"""SubmitPlan: the plan goes to the leadership."""

from __future__ import annotations

from dataclasses import dataclass

from reporting.application.control import access
from reporting.application.control.acting import Acting, Asked
from reporting.domain.control import plans
from reporting.domain.control.plans import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitPlan:
    acting: Acting

    async def __call__(self, asked: Asked, plan_id: str) -> Plan:
        return await self.acting.change(asked, Plan, plan_id, "submit-plan", plans.moved, may=access.of_control_team)
