"""Timers that there was no sense in any more.

Revision ID: 0018
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("timers", sa.Column("is_superseded", sa.Boolean, nullable=False, server_default=sa.false()))
