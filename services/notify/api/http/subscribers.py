"""``/v1/subscribers``: which other systems are told of events, and what they may have."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Self

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from starlette.responses import Response

from chassis.http.deps import ActorDep, IdempotencyDep, IfMatchDep, etag
from chassis.http.paging import Page, PageDep, encode_cursor
from chassis.http.text import Line, RequestModel, Token
from notify.application.subscribers import (
    ChangeSubscriber,
    ConnectSubscriber,
    GetSubscriber,
    ListSubscribers,
    RegisterSubscriber,
)
from notify.application.subscribers.list_subscribers import SubscriberPage
from notify.application.subscribers.ports import StreamConsumer
from notify.domain.selection import Selection, Subscriber
from notify.domain.subscribers import MOST_VALUES, Registration

EventTypeName = Annotated[str, StringConstraints(pattern=r"^motcua\.[a-z0-9-]{1,40}\.[a-z0-9-]{1,40}\.v1$")]
Key = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,40}$", description="the subscriber's key")]


class SelectionBody(RequestModel):
    """Which events. Each question that names values must be answered by one of them; an empty one asks nothing."""

    agencies: list[Token] = Field(default=[], max_length=MOST_VALUES, examples=[["heza"]])
    departments: list[Token] = Field(default=[], max_length=MOST_VALUES, examples=[["dau-tu"]])
    types: list[EventTypeName] = Field(default=[], max_length=MOST_VALUES, examples=[["motcua.dossier.accepted.v1"]])
    procedures: list[Token] = Field(default=[], max_length=MOST_VALUES, description="keys of procedures")

    def selection(self) -> Selection:
        return Selection(
            agencies=frozenset(self.agencies),
            departments=frozenset(self.departments),
            types=frozenset(self.types),
            procedures=frozenset(self.procedures),
        )


class SubscriberIn(RequestModel):
    """Hệ thống đăng ký nhận sự kiện / a system that subscribes."""

    key: Token = Field(description="the subject of its tokens, and the name of its consumer", examples=["he-thong-mau"])
    name: Line = Field(examples=["Hệ thống mẫu"])
    grant: SelectionBody = Field(description="what it may have at most")


class SubscriberChange(RequestModel):
    """What is left out stays as it is."""

    name: Line | None = None
    grant: SelectionBody | None = None
    enabled: bool | None = Field(default=None, description="false: it is told nothing until it is enabled again")


class SubscriberBody(BaseModel):
    """A registered subscriber."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "key": "he-thong-mau",
                    "name": "Hệ thống mẫu",
                    "grant": {"agencies": ["heza"], "departments": ["dau-tu"], "types": [], "procedures": []},
                    "enabled": True,
                    "stream_key": "",
                    "version": 1,
                    "registered_at": "2024-05-02T02:00:00Z",
                    "changed_at": "2024-05-02T02:00:00Z",
                }
            ]
        }
    )

    key: str
    name: str
    grant: SelectionBody
    enabled: bool
    stream_key: str = Field(description="public key with which it connects to the broker; empty: it does not")
    version: int = Field(description="as in the ETag")
    registered_at: datetime
    changed_at: datetime


class ConnectionIn(RequestModel):
    """With which key it will prove itself to the broker."""

    stream_key: str = Field(
        pattern=r"^U[A-Z2-7]{55}$",
        description="public half of an nkey; the seed stays with the subscriber",
        examples=["UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4"],
    )


