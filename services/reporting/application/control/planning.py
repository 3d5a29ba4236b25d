"""Plans: drafted and submitted by the control team, approved or returned by a leader."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from reporting.application.control import access
from reporting.application.control.acting import Acting, Asked
from reporting.domain.control import plans
from reporting.domain.control.acts import Act, said
from reporting.domain.control.plans import Plan, PlanContent


@dataclass(frozen=True, slots=True, kw_only=True)
class Planning:
    acting: Acting

    async def draft(self, asked: Asked, content: PlanContent) -> Plan:
        """Raises Problem ``not-allowed``."""
        actor = asked.actor
        access.control_team(actor, actor.agency)

        def make(plan_id: str, act: Act) -> Plan:
            return Plan.drafted(plan_id, actor.agency, content, act)

        return await self.acting.begin(asked, Plan, "draft-plan", make)

    async def amend(self, asked: Asked, plan_id: str, content: PlanContent) -> Plan:
        """With other lines, while it is a draft or was returned."""

        def change(plan: Plan, act: Act) -> Plan:
            return plans.amended(plan, content, act)

        return await self.acting.change(asked, Plan, plan_id, "amend-plan", change, may=access.of_control_team)

    async def submit(self, asked: Asked, plan_id: str) -> Plan:
        return await self.acting.change(asked, Plan, plan_id, "submit-plan", plans.moved, may=access.of_control_team)

    async def approve(self, asked: Asked, plan_id: str, text: str = "") -> Plan:
        return await self._decide(asked, plan_id, "approve-plan", text=text)

    async def send_back(self, asked: Asked, plan_id: str, text: str) -> Plan:
        """text: what is to be changed. Raises Problem ``invalid-request`` without it."""
        said(text)
        return await self._decide(asked, plan_id, "return-plan", text=text)

    async def _decide(self, asked: Asked, plan_id: str, name: str, *, text: str) -> Plan:
        decide = partial(self.acting.change, may=access.of_leader, text=text)
        return await decide(asked, Plan, plan_id, name, plans.moved)
