"""When each gateway may be given its next message, by whichever replica.

Revision ID: 0013
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chassis.data.columns import Instant

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "gateway_paces",
        sa.Column("gateway", sa.Text, primary_key=True),
        sa.Column("free_at", Instant, nullable=False),
    )
