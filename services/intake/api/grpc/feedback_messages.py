"""Feedback as gRPC messages and back."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from intake.api.grpc.vocabulary import on_wire, stamp
from intake.domain.applicant import tidy, tidy_phone
from intake.domain.feedback.feedback import Feedback
from intake.domain.feedback.handling import ref
from intake.domain.feedback.sender import Sender
from intake.protocol.feedback import feedback_ref
from motcua.common.v1 import feedback_pb2 as words
from motcua.intake.v1 import feedback_service_pb2 as pb


def feedback_message(feedback: Feedback) -> pb.Feedback:
    """Without its sender and what was written."""
    return pb.Feedback(
        ref=feedback_ref(ref(feedback)),
        state=on_wire(pb.FeedbackState, "FEEDBACK_STATE", feedback.state),
        received_at=stamp(feedback.received_at),
        forward_due_at=stamp(feedback.forward_due_at),
        answer_due_at=stamp(feedback.answer_due_at),
        classification=_word(words.FeedbackClass, "FEEDBACK_CLASS", feedback.classification),
        forwarded_at=stamp(feedback.forwarded_at),
        forwarded_to=feedback.forwarded_to,
        assessment=_word(pb.FeedbackAssessment, "FEEDBACK_ASSESSMENT", feedback.assessment),
        criteria=[on_wire(pb.FeedbackCriterion, "FEEDBACK_CRITERION", each) for each in feedback.criteria],
        outcome=_word(words.FeedbackOutcome, "FEEDBACK_OUTCOME", feedback.outcome),
        is_founded=feedback.is_founded,
        answered_at=stamp(feedback.answered_at),
        delivery=_word(pb.FeedbackDelivery, "FEEDBACK_DELIVERY", feedback.delivery),
        published_at=stamp(feedback.published_at),
        publication=feedback.publication,
        satisfaction=_word(words.FeedbackSatisfaction, "FEEDBACK_SATISFACTION", feedback.satisfaction),
        closed_at=stamp(feedback.closed_at),
        version=feedback.version,
    )


def sender_message(sender: Sender) -> pb.FeedbackSender:
    return pb.FeedbackSender(name=sender.name, address=sender.address, phone=sender.phone, email=sender.email)


def sender_of(message: pb.FeedbackSender) -> Sender:
    return Sender(
        name=tidy(message.name),
        address=tidy(message.address),
        phone=tidy_phone(message.phone),
        email=message.email.strip(),
    )


def _word(enum: Any, prefix: str, word: StrEnum | None) -> Any:
    return 0 if word is None else on_wire(enum, prefix, word)
