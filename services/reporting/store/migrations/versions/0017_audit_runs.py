"""When the conservation audit last ran, and what it found.

Revision ID: 0017
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chassis.data.columns import Instant

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "audit_runs",
        sa.Column("audit", sa.Text, primary_key=True),
        sa.Column("ran_at", Instant, nullable=False),
        sa.Column("faults", sa.BigInteger, nullable=False),
    )
