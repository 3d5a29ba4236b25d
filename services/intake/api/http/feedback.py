"""Feedback (phản ánh, kiến nghị): submit, follow, classify, handle, answer, publish."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from chassis.http.deps import ActorDep, IdempotencyDep, IfMatchDep, OptionalActorDep, etag
from chassis.http.limits import Guesses
from chassis.http.paging import PageDep, encode_cursor
from chassis.kernel.clock import Clock
from chassis.telemetry import logs
from intake.api.http.feedback_shapes import (
    FeedbackIn,
    FeedbackOut,
    FeedbackPage,
    FeedbackWhole,
    FollowedOut,
    FollowedSatisfactionIn,
    PublishedOut,
    PublishedPage,
    SatisfactionIn,
    SubmittedOut,
    feedback_shape,
)
from intake.api.http.shapes import answer
from intake.application import UseCases
from intake.application.feedback.follow_feedback import FeedbackNotFollowed, FollowedFeedback, FollowFeedback
from intake.application.feedback.get_feedback import GetFeedback
from intake.application.feedback.list_feedback import ListFeedback, ListPublished
from intake.application.feedback.opening import FeedbackChange
from intake.application.feedback.ports import FeedbackFilter, FeedbackPlace
from intake.application.feedback.rate_feedback import RateFeedback, RateFollowedFeedback
from intake.application.feedback.submit_feedback import SubmitFeedback
from intake.domain.feedback.feedback import Feedback
from intake.domain.feedback.vocabulary import FEEDBACK_STATE_NAMES, FeedbackClass, FeedbackKind, FeedbackState

TAGS = ["Phản ánh, kiến nghị · Feedback"]
_log = logs.get(__name__)

_STATE = Annotated[list[FeedbackState] | None, Query(description="any of these; repeat the parameter for more")]
_SECRET = Annotated[str, Query(max_length=40, description="shown at submission", examples=["7K3M-9QXZ-04TB"])]
_DOSSIER = Annotated[str | None, Query(max_length=36, description="id of the dossier it is about")]


async def feedback_change(
    feedback_id: str, actor: ActorDep, idempotency: IdempotencyDep, version: IfMatchDep
) -> FeedbackChange:
    """Who wants to change which feedback: `Idempotency-Key` and `If-Match` are optional, and both are honoured."""
    return FeedbackChange(actor=actor, feedback_id=feedback_id, if_version=version, idempotency=idempotency)


FeedbackChangeDep = Annotated[FeedbackChange, Depends(feedback_change)]


def router(use_cases: UseCases, clock: Clock, guesses: Guesses) -> APIRouter:
    made = APIRouter(prefix="/v1", tags=list(TAGS))
    _senders(made, use_cases, clock)
    _following(made, use_cases, guesses)
    _reading(made, use_cases, clock)
    return made


def _senders(made: APIRouter, use_cases: UseCases, clock: Clock) -> None:
    @made.post("/feedback", status_code=201, response_model=SubmittedOut, summary="Gửi phản ánh, kiến nghị · Submit")
    async def submit_feedback(body: FeedbackIn, actor: OptionalActorDep, idempotency: IdempotencyDep) -> Response:
        """Online by anybody, with or without an account; a receptionist enters what came on paper, by phone or survey.
        Keep `code` and `tracking_secret`: together they show where it stands and the answer. Who you are is sealed and
        kept from those you complain of."""
        command = SubmitFeedback(
            actor=actor,
            kind=body.kind,
            matter=body.matter,
            form=body.form,
            sender=body.sender.sender(),
            title=body.title,
            content=body.content,
            dossier=body.dossier,
            concerned_officer=body.concerned_officer,
            idempotency=idempotency,
        )
        submitted = await use_cases.feedback.submit(command)
        shape = feedback_shape(submitted.feedback, clock.now()) | {"tracking_secret": submitted.tracking_secret}
        headers = {"Location": f"/v1/feedback/{shape['id']}", "ETag": etag(submitted.feedback.version)}
        return answer(shape, status=201, headers=headers | {"Cache-Control": "no-store"})

    @made.post(
        "/feedback/{feedback_id}/satisfaction",
        status_code=201,
        response_model=FeedbackOut,
        summary="Đánh giá kết quả trả lời · Rate the answer",
    )
    async def rate_feedback(body: SatisfactionIn, change: FeedbackChangeDep) -> Response:
        """By its sender, once; it closes the feedback."""
        rated = await use_cases.feedback.rate(RateFeedback(change=change, satisfaction=body.satisfaction))
        return changed(rated, clock)


def _following(made: APIRouter, use_cases: UseCases, guesses: Guesses) -> None:
    @made.get("/feedback-tracking/{code}", response_model=FollowedOut, summary="Theo dõi phản ánh · Follow feedback")
    async def follow_feedback(request: Request, code: str, _actor: OptionalActorDep, secret: _SECRET = "") -> Response:
        """Code and secret in; where it stands and the answer out. A wrong code and a wrong secret get the same 404."""
        with guesses.counted(request, FeedbackNotFollowed):
            followed = await use_cases.feedback.follow(FollowFeedback(code=code, secret=secret))
        return answer(followed_shape(followed), headers={"Cache-Control": "no-store"})

    @made.post(
        "/feedback-tracking/{code}/satisfaction",
        status_code=201,
        response_model=FollowedOut,
        summary="Đánh giá không cần tài khoản · Rate without an account",
    )
    async def rate_followed_feedback(
        request: Request, code: str, body: FollowedSatisfactionIn, _actor: OptionalActorDep
    ) -> Response:
        """By whoever holds code and secret, once; it closes the feedback."""
        follow = FollowFeedback(code=code, secret=body.secret)
        command = RateFollowedFeedback(follow=follow, satisfaction=body.satisfaction)
        with guesses.counted(request, FeedbackNotFollowed):
            await use_cases.feedback.rate.by_secret(command)
        followed = await use_cases.feedback.follow(follow)
        return answer(followed_shape(followed), status=201, headers={"Cache-Control": "no-store"})

    @made.get("/published-feedback", response_model=PublishedPage, summary="Trả lời đã công khai · Published answers")
    async def list_published_feedback(page: PageDep, _actor: OptionalActorDep) -> Response:
        """What was asked and answered, without anybody's name; latest publication first."""
        after = _place(page.after({}))
        found = await use_cases.feedback.find.published(ListPublished(after=after, size=page.page_size))
        token = found.following and encode_cursor((found.following.at.isoformat(), found.following.id), {})
        items = [published_shape(each) for each in found.items]
        return answer({"items": items, "next_page_token": token, "total_size": found.total})


