"""How dossiers stand with other systems.

Revision ID: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chassis.data.columns import Instant, Json

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "synced_dossiers",
        sa.Column("adapter", sa.Text, primary_key=True),
        sa.Column("dossier_id", sa.Text, primary_key=True),
        sa.Column("agency", sa.Text, nullable=False),
        sa.Column("department", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("accepted_on", sa.Date, nullable=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("milestones", Json, nullable=False),
        sa.Column("wanted", sa.BigInteger, nullable=False),
        sa.Column("sent", sa.BigInteger, nullable=False),
        sa.Column("is_known", sa.Boolean, nullable=False),
        sa.Column("is_rejected", sa.Boolean, nullable=False),
        sa.Column("is_trial", sa.Boolean, nullable=False),
        sa.Column("attempts", sa.BigInteger, nullable=False),
        sa.Column("failure", sa.Text, nullable=False),
        sa.Column("changed_at", Instant, nullable=False),
        sa.Column("synced_at", Instant, nullable=True),
        sa.Column("next_attempt_at", Instant, nullable=True),
        sa.Column("claimed_until", Instant, nullable=True),
    )
    op.create_index("ix_synced_dossiers_state", "synced_dossiers", ["adapter", "state", "changed_at", "dossier_id"])
    op.create_index("ix_synced_dossiers_accepted", "synced_dossiers", ["adapter", "accepted_on"])
    op.create_index(
        "ix_synced_dossiers_due",
        "synced_dossiers",
        ["adapter", "next_attempt_at"],
        postgresql_where=sa.text("next_attempt_at IS NOT NULL"),
        sqlite_where=sa.text("next_attempt_at IS NOT NULL"),
    )
