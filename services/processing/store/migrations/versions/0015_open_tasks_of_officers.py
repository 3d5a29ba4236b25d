"""Open steps by who has them, and the cases whose clock stands or that wait for the applicant.

Revision ID: 0015
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_OPEN = sa.text("state IN ('unassigned', 'assigned')")
_STANDS = sa.text("due_at IS NULL OR state IN ('awaiting_supplement', 'awaiting_payment')")


def upgrade() -> None:
    columns = ["officer", "due_at", "id", "decides", "dossier_id"]
    op.create_index("ix_tasks_open_officer_due", "tasks", columns, postgresql_where=_OPEN, sqlite_where=_OPEN)
    op.create_index(
        "ix_cases_standing", "cases", ["dossier_id", "state"], postgresql_where=_STANDS, sqlite_where=_STANDS
    )
