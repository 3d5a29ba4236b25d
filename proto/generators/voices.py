"""What others have to say: a complaint that is right, and the opinions that a department asks for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generators.telling import Told, about_dossier, about_feedback, complained, permit, utc, uuid7
from motcua.common.v1 import feedback_pb2 as said
from motcua.common.v1 import vocabulary_pb2 as words
from motcua.events.v1 import feedback_pb2, handling_pb2


def complaint() -> Iterator[Told]:
    """A dossier is late; somebody complains, is right, is answered and says so. Another complaint waits too long."""
    at, classified, answered, rated = utc("05-08 01:30"), utc("05-08 03:00"), utc("05-15 02:00"), utc("05-15 08:00")
    due = utc("05-22 10:00")
    received = feedback_pb2.FeedbackReceived(feedback=complained(handler=""), received_at=at, answer_due_at=due)
    yield about_feedback(at, 1, received)
    conduct = feedback_pb2.FeedbackClassified(
        feedback=complained(), classified_at=classified, classification=said.FEEDBACK_CLASS_CONDUCT
    )
    yield about_feedback(classified, 2, conduct)
    answer = feedback_pb2.FeedbackAnswered(
        feedback=complained(),
        answered_at=answered,
        answer_due_at=due,
        outcome=said.FEEDBACK_OUTCOME_REMEDIED,
        is_founded=True,
    )
    yield about_feedback(answered, 3, answer)
    public = feedback_pb2.FeedbackPublished(feedback=complained(), published_at=utc("05-15 04:00"))
    yield about_feedback(utc("05-15 04:00"), 4, public)
    satisfied = feedback_pb2.FeedbackRated(
        feedback=complained(), rated_at=rated, satisfaction=said.FEEDBACK_SATISFACTION_SATISFIED
    )
    yield about_feedback(rated, 5, satisfied)
    other, late = complained(2, handler=""), utc("05-15 10:00")
    yield about_feedback(late, 3, feedback_pb2.FeedbackOverdue(feedback=other, due_at=late, step="forwarding"))
    sent = utc("05-16 02:00")
    yield about_feedback(sent, 4, feedback_pb2.FeedbackForwarded(feedback=other, forwarded_at=sent))


def opinions() -> Iterator[Told]:
    """An approval on which others are asked: one answers, one is silent by the general rule, one by a law
    under which silence is consent; of one the opinion is no longer needed."""
    asked, due = utc("04-29 02:00"), utc("05-07 10:00")
    reminded, answered, withdrawn = utc("05-06 10:00"), utc("05-06 08:10"), utc("05-06 09:00")

    def about(serial: int, consultee: str, kind: words.ConsulteeKind.ValueType) -> dict[str, Any]:
        return {
            "dossier": permit(5),
            "consultation_id": uuid7(asked, serial),
            "consultee": consultee,
            "consultee_kind": kind,
            "consulted_department": consultee if kind == words.CONSULTEE_KIND_DEPARTMENT else "",
            "requested_at": asked,
            "due_at": due,
        }

    environment = about(41, "tai-nguyen-moi-truong", words.CONSULTEE_KIND_DEPARTMENT)
    finance = about(42, "so-tai-chinh", words.CONSULTEE_KIND_AGENCY)
    interior = about(44, "so-noi-vu", words.CONSULTEE_KIND_AGENCY)
    security = about(43, "bo-cong-an", words.CONSULTEE_KIND_EXTERNAL)
    request = handling_pb2.DossierConsultationRequested(
        **environment, clock_effect=words.CLOCK_EFFECT_NONE, on_silence=words.ON_SILENCE_ESCALATE
    )
    yield about_dossier("processing", asked, 3, request)
    answer = handling_pb2.DossierConsultationAnswered(**environment, answered_at=answered)
    yield about_dossier("processing", answered, 4, answer)
    reminder = handling_pb2.DossierConsultationReminded(**finance, reminded_at=reminded, is_automatic=True)
    yield about_dossier("processing", reminded, 6, reminder)
    withdrawal = handling_pb2.DossierConsultationWithdrawn(**interior, withdrawn_at=withdrawn)
    yield about_dossier("processing", withdrawn, 5, withdrawal)
    overdue = handling_pb2.DossierConsultationOverdue(**finance, overdue_since=due, counter="mot-cua")
    yield about_dossier("processing", due, 7, overdue)
    yield about_dossier("processing", due, 8, handling_pb2.DossierConsultationDeemed(**security, deemed_at=due))
