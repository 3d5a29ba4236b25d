"""What happens to feedback by itself: a step that is owed and late is told of, once per due instant."""

from __future__ import annotations

from datetime import datetime

from chassis.kernel.timers import Timer
from intake.domain.feedback.facts import FeedbackOverdue
from intake.domain.feedback.feedback import Feedback
from intake.domain.feedback.handling import ref
from intake.domain.feedback.vocabulary import FeedbackState

FEEDBACK_OVERDUE = "feedback-overdue"


def feedback_timers(feedback: Feedback) -> tuple[Timer, ...]:
    """Every timer that the feedback should have now, fired or not."""
    at = feedback.due_at
    if at is None:
        return ()
    return (Timer(subject=feedback.id, kind=FEEDBACK_OVERDUE, about_at=at, fire_at=at),)


def overdue(feedback: Feedback, due_at: datetime) -> FeedbackOverdue:
    """The fact; due_at: the instant that has passed."""
    step = "forwarding" if feedback.state is FeedbackState.TO_FORWARD else "answer"
    return FeedbackOverdue(feedback=ref(feedback), step=step, due_at=due_at)
