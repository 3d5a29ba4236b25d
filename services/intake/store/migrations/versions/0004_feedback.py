"""Feedback and its sealed files.

Revision ID: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chassis.data.columns import Instant, Json

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "feedback",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("version", sa.BigInteger, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("agency", "code", "kind", "matter", "form", "state")),
        sa.Column("registered_by", sa.Text, nullable=False),
        sa.Column("received_at", Instant, nullable=False),
        sa.Column("forward_due_at", Instant),
        sa.Column("answer_due_at", Instant),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("tracking_digest", "dossier_id", "concerned_officer")),
        sa.Column("classification", sa.Text),
        sa.Column("classified_at", Instant),
        sa.Column("handler", sa.Text, nullable=False),
        sa.Column("forwarded_to", sa.Text, nullable=False),
        sa.Column("forwarded_at", Instant),
        sa.Column("assessment", sa.Text),
        sa.Column("criteria", Json, nullable=False),
        sa.Column("outcome", sa.Text),
        sa.Column("is_founded", sa.Boolean),
        sa.Column("answered_at", Instant),
        sa.Column("delivery", sa.Text),
        sa.Column("published_at", Instant),
        sa.Column("publication", sa.Text, nullable=False),
        sa.Column("satisfaction", sa.Text),
        sa.Column("rated_at", Instant),
        sa.Column("closed_at", Instant),
    )
    op.create_index("uq_feedback_code", "feedback", ["code"], unique=True)
    op.create_index("ix_feedback_agency", "feedback", ["agency", "received_at", "id"])
    op.create_index("ix_feedback_handler", "feedback", ["agency", "handler", "received_at", "id"])
    op.create_index("ix_feedback_registered_by", "feedback", ["registered_by", "received_at", "id"])
    op.create_index("ix_feedback_dossier", "feedback", ["dossier_id"])
    op.create_index("ix_feedback_published", "feedback", ["published_at", "id"])
    op.create_table(
        "feedback_files",
        sa.Column("feedback_id", sa.Text, sa.ForeignKey("feedback.id", name="fk_feedback_files"), primary_key=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
