"""motcua.notify.v1.WebhookService: the same use cases as HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp

from chassis.http.paging import LARGEST_PAGE, decode_cursor, encode_cursor
from chassis.kernel.errors import invalid
from chassis.rpc.server import current_actor
from motcua.notify.v1 import webhook_service_pb2 as pb
from motcua.notify.v1.webhook_service_pb2_grpc import WebhookServiceServicer
from notify.api.grpc.subscribers import idempotency_of, selection_of
from notify.api.grpc.webhook_messages import STATES, attempt_message, delivery_message, endpoint_message
from notify.application.webhooks import (
    ChangeEndpoint,
    CreateEndpoint,
    DisableEndpoint,
    EnableEndpoint,
    GetEndpoint,
    ListAttempts,
    ListEndpoints,
    ListWebhookDeliveries,
    Redeliver,
    RedeliverOne,
    RemoveEndpoint,
    RotateSecret,
    Seen,
    SendTest,
)
from notify.application.webhooks.ports import Backlog, WebhookFilter
from notify.application.webhooks.use_cases import WebhookUseCases
from notify.domain.webhooks import OVERLAP, WebhookState

_DEFAULT_PAGE = 50
_BY_NUMBER = {number: state for state, number in STATES.items()}


class WebhookServicer(WebhookServiceServicer):
    def __init__(self, ask: WebhookUseCases) -> None:
        self._ask = ask

    async def CreateWebhookEndpoint(  # noqa: N802
        self, request: pb.CreateWebhookEndpointRequest, context: Any
    ) -> pb.CreateWebhookEndpointResponse:
        del context
        made = await self._ask.create(
            CreateEndpoint(
                actor=current_actor(),
                name=request.name,
                url=request.url,
                owner=request.owner,
                description=request.description,
                selection=selection_of(request.selection),
                contact_email=request.contact_email,
                idempotency=idempotency_of("CreateWebhookEndpoint", request, request.idempotency_key),
            )
        )
        seen = Seen(endpoint=made.endpoint, backlog=Backlog())
        return pb.CreateWebhookEndpointResponse(endpoint=endpoint_message(seen), secret=made.secret)

    async def GetWebhookEndpoint(  # noqa: N802
        self, request: pb.GetWebhookEndpointRequest, context: Any
    ) -> pb.GetWebhookEndpointResponse:
        del context
        return pb.GetWebhookEndpointResponse(endpoint=await self._shown(request.endpoint_id))

    async def ListWebhookEndpoints(  # noqa: N802
        self, request: pb.ListWebhookEndpointsRequest, context: Any
    ) -> pb.ListWebhookEndpointsResponse:
        del context
        filters = {"rpc": "webhook-endpoints"}
        size, after = _page(request, filters)
        found = await self._ask.list_endpoints(ListEndpoints(actor=current_actor(), limit=size, after=after))
        return pb.ListWebhookEndpointsResponse(
            endpoints=[endpoint_message(each) for each in found.items],
            next_page_token=encode_cursor([found.items[-1].endpoint.id], filters) if found.more else "",
            total_size=found.total_size,
        )

    async def ChangeWebhookEndpoint(  # noqa: N802
        self, request: pb.ChangeWebhookEndpointRequest, context: Any
    ) -> pb.ChangeWebhookEndpointResponse:
        del context
        command = ChangeEndpoint(
            actor=current_actor(),
            endpoint_id=request.endpoint_id,
            url=request.url if request.HasField("url") else None,
            description=request.description if request.HasField("description") else None,
            selection=selection_of(request.selection) if request.HasField("selection") else None,
            contact_email=request.contact_email if request.HasField("contact_email") else None,
            if_version=request.if_version or None,
        )
        await self._ask.change(command)
        return pb.ChangeWebhookEndpointResponse(endpoint=await self._shown(request.endpoint_id))

    async def DeleteWebhookEndpoint(  # noqa: N802
        self, request: pb.DeleteWebhookEndpointRequest, context: Any
    ) -> pb.DeleteWebhookEndpointResponse:
        del context
        version = request.if_version or None
        await self._ask.remove(
            RemoveEndpoint(actor=current_actor(), endpoint_id=request.endpoint_id, if_version=version)
        )
        return pb.DeleteWebhookEndpointResponse()

    async def EnableWebhookEndpoint(  # noqa: N802
        self, request: pb.EnableWebhookEndpointRequest, context: Any
    ) -> pb.EnableWebhookEndpointResponse:
        del context
        await self._ask.enable(EnableEndpoint(actor=current_actor(), endpoint_id=request.endpoint_id))
        return pb.EnableWebhookEndpointResponse(endpoint=await self._shown(request.endpoint_id))

    async def DisableWebhookEndpoint(  # noqa: N802
        self, request: pb.DisableWebhookEndpointRequest, context: Any
    ) -> pb.DisableWebhookEndpointResponse:
        del context
        await self._ask.disable(DisableEndpoint(actor=current_actor(), endpoint_id=request.endpoint_id))
        return pb.DisableWebhookEndpointResponse(endpoint=await self._shown(request.endpoint_id))

    async def RotateWebhookSecret(  # noqa: N802
        self, request: pb.RotateWebhookSecretRequest, context: Any
    ) -> pb.RotateWebhookSecretResponse:
        del context
        overlap = timedelta(hours=request.overlap_hours) if request.HasField("overlap_hours") else OVERLAP
        command = RotateSecret(
            actor=current_actor(),
            endpoint_id=request.endpoint_id,
            overlap=overlap,
            if_version=request.if_version or None,
        )
        made = await self._ask.rotate(command)
        return pb.RotateWebhookSecretResponse(endpoint=await self._shown(request.endpoint_id), secret=made.secret)

    async def SendWebhookTest(  # noqa: N802
        self, request: pb.SendWebhookTestRequest, context: Any
    ) -> pb.SendWebhookTestResponse:
        del context
        tested = await self._ask.test(SendTest(actor=current_actor(), endpoint_id=request.endpoint_id))
        answer = tested.answer
        return pb.SendWebhookTestResponse(
            event_id=tested.event_id, status=answer.status, duration_ms=answer.duration_ms, failure=answer.fault
        )

    async def ListWebhookAttempts(  # noqa: N802
        self, request: pb.ListWebhookAttemptsRequest, context: Any
    ) -> pb.ListWebhookAttemptsResponse:
        del context
        filters = {"rpc": "webhook-attempts", "endpoint": request.endpoint_id}
        size, after = _page(request, filters)
        found = await self._ask.list_attempts(
            ListAttempts(actor=current_actor(), endpoint_id=request.endpoint_id, limit=size, after=after)
        )
        return pb.ListWebhookAttemptsResponse(
            attempts=[attempt_message(each) for each in found.items],
            next_page_token=encode_cursor([found.items[-1].id], filters) if found.more else "",
            total_size=found.total_size,
        )

    async def ListWebhookDeliveries(  # noqa: N802
        self, request: pb.ListWebhookDeliveriesRequest, context: Any
    ) -> pb.ListWebhookDeliveriesResponse:
        del context
        filters = {
            "rpc": "webhook-deliveries",
            "endpoint": request.endpoint_id,
            "subject": request.subject,
            "states": sorted(request.states),
        }
        size, after = _page(request, filters)
        chosen = WebhookFilter(endpoint_id=request.endpoint_id, subject=request.subject, states=_states(request.states))
        found = await self._ask.list_deliveries(
            ListWebhookDeliveries(actor=current_actor(), chosen=chosen, limit=size, after=after)
        )
        return pb.ListWebhookDeliveriesResponse(
            deliveries=[delivery_message(each) for each in found.items],
            next_page_token=encode_cursor([found.items[-1].id], filters) if found.more else "",
            total_size=found.total_size,
        )

    async def RedeliverWebhooks(  # noqa: N802
        self, request: pb.RedeliverWebhooksRequest, context: Any
    ) -> pb.RedeliverWebhooksResponse:
        del context
        chosen = WebhookFilter(
            states=_states(request.states),
            subject=request.subject,
            from_position=request.from_position if request.HasField("from_position") else None,
            to_position=request.to_position if request.HasField("to_position") else None,
            since=_instant(request.since) if request.HasField("since") else None,
            until=_instant(request.until) if request.HasField("until") else None,
        )
        command = Redeliver(actor=current_actor(), endpoint_id=request.endpoint_id, chosen=chosen)
        return pb.RedeliverWebhooksResponse(count=await self._ask.redeliver(command))

    async def RedeliverWebhook(  # noqa: N802
        self, request: pb.RedeliverWebhookRequest, context: Any
    ) -> pb.RedeliverWebhookResponse:
        del context
        await self._ask.redeliver_one(RedeliverOne(actor=current_actor(), delivery_id=request.delivery_id))
        return pb.RedeliverWebhookResponse()

    async def _shown(self, endpoint_id: str) -> pb.WebhookEndpoint:
        return endpoint_message(
            await self._ask.get_endpoint(GetEndpoint(actor=current_actor(), endpoint_id=endpoint_id))
        )


def _page(request: Any, filters: Mapping[str, object]) -> tuple[int, str]:
    """How many, and after which."""
    if not 0 <= request.page_size <= LARGEST_PAGE:
        raise invalid("page-size-invalid", f"Ask for 1 to {LARGEST_PAGE} at a time.", page_size="out of range")
    position = decode_cursor(request.page_token, filters) if request.page_token else []
    return request.page_size or _DEFAULT_PAGE, str(position[0]) if position else ""


def _states(numbers: Any) -> frozenset[WebhookState]:
    return frozenset(_BY_NUMBER[each] for each in numbers if each in _BY_NUMBER)


def _instant(stamp: Timestamp) -> datetime:
    """Raises Problem ``instant-invalid`` for one that no calendar has."""
    try:
        return stamp.ToDatetime(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise invalid("instant-invalid", "Give an instant between the years 1 and 9999.") from None
