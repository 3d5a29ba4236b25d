"""DecideProposal: a leader decides on it."""

from __future__ import annotations

from dataclasses import dataclass

from reporting.application.control import access
from reporting.application.control.acting import Acting, Asked
from reporting.domain.control import proposals
from reporting.domain.control.acts import said
from reporting.domain.control.proposals import Proposal


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideProposal:
    acting: Acting

    async def __call__(self, asked: Asked, proposal_id: str, decision: str, text: str = "") -> Proposal:
        """decision: ``accept``, ``partly-accept``, ``reject`` or ``return``; all but the first with a text."""
        if decision != "accept":
            said(text)
        name = f"{decision}-proposal"
        return await self.acting.change(
            asked, Proposal, proposal_id, name, proposals.moved, may=access.of_leader, text=text
        )
