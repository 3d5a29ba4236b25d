"""Reviews of procedures, by the control team or the division whose procedure it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from reporting.application.control.acting import Acting
from reporting.application.control.ports import Law
from reporting.application.control.reviews.assess_procedure import AssessProcedure
from reporting.application.control.reviews.end_review import CancelReview, CompleteReview
from reporting.application.control.reviews.open_review import OpenReview


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewing:
    open: OpenReview
    assess: AssessProcedure
    complete: CompleteReview
    cancel: CancelReview

    @classmethod
    def on(cls, acting: Acting, law: Law) -> Self:
        return cls(
            open=OpenReview(acting=acting, law=law),
            assess=AssessProcedure(acting=acting),
            complete=CompleteReview(acting=acting),
            cancel=CancelReview(acting=acting),
        )
