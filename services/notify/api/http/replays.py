"""``/v1/replays``: a subscriber's own consumer delivers again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from chassis.http.deps import ActorDep, IdempotencyDep
from chassis.http.paging import Page, PageDep, encode_cursor
from chassis.http.text import RequestModel
from notify.application.replays import CancelReplay, GetReplay, ListReplays, Progress, RequestReplay
from notify.domain.replay import Replay

ReplayId = Annotated[str, Path(max_length=100)]
_KEY = r"^[a-z0-9-]{0,40}$"


class ReplayIn(RequestModel):
    """Gửi lại / from where: one of the two. A dossier's events come again from `GET /v1/events?dossier=`."""

    subscriber: str = Field(default="", pattern=_KEY, description="whose consumer; empty: the caller's own")
    from_position: int | None = Field(default=None, ge=1, lt=2**53, examples=[41])
    from_time: AwareDatetime | None = Field(
        default=None, description="what was stored from this instant of real time on"
    )


class ReplayBody(BaseModel):
    """A replay and how far it is."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "01900000-0000-7000-8000-000000000001",
                    "subscriber": "he-thong-mau",
                    "from_position": 41,
                    "until_position": 1200,
                    "position": 640,
                    "state": "running",
                    "asked_by": "he-thong-mau",
                    "asked_at": "2024-05-02T02:00:00Z",
                    "ended_at": None,
                }
            ]
        }
    )

    id: str
    subscriber: str
    from_position: int = Field(description="of the first event that comes again")
    until_position: int = Field(description="of the last that had been acknowledged before")
    position: int = Field(description="up to which it has been acknowledged again")
    state: str = Field(description="asked, running, done or cancelled")
    asked_by: str
    asked_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayUseCases:
    """The use cases behind these routes and behind ReplayService."""

    request: Callable[[RequestReplay], Awaitable[Replay]]
    cancel: Callable[[CancelReplay], Awaitable[Replay]]
    list_all: Callable[[ListReplays], Awaitable[tuple[tuple[Replay, ...], int, bool]]]
    get: Callable[[GetReplay], Awaitable[Progress]]
    progress: Callable[[Replay], Awaitable[Progress]]


def router(ask: ReplayUseCases) -> APIRouter:
    routes = APIRouter(prefix="/v1/replays", tags=["subscribers"])

    @routes.post("", status_code=201, summary="Yêu cầu gửi lại · Deliver again")
    async def request_replay(body: ReplayIn, actor: ActorDep, idempotency: IdempotencyDep) -> ReplayBody:
        """The consumer begins anew at that position and then goes on where it was: the same bytes, the same ids. For
        the feed nothing is asked for: read it again. For webhooks see their redeliveries."""
        command = RequestReplay(
            actor=actor,
            subscriber=body.subscriber or actor.subject,
            from_position=body.from_position,
            from_time=body.from_time,
            idempotency=idempotency,
        )
        return replay_body(await ask.progress(await ask.request(command)))

    @routes.get("", summary="Các lần gửi lại · Replays of a subscriber, newest first")
    async def list_replays(
        actor: ActorDep, page: PageDep, subscriber: Annotated[str, Query(pattern=_KEY)] = ""
    ) -> Page[ReplayBody]:
        """Of the caller itself where no subscriber is named."""
        key = subscriber or actor.subject
        filters = {"list": "replays", "subscriber": key}
        place = page.after(filters)
        found, total, more = await ask.list_all(
            ListReplays(actor=actor, subscriber=key, limit=page.page_size, after=str(place[0]) if place else "")
        )
        return Page(
            items=[replay_body(await ask.progress(one)) for one in found],
            next_page_token=encode_cursor([found[-1].id], filters) if more else None,
            total_size=total,
        )

    @routes.get("/{replay_id}", summary="Một lần gửi lại · How far a replay is")
    async def get_replay(replay_id: ReplayId, actor: ActorDep) -> ReplayBody:
        """Its position moves as the subscriber acknowledges."""
        return replay_body(await ask.get(GetReplay(actor=actor, replay_id=replay_id)))

    @routes.post("/{replay_id}/cancellation", status_code=201, summary="Ngừng gửi lại · Enough of it")
    async def cancel_replay(replay_id: ReplayId, actor: ActorDep) -> ReplayBody:
        """The consumer goes on behind what it had acknowledged before the replay."""
        return replay_body(await ask.progress(await ask.cancel(CancelReplay(actor=actor, replay_id=replay_id))))

    return routes


def replay_body(progress: Progress) -> ReplayBody:
    replay = progress.replay
    return ReplayBody(
        id=replay.id,
        subscriber=replay.subscriber,
        from_position=replay.from_position,
        until_position=replay.until_position,
        position=progress.position,
        state=replay.state.value,
        asked_by=replay.asked_by,
        asked_at=replay.asked_at,
        ended_at=replay.ended_at,
    )
