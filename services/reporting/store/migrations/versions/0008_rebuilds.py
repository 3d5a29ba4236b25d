"""Rebuilds of the figures, and where dossiers counted anew wait for the swap.

Revision ID: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chassis.data.columns import Instant, Json

revision = "0008"
down_revision = "0007"

_TEXTS = ("agency", "department", "procedure_key", "channel", "code", "stage")
_TEXTS_IF_ANY = ("ended_cause", "open_state", "verdict", "ending", "decided_by", "collected_by")
_INSTANTS = (
    "received_at",
    "accepted_at",
    "due_at",
    "original_due_at",
    "decided_at",
    "issued_at",
    "ended_at",
    "paused_at",
    "overdue_since",
    "verdict_at",
    "refused_at",
    "collected_at",
    "rated_at",
)
_DAYS = ("accepted_on", "finished_on", "due_on", "original_due_on", "overdue_first", "overdue_until")


def upgrade() -> None:
    op.add_column("dossier_facts", sa.Column("revision", sa.BigInteger, nullable=False, server_default="0"))
    op.create_table(
        "rebuilds",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("active", sa.Text),
        sa.Column("requested_by", sa.Text, nullable=False),
        sa.Column("requested_at", Instant, nullable=False),
        sa.Column("started_at", Instant),
        sa.Column("finished_at", Instant),
        *(
            sa.Column(name, sa.BigInteger, nullable=False)
            for name in ("version", "total", "done", "dossiers", "changed", "unreadable")
        ),
        sa.Column("fault", sa.Text, nullable=False),
    )
    op.create_index("uq_rebuilds_active", "rebuilds", ["active"], unique=True)
    op.create_table(
        "rebuilt_facts",
        sa.Column("dossier_id", sa.Text, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in _TEXTS),
        *(sa.Column(name, sa.Text) for name in _TEXTS_IF_ANY),
        *(sa.Column(name, Instant) for name in _INSTANTS),
        *(sa.Column(name, sa.Date) for name in _DAYS),
        sa.Column("working_seconds", sa.BigInteger),
        sa.Column("evidence", Json, nullable=False),
        sa.Column("latest_at", Instant, nullable=False),
        sa.Column("rating", sa.Integer),
        sa.Column("paid_vnd", sa.BigInteger),
        sa.Column("supplements", sa.Integer),
        sa.Column("is_synthetic", sa.Boolean, nullable=False),
        sa.Column("earlier_overdue", Json),
        sa.Column("seen", sa.BigInteger),
    )
