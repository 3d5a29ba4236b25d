"""Replays of subscribers' consumers.

Revision ID: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chassis.data.columns import Instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "replays",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("subscriber", sa.Text, nullable=False),
        sa.Column("from_position", sa.BigInteger, nullable=False),
        sa.Column("until_position", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("asked_by", sa.Text, nullable=False),
        sa.Column("asked_at", Instant, nullable=False),
        sa.Column("ended_at", Instant),
    )
    op.create_index("ix_replays_subscriber", "replays", ["subscriber", "id"])
    is_open = sa.text("state IN ('asked', 'running')")
    op.create_index(
        "uq_replays_open", "replays", ["subscriber"], unique=True, postgresql_where=is_open, sqlite_where=is_open
    )
