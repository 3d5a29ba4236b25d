"""What units and officers are evaluated by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chassis.data.columns import Instant

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "evaluation_marks",
        sa.Column("agency", sa.Text, nullable=False),
        sa.Column("department", sa.Text, nullable=False),
        sa.Column("officer", sa.Text, nullable=False),
        sa.Column("index_number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("value", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("agency", "department", "officer", "index_number", "day", "label"),
    )
    op.create_table(
        "published_procedures",
        sa.Column("agency", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("department", sa.Text, nullable=False),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("valid_to", sa.Date),
        sa.Column("is_immediate", sa.Boolean),
        sa.Column("is_at_counter", sa.Boolean),
        sa.Column("is_online", sa.Boolean),
        sa.Column("is_posted", sa.Boolean),
        sa.Column("is_electronic", sa.Boolean),
        sa.PrimaryKeyConstraint("agency", "key", "version"),
    )
    op.create_table(
        "feedback_answers",
        sa.Column("feedback_id", sa.Text, primary_key=True),
        sa.Column("agency", sa.Text, nullable=False),
        sa.Column("department", sa.Text, nullable=False),
        sa.Column("answer_due_at", Instant),
        sa.Column("answered_at", Instant),
        sa.Column("is_ours", sa.Boolean),
    )
    op.create_index("ix_feedback_answers_due", "feedback_answers", ["answer_due_at"])
