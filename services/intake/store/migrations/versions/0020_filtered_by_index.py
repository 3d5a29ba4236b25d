"""The page of a filtered list is found in the index alone, also one of what is due in a week.

Revision ID: 0020
"""

from __future__ import annotations

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

READ_BESIDE = ["department", "state", "channel", "due_at"]


def upgrade() -> None:
    op.drop_index("ix_dossiers_agency", "dossiers")
    op.create_index("ix_dossiers_agency", "dossiers", ["agency", "received_at", "id"], postgresql_include=READ_BESIDE)
