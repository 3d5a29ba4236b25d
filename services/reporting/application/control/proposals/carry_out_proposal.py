"""CarryOutProposal: a legal act has made it so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reporting.application.control import access
from reporting.application.control.acting import Acting, Asked
from reporting.domain.control import proposals
from reporting.domain.control.acts import Act
from reporting.domain.control.proposals import Proposal


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryOutProposal:
    acting: Acting

    async def __call__(self, asked: Asked, proposal_id: str, legal_act: str, on: date) -> Proposal:
        """legal_act: its number. on: local day of its effect."""

        def change(proposal: Proposal, act: Act) -> Proposal:
            return proposals.carried_out(proposal, legal_act, on, act)

        return await self.acting.change(
            asked, Proposal, proposal_id, "carry-out-proposal", change, may=access.of_control_team
        )
