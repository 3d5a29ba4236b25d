"""Facts per dossier, tallies, departments, and the messaging tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chassis.data.columns import Instant, Json
from chassis.data.migrations import create_messaging_tables_v1

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_messaging_tables_v1(op)
    op.create_table(
        "dossier_facts",
        sa.Column("dossier_id", sa.Text, primary_key=True),
        sa.Column("agency", sa.Text, nullable=False),
        sa.Column("department", sa.Text, nullable=False),
        sa.Column("procedure_key", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("received_at", Instant),
        sa.Column("accepted_at", Instant),
        sa.Column("due_at", Instant),
        sa.Column("original_due_at", Instant),
        sa.Column("decided_at", Instant),
        sa.Column("issued_at", Instant),
        sa.Column("ended_at", Instant),
        sa.Column("ended_cause", sa.Text),
        sa.Column("paused_at", Instant),
        sa.Column("overdue_since", Instant),
        sa.Column("open_state", sa.Text),
        sa.Column("verdict", sa.Text),
        sa.Column("verdict_at", Instant),
        sa.Column("working_seconds", sa.BigInteger),
        sa.Column("evidence", Json, nullable=False),
        sa.Column("latest_at", Instant, nullable=False),
    )
    op.create_index("ix_dossier_facts_latest", "dossier_facts", ["latest_at"])
    overdue = sa.text("open_state = 'overdue'")
    op.create_index(
        "ix_dossier_facts_overdue",
        "dossier_facts",
        ["agency", "department", "overdue_since"],
        postgresql_where=overdue,
        sqlite_where=overdue,
    )
    op.create_table(
        "tallies",
        sa.Column("measure", sa.Text, nullable=False),
        sa.Column("agency", sa.Text, nullable=False),
        sa.Column("department", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("value", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("measure", "agency", "department", "day", "label"),
    )
    op.create_table(
        "departments",
        sa.Column("agency", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("name_vi", sa.Text, nullable=False),
        sa.Column("name_en", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("agency", "key"),
    )
