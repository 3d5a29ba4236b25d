"""motcua.notify.v1.SubscriberService: the same use cases as HTTP."""

from __future__ import annotations

import hashlib
from typing import Any

from google.protobuf.message import Message

from chassis.http.paging import LARGEST_PAGE, decode_cursor, encode_cursor
from chassis.kernel.errors import invalid
from chassis.messaging.journal import Idempotency
from chassis.rpc.server import current_actor
from motcua.notify.v1 import subscriber_service_pb2 as pb
from motcua.notify.v1.subscriber_service_pb2_grpc import SubscriberServiceServicer
from notify.api.http.subscribers import SubscriberUseCases
from notify.application.subscribers import (
    ChangeSubscriber,
    ConnectSubscriber,
    GetSubscriber,
    ListSubscribers,
    RegisterSubscriber,
)
from notify.application.subscribers.ports import StreamConsumer
from notify.domain.selection import Selection, Subscriber
from notify.domain.subscribers import Registration

_DEFAULT_PAGE = 50
_LONGEST_KEY = 255
_FILTERS = {"rpc": "subscribers"}


class SubscriberServicer(SubscriberServiceServicer):
    def __init__(self, ask: SubscriberUseCases) -> None:
        self._ask = ask

    async def RegisterSubscriber(  # noqa: N802
        self, request: pb.RegisterSubscriberRequest, context: Any
    ) -> pb.RegisterSubscriberResponse:
        del context
        made = await self._ask.register(
            RegisterSubscriber(
                actor=current_actor(),
                subscriber=Subscriber(key=request.key, name=request.name, grant=selection_of(request.grant)),
                idempotency=idempotency_of("RegisterSubscriber", request, request.idempotency_key),
            )
        )
        return pb.RegisterSubscriberResponse(subscriber=_message(made))

    async def GetSubscriber(  # noqa: N802
        self, request: pb.GetSubscriberRequest, context: Any
    ) -> pb.GetSubscriberResponse:
        del context
        found = await self._ask.get(GetSubscriber(actor=current_actor(), key=request.key))
        return pb.GetSubscriberResponse(subscriber=_message(found))

    async def ListSubscribers(  # noqa: N802
        self, request: pb.ListSubscribersRequest, context: Any
    ) -> pb.ListSubscribersResponse:
        del context
        if not 0 <= request.page_size <= LARGEST_PAGE:
            raise invalid("page-size-invalid", f"Ask for 1 to {LARGEST_PAGE} subscribers.", page_size="out of range")
        after = str(decode_cursor(request.page_token, _FILTERS)[0]) if request.page_token else ""
        size = request.page_size or _DEFAULT_PAGE
        found = await self._ask.list_all(ListSubscribers(actor=current_actor(), limit=size, after=after))
        return pb.ListSubscribersResponse(
            subscribers=[_message(one) for one in found.items],
            next_page_token=encode_cursor([found.items[-1].key], _FILTERS) if found.more else "",
            total_size=found.total_size,
        )

    async def ChangeSubscriber(  # noqa: N802
        self, request: pb.ChangeSubscriberRequest, context: Any
    ) -> pb.ChangeSubscriberResponse:
        del context
        changed = await self._ask.change(
            ChangeSubscriber(
                actor=current_actor(),
                key=request.key,
                name=request.name if request.HasField("name") else None,
                grant=selection_of(request.grant) if request.HasField("grant") else None,
                is_enabled=request.enabled if request.HasField("enabled") else None,
                if_version=request.if_version or None,
            )
        )
        return pb.ChangeSubscriberResponse(subscriber=_message(changed))

    async def ConnectSubscriber(  # noqa: N802
        self, request: pb.ConnectSubscriberRequest, context: Any
    ) -> pb.ConnectSubscriberResponse:
        del context
        command = ConnectSubscriber(actor=current_actor(), key=request.key, stream_key=request.stream_key)
        return pb.ConnectSubscriberResponse(consumer=_consumer_message(await self._ask.connect(command)))

    async def GetConsumer(  # noqa: N802
        self, request: pb.GetConsumerRequest, context: Any
    ) -> pb.GetConsumerResponse:
        del context
        found = await self._ask.get_consumer(GetSubscriber(actor=current_actor(), key=request.key))
        return pb.GetConsumerResponse(consumer=_consumer_message(found))


def selection_of(message: pb.Selection) -> Selection:
    return Selection(
        agencies=frozenset(message.agencies),
        departments=frozenset(message.departments),
        types=frozenset(message.types),
        procedures=frozenset(message.procedures),
    )


def selection_message(selection: Selection) -> pb.Selection:
    """Values in alphabetical order."""
    return pb.Selection(
        agencies=sorted(selection.agencies),
        departments=sorted(selection.departments),
        types=sorted(selection.types),
        procedures=sorted(selection.procedures),
    )


def idempotency_of(method: str, request: Message, key: str) -> Idempotency | None:
    """The caller's key with the digest of what is asked; None without a key."""
    if not key:
        return None
    if len(key) > _LONGEST_KEY or not key.isascii() or not key.isprintable() or " " in key:
        raise invalid(
            "idempotency-key-malformed", "Give 1 to 255 visible ASCII characters.", idempotency_key="malformed"
        )
    told = request.SerializeToString(deterministic=True)
    return Idempotency(key=key, digest=hashlib.sha256(method.encode() + b"\0" + told).hexdigest())


def _message(registration: Registration) -> pb.Subscriber:
    message = pb.Subscriber(
        key=registration.key,
        name=registration.subscriber.name,
        grant=selection_message(registration.subscriber.grant),
        enabled=registration.subscriber.is_enabled,
        stream_key=registration.stream_key,
        version=registration.version,
    )
    message.registered_at.FromDatetime(registration.registered_at)
    message.changed_at.FromDatetime(registration.changed_at)
    return message


def _consumer_message(consumer: StreamConsumer) -> pb.StreamConsumer:
    return pb.StreamConsumer(
        stream=consumer.stream,
        name=consumer.name,
        subjects=consumer.subjects,
        publish=consumer.publish,
        inbox=consumer.inbox,
        position=consumer.position,
        pending=consumer.pending,
        unacknowledged=consumer.unacknowledged,
        paused=consumer.is_paused,
        acknowledged_to=consumer.acknowledged_to,
    )
