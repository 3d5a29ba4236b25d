"""What the office does with feedback: each action creates a sub-resource and answers 201 with the feedback."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from chassis.kernel.clock import Clock
from intake.api.http.feedback import TAGS, FeedbackChangeDep, changed
from intake.api.http.feedback_shapes import (
    AnswerIn,
    AssessmentIn,
    ClassificationIn,
    FeedbackOut,
    ForwardingIn,
    PublicationIn,
)
from intake.application import UseCases
from intake.application.feedback.answer_feedback import AnswerFeedback
from intake.application.feedback.assess_feedback import AssessFeedback
from intake.application.feedback.classify_feedback import ClassifyFeedback
from intake.application.feedback.close_feedback import CloseFeedback
from intake.application.feedback.forward_feedback import ForwardFeedback
from intake.application.feedback.publish_feedback import PublishFeedback


def router(use_cases: UseCases, clock: Clock) -> APIRouter:
    made = APIRouter(prefix="/v1/feedback/{feedback_id}", tags=list(TAGS))
    _directing(made, use_cases, clock)
    _handling(made, use_cases, clock)
    return made


def _directing(made: APIRouter, use_cases: UseCases, clock: Clock) -> None:
    """The control team's part."""

    @made.post("/classification", status_code=201, response_model=FeedbackOut, summary="Phân loại A–D · Classify")
    async def classify_feedback(body: ClassificationIn, change: FeedbackChangeDep) -> Response:
        """A: not taken, with the reason. B: conduct, to the official's superior. C: handled here. D: another body's."""
        command = ClassifyFeedback(
            change=change,
            classification=body.classification,
            handler=body.handler or "",
            concerned_officer=body.concerned_officer,
            note=body.note,
        )
        return changed(await use_cases.feedback.classify(command), clock)

    @made.post("/forwarding", status_code=201, response_model=FeedbackOut, summary="Chuyển cơ quan khác · Forward")
    async def forward_feedback(body: ForwardingIn, change: FeedbackChangeDep) -> Response:
        """Class D, within five working days (ND20 art. 9)."""
        return changed(await use_cases.feedback.forward(ForwardFeedback(change=change, to=body.to)), clock)

    @made.post("/publication", status_code=201, response_model=FeedbackOut, summary="Công khai · Publish the answer")
    async def publish_feedback(body: PublicationIn, change: FeedbackChangeDep) -> Response:
        """Written for everybody, without anybody's name. Sent again it replaces the earlier text."""
        return changed(await use_cases.feedback.publish(PublishFeedback(change=change, text=body.text)), clock)

    @made.post("/closure", status_code=201, response_model=FeedbackOut, summary="Đóng · Close")
    async def close_feedback(change: FeedbackChangeDep) -> Response:
        """When nothing more is expected of its sender."""
        return changed(await use_cases.feedback.close(CloseFeedback(change=change)), clock)


def _handling(made: APIRouter, use_cases: UseCases, clock: Clock) -> None:
    """The handling unit's part."""

    @made.post("/assessment", status_code=201, response_model=FeedbackOut, summary="Đánh giá cơ sở · Assess")
    async def assess_feedback(body: AssessmentIn, change: FeedbackChangeDep) -> Response:
        """Whether there is enough to act on, and which criteria the rule fails; may be said again."""
        command = AssessFeedback(change=change, assessment=body.assessment, criteria=tuple(body.criteria))
        return changed(await use_cases.feedback.assess(command), clock)

    @made.post("/answer", status_code=201, response_model=FeedbackOut, summary="Trả lời · Answer the sender")
    async def answer_feedback(body: AnswerIn, change: FeedbackChangeDep) -> Response:
        """The handling unit's answer, or the explanation of the body it was forwarded to."""
        command = AnswerFeedback(
            change=change,
            outcome=body.outcome,
            text=body.text,
            delivery=body.delivery,
            is_founded=body.is_founded,
        )
        return changed(await use_cases.feedback.answer(command), clock)
