"""Faulty results and how they were put right.

Revision ID: 0012
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chassis.data.columns import Instant

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    dossier = sa.ForeignKey("dossiers.id", name="fk_result_corrections_dossier")
    op.create_table(
        "result_corrections",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("dossier_id", sa.Text, dossier, nullable=False),
        sa.Column("fault", sa.Text, nullable=False),
        sa.Column("found_by", sa.Text, nullable=False),
        sa.Column("words", sa.LargeBinary, nullable=False),
        sa.Column("requested_at", Instant, nullable=False),
        sa.Column("requested_by", sa.Text, nullable=False),
        sa.Column("due_at", Instant, nullable=True),
        sa.Column("result_issued_at", Instant, nullable=True),
        sa.Column("ready_at", Instant, nullable=True),
        sa.Column("ready_by", sa.Text, nullable=False),
        sa.Column("returned_at", Instant, nullable=True),
        sa.Column("returned_by", sa.Text, nullable=False),
    )
    op.create_index("ix_result_corrections_dossier", "result_corrections", ["dossier_id", "requested_at"])