def _reading(made: APIRouter, use_cases: UseCases, clock: Clock) -> None:
    @made.get("/feedback", response_model=FeedbackPage, summary="Sổ phản ánh, kiến nghị · The book of feedback")
    async def list_feedback(
        *,
        actor: ActorDep,
        page: PageDep,
        state: _STATE = None,
        kind: FeedbackKind | None = None,
        classification: FeedbackClass | None = None,
        handler: Annotated[str | None, Query(max_length=40, description="token of the unit")] = None,
        dossier_id: _DOSSIER = None,
        overdue: Annotated[bool, Query(description="only what owes a step that is late")] = False,
    ) -> Response:
        """What you may see, newest first, without its sender and text. Whoever is complained of does not see it."""
        filters = {
            "state": sorted(state) if state else None,
            "kind": kind,
            "class": classification,
            "handler": handler,
            "dossier": dossier_id,
            "overdue": overdue,
        }
        now = clock.now()
        wanted = FeedbackFilter(
            states=frozenset(state) if state else None,
            kind=kind,
            classification=classification,
            handler=handler,
            dossier_id=dossier_id,
            overdue_at=now if overdue else None,
        )
        query = ListFeedback(actor=actor, wanted=wanted, after=_place(page.after(filters)), size=page.page_size)
        found = await use_cases.feedback.find(query)
        token = found.following and encode_cursor((found.following.at.isoformat(), found.following.id), filters)
        items = [feedback_shape(each, now) for each in found.items]
        return answer({"items": items, "next_page_token": token, "total_size": found.total})

    @made.get("/feedback/{feedback_id}", response_model=FeedbackWhole, summary="Một phản ánh, kiến nghị · One")
    async def get_feedback(feedback_id: str, actor: ActorDep) -> Response:
        """Title, content and answer for whoever may see it; `sender` only for those who receive and answer."""
        shown = await use_cases.feedback.get(GetFeedback(actor=actor, feedback_id=feedback_id))
        if shown.sender is not None:
            _log.info("feedback sender shown", feedback=shown.feedback.id, to=actor.subject)
        file = shown.file
        shape = feedback_shape(shown.feedback, clock.now()) | {
            "title": file.title,
            "content": file.content,
            "note": file.note or None,
            "answer": file.answer or None,
            "sender": shown.sender,
        }
        return answer(shape, headers={"ETag": etag(shown.feedback.version), "Cache-Control": "no-store"})


def changed(feedback: Feedback, clock: Clock) -> Response:
    """201 with the feedback as it then is."""
    headers = {"Location": f"/v1/feedback/{feedback.id}", "ETag": etag(feedback.version)}
    return answer(feedback_shape(feedback, clock.now()), status=201, headers=headers)


def followed_shape(followed: FollowedFeedback) -> dict[str, Any]:
    feedback = followed.feedback
    names = (name for name in FollowedOut.model_fields if name not in ("title", "note", "answer", "state_name"))
    shape = {name: getattr(feedback, name) for name in names}
    told = {"title": followed.title, "note": followed.note or None, "answer": followed.answer or None}
    return (
        shape
        | told
        | {
            "state_name": FEEDBACK_STATE_NAMES[feedback.state],
            "forwarded_to": feedback.forwarded_to or None,
        }
    )


def published_shape(feedback: Feedback) -> dict[str, Any]:
    shape = {name: getattr(feedback, name) for name in PublishedOut.model_fields if name != "text"}
    return shape | {"text": feedback.publication}


def _place(position: list[str | int | None] | None) -> FeedbackPlace | None:
    if position is None:
        return None
    return FeedbackPlace(at=datetime.fromisoformat(str(position[0])), id=str(position[1]))
