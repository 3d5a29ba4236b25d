"""Escalations: ladders being climbed.

Revision ID: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chassis.data.columns import Instant

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "climbs",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("ladder", sa.Text, nullable=False),
        sa.Column("dossier_id", sa.Text, nullable=False),
        sa.Column("began_at", Instant, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("rung", sa.BigInteger, nullable=False),
        sa.Column("next_at", Instant),
        sa.Column("ended_at", Instant),
        sa.Column("ended_by", sa.Text, nullable=False),
    )
    going = sa.text("ended_at IS NULL")
    op.create_index("ix_climbs_next", "climbs", ["next_at"], postgresql_where=going, sqlite_where=going)
    op.create_index("ix_climbs_dossier", "climbs", ["dossier_id", "ladder"])
