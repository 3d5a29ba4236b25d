"""Planned interruptions of the system, and which dossiers somebody waits for.

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
    # What is known already is taken for open: telling one too many is better than leaving one out.
    op.add_column("dossier_views", sa.Column("is_open", sa.Boolean, nullable=False, server_default=sa.true()))
    op.create_table(
        "outages",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("agency", sa.Text, nullable=False),
        sa.Column("from_at", Instant, nullable=False),
        sa.Column("to_at", Instant, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("what_en", sa.Text, nullable=False),
        sa.Column("emergency_reason", sa.Text, nullable=False),
        sa.Column("notice_days", sa.BigInteger, nullable=False),
        sa.Column("announced_at", Instant, nullable=False),
        sa.Column("announced_by", sa.Text, nullable=False),
        sa.Column("told_after", sa.Text, nullable=False),
        sa.Column("told", sa.BigInteger, nullable=False),
        sa.Column("is_told", sa.Boolean, nullable=False),
    )
    op.create_index("ix_outages_to_at", "outages", ["to_at"])
