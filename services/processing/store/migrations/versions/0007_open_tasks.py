"""Open steps in the order of their due instants, whoever has them.

Revision ID: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_OPEN = sa.text("state IN ('unassigned', 'assigned')")


def upgrade() -> None:
    where = {"postgresql_where": _OPEN, "sqlite_where": _OPEN}
    op.create_index("ix_tasks_open_due", "tasks", ["due_at", "id"], **where)
    op.create_index("ix_tasks_open_department_due", "tasks", ["department", "due_at", "id"], **where)
