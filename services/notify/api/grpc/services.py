"""DeliveryService."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from chassis.http.paging import LARGEST_PAGE, decode_cursor, encode_cursor
from chassis.kernel.errors import invalid
from chassis.rpc.server import current_actor
from motcua.common.v1.vocabulary_pb2 import DeliveryChannel
from motcua.notify.v1 import delivery_service_pb2 as pb
from motcua.notify.v1.delivery_service_pb2_grpc import DeliveryServiceServicer
from notify.application import ListDeliveries
from notify.application.ports import Slice
from notify.domain.delivery import Delivery, DeliveryState, Priority
from notify.domain.occasions import Audience, Channel

_DEFAULT_PAGE = 50
_STATES = {
    DeliveryState.PENDING: pb.DELIVERY_STATUS_PENDING,
    DeliveryState.SENT: pb.DELIVERY_STATUS_SENT,
    DeliveryState.RECORDED: pb.DELIVERY_STATUS_RECORDED,
    DeliveryState.FAILED: pb.DELIVERY_STATUS_FAILED,
}
_BY_NUMBER = {number: state for state, number in _STATES.items()}
RECIPIENTS = {
    Audience.APPLICANT: pb.RECIPIENT_KIND_APPLICANT,
    Audience.OFFICER: pb.RECIPIENT_KIND_OFFICER,
    Audience.DEPARTMENT_HEAD: pb.RECIPIENT_KIND_DEPARTMENT_HEAD,
    Audience.CONSULTED_BODY: pb.RECIPIENT_KIND_CONSULTED_BODY,
    Audience.CONSULTED_HEAD: pb.RECIPIENT_KIND_CONSULTED_HEAD,
    Audience.COUNTER_HEAD: pb.RECIPIENT_KIND_COUNTER_HEAD,
    Audience.FEEDBACK_SENDER: pb.RECIPIENT_KIND_FEEDBACK_SENDER,
    Audience.CONTROL_TEAM: pb.RECIPIENT_KIND_CONTROL_TEAM,
    Audience.LEADER: pb.RECIPIENT_KIND_LEADER,
    Audience.ENDPOINT_OWNER: pb.RECIPIENT_KIND_ENDPOINT_OWNER,
}
_CHANNELS = {channel: DeliveryChannel.Value(f"DELIVERY_CHANNEL_{channel.name}") for channel in Channel}


class DeliveryServicer(DeliveryServiceServicer):
    def __init__(self, ask: Callable[[ListDeliveries], Awaitable[Slice]]) -> None:
        self._ask = ask

    async def ListDeliveries(  # noqa: N802
        self, request: pb.ListDeliveriesRequest, context: Any
    ) -> pb.ListDeliveriesResponse:
        del context
        if not 0 <= request.page_size <= LARGEST_PAGE:
            raise invalid("page-size-invalid", f"Ask for 1 to {LARGEST_PAGE} deliveries.", page_size="out of range")
        filters = {"rpc": "deliveries", "dossier_id": request.dossier_id, "statuses": sorted(request.statuses)}
        position = decode_cursor(request.page_token, filters) if request.page_token else []
        found = await self._ask(
            ListDeliveries(
                actor=current_actor(),
                dossier_id=request.dossier_id,
                states=frozenset(_BY_NUMBER[one] for one in request.statuses if one in _BY_NUMBER),
                limit=request.page_size or _DEFAULT_PAGE,
                after=str(position[0]) if position else "",
            )
        )
        return pb.ListDeliveriesResponse(
            deliveries=[_message(one) for one in found.deliveries],
            next_page_token=encode_cursor([found.deliveries[-1].id], filters) if found.more else "",
            total_size=found.total_size,
        )


def _message(delivery: Delivery) -> pb.Delivery:
    message = pb.Delivery(
        id=delivery.id,
        dossier_id=delivery.dossier_id,
        event_id=delivery.event_id,
        event_type=delivery.event_type,
        recipient=RECIPIENTS[delivery.audience],
        channel=_CHANNELS[delivery.channel],
        template=delivery.occasion.value,
        status=_STATES[delivery.state],
        attempts=delivery.attempts,
        failure=delivery.failure,
        tried=[_CHANNELS[channel] for channel in delivery.tried],
        is_bulk=delivery.priority >= Priority.BULK,
        template_version=delivery.template_version,
        gateway=delivery.gateway,
        receipt=delivery.receipt.value,
    )
    message.created_at.FromDatetime(delivery.created_at)
    if delivery.receipt_at is not None:
        message.receipt_at.FromDatetime(delivery.receipt_at)
    if delivery.state is DeliveryState.SENT and delivery.finished_at is not None:
        message.sent_at.FromDatetime(delivery.finished_at)
    if delivery.next_attempt_at is not None:
        message.next_attempt_at.FromDatetime(delivery.next_attempt_at)
    return message
