"""Which event others see for which fact of a consultation. Never what was asked or answered."""

from __future__ import annotations

from typing import Any

from google.protobuf.message import Message

from motcua.events.v1 import handling_pb2
from processing.domain import facts
from processing.domain.facts import Asked, DossierRef, Fact
from processing.protocol import CONSULTEE_KINDS, EFFECTS, SILENCES, dossier_ref, stamp


def consultation_event(fact: Fact) -> tuple[str, Message] | None:
    """Name and data; None for a fact of another topic."""
    match fact:
        case facts.ConsultationRequested():
            return "consultation-requested", handling_pb2.DossierConsultationRequested(
                **_about(fact.dossier, fact.asked),
                clock_effect=EFFECTS[fact.clock_effect],
                on_silence=SILENCES[fact.on_silence],
            )
        case facts.ConsultationAnswered():
            return "consultation-answered", handling_pb2.DossierConsultationAnswered(
                **_about(fact.dossier, fact.asked), answered_at=stamp(fact.answered_at), is_late=fact.is_late
            )
        case facts.ConsultationOverdue():
            return "consultation-overdue", handling_pb2.DossierConsultationOverdue(
                **_about(fact.dossier, fact.asked), overdue_since=stamp(fact.asked.due_at), counter=fact.counter
            )
        case facts.ConsultationDeemed():
            return "consultation-deemed", handling_pb2.DossierConsultationDeemed(
                **_about(fact.dossier, fact.asked), deemed_at=stamp(fact.asked.due_at)
            )
        case facts.ConsultationWithdrawn():
            return "consultation-withdrawn", handling_pb2.DossierConsultationWithdrawn(
                **_about(fact.dossier, fact.asked), withdrawn_at=stamp(fact.withdrawn_at)
            )
        case facts.ConsultationReminded():
            return "consultation-reminded", handling_pb2.DossierConsultationReminded(
                **_about(fact.dossier, fact.asked),
                reminded_at=stamp(fact.reminded_at),
                is_automatic=fact.is_automatic,
            )
        case _:
            return None


def _about(dossier: DossierRef, asked: Asked) -> dict[str, Any]:
    return {
        "dossier": dossier_ref(dossier),
        "consultation_id": asked.consultation_id,
        "consultee": asked.consultee,
        "consultee_kind": CONSULTEE_KINDS[asked.kind],
        "consulted_department": asked.department,
        "requested_at": stamp(asked.requested_at),
        "due_at": stamp(asked.due_at),
    }
