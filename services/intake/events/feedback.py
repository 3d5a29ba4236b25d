"""Which event others see for which fact about feedback. Nobody's name, words or account is in them."""

from __future__ import annotations

from datetime import datetime

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp

from chassis.messaging.envelope import OutgoingEvent
from intake.domain.feedback import facts
from intake.domain.feedback.facts import FeedbackFact
from intake.protocol.feedback import feedback_ref
from motcua.common.v1 import feedback_pb2 as words
from motcua.events.v1 import feedback_pb2 as events

NO_HANDLER = "all"


def feedback_event(fact: FeedbackFact) -> OutgoingEvent:
    """The event of a fact. Its subject is the feedback; its department the handling unit."""
    name, data = _said(fact, feedback_ref(fact.feedback))
    return OutgoingEvent(
        type=f"feedback.{name}",
        agency=fact.feedback.agency,
        department=fact.feedback.handler or NO_HANDLER,
        subject=fact.feedback.id,
        data=data,
    )


def _said(fact: FeedbackFact, about: words.FeedbackRef) -> tuple[str, Message]:
    match fact:
        case facts.FeedbackReceived():
            return "received", events.FeedbackReceived(
                feedback=about, received_at=_stamp(fact.received_at), answer_due_at=_stamp(fact.answer_due_at)
            )
        case facts.FeedbackClassified():
            return "classified", events.FeedbackClassified(
                feedback=about,
                classified_at=_stamp(fact.classified_at),
                classification=words.FeedbackClass.Value(f"FEEDBACK_CLASS_{fact.classification.name}"),
                forward_due_at=_stamp(fact.forward_due_at),
            )
        case facts.FeedbackForwarded():
            return "forwarded", events.FeedbackForwarded(feedback=about, forwarded_at=_stamp(fact.forwarded_at))
        case facts.FeedbackAnswered():
            return "answered", events.FeedbackAnswered(
                feedback=about,
                answered_at=_stamp(fact.answered_at),
                answer_due_at=_stamp(fact.answer_due_at),
                outcome=words.FeedbackOutcome.Value(f"FEEDBACK_OUTCOME_{fact.outcome.name}"),
                is_founded=fact.is_founded,
            )
        case facts.FeedbackPublished():
            return "published", events.FeedbackPublished(feedback=about, published_at=_stamp(fact.published_at))
        case facts.FeedbackRated():
            return "rated", events.FeedbackRated(
                feedback=about,
                rated_at=_stamp(fact.rated_at),
                satisfaction=words.FeedbackSatisfaction.Value(f"FEEDBACK_SATISFACTION_{fact.satisfaction.name}"),
            )
        case facts.FeedbackOverdue():
            return "overdue", events.FeedbackOverdue(feedback=about, due_at=_stamp(fact.due_at), step=fact.step)


def _stamp(at: datetime | None) -> Timestamp | None:
    if at is None:
        return None
    made = Timestamp()
    made.FromDatetime(at)
    return made
