"""ApprovePlan: a leader agrees. ReturnPlan: a leader wants it changed."""

from __future__ import annotations

from dataclasses import dataclass

from reporting.application.control import access
from reporting.application.control.acting import Acting, Asked
from reporting.domain.control import plans
from reporting.domain.control.acts import said
from reporting.domain.control.plans import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovePlan:
    acting: Acting

    async def __call__(self, asked: Asked, plan_id: str, text: str = "") -> Plan:
        return await _decide(self.acting, asked, plan_id, "approve-plan", text)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnPlan:
    acting: Acting

    async def __call__(self, asked: Asked, plan_id: str, text: str) -> Plan:
        """text: what is to be changed. Raises Problem ``invalid-request`` without it."""
        said(text)
        return await _decide(self.acting, asked, plan_id, "return-plan", text)


async def _decide(acting: Acting, asked: Asked, plan_id: str, name: str, text: str) -> Plan:
    return await acting.change(asked, Plan, plan_id, name, plans.moved, may=access.of_leader, text=text)
