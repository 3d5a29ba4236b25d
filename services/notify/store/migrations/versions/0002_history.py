"""What was done is chained. What was there before begins each chain.

Revision ID: 0002
"""

from __future__ import annotations

from alembic import op

from chassis.data.history_v1 import create_history_v1
from chassis.history.beginning import begin_history

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_history_v1(op)
    begin_history(op.get_bind(), "notify", (), seals_reasons=False)
