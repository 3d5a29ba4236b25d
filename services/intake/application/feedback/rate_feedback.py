"""Say whether the answer satisfies: its sender, signed in or with code and secret. Once; it closes the feedback."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.messaging.journal import Command
from intake.application.feedback.follow_feedback import FollowFeedback, FollowFeedbackHandler
from intake.application.feedback.opening import FeedbackChange, OpenedFeedback, keep, open_feedback
from intake.application.ports import UnitOfWork
from intake.domain.feedback import rights
from intake.domain.feedback.feedback import Feedback
from intake.domain.feedback.handling import rate
from intake.domain.feedback.vocabulary import Satisfaction


@dataclass(frozen=True, slots=True, kw_only=True)
class RateFeedback:
    change: FeedbackChange
    satisfaction: Satisfaction


@dataclass(frozen=True, slots=True, kw_only=True)
class RateFollowedFeedback:
    """By whoever holds code and secret."""

    follow: FollowFeedback
    satisfaction: Satisfaction


class RateFeedbackHandler:
    def __init__(self, unit_of_work: UnitOfWork, follow: FollowFeedbackHandler, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._follow = follow
        self._clock = clock

    async def __call__(self, command: RateFeedback) -> Feedback:
        """Raises what ``open_feedback`` raises, FeedbackStepNotAllowed, ``feedback-already-rated``."""
        async with self._unit_of_work.begin() as transaction:
            opened = await open_feedback(transaction, command.change, name="rate-feedback", right=rights.may_rate)
            if opened.was_done:
                return opened.feedback
            rated, fact = rate(opened.feedback, satisfaction=command.satisfaction, at=self._clock.now())
            return await keep(transaction, opened, rated, [fact])

    async def by_secret(self, command: RateFollowedFeedback) -> Feedback:
        """Raises FeedbackNotFollowed, FeedbackStepNotAllowed, ``feedback-already-rated``."""
        followed = await self._follow(command.follow)
        async with self._unit_of_work.begin() as transaction:
            feedback = await transaction.feedback.locked(followed.feedback.id)
            if feedback is None:
                raise rights.FeedbackUnknown
            holder = Actor(subject=feedback.registered_by, roles=frozenset())
            entry = Command(name="rate-feedback", actor=holder, subject=feedback.id, unit=f"{feedback.agency}/all")
            rated, fact = rate(feedback, satisfaction=command.satisfaction, at=self._clock.now())
            opened = OpenedFeedback(feedback=feedback, command=entry, was_done=False)
            return await keep(transaction, opened, rated, [fact])
