"""Endpoints, deliveries and attempts as rows, and back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from notify.domain.selection import Selection, Subscriber
from notify.domain.webhooks import (
    DisabledFor,
    Endpoint,
    EndpointState,
    Health,
    WebhookDelivery,
    WebhookState,
)

# Of a delivery that waits for nothing, so that it is due for every replica, however wrong a clock is: else one that was
# taken in by a replica that is ahead would be overtaken by its successor.
AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)
_QUESTIONS = ("agencies", "departments", "types", "procedures")
_HEALTH = ("failures", "failing_since", "retry_at", "last_success_at", "last_failure_at", "last_fault")


def selection_json(selection: Selection) -> dict[str, list[str]]:
    """Only what is asked."""
    return {name: sorted(wanted) for name in _QUESTIONS if (wanted := getattr(selection, name))}


def selection_of(document: dict[str, list[str]]) -> Selection:
    return Selection(**{name: frozenset(wanted) for name, wanted in document.items()})


def subscriber_of(row: Any) -> Subscriber:
    return Subscriber(key=row.key, name=row.name, grant=selection_of(row.granted), is_enabled=row.is_enabled)


def health_row(health: Health) -> dict[str, Any]:
    return {name: getattr(health, name) for name in _HEALTH}


def endpoint_row(endpoint: Endpoint) -> dict[str, Any]:
    return {
        "id": endpoint.id,
        "name": endpoint.name,
        "owner": endpoint.owner,
        "url": endpoint.url,
        "description": endpoint.description,
        "selection": selection_json(endpoint.selection),
        "secret": endpoint.secret,
        "previous": endpoint.previous,
        "previous_until": endpoint.previous_until,
        "contact": endpoint.contact,
        "state": endpoint.state.value,
        "disabled_for": endpoint.disabled_for.value if endpoint.disabled_for else None,
        "disabled_at": endpoint.disabled_at,
        "handshakes": endpoint.handshakes,
        "handshake_at": endpoint.handshake_at,
        "created_at": endpoint.created_at,
        "version": endpoint.version,
    } | health_row(endpoint.health)


def endpoint_of(row: Any) -> Endpoint:
    return Endpoint(
        id=row.id,
        name=row.name,
        owner=row.owner,
        url=row.url,
        description=row.description,
        selection=selection_of(row.selection),
        secret=row.secret,
        previous=row.previous,
        previous_until=row.previous_until,
        contact=row.contact,
        state=EndpointState(row.state),
        disabled_for=DisabledFor(row.disabled_for) if row.disabled_for else None,
        disabled_at=row.disabled_at,
        handshakes=row.handshakes,
        handshake_at=row.handshake_at,
        created_at=row.created_at,
        version=row.version,
        health=Health(**{name: getattr(row, name) for name in _HEALTH}),
    )


def fresh_row(delivery: WebhookDelivery) -> dict[str, Any]:
    """Of one that was not tried yet."""
    return {
        "id": delivery.id,
        "endpoint_id": delivery.endpoint_id,
        "event_id": delivery.event_id,
        "event_type": delivery.event_type,
        "subject": delivery.subject,
        "position": delivery.position,
        "happened_at": delivery.happened_at,
        "created_at": delivery.created_at,
    } | outcome_row(replace(delivery, next_attempt_at=AT_ONCE))


def outcome_row(delivery: WebhookDelivery) -> dict[str, Any]:
    """What an attempt changes, and which row."""
    return {
        "id": delivery.id,
        "state": delivery.state.value,
        "attempts": delivery.attempts,
        "status": delivery.status,
        "duration_ms": delivery.duration_ms,
        "failure": delivery.failure,
        "next_attempt_at": delivery.next_attempt_at,
        "finished_at": delivery.finished_at,
    }


def delivery_of(row: Any) -> WebhookDelivery:
    return WebhookDelivery(
        id=row.id,
        endpoint_id=row.endpoint_id,
        event_id=row.event_id,
        event_type=row.event_type,
        subject=row.subject,
        position=row.position,
        happened_at=row.happened_at,
        state=WebhookState(row.state),
        attempts=row.attempts,
        status=row.status,
        duration_ms=row.duration_ms,
        failure=row.failure,
        created_at=row.created_at,
        next_attempt_at=row.next_attempt_at and max(row.next_attempt_at, row.created_at),
        finished_at=row.finished_at,
    )
