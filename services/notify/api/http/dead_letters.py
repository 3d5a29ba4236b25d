"""``/v1/dead-letters``: of all services."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from chassis.http.deps import ActorDep
from chassis.http.paging import Page, PageDep, encode_cursor
from notify.application.letters import (
    DecideHandler,
    DropDeadLetter,
    GetDeadLetter,
    ListDeadLetters,
    ListDeadLettersHandler,
    RepublishMissing,
    ResendDeadLetter,
)
from notify.application.letters.ports import DeadLetter, LetterChoice, LetterState

ServiceName = Annotated[str, Path(description="intake, processing, reporting or notify", max_length=40)]
LetterId = Annotated[str, Path(max_length=100)]


class DeadLetterBody(BaseModel):
    """An event that a service could not apply. Nothing is lost: it waits here for a person."""

    service: str = Field(description="who could not apply it")
    id: str
    consumer: str
    source: str = Field(description="who published it; empty if it could not be read")
    subject: str = Field(description="what it is about, a dossier for most")
    sequence: int = Field(description="its number there; 0 if it could not be read")
    event_id: str = Field(description="empty if it never came or could not be read")
    type: str
    reason: str = Field(description="a slug: what was wrong")
    at: datetime
    resolved_at: datetime | None
    resolution: str = Field(description="what was decided, by whom, why; empty while open")
    is_resendable: bool = Field(description="whether it can be applied again from here")
    is_missing: bool = Field(description="whether its publisher can be asked to send it again")


class DeadLetterWithBody(DeadLetterBody):
    body: str = Field(description="the message as it came, text; bytes that are none are replaced")


class DeadLetterPage(Page[DeadLetterBody]):
    silent: list[str] = Field(description="services that did not answer: theirs are not among these")


class Decision(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"reason": "Luật mới đã được nạp"}]})

    reason: str = Field(min_length=1, max_length=500, description="why, without names of persons; kept")


class _Asked(BaseModel):
    """All that are given must hold."""

    service: Literal["", "intake", "processing", "reporting", "notify"] = ""
    state: LetterState = LetterState.OPEN
    reason: str = Field(default="", max_length=100)
    subject: str = Field(default="", max_length=100, description="a dossier's id")


async def _asked(given: Annotated[_Asked, Query()]) -> _Asked:
    """A query model beside the page's own parameters."""
    return given


def router(letters: ListDeadLettersHandler, decide: DecideHandler) -> APIRouter:
    routes = APIRouter(tags=["dead letters"])

    @routes.get("/v1/dead-letters", summary="Events that no consumer could apply, of all services, newest first")
    async def list_dead_letters(
        actor: ActorDep,
        page: PageDep,
        asked: Annotated[_Asked, Depends(_asked)],
    ) -> DeadLetterPage:
        filters: dict[str, object] = {"list": "dead-letters", **asked.model_dump(include=set(_Asked.model_fields))}
        position = page.after(filters)
        found = await letters(
            ListDeadLetters(
                actor=actor,
                chosen=LetterChoice(state=asked.state, reason=asked.reason, subject=asked.subject),
                service=asked.service,
                limit=page.page_size,
                after=str(position[0]) if position else "",
            )
        )
        return DeadLetterPage(
            items=[letter_body(one) for one in found.letters],
            next_page_token=encode_cursor([found.letters[-1].id], filters) if found.more else None,
            total_size=found.total_size,
            silent=list(found.silent),
        )

    @routes.get("/v1/dead-letters/{service}/{letter_id}", summary="One dead letter, with its event")
    async def get_dead_letter(actor: ActorDep, service: ServiceName, letter_id: LetterId) -> DeadLetterWithBody:
        letter, body = await letters.get(GetDeadLetter(actor=actor, service=service, letter_id=letter_id))
        return DeadLetterWithBody(**letter_body(letter).model_dump(), body=body.decode(errors="replace"))

    _deciding(routes, decide)
    return routes


def _deciding(routes: APIRouter, decide: DecideHandler) -> None:
    @routes.post("/v1/dead-letters/{service}/{letter_id}/redelivery", summary="Apply it now, in its service")
    async def resend_dead_letter(
        actor: ActorDep, service: ServiceName, letter_id: LetterId, decision: Decision
    ) -> DeadLetterBody:
        command = ResendDeadLetter(actor=actor, service=service, letter_id=letter_id, reason=decision.reason)
        return letter_body(await decide.resend(command))

    @routes.post("/v1/dead-letters/{service}/{letter_id}/dismissal", summary="Close it without applying it")
    async def drop_dead_letter(
        actor: ActorDep, service: ServiceName, letter_id: LetterId, decision: Decision
    ) -> DeadLetterBody:
        command = DropDeadLetter(actor=actor, service=service, letter_id=letter_id, reason=decision.reason)
        return letter_body(await decide.drop(command))

    @routes.post(
        "/v1/dead-letters/{service}/{letter_id}/republication",
        status_code=202,
        summary="Have the publisher send an event again that never came",
    )
    async def republish_missing(actor: ActorDep, service: ServiceName, letter_id: LetterId) -> DeadLetterBody:
        command = RepublishMissing(actor=actor, service=service, letter_id=letter_id)
        return letter_body(await decide.republish(command))


def letter_body(letter: DeadLetter) -> DeadLetterBody:
    return DeadLetterBody(
        service=letter.service,
        id=letter.id,
        consumer=letter.consumer,
        source=letter.source,
        subject=letter.subject,
        sequence=letter.sequence,
        event_id=letter.event_id,
        type=letter.type,
        reason=letter.reason,
        at=letter.at,
        resolved_at=letter.resolved_at,
        resolution=letter.resolution,
        is_resendable=letter.is_resendable,
        is_missing=letter.is_missing,
    )
