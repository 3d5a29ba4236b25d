"""Endpoints, attempts and deliveries as messages."""

from __future__ import annotations

from motcua.notify.v1 import webhook_service_pb2 as pb
from notify.api.grpc.subscribers import selection_message
from notify.application.webhooks import Seen
from notify.application.webhooks.ports import Attempt
from notify.domain.webhooks import EndpointState, WebhookDelivery, WebhookState

_ENDPOINT_STATES = {
    EndpointState.PENDING: pb.WEBHOOK_ENDPOINT_STATE_PENDING,
    EndpointState.ENABLED: pb.WEBHOOK_ENDPOINT_STATE_ENABLED,
    EndpointState.DISABLED: pb.WEBHOOK_ENDPOINT_STATE_DISABLED,
}
STATES = {
    WebhookState.PENDING: pb.WEBHOOK_DELIVERY_STATE_PENDING,
    WebhookState.DELIVERED: pb.WEBHOOK_DELIVERY_STATE_DELIVERED,
    WebhookState.FAILED: pb.WEBHOOK_DELIVERY_STATE_FAILED,
}


def endpoint_message(seen: Seen) -> pb.WebhookEndpoint:
    endpoint, health = seen.endpoint, seen.endpoint.health
    message = pb.WebhookEndpoint(
        id=endpoint.id,
        name=endpoint.name,
        owner=endpoint.owner,
        url=endpoint.url,
        description=endpoint.description,
        selection=selection_message(endpoint.selection),
        state=_ENDPOINT_STATES[endpoint.state],
        disabled_for=endpoint.disabled_for.value if endpoint.disabled_for else "",
        version=endpoint.version,
        failures=health.failures,
        last_fault=health.last_fault,
        pending=seen.backlog.pending,
        failed=seen.backlog.failed,
        has_contact=endpoint.contact is not None,
    )
    message.created_at.FromDatetime(endpoint.created_at)
    for name in ("failing_since", "retry_at", "last_success_at"):
        if (at := getattr(health, name)) is not None:
            getattr(message, name).FromDatetime(at)
    return message


def attempt_message(attempt: Attempt) -> pb.WebhookAttempt:
    message = pb.WebhookAttempt(
        id=attempt.id,
        delivery_id=attempt.delivery_id,
        event_id=attempt.event_id,
        subject=attempt.subject,
        attempt=attempt.attempt,
        status=attempt.status,
        duration_ms=attempt.duration_ms,
        failure=attempt.failure,
    )
    message.at.FromDatetime(attempt.at)
    return message


def delivery_message(delivery: WebhookDelivery) -> pb.WebhookDelivery:
    message = pb.WebhookDelivery(
        id=delivery.id,
        endpoint_id=delivery.endpoint_id,
        event_id=delivery.event_id,
        event_type=delivery.event_type,
        subject=delivery.subject,
        position=delivery.position,
        state=STATES[delivery.state],
        attempts=delivery.attempts,
        status=delivery.status,
        failure=delivery.failure,
    )
    message.created_at.FromDatetime(delivery.created_at)
    for name in ("next_attempt_at", "finished_at"):
        if (at := getattr(delivery, name)) is not None:
            getattr(message, name).FromDatetime(at)
    return message
