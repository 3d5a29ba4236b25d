"""Findings: recorded and judged by the control team, answered by the head of the division."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from chassis.kernel.worktime import Limit, Unit, due
from reporting.application.control import access
from reporting.application.control.acting import Acting, Asked, Looking
from reporting.application.control.ports import Law
from reporting.domain.control import findings
from reporting.domain.control.acts import Act, Checks, said
from reporting.domain.control.findings import MOST_DAYS, Finding, FindingContent
from reporting.domain.control.inspections import MOVES, Inspection


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    acting: Acting
    looking: Looking
    law: Law

    async def record(self, asked: Asked, inspection_id: str, content: FindingContent) -> Finding:
        """While the inspection is open. Raises Problem ``control-piece-unknown``, ``not-allowed``,
        ``act-not-possible``, ``neighbour-unavailable`` when the calendar cannot be asked."""
        inspection = await self.looking.one(asked.actor, Inspection, inspection_id)
        access.of_control_team(asked.actor, inspection)
        MOVES.after(inspection.state, "record-finding")
        due_at = await self._due(content.working_days)

        def make(finding_id: str, act: Act) -> Finding:
            return Finding(
                id=finding_id,
                agency=inspection.agency,
                department=inspection.department,
                inspection_id=inspection.id,
                kind=content.kind,
                severity=content.severity,
                description=content.description,
                evidence=content.evidence,
                remedy=content.remedy,
                due_at=due_at,
                acts=(act,),
            )

        return await self.acting.begin(asked, Finding, "record-finding", make)

    async def answer(self, asked: Asked, finding_id: str, text: str) -> Finding:
        """text: what the division has done."""
        said(text)
        return await self.acting.change(
            asked, Finding, finding_id, "answer-finding", findings.answered, may=access.of_head, text=text
        )

    async def accept(self, asked: Asked, finding_id: str, text: str = "") -> Finding:
        return await self._judge(asked, finding_id, "accept-answer", text)

    async def send_back(self, asked: Asked, finding_id: str, text: str, working_days: int = 0) -> Finding:
        """text: what is still missing. working_days: a new deadline from now; 0: the old one stays."""
        said(text)
        checks = Checks()
        checks.that("working_days", 0 <= working_days <= MOST_DAYS, f"must be 0 to {MOST_DAYS}")
        checks.done()
        due_at = await self._due(working_days) if working_days else None
        return await self._judge(asked, finding_id, "return-answer", text, due_at)

    async def withdraw(self, asked: Asked, finding_id: str, text: str) -> Finding:
        """text: why it was mistaken."""
        said(text)
        return await self._judge(asked, finding_id, "withdraw-finding", text)

    async def _judge(
        self, asked: Asked, finding_id: str, name: str, text: str, due_at: datetime | None = None
    ) -> Finding:
        def change(finding: Finding, act: Act) -> Finding:
            return findings.judged(finding, act, due_at)

        return await self.acting.change(asked, Finding, finding_id, name, change, may=access.of_control_team, text=text)

    async def _due(self, working_days: int) -> datetime:
        calendar = await self.law.calendar()
        limit = Limit.of(working_days, Unit.WORKING_DAY)
        return due(calendar, self.acting.clock.now(), limit).at.astimezone(UTC)
