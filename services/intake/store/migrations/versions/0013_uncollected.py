"""When applicants are reminded of results that wait at the counter.

Revision ID: 0013
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chassis.data.columns import Json

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("dossiers", sa.Column("reminders_at", Json, nullable=True))
    op.add_column("dossiers", sa.Column("reminded", sa.BigInteger, nullable=False, server_default="0"))
