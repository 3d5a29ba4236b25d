"""notify's delivery log by gRPC: which events have a message."""

from __future__ import annotations

from collections.abc import AsyncIterator

from chassis.rpc.client import RpcChannel
from motcua.notify.v1.delivery_service_pb2 import ListDeliveriesRequest
from motcua.notify.v1.delivery_service_pb2_grpc import DeliveryServiceStub

_PAGE = 200
_DEADLINE_SECONDS = 20.0


class GrpcDeliveryLog:
    """Fulfils ``application.ports.DeliveryLog``."""

    def __init__(self, channel: RpcChannel) -> None:
        self._deliveries = DeliveryServiceStub(channel.channel)

    async def event_ids(self, dossier_id: str) -> AsyncIterator[str]:
        token = ""
        while True:
            page = await self._deliveries.ListDeliveries(
                ListDeliveriesRequest(dossier_id=dossier_id, page_size=_PAGE, page_token=token),
                timeout=_DEADLINE_SECONDS,
            )
            for delivery in page.deliveries:
                yield delivery.event_id
            token = page.next_page_token
            if not token:
                return
