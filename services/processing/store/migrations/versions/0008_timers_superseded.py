"""Timers that there was no sense in any more.

Revision ID: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("timers", sa.Column("is_superseded", sa.Boolean, nullable=False, server_default=sa.false()))
