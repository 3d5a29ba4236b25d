"""One piece of feedback, and which step may follow which. Who sent it and what was written is kept apart, sealed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

from chassis.kernel.errors import Kind, Problem
from intake.domain.feedback.vocabulary import (
    FEEDBACK_STATE_NAMES,
    Assessment,
    Criterion,
    Delivery,
    FeedbackClass,
    FeedbackForm,
    FeedbackKind,
    FeedbackOutcome,
    FeedbackState,
    Matter,
    Satisfaction,
)

WAITING = frozenset({FeedbackState.RECEIVED, FeedbackState.TO_FORWARD, FeedbackState.HANDLING})
"""Somebody here still owes the sender a step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """One version; every change makes the next. Instants aware, UTC; null: has not happened.

    code: ``PAKN-260420-0001``, the number in the book of the day. dossier_id: the dossier it is about, empty if none.
    concerned_officer: account of the official complained of, empty if none; never sees it. handler: token of the unit
    that handles it. forward_due_at, answer_due_at: by when; null where the law pack gives none. is_founded: whether the
    complaint was right; a founded one counts against the dossier (TT01/18 art. 12, index 7).
    publication: the public text, without anybody's name.
    """

    id: str
    version: int
    agency: str
    code: str
    kind: FeedbackKind
    matter: Matter
    form: FeedbackForm
    state: FeedbackState
    registered_by: str
    received_at: datetime
    forward_due_at: datetime | None
    answer_due_at: datetime | None
    tracking_digest: str
    dossier_id: str = ""
    concerned_officer: str = ""
    classification: FeedbackClass | None = None
    classified_at: datetime | None = None
    handler: str = ""
    forwarded_to: str = ""
    forwarded_at: datetime | None = None
    assessment: Assessment | None = None
    criteria: tuple[Criterion, ...] = ()
    outcome: FeedbackOutcome | None = None
    is_founded: bool | None = None
    answered_at: datetime | None = None
    delivery: Delivery | None = None
    published_at: datetime | None = None
    publication: str = ""
    satisfaction: Satisfaction | None = None
    rated_at: datetime | None = None
    closed_at: datetime | None = None

    def next(self, **changes: Any) -> Self:
        """The following version."""
        return replace(self, version=self.version + 1, **changes)

    @property
    def due_at(self) -> datetime | None:
        """The instant that counts now: of forwarding while it waits for that, else of the answer."""
        match self.state:
            case FeedbackState.TO_FORWARD:
                return self.forward_due_at
            case FeedbackState.RECEIVED | FeedbackState.HANDLING:
                return self.answer_due_at
            case _:
                return None

    def is_overdue(self, now: datetime) -> bool:
        """Whether a step is owed and late."""
        return self.due_at is not None and now > self.due_at

    def expect(self, step: str, *states: FeedbackState) -> None:
        """Refuses a step at the wrong moment: ``feedback-<step>-not-allowed``."""
        if self.state not in states:
            raise FeedbackStepNotAllowed(self.state, step)


class FeedbackStepNotAllowed(Problem):
    """The feedback is not in a state in which this can be done; says in which it is."""

    def __init__(self, state: FeedbackState, step: str) -> None:
        super().__init__(
            f"feedback-{step}-not-allowed",
            Kind.REFUSED,
            f"The feedback is {state.value.replace('_', ' ')} ({FEEDBACK_STATE_NAMES[state]}), so this cannot be done "
            "now. Read it again to see what is owed.",
            fields={"state": state.value},
        )
