"""The index that a report is read from holds every column of it, also the one that hardly any dossier has.

Revision ID: 0013
"""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"

_COVERED = [
    "dossier_id",
    "department",
    "procedure_key",
    "channel",
    "finished_on",
    "due_on",
    "original_due_on",
    "ending",
    "overdue_first",
    "overdue_until",
    "is_synthetic",
    "earlier_overdue",
]


def upgrade() -> None:
    op.drop_index("ix_dossier_facts_settlement", "dossier_facts")
    op.create_index(
        "ix_dossier_facts_settlement", "dossier_facts", ["agency", "accepted_on"], postgresql_include=_COVERED
    )
