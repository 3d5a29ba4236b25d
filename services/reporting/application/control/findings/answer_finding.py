"""AnswerFinding: the division says what it has done."""

from __future__ import annotations

from dataclasses import dataclass

from reporting.application.control import access
from reporting.application.control.acting import Acting, Asked
from reporting.domain.control import findings
from reporting.domain.control.acts import said
from reporting.domain.control.findings import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFinding:
    acting: Acting

    async def __call__(self, asked: Asked, finding_id: str, text: str) -> Finding:
        """text: what the division has done."""
        said(text)
        return await self.acting.change(
            asked, Finding, finding_id, "answer-finding", findings.answered, may=access.of_head, text=text
        )
