"""The soonest due of a state are a range of an index.

Revision ID: 0016
"""

from __future__ import annotations

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_dossiers_state_due", "dossiers", ["agency", "state", "due_at", "id"])
