"""What happened to feedback, in the past tense. Nothing in them tells who sent it or what was written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from intake.domain.feedback.vocabulary import (
    FeedbackClass,
    FeedbackForm,
    FeedbackKind,
    FeedbackOutcome,
    Matter,
    Satisfaction,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackRef:
    """What every event says of its feedback. handler, dossier_id: empty while there is none."""

    id: str
    code: str
    agency: str
    handler: str
    kind: FeedbackKind
    matter: Matter
    form: FeedbackForm
    dossier_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackReceived:
    feedback: FeedbackRef
    received_at: datetime
    answer_due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackClassified:
    feedback: FeedbackRef
    classified_at: datetime
    classification: FeedbackClass
    forward_due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackForwarded:
    """To a body outside the agency; its name is text and not said."""

    feedback: FeedbackRef
    forwarded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackAnswered:
    """is_founded: null for proposals and where the question does not arise."""

    feedback: FeedbackRef
    answered_at: datetime
    answer_due_at: datetime | None
    outcome: FeedbackOutcome
    is_founded: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackPublished:
    feedback: FeedbackRef
    published_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackRated:
    feedback: FeedbackRef
    rated_at: datetime
    satisfaction: Satisfaction


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackOverdue:
    """A step is owed and late. step: ``forwarding`` or ``answer``."""

    feedback: FeedbackRef
    step: str
    due_at: datetime


FeedbackFact = (
    FeedbackReceived
    | FeedbackClassified
    | FeedbackForwarded
    | FeedbackAnswered
    | FeedbackPublished
    | FeedbackRated
    | FeedbackOverdue
)
