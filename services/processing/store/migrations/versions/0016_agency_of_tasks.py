"""The agency of a step, so that a list of steps is counted on an index alone.

Revision ID: 0016
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_OPEN = sa.text("state IN ('unassigned', 'assigned')")


def upgrade() -> None:
    op.add_column("tasks", sa.Column("agency", sa.Text, nullable=False, server_default=""))
    op.execute("UPDATE tasks SET agency = (SELECT agency FROM cases WHERE cases.dossier_id = tasks.dossier_id)")
    columns = {
        "ix_tasks_open_due": ["agency", "due_at", "id"],
        "ix_tasks_open_department_due": ["agency", "department", "due_at", "id"],
    }
    for name, indexed in columns.items():
        op.drop_index(name, "tasks")
        op.create_index(name, "tasks", indexed, postgresql_where=_OPEN, sqlite_where=_OPEN)
