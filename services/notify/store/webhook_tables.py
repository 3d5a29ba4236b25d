"""Endpoints of other systems, events for them byte for byte, deliveries, and attempts that failed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Index, MetaData, Table, UniqueConstraint, text

from chassis.data.columns import blob, document, identifier, instant, number
from chassis.data.columns import text as words

_PENDING = "state = 'pending'"
_WAITING = "state = 'pending' AND attempts > 0"


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookTables:
    endpoints: Table
    events: Table
    deliveries: Table
    attempts: Table


def define(metadata: MetaData) -> WebhookTables:
    return WebhookTables(
        endpoints=_endpoints(metadata),
        events=_events(metadata),
        deliveries=_deliveries(metadata),
        attempts=_attempts(metadata),
    )


def _endpoints(metadata: MetaData) -> Table:
    """From ``failures`` on: how the endpoint does. ``lease_holder`` alone sends to it, until ``leased_until``."""
    return Table(
        "webhook_endpoints",
        metadata,
        identifier("id", primary_key=True),
        identifier("name"),
        identifier("owner"),
        words("url"),
        words("description"),
        document("selection"),
        blob("secret"),
        blob("previous", nullable=True),
        instant("previous_until", nullable=True),
        blob("contact", nullable=True),
        identifier("state"),
        identifier("disabled_for", nullable=True),
        instant("disabled_at", nullable=True),
        number("handshakes"),
        instant("handshake_at", nullable=True),
        instant("created_at"),
        number("version"),
        number("failures"),
        instant("failing_since", nullable=True),
        instant("retry_at", nullable=True),
        instant("last_success_at", nullable=True),
        instant("last_failure_at", nullable=True),
        identifier("last_fault"),
        identifier("lease_holder"),
        instant("leased_until", nullable=True),
        UniqueConstraint("name", name="uq_webhook_endpoints_name"),
        Index("ix_webhook_endpoints_owner", "owner", "id"),
    )


def _events(metadata: MetaData) -> Table:
    return Table(
        "webhook_events",
        metadata,
        identifier("id", primary_key=True),
        number("position"),
        instant("happened_at"),
        blob("body"),
        instant("kept_at"),
        Index("ix_webhook_events_kept", "kept_at"),
    )


def _deliveries(metadata: MetaData) -> Table:
    return Table(
        "webhook_deliveries",
        metadata,
        identifier("id", primary_key=True),
        identifier("endpoint_id"),
        identifier("event_id"),
        identifier("event_type"),
        identifier("subject"),
        number("position"),
        instant("happened_at"),
        identifier("state"),
        number("attempts"),
        number("status"),
        number("duration_ms"),
        identifier("failure"),
        instant("created_at"),
        instant("next_attempt_at", nullable=True),
        instant("finished_at", nullable=True),
        UniqueConstraint("event_id", "endpoint_id", name="uq_webhook_deliveries_once"),
        Index("ix_webhook_deliveries_list", "endpoint_id", "state", "id"),
        Index("ix_webhook_deliveries_subject", "subject", "id"),
        Index("ix_webhook_deliveries_finished", "finished_at"),
        Index(
            "ix_webhook_deliveries_pending",
            *("endpoint_id", "position"),
            postgresql_where=text(_PENDING),
            sqlite_where=text(_PENDING),
        ),
        Index(
            "ix_webhook_deliveries_due",
            *("endpoint_id", "next_attempt_at"),
            postgresql_where=text(_PENDING),
            sqlite_where=text(_PENDING),
        ),
        Index(
            "ix_webhook_deliveries_waiting",
            *("endpoint_id", "subject", "position"),
            postgresql_where=text(_WAITING),
            sqlite_where=text(_WAITING),
        ),
    )


def _attempts(metadata: MetaData) -> Table:
    return Table(
        "webhook_attempts",
        metadata,
        identifier("id", primary_key=True),
        identifier("endpoint_id"),
        identifier("delivery_id"),
        identifier("event_id"),
        identifier("event_type"),
        identifier("subject"),
        number("attempt"),
        instant("at"),
        number("status"),
        number("duration_ms"),
        identifier("failure"),
        Index("ix_webhook_attempts_endpoint", "endpoint_id", "id"),
        Index("ix_webhook_attempts_at", "at"),
    )
