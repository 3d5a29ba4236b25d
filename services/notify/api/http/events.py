"""``/v1/event-types`` and ``/v1/events``: what there is to hear, and the stream as a plain pull feed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints
from starlette.responses import Response

from chassis.http.deps import ActorDep
from chassis.kernel.errors import invalid
from motcua.common.v1.options_pb2 import event as event_contract
from motcua.events.registry import EVENTS
from notify.application.feed import FeedPage, ReadEvents, Wanted
from notify.domain.selection import Selection

ReadFeed = Callable[[ReadEvents], Awaitable[FeedPage]]

LATEST = "latest"


Tokens = list[Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,40}$")]]
Types = list[Annotated[str, StringConstraints(pattern=r"^motcua\.[a-z0-9-]{1,40}\.[a-z0-9-]{1,40}\.v1$")]]


async def wanted_events(
    agency: Annotated[Tokens, Query(max_length=100, description="any of these; none: all you may have")] = [],  # noqa: B006
    department: Annotated[Tokens, Query(max_length=100)] = [],  # noqa: B006
    type: Annotated[Types, Query(max_length=100, description="motcua.dossier.accepted.v1")] = [],  # noqa: A002, B006
    procedure: Annotated[Tokens, Query(max_length=100, description="key of the dossier's procedure")] = [],  # noqa: B006
    dossier: Annotated[str, Query(max_length=100, description="id; only events about it")] = "",
) -> Wanted:
    """Every question that names values must be answered by one of them."""
    selection = Selection(
        agencies=frozenset(agency),
        departments=frozenset(department),
        types=frozenset(type),
        procedures=frozenset(procedure),
    )
    return Wanted(selection=selection, dossier=dossier)


WantedDep = Annotated[Wanted, Depends(wanted_events)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Begin:
    """Where to begin: behind a position (None: the end), or at an instant if one is given."""

    after: int | None
    after_time: datetime | None


async def begin_at(
    after: Annotated[str, Query(description="a position, 0 for the beginning, or 'latest'")] = "0",
    after_time: Annotated[
        AwareDatetime | None, Query(description="instead of after: what was stored from this instant of real time on")
    ] = None,
) -> Begin:
    return Begin(after=_position(after), after_time=after_time)


BeginDep = Annotated[Begin, Depends(begin_at)]


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
        response_model=EventPage,
    )
    async def read_events(
        actor: ActorDep,
        wanted: WantedDep,
        begin: BeginDep,
        page_size: Annotated[int, Query(ge=1, le=1000)] = 100,
        wait: Annotated[float, Query(ge=0, le=30, description="seconds")] = 0,
    ) -> Response:
        """Waits up to `wait` seconds for the first one. Ask again with `after` = `next_after`, which also passes events
        that you did not ask for. From an earlier position, from a time, or for one dossier the same bytes come again.
        A page may be empty although more follow (`next_after` < `last_position`): ask again, and the search goes on."""
        query = ReadEvents(
            actor=actor,
            wanted=wanted,
            after=begin.after,
            after_time=begin.after_time,
            limit=page_size,
            wait_seconds=wait,
        )
        return Response(_written(await read(query)), media_type="application/json")

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
            "first_position": page.bounds.first,
            "last_position": page.bounds.last,
        }
    )
    return b'{"items":[' + b",".join(event.body for event in page.events if event.body) + b"]," + head[1:]
