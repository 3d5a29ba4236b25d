"""motcua.intake.v1.FeedbackService: everything the HTTP API can do with feedback."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chassis.http.paging import decode_cursor, encode_cursor
from chassis.kernel.clock import Clock
from chassis.rpc.server import current_actor
from chassis.telemetry import logs
from intake.api.grpc.catalogue import page_size
from intake.api.grpc.dossiers import idempotency_of
from intake.api.grpc.feedback_messages import feedback_message, sender_message, sender_of
from intake.api.grpc.vocabulary import from_wire, from_wire_or_none
from intake.application import UseCases
from intake.application.feedback.answer_feedback import AnswerFeedback
from intake.application.feedback.assess_feedback import AssessFeedback
from intake.application.feedback.classify_feedback import ClassifyFeedback
from intake.application.feedback.close_feedback import CloseFeedback
from intake.application.feedback.follow_feedback import FollowFeedback
from intake.application.feedback.forward_feedback import ForwardFeedback
from intake.application.feedback.get_feedback import GetFeedback
from intake.application.feedback.list_feedback import ListFeedback, ListPublished
from intake.application.feedback.opening import FeedbackChange
from intake.application.feedback.ports import FeedbackFilter, FeedbackPlace, FoundFeedback
from intake.application.feedback.publish_feedback import PublishFeedback
from intake.application.feedback.rate_feedback import RateFeedback
from intake.application.feedback.submit_feedback import SubmitFeedback
from intake.domain.applicant import tidy
from intake.domain.feedback.vocabulary import (
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
from motcua.common.v1 import feedback_pb2 as words
from motcua.intake.v1 import feedback_service_pb2 as pb
from motcua.intake.v1 import feedback_service_pb2_grpc

_log = logs.get(__name__)


class FeedbackServicer(feedback_service_pb2_grpc.FeedbackServiceServicer):
    def __init__(self, use_cases: UseCases, clock: Clock) -> None:
        self._ask = use_cases.feedback
        self._clock = clock

    async def SubmitFeedback(self, request: pb.SubmitFeedbackRequest, context: Any) -> pb.SubmitFeedbackResponse:  # noqa: N802
        matter = from_wire_or_none(words.FeedbackMatter, "FEEDBACK_MATTER", Matter, request.matter)
        form = from_wire_or_none(words.FeedbackForm, "FEEDBACK_FORM", FeedbackForm, request.form)
        command = SubmitFeedback(
            actor=current_actor(),
            kind=from_wire(words.FeedbackKind, "FEEDBACK_KIND", FeedbackKind, request.kind, "kind"),
            matter=matter or Matter.OTHER,
            form=form or FeedbackForm.ONLINE,
            sender=sender_of(request.sender),
            title=tidy(request.title),
            content=tidy(request.content),
            dossier=request.dossier,
            concerned_officer=request.concerned_officer,
            idempotency=idempotency_of("SubmitFeedback", request, request.idempotency_key),
        )
        submitted = await self._ask.submit(command)
        return pb.SubmitFeedbackResponse(
            feedback=feedback_message(submitted.feedback), tracking_secret=submitted.tracking_secret
        )

    async def ClassifyFeedback(self, request: pb.ClassifyFeedbackRequest, context: Any) -> pb.ClassifyFeedbackResponse:  # noqa: N802
        command = ClassifyFeedback(
            change=_change("ClassifyFeedback", request),
            classification=from_wire(
                words.FeedbackClass, "FEEDBACK_CLASS", FeedbackClass, request.classification, "classification"
            ),
            handler=request.handler,
            concerned_officer=request.concerned_officer,
            note=tidy(request.note),
        )
        return pb.ClassifyFeedbackResponse(feedback=feedback_message(await self._ask.classify(command)))

    async def ForwardFeedback(self, request: pb.ForwardFeedbackRequest, context: Any) -> pb.ForwardFeedbackResponse:  # noqa: N802
        command = ForwardFeedback(change=_change("ForwardFeedback", request), to=tidy(request.to))
        return pb.ForwardFeedbackResponse(feedback=feedback_message(await self._ask.forward(command)))

    async def AssessFeedback(self, request: pb.AssessFeedbackRequest, context: Any) -> pb.AssessFeedbackResponse:  # noqa: N802
        criteria = tuple(
            from_wire(pb.FeedbackCriterion, "FEEDBACK_CRITERION", Criterion, each, "criteria")
            for each in request.criteria
        )
        assessment = from_wire(
            pb.FeedbackAssessment, "FEEDBACK_ASSESSMENT", Assessment, request.assessment, "assessment"
        )
        command = AssessFeedback(change=_change("AssessFeedback", request), assessment=assessment, criteria=criteria)
        return pb.AssessFeedbackResponse(feedback=feedback_message(await self._ask.assess(command)))

    async def AnswerFeedback(self, request: pb.AnswerFeedbackRequest, context: Any) -> pb.AnswerFeedbackResponse:  # noqa: N802
        delivery = from_wire_or_none(pb.FeedbackDelivery, "FEEDBACK_DELIVERY", Delivery, request.delivery)
        command = AnswerFeedback(
            change=_change("AnswerFeedback", request),
            outcome=from_wire(words.FeedbackOutcome, "FEEDBACK_OUTCOME", FeedbackOutcome, request.outcome, "outcome"),
            text=tidy(request.text),
            delivery=delivery or Delivery.PAGE,
            is_founded=request.is_founded if request.HasField("is_founded") else None,
        )
        return pb.AnswerFeedbackResponse(feedback=feedback_message(await self._ask.answer(command)))

    async def PublishFeedback(self, request: pb.PublishFeedbackRequest, context: Any) -> pb.PublishFeedbackResponse:  # noqa: N802
        command = PublishFeedback(change=_change("PublishFeedback", request), text=tidy(request.text))
        return pb.PublishFeedbackResponse(feedback=feedback_message(await self._ask.publish(command)))

    async def RateFeedback(self, request: pb.RateFeedbackRequest, context: Any) -> pb.RateFeedbackResponse:  # noqa: N802
        satisfaction = from_wire(
            words.FeedbackSatisfaction, "FEEDBACK_SATISFACTION", Satisfaction, request.satisfaction, "satisfaction"
        )
        change = FeedbackChange(
            actor=current_actor(),
            feedback_id=request.feedback_id,
            idempotency=idempotency_of("RateFeedback", request, request.idempotency_key),
        )
        rated = await self._ask.rate(RateFeedback(change=change, satisfaction=satisfaction))
        return pb.RateFeedbackResponse(feedback=feedback_message(rated))

    async def CloseFeedback(self, request: pb.CloseFeedbackRequest, context: Any) -> pb.CloseFeedbackResponse:  # noqa: N802
        closed = await self._ask.close(CloseFeedback(change=_change("CloseFeedback", request)))
        return pb.CloseFeedbackResponse(feedback=feedback_message(closed))

    async def GetFeedback(self, request: pb.GetFeedbackRequest, context: Any) -> pb.GetFeedbackResponse:  # noqa: N802
        actor = current_actor()
        shown = await self._ask.get(GetFeedback(actor=actor, feedback_id=request.feedback_id))
        if shown.sender is not None:
            _log.info("feedback sender shown", feedback=shown.feedback.id, to=actor.subject)
        return pb.GetFeedbackResponse(
            feedback=feedback_message(shown.feedback),
            sender=sender_message(shown.sender) if shown.sender else None,
            title=shown.file.title,
            content=shown.file.content,
            note=shown.file.note,
            answer=shown.file.answer,
        )

    async def ListFeedback(self, request: pb.ListFeedbackRequest, context: Any) -> pb.ListFeedbackResponse:  # noqa: N802
        states = [
            from_wire(pb.FeedbackState, "FEEDBACK_STATE", FeedbackState, each, "states") for each in request.states
        ]
        filters = {
            "states": sorted(states),
            "kind": request.kind,
            "class": request.classification,
            "handler": request.handler,
            "dossier": request.dossier_id,
            "overdue": request.is_overdue,
        }
        wanted = FeedbackFilter(
            states=frozenset(states) if states else None,
            kind=from_wire_or_none(words.FeedbackKind, "FEEDBACK_KIND", FeedbackKind, request.kind),
            classification=from_wire_or_none(
                words.FeedbackClass, "FEEDBACK_CLASS", FeedbackClass, request.classification
            ),
            handler=request.handler or None,
            dossier_id=request.dossier_id or None,
            overdue_at=self._clock.now() if request.is_overdue else None,
        )
        place = _place(request.page_token, filters)
        query = ListFeedback(actor=current_actor(), wanted=wanted, after=place, size=page_size(request.page_size))
        found = await self._ask.find(query)
        return pb.ListFeedbackResponse(
            feedback=[feedback_message(each) for each in found.items],
            next_page_token=_token(found, filters),
            total_size=found.total,
        )

    async def FollowFeedback(self, request: pb.FollowFeedbackRequest, context: Any) -> pb.FollowFeedbackResponse:  # noqa: N802
        followed = await self._ask.follow(FollowFeedback(code=request.code, secret=request.secret))
        return pb.FollowFeedbackResponse(
            feedback=feedback_message(followed.feedback),
            title=followed.title,
            note=followed.note,
            answer=followed.answer,
        )

    async def ListPublishedFeedback(  # noqa: N802
        self, request: pb.ListPublishedFeedbackRequest, context: Any
    ) -> pb.ListPublishedFeedbackResponse:
        query = ListPublished(after=_place(request.page_token, {}), size=page_size(request.page_size))
        found = await self._ask.find.published(query)
        return pb.ListPublishedFeedbackResponse(
            feedback=[feedback_message(each) for each in found.items],
            next_page_token=_token(found, {}),
            total_size=found.total,
        )


def _change(method: str, request: Any) -> FeedbackChange:
    return FeedbackChange(
        actor=current_actor(),
        feedback_id=request.feedback_id,
        if_version=request.expected_version or None,
        idempotency=idempotency_of(method, request, request.idempotency_key),
    )


def _place(token: str, filters: dict[str, object]) -> FeedbackPlace | None:
    if not token:
        return None
    at, feedback_id = decode_cursor(token, filters)
    return FeedbackPlace(at=datetime.fromisoformat(str(at)), id=str(feedback_id))


def _token(found: FoundFeedback, filters: dict[str, object]) -> str:
    following = found.following
    return encode_cursor((following.at.isoformat(), following.id), filters) if following else ""
