"""Timers, and until when a department is to take a dossier over.

Revision ID: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chassis.data.columns import Instant

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "timers",
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("about_at", Instant, primary_key=True),
        sa.Column("fire_at", Instant, nullable=False),
        sa.Column("fired_at", Instant),
    )
    op.create_index(
        "ix_timers_waiting",
        "timers",
        ["fire_at", "subject"],
        postgresql_where=sa.text("fired_at IS NULL"),
        sqlite_where=sa.text("fired_at IS NULL"),
    )
    op.add_column("dossiers", sa.Column("transfer_due_at", Instant))
    op.add_column("dossiers", sa.Column("transferred_at", Instant))
    op.create_index(
        "ix_dossiers_to_transfer",
        "dossiers",
        ["agency", "received_at", "id"],
        postgresql_where=sa.text("state = 'accepted'"),
        sqlite_where=sa.text("state = 'accepted'"),
    )
