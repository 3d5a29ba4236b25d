"""What a service has told, from its own store by gRPC, page after page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from chassis.rpc.client import RpcChannel
from motcua.audit.v1 import outbox_pb2 as pb
from motcua.audit.v1.outbox_pb2_grpc import OutboxServiceStub

_PAGE = 2000
_DEADLINE_SECONDS = 20.0


class GrpcOutbox:
    """Fulfils ``rebuilds.ports.EventBodies``."""

    def __init__(self, channel: RpcChannel) -> None:
        self._outbox = OutboxServiceStub(channel.channel)

    async def total(self) -> int:
        first = await self._outbox.ListEvents(pb.ListEventsRequest(page_size=1), timeout=_DEADLINE_SECONDS)
        return int(first.total_size)

    async def pages(self) -> AsyncIterator[Sequence[bytes]]:
        token = ""
        while True:
            page = await self._outbox.ListEvents(
                pb.ListEventsRequest(page_size=_PAGE, page_token=token), timeout=_DEADLINE_SECONDS
            )
            if page.events:
                yield page.events
            token = page.next_page_token
            if not token:
                return
