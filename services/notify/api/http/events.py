"""``/v1/event-types`` and ``/v1/events``: what there is to hear, and the stream as a plain pull feed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from chassis.http.deps import ActorDep
from chassis.kernel.errors import invalid
from motcua.common.v1.options_pb2 import event as event_contract
from motcua.events.registry import EVENTS
from notify.application import FeedPage, ReadEvents

ReadFeed = Callable[[ReadEvents], Awaitable[FeedPage]]

LATEST = "latest"


class EventType(BaseModel):
    """A type of event that the stream may hold."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "motcua.dossier.accepted.v1",
                    "subject_filter": "motcua.v1.*.*.dossier.accepted",
                    "publishers": ["intake"],
                    "about": "dossier",
                    "title": "Hồ sơ được tiếp nhận",
                    "dataschema": "urn:motcua:schema:motcua.events.v1.DossierAccepted",
                    "fields": ["dossier", "received_at", "accepted_at"],
                }
            ]
        }
    )

    type: str
    subject_filter: str = Field(description="what to subscribe to on NATS")
    publishers: list[str]
    about: str = Field(description="what the CloudEvents subject identifies")
    title: str = Field(description="in Vietnamese")
    dataschema: str
    fields: list[str]


class EventTypes(BaseModel):
    items: list[EventType]


class EventPage(BaseModel):
    """items are CloudEvents, byte for byte as in the stream; positions are their places there, in the same
    order."""

    items: list[dict[str, Any]]
    positions: list[int]
    next_after: int = Field(description="ask with this next")
    first_position: int = Field(description="events before it have aged out")
    last_position: int


def event_types() -> list[EventType]:
    """Every event of the contract, by type."""
    described = []
    for contract in EVENTS.values():
        message = contract.message.DESCRIPTOR
        described.append(
            EventType(
                type=f"motcua.{contract.name}.v1",
                subject_filter=f"motcua.v1.*.*.{contract.name}",
                publishers=sorted(contract.owners),
                about=contract.subject,
                title=message.GetOptions().Extensions[event_contract].title_vi,
                dataschema=f"urn:motcua:schema:{message.full_name}",
                fields=[field.name for field in message.fields],
            )
        )
    return sorted(described, key=lambda one: one.type)


def router(read: ReadFeed) -> APIRouter:
    routes = APIRouter(tags=["events"])
    types = EventTypes(items=event_types())

    @routes.get("/v1/event-types", summary="Every type of event")
    async def list_event_types(actor: ActorDep) -> EventTypes:
        del actor  # the catalogue is no secret, but not for nobody
        return types

    @routes.get(
        "/v1/events",
        summary="Events after a position",
        description="Waits up to `wait` seconds for the first one. Ask again with `after` = `next_after`.",
        response_model=EventPage,
    )
    async def read_events(
        actor: ActorDep,
        after: Annotated[str, Query(description="a position, 0 for the beginning, or 'latest'")] = "0",
        page_size: Annotated[int, Query(ge=1, le=1000)] = 100,
        wait: Annotated[float, Query(ge=0, le=30, description="seconds")] = 0,
    ) -> Response:
        found = await read(ReadEvents(actor=actor, after=_position(after), limit=page_size, wait_seconds=wait))
        return Response(_written(found), media_type="application/json")

    return routes


def _position(text: str) -> int | None:
    if text == LATEST:
        return None
    if text.isascii() and text.isdigit() and len(text) < 19:
        return int(text)
    raise invalid("invalid-request", "Correct these fields: after.", after="must be a position (0, 1, 2 …) or 'latest'")


def _written(page: FeedPage) -> bytes:
    """The events' own bytes, unparsed: what is signed or hashed elsewhere stays the same."""
    head = orjson.dumps(
        {
            "positions": [event.position for event in page.events],
            "next_after": page.next_after,
            "first_position": page.first_position,
            "last_position": page.last_position,
        }
    )
    return b'{"items":[' + b",".join(event.body for event in page.events if event.body) + b"]," + head[1:]
