"""What is done with feedback. Each function gives the next version and the fact, or refuses.

received ─ classify ─┬─ A → not taken (answered with the reason)
                     ├─ B, C → handling ─ assess* ─ answer → answered ─ rate → closed
                     └─ D → to forward ─ forward → forwarded ─ answer (the other body's) → answered
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chassis.kernel.errors import Kind, Problem, invalid
from intake.domain.feedback.facts import (
    FeedbackAnswered,
    FeedbackClassified,
    FeedbackForwarded,
    FeedbackPublished,
    FeedbackRated,
    FeedbackReceived,
    FeedbackRef,
)
from intake.domain.feedback.feedback import Feedback
from intake.domain.feedback.vocabulary import (
    MATTERS,
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

BODY_MAX, PUBLICATION_MAX = 200, 4000
_AFTER: dict[FeedbackClass, FeedbackState] = {
    FeedbackClass.NOT_TAKEN: FeedbackState.NOT_TAKEN,
    FeedbackClass.CONDUCT: FeedbackState.HANDLING,
    FeedbackClass.IN_AUTHORITY: FeedbackState.HANDLING,
    FeedbackClass.FORWARDED: FeedbackState.TO_FORWARD,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """How feedback arrives. code: the number in the book. forward_due_at, answer_due_at: see Feedback."""

    id: str
    agency: str
    code: str
    kind: FeedbackKind
    matter: Matter
    form: FeedbackForm
    registered_by: str
    received_at: datetime
    forward_due_at: datetime | None
    answer_due_at: datetime | None
    tracking_digest: str
    dossier_id: str
    concerned_officer: str


def receive(arrival: Arrival) -> tuple[Feedback, FeedbackReceived]:
    """Enters it in the book (ND20 art. 9)."""
    if arrival.matter not in MATTERS[arrival.kind]:
        allowed = ", ".join(sorted(MATTERS[arrival.kind]))
        raise invalid("invalid-request", "The matter does not belong to this kind.", matter=f"one of {allowed}")
    values = {name: getattr(arrival, name) for name in Arrival.__slots__}
    feedback = Feedback(version=1, state=FeedbackState.RECEIVED, **values)
    return feedback, FeedbackReceived(
        feedback=ref(feedback), received_at=feedback.received_at, answer_due_at=feedback.answer_due_at
    )


def classify(
    feedback: Feedback, *, classification: FeedbackClass, handler: str, concerned_officer: str, at: datetime
) -> tuple[Feedback, FeedbackClassified]:
    """A to D (ND20 art. 9). handler: the unit that handles it, for B and C. concerned_officer: for B, if known."""
    feedback.expect("classification", FeedbackState.RECEIVED)
    handled = classification in (FeedbackClass.CONDUCT, FeedbackClass.IN_AUTHORITY)
    if classification is FeedbackClass.CONDUCT and feedback.kind is not FeedbackKind.CONDUCT:
        raise invalid("invalid-request", "Class B is for conduct.", classification="A, C or D for this kind")
    if handled != bool(handler):
        said = "name the unit that handles it" if handled else "only classes B and C have a handling unit"
        raise invalid("invalid-request", "The handling unit and the class do not fit.", handler=said)
    classified = feedback.next(
        state=_AFTER[classification],
        classification=classification,
        classified_at=at,
        handler=handler,
        concerned_officer=concerned_officer or feedback.concerned_officer,
        answered_at=at if classification is FeedbackClass.NOT_TAKEN else None,
    )
    due = classified.forward_due_at if classification is FeedbackClass.FORWARDED else None
    return classified, FeedbackClassified(
        feedback=ref(classified), classified_at=at, classification=classification, forward_due_at=due
    )


def forward(feedback: Feedback, *, to: str, at: datetime) -> tuple[Feedback, FeedbackForwarded]:
    """To the body that is competent (class D, ND20 art. 9: within five working days)."""
    feedback.expect("forwarding", FeedbackState.TO_FORWARD)
    if not 1 <= len(to) <= BODY_MAX:
        raise invalid("invalid-request", "Name the body it goes to.", to=f"1 to {BODY_MAX} characters")
    forwarded = feedback.next(state=FeedbackState.FORWARDED, forwarded_to=to, forwarded_at=at)
    return forwarded, FeedbackForwarded(feedback=ref(forwarded), forwarded_at=at)


def assess(feedback: Feedback, *, assessment: Assessment, criteria: tuple[Criterion, ...]) -> Feedback:
    """Whether there is enough to act on; may be said again as more comes in (ND20 art. 14)."""
    feedback.expect("assessment", FeedbackState.HANDLING)
    return feedback.next(assessment=assessment, criteria=tuple(dict.fromkeys(criteria)))


def answer(
    feedback: Feedback, *, outcome: FeedbackOutcome, is_founded: bool | None, delivery: Delivery, at: datetime
) -> tuple[Feedback, FeedbackAnswered]:
    """The handling unit's answer, or the explanation of the other body, told to the sender (ND118 art. 8)."""
    feedback.expect("answer", FeedbackState.HANDLING, FeedbackState.FORWARDED)
    if feedback.kind is FeedbackKind.CONDUCT and is_founded is None:
        raise invalid("invalid-request", "Say whether the complaint is founded.", is_founded="true or false")
    answered = feedback.next(
        state=FeedbackState.ANSWERED, outcome=outcome, is_founded=is_founded, answered_at=at, delivery=delivery
    )
    return answered, FeedbackAnswered(
        feedback=ref(answered),
        answered_at=at,
        answer_due_at=answered.answer_due_at,
        outcome=outcome,
        is_founded=is_founded,
    )


def publish(feedback: Feedback, *, text: str, at: datetime) -> tuple[Feedback, FeedbackPublished]:
    """The answer, without anybody's name, for everybody to read (ND20 art. 19). Again: the text is replaced."""
    feedback.expect("publication", FeedbackState.ANSWERED, FeedbackState.CLOSED)
    if not 1 <= len(text) <= PUBLICATION_MAX:
        raise invalid("invalid-request", "The public text is missing or too long.", text=f"1 to {PUBLICATION_MAX}")
    published = feedback.next(publication=text, published_at=at)
    return published, FeedbackPublished(feedback=ref(published), published_at=at)


def rate(feedback: Feedback, *, satisfaction: Satisfaction, at: datetime) -> tuple[Feedback, FeedbackRated]:
    """What the sender thinks of the answer; once; it closes the feedback."""
    if feedback.satisfaction is not None:
        raise Problem("feedback-already-rated", Kind.REFUSED, "The answer has been rated; it is rated once.")
    feedback.expect("rating", FeedbackState.ANSWERED)
    rated = feedback.next(state=FeedbackState.CLOSED, satisfaction=satisfaction, rated_at=at, closed_at=at)
    return rated, FeedbackRated(feedback=ref(rated), rated_at=at, satisfaction=satisfaction)


def close(feedback: Feedback, *, at: datetime) -> Feedback:
    """Nothing more is expected of the sender."""
    feedback.expect("closing", FeedbackState.ANSWERED, FeedbackState.NOT_TAKEN)
    return feedback.next(state=FeedbackState.CLOSED, closed_at=at)


def ref(feedback: Feedback) -> FeedbackRef:
    """What events say of it."""
    return FeedbackRef(
        id=feedback.id,
        code=feedback.code,
        agency=feedback.agency,
        handler=feedback.handler,
        kind=feedback.kind,
        matter=feedback.matter,
        form=feedback.form,
        dossier_id=feedback.dossier_id,
    )
