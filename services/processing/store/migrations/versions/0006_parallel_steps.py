"""What a step has from its procedure version beside its budget: whom it is apart from, its forms, why it was skipped.

Revision ID: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chassis.data.columns import Json

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("apart_from", "forms", "unmet"):
        op.add_column("tasks", sa.Column(name, Json, nullable=True))
