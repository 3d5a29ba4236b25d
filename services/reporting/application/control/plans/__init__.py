"""Plans of the year: drafted and submitted by the control team, approved or returned by a leader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from reporting.application.control.acting import Acting
from reporting.application.control.plans.amend_plan import AmendPlan
from reporting.application.control.plans.decide_plan import ApprovePlan, ReturnPlan
from reporting.application.control.plans.draft_plan import DraftPlan
from reporting.application.control.plans.submit_plan import SubmitPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class Plans:
    draft: DraftPlan
    amend: AmendPlan
    submit: SubmitPlan
    approve: ApprovePlan
    send_back: ReturnPlan

    @classmethod
    def on(cls, acting: Acting) -> Self:
        return cls(
            draft=DraftPlan(acting=acting),
            amend=AmendPlan(acting=acting),
            submit=SubmitPlan(acting=acting),
            approve=ApprovePlan(acting=acting),
            send_back=ReturnPlan(acting=acting),
        )
