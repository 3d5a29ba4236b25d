"""AcceptAnswer, ReturnAnswer, WithdrawFinding: the control team is content, wants more, or was mistaken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from reporting.application.control import access
from reporting.application.control.acting import Acting, Asked
from reporting.application.control.findings.remedy_due import remedy_due
from reporting.application.control.ports import Law
from reporting.domain.control import findings
from reporting.domain.control.acts import Act, Checks, said
from reporting.domain.control.findings import MOST_DAYS, Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptAnswer:
    acting: Acting

    async def __call__(self, asked: Asked, finding_id: str, text: str = "") -> Finding:
        return await _judge(self.acting, asked, finding_id, "accept-answer", text)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnAnswer:
    acting: Acting
    law: Law

    async def __call__(self, asked: Asked, finding_id: str, text: str, working_days: int = 0) -> Finding:
        """text: what is still missing. working_days: a new deadline from now; 0: the old one stays."""
        said(text)
        checks = Checks()
        checks.that("working_days", 0 <= working_days <= MOST_DAYS, f"must be 0 to {MOST_DAYS}")
        checks.done()
        due_at = await remedy_due(self.law, self.acting.clock, working_days) if working_days else None
        return await _judge(self.acting, asked, finding_id, "return-answer", text, due_at=due_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawFinding:
    acting: Acting

    async def __call__(self, asked: Asked, finding_id: str, text: str) -> Finding:
        """text: why it was mistaken."""
        said(text)
        return await _judge(self.acting, asked, finding_id, "withdraw-finding", text)


async def _judge(
    acting: Acting, asked: Asked, finding_id: str, name: str, text: str, *, due_at: datetime | None = None
) -> Finding:
    def change(finding: Finding, act: Act) -> Finding:
        return findings.judged(finding, act, due_at)

    return await acting.change(asked, Finding, finding_id, name, change, may=access.of_control_team, text=text)
