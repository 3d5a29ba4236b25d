"""Every use case of feedback, made from the ports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from intake.application.feedback.answer_feedback import AnswerFeedbackHandler
from intake.application.feedback.assess_feedback import AssessFeedbackHandler
from intake.application.feedback.classify_feedback import ClassifyFeedbackHandler
from intake.application.feedback.close_feedback import CloseFeedbackHandler
from intake.application.feedback.follow_feedback import FollowFeedbackHandler
from intake.application.feedback.forward_feedback import ForwardFeedbackHandler
from intake.application.feedback.get_feedback import GetFeedbackHandler
from intake.application.feedback.get_feedback_contact import GetFeedbackContactHandler
from intake.application.feedback.list_feedback import ListFeedbackHandler
from intake.application.feedback.ports import FeedbackShelf
from intake.application.feedback.publish_feedback import PublishFeedbackHandler
from intake.application.feedback.rate_feedback import RateFeedbackHandler
from intake.application.feedback.submit_feedback import SubmitFeedbackHandler
from intake.application.law_in_force import LawInForce
from intake.application.ports import TrackingSecrets, UnitOfWork
from intake.application.reading import Register


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackUseCases:
    submit: SubmitFeedbackHandler
    classify: ClassifyFeedbackHandler
    forward: ForwardFeedbackHandler
    assess: AssessFeedbackHandler
    answer: AnswerFeedbackHandler
    publish: PublishFeedbackHandler
    close: CloseFeedbackHandler
    rate: RateFeedbackHandler
    get: GetFeedbackHandler
    find: ListFeedbackHandler
    follow: FollowFeedbackHandler
    contact: GetFeedbackContactHandler

    @classmethod
    def of(
        cls,
        *,
        unit_of_work: UnitOfWork,
        register: Register,
        shelf: FeedbackShelf,
        law: LawInForce,
        clock: Clock,
        ids: Ids,
        secrets: TrackingSecrets,
    ) -> Self:
        """All of them on the same ports."""
        follow = FollowFeedbackHandler(shelf)
        return cls(
            submit=SubmitFeedbackHandler(
                unit_of_work=unit_of_work,
                register=register,
                shelf=shelf,
                law=law,
                clock=clock,
                ids=ids,
                secrets=secrets,
            ),
            classify=ClassifyFeedbackHandler(unit_of_work, law, clock),
            forward=ForwardFeedbackHandler(unit_of_work, clock),
            assess=AssessFeedbackHandler(unit_of_work),
            answer=AnswerFeedbackHandler(unit_of_work, clock),
            publish=PublishFeedbackHandler(unit_of_work, clock),
            close=CloseFeedbackHandler(unit_of_work, clock),
            rate=RateFeedbackHandler(unit_of_work, follow, clock),
            get=GetFeedbackHandler(shelf),
            find=ListFeedbackHandler(shelf),
            follow=follow,
            contact=GetFeedbackContactHandler(shelf),
        )
