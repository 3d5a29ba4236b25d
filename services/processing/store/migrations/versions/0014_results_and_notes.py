"""Result files with their signatures, and notes.

Revision ID: 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chassis.data.columns import Instant

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _dossier_id() -> sa.Column[str]:
    return sa.Column("dossier_id", sa.Text, sa.ForeignKey("cases.dossier_id"), nullable=False)


def upgrade() -> None:
    op.create_table(
        "result_files",
        sa.Column("id", sa.Text, primary_key=True),
        _dossier_id(),
        sa.Column("number", sa.Integer, nullable=False),
        *_texts("media"),
        sa.Column("size", sa.BigInteger, nullable=False),
        *_texts("sha256", "key_id", "attached_by"),
        sa.Column("attached_at", Instant, nullable=False),
        *_texts("signed_by"),
        sa.Column("signed_at", Instant, nullable=True),
        sa.Column("signature", sa.LargeBinary, nullable=True),
        sa.Column("certificate", sa.LargeBinary, nullable=True),
    )
    op.create_index("uq_result_files_number", "result_files", ["dossier_id", "number"], unique=True)
    op.create_table(
        "notes",
        sa.Column("id", sa.Text, primary_key=True),
        _dossier_id(),
        *_texts("author", "department"),
        sa.Column("at", Instant, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_notes_dossier", "notes", ["dossier_id", "id"])