class ConsumerBody(BaseModel):
    """The subscriber's durable consumer, and all that its credentials may do."""

    stream: str
    name: str
    subjects: list[str] = Field(description="what it hears, from the grant")
    publish: list[str] = Field(description="the only subjects that it may publish to")
    inbox: str = Field(description="prefix of its inboxes, the only subjects that it may listen on")
    position: int = Field(description="of the last event delivered; 0: none yet")
    acknowledged_to: int = Field(description="all up to this position are acknowledged")
    pending: int = Field(description="events that wait for it")
    unacknowledged: int
    paused: bool = Field(description="true while the subscriber is disabled")

    @classmethod
    def of(cls, consumer: StreamConsumer) -> Self:
        return cls(
            stream=consumer.stream,
            name=consumer.name,
            subjects=list(consumer.subjects),
            publish=list(consumer.publish),
            inbox=consumer.inbox,
            position=consumer.position,
            acknowledged_to=consumer.acknowledged_to,
            pending=consumer.pending,
            unacknowledged=consumer.unacknowledged,
            paused=consumer.is_paused,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriberUseCases:
    """The use cases behind these routes and behind SubscriberService."""

    register: Callable[[RegisterSubscriber], Awaitable[Registration]]
    change: Callable[[ChangeSubscriber], Awaitable[Registration]]
    list_all: Callable[[ListSubscribers], Awaitable[SubscriberPage]]
    get: Callable[[GetSubscriber], Awaitable[Registration]]
    connect: Callable[[ConnectSubscriber], Awaitable[StreamConsumer]]
    get_consumer: Callable[[GetSubscriber], Awaitable[StreamConsumer]]


def router(ask: SubscriberUseCases) -> APIRouter:
    routes = APIRouter(prefix="/v1/subscribers", tags=["subscribers"])

    @routes.post("", status_code=201, summary="Đăng ký hệ thống nhận sự kiện · Register a subscriber")
    async def register_subscriber(
        body: SubscriberIn, actor: ActorDep, idempotency: IdempotencyDep, response: Response
    ) -> SubscriberBody:
        """Operators for any agency, a control team for its own. The system then asks with tokens of the role
        `subscriber` whose subject is this key."""
        subscriber = Subscriber(key=body.key, name=body.name, grant=body.grant.selection())
        return _tagged(
            await ask.register(RegisterSubscriber(actor=actor, subscriber=subscriber, idempotency=idempotency)),
            response,
        )

    @routes.get("", summary="Các hệ thống nhận sự kiện · Subscribers, by key")
    async def list_subscribers(actor: ActorDep, page: PageDep) -> Page[SubscriberBody]:
        """Those that the caller looks after: all for operators, its agency's for a control team."""
        filters = {"list": "subscribers"}
        position = page.after(filters)
        found = await ask.list_all(
            ListSubscribers(actor=actor, limit=page.page_size, after=str(position[0]) if position else "")
        )
        return Page(
            items=[subscriber_body(one) for one in found.items],
            next_page_token=encode_cursor([found.items[-1].key], filters) if found.more else None,
            total_size=found.total_size,
        )

    @routes.get("/{key}", summary="Một hệ thống nhận sự kiện · One subscriber")
    async def get_subscriber(key: Key, actor: ActorDep, response: Response) -> SubscriberBody:
        """Also for the subscriber itself: what it was granted."""
        return _tagged(await ask.get(GetSubscriber(actor=actor, key=key)), response)

    @routes.patch("/{key}", summary="Đổi quyền nhận, tạm dừng · Change a subscriber, stop it, start it again")
    async def change_subscriber(
        key: Key, body: SubscriberChange, actor: ActorDep, version: IfMatchDep, response: Response
    ) -> SubscriberBody:
        """`If-Match` is optional and honoured. A disabled subscriber is told nothing and loses nothing: its place in
        the stream is kept."""
        command = ChangeSubscriber(
            actor=actor,
            key=key,
            name=body.name,
            grant=body.grant.selection() if body.grant is not None else None,
            is_enabled=body.enabled,
            if_version=version,
        )
        return _tagged(await ask.change(command), response)

    @routes.put("/{key}/consumer", summary="Kết nối qua NATS · A consumer of its own in the stream")
    async def connect_subscriber(key: Key, body: ConnectionIn, actor: ActorDep) -> ConsumerBody:
        """Made with the subjects of the grant and compared with what the broker returns. Safe to repeat; its place in
        the stream is kept."""
        command = ConnectSubscriber(actor=actor, key=key, stream_key=body.stream_key)
        return ConsumerBody.of(await ask.connect(command))

    @routes.get("/{key}/consumer", summary="Bộ đọc của hệ thống · How far its consumer has got")
    async def get_consumer(key: Key, actor: ActorDep) -> ConsumerBody:
        """Also for the subscriber itself."""
        return ConsumerBody.of(await ask.get_consumer(GetSubscriber(actor=actor, key=key)))

    return routes


def selection_body(selection: Selection) -> SelectionBody:
    """Values in alphabetical order."""
    return SelectionBody(
        agencies=sorted(selection.agencies),
        departments=sorted(selection.departments),
        types=sorted(selection.types),
        procedures=sorted(selection.procedures),
    )


def subscriber_body(registration: Registration) -> SubscriberBody:
    return SubscriberBody(
        key=registration.key,
        name=registration.subscriber.name,
        grant=selection_body(registration.subscriber.grant),
        enabled=registration.subscriber.is_enabled,
        stream_key=registration.stream_key,
        version=registration.version,
        registered_at=registration.registered_at,
        changed_at=registration.changed_at,
    )


def _tagged(registration: Registration, response: Response) -> SubscriberBody:
    response.headers["ETag"] = etag(registration.version)
    return subscriber_body(registration)
