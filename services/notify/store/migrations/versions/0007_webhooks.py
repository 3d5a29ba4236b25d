"""Endpoints of other systems, and what is posted to them.

Its consumer begins where notify has got to: older events belong to nobody's endpoint, and their beginnings may have
left the stream.

Revision ID: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chassis.data.columns import Instant, Json

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_PENDING = sa.text("state = 'pending'")
_WAITING = sa.text("state = 'pending' AND attempts > 0")
_CONSUMER = "'notify-webhooks'"


def upgrade() -> None:
    _endpoints()
    _events()
    _deliveries()
    _attempts()
    op.execute(
        "INSERT INTO inbox (consumer, source, subject, last_sequence, last_event_id, at) "
        f"SELECT {_CONSUMER}, source, subject, last_sequence, last_event_id, at FROM inbox WHERE consumer = 'notify'"
    )
    op.execute(
        "INSERT INTO inbox (consumer, source, subject, last_sequence, last_event_id, at) "
        f"SELECT {_CONSUMER}, 'urn:motcua:notify', subject, max(sequence), max(id), max(created_at) "
        "FROM outbox GROUP BY subject"
    )


def _endpoints() -> None:
    op.create_table(
        "webhook_endpoints",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("selection", Json, nullable=False),
        sa.Column("secret", sa.LargeBinary, nullable=False),
        sa.Column("previous", sa.LargeBinary),
        sa.Column("previous_until", Instant),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("disabled_for", sa.Text),
        sa.Column("disabled_at", Instant),
        sa.Column("handshakes", sa.BigInteger, nullable=False),
        sa.Column("handshake_at", Instant),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("failures", sa.BigInteger, nullable=False),
        sa.Column("failing_since", Instant),
        sa.Column("retry_at", Instant),
        sa.Column("last_success_at", Instant),
        sa.Column("last_failure_at", Instant),
        sa.Column("last_fault", sa.Text, nullable=False),
        sa.Column("lease_holder", sa.Text, nullable=False),
        sa.Column("leased_until", Instant),
        sa.UniqueConstraint("name", name="uq_webhook_endpoints_name"),
    )
    op.create_index("ix_webhook_endpoints_owner", "webhook_endpoints", ["owner", "id"])


def _events() -> None:
    op.create_table(
        "webhook_events",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("happened_at", Instant, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("kept_at", Instant, nullable=False),
    )
    op.create_index("ix_webhook_events_kept", "webhook_events", ["kept_at"])


def _deliveries() -> None:
    op.create_table(
        "webhook_deliveries",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("endpoint_id", sa.Text, nullable=False),
        sa.Column("event_id", sa.Text, nullable=False),
        sa.Column("event_type", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("happened_at", Instant, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.BigInteger, nullable=False),
        sa.Column("status", sa.BigInteger, nullable=False),
        sa.Column("duration_ms", sa.BigInteger, nullable=False),
        sa.Column("failure", sa.Text, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("next_attempt_at", Instant),
        sa.Column("finished_at", Instant),
        sa.UniqueConstraint("event_id", "endpoint_id", name="uq_webhook_deliveries_once"),
    )
    op.create_index("ix_webhook_deliveries_list", "webhook_deliveries", ["endpoint_id", "state", "id"])
    op.create_index("ix_webhook_deliveries_subject", "webhook_deliveries", ["subject", "id"])
    op.create_index("ix_webhook_deliveries_finished", "webhook_deliveries", ["finished_at"])
    for name, columns, where in (
        ("pending", ["endpoint_id", "position"], _PENDING),
        ("due", ["endpoint_id", "next_attempt_at"], _PENDING),
        ("waiting", ["endpoint_id", "subject", "position"], _WAITING),
    ):
        op.create_index(
            f"ix_webhook_deliveries_{name}", "webhook_deliveries", columns, postgresql_where=where, sqlite_where=where
        )


def _attempts() -> None:
    op.create_table(
        "webhook_attempts",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("endpoint_id", sa.Text, nullable=False),
        sa.Column("delivery_id", sa.Text, nullable=False),
        sa.Column("event_id", sa.Text, nullable=False),
        sa.Column("event_type", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("attempt", sa.BigInteger, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("status", sa.BigInteger, nullable=False),
        sa.Column("duration_ms", sa.BigInteger, nullable=False),
        sa.Column("failure", sa.Text, nullable=False),
    )
    op.create_index("ix_webhook_attempts_endpoint", "webhook_attempts", ["endpoint_id", "id"])
    op.create_index("ix_webhook_attempts_at", "webhook_attempts", ["at"])
