"""The board of a procedure reads its dossiers from an index alone.

Revision ID: 0011
"""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"

_COVERED = [
    "accepted_on",
    "verdict",
    "verdict_at",
    "open_state",
    "working_seconds",
    "supplements",
    "ending",
    "is_synthetic",
]


def upgrade() -> None:
    op.create_index(
        "ix_dossier_facts_board",
        "dossier_facts",
        ["agency", "procedure_key", "department", "finished_on"],
        postgresql_include=_COVERED,
    )
