"""By when feedback is forwarded and answered: data of the law pack, with how sure it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from chassis.kernel.worktime import Limit, WorkCalendar
from chassis.kernel.worktime.arithmetic import due
from intake.domain.feedback.vocabulary import FeedbackKind
from intake.domain.organisation import Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One time limit and where it stands."""

    limit: Limit
    legal_ref: str
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackTerms:
    """forwarding: class D, from receipt. answer_on_dossier: complaints about a dossier's handling; answer: others."""

    forwarding: Term
    answer_on_dossier: Term
    answer: Term

    def forward_due(self, received_at: datetime, calendar: WorkCalendar) -> datetime:
        """UTC; raises CalendarUnknown beyond the years entered."""
        return due(calendar, received_at, self.forwarding.limit).at.astimezone(UTC)

    def answer_due(
        self, received_at: datetime, kind: FeedbackKind, *, on_dossier: bool, calendar: WorkCalendar
    ) -> datetime:
        """UTC; raises CalendarUnknown beyond the years entered."""
        term = self.answer_on_dossier if kind is FeedbackKind.CONDUCT and on_dossier else self.answer
        return due(calendar, received_at, term.limit).at.astimezone(UTC)
