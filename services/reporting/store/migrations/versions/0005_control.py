"""The control team's own work."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chassis.data.columns import Instant, Json

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "control_pieces",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("sort", sa.Text, nullable=False),
        sa.Column("agency", sa.Text, nullable=False),
        sa.Column("department", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("parent", sa.Text, nullable=False),
        sa.Column("plan_line", sa.Integer, nullable=False),
        sa.Column("began_by", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("ended_on", sa.Date),
        sa.Column("due_at", Instant),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("content", Json, nullable=False),
    )
    op.create_index("ix_control_pieces_listed", "control_pieces", ["sort", "agency", "id"])
    op.create_index("ix_control_pieces_parent", "control_pieces", ["parent"])
