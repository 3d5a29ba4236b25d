"""Deliveries, what is known of dossiers, and the messaging tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chassis.data.columns import Instant, Json
from chassis.data.migrations import create_messaging_tables_v1

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_messaging_tables_v1(op)
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("event_id", sa.Text, nullable=False),
        sa.Column("event_type", sa.Text, nullable=False),
        sa.Column("dossier_id", sa.Text, nullable=False),
        sa.Column("agency", sa.Text, nullable=False),
        sa.Column("department", sa.Text, nullable=False),
        sa.Column("occasion", sa.Text, nullable=False),
        sa.Column("audience", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("particulars", Json, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.BigInteger, nullable=False),
        sa.Column("failure", sa.Text, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("next_attempt_at", Instant),
        sa.Column("claimed_until", Instant),
        sa.Column("finished_at", Instant),
        sa.UniqueConstraint("event_id", "audience", "channel", name="uq_deliveries_once"),
    )
    op.create_index("ix_deliveries_dossier", "deliveries", ["dossier_id", "id"])
    op.create_index("ix_deliveries_state", "deliveries", ["state", "id"])
    op.create_index("ix_deliveries_inbox", "deliveries", ["channel", "recipient", "id"])
    pending = sa.text("state = 'pending'")
    op.create_index(
        "ix_deliveries_due",
        "deliveries",
        ["next_attempt_at"],
        postgresql_where=pending,
        sqlite_where=pending,
    )
    op.create_table(
        "dossier_views",
        sa.Column("dossier_id", sa.Text, primary_key=True),
        sa.Column("particulars", Json, nullable=False),
    )
