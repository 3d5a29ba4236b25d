"""How results were given to applicants. The reasons of exemptions and refunds stand in the journal only.

Revision ID: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chassis.data.columns import Instant

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("payables", "exemption_reason")
    op.drop_column("payments", "undone_reason")
    op.create_table(
        "return_attempts",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column(
            "dossier_id", sa.Text, sa.ForeignKey("dossiers.id", name="fk_return_attempts_dossier"), nullable=False
        ),
        sa.Column("method", sa.Text, nullable=False),
        sa.Column("recorded_at", Instant, nullable=False),
        sa.Column("recorded_by", sa.Text, nullable=False),
        sa.Column("sent_at", Instant, nullable=True),
        sa.Column("tracking_number", sa.Text, nullable=False),
        sa.Column("handed_over_at", Instant, nullable=True),
        sa.Column("came_back_at", Instant, nullable=True),
        sa.Column("received_by", sa.Text, nullable=False),
        sa.Column("receiver", sa.LargeBinary, nullable=True),
        sa.Column("originals_returned", sa.Boolean, nullable=False),
    )
    op.create_index("ix_return_attempts_dossier", "return_attempts", ["dossier_id", "recorded_at"])
