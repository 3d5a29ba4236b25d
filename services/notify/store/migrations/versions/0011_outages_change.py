"""A planned interruption can be changed and cancelled.

Revision ID: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chassis.data.columns import Instant

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outages", sa.Column("cancelled_at", Instant))
    op.add_column("outages", sa.Column("version", sa.BigInteger, nullable=False, server_default="1"))
