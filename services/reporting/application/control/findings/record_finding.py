"""RecordFinding: what an inspection found, with its remedy and deadline."""

from __future__ import annotations

from dataclasses import dataclass

from reporting.application.control import access
from reporting.application.control.acting import Acting, Asked, Looking
from reporting.application.control.findings.remedy_due import remedy_due
from reporting.application.control.ports import Law
from reporting.domain.control.acts import Act
from reporting.domain.control.findings import Finding, FindingContent
from reporting.domain.control.inspections import MOVES, Inspection


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFinding:
    acting: Acting
    looking: Looking
    law: Law

    async def __call__(self, asked: Asked, inspection_id: str, content: FindingContent) -> Finding:
        """While the inspection is open. Raises Problem ``control-piece-unknown``, ``not-allowed``,
        ``act-not-possible``, ``neighbour-unavailable`` when the calendar cannot be asked."""
        inspection = await self.looking.one(asked.actor, Inspection, inspection_id)
        access.of_control_team(asked.actor, inspection)
        MOVES.after(inspection.state, "record-finding")
        due_at = await remedy_due(self.law, self.acting.clock, content.working_days)

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
