"""Proposals to make procedures simpler, and what becomes of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from reporting.application.control.acting import Acting, Looking
from reporting.application.control.ports import Law
from reporting.application.control.proposals.carry_out_proposal import CarryOutProposal
from reporting.application.control.proposals.decide_proposal import DecideProposal
from reporting.application.control.proposals.draft_proposal import DraftProposal
from reporting.application.control.proposals.lapse_proposal import LapseProposal
from reporting.application.control.proposals.submit_proposal import SubmitProposal


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposals:
    draft: DraftProposal
    submit: SubmitProposal
    decide: DecideProposal
    carry_out: CarryOutProposal
    lapse: LapseProposal

    @classmethod
    def on(cls, acting: Acting, looking: Looking, law: Law) -> Self:
        return cls(
            draft=DraftProposal(acting=acting, looking=looking, law=law),
            submit=SubmitProposal(acting=acting),
            decide=DecideProposal(acting=acting),
            carry_out=CarryOutProposal(acting=acting),
            lapse=LapseProposal(acting=acting),
        )
