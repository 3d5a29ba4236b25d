"""How far the open cases have followed a changed calendar.

Revision ID: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chassis.data.columns import Instant, Json

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_rollouts",
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("agency", sa.Text, nullable=False),
        sa.Column("law_revision", sa.Text, nullable=False),
        sa.Column("changed_at", Instant, nullable=False),
        sa.Column("heard_at", Instant, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("tally", Json, nullable=False),
        sa.Column("finished_at", Instant, nullable=True),
        sa.Column("settled_at", Instant, nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_index("uq_calendar_rollouts_id", "calendar_rollouts", ["id"], unique=True)
    op.create_index("ix_calendar_rollouts_revision", "calendar_rollouts", ["law_revision"])
