"""What the statutory reports are filled in from: overdue days, feedback by kind, intake's law and catalogue.

Overdue days of dossiers from before follow from the kept evidence when the service counts anew at its start.

Revision ID: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chassis.data.columns import Instant, Json

revision = "0006"
down_revision = "0005"

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
]


def upgrade() -> None:
    op.add_column("dossier_facts", sa.Column("overdue_first", sa.Date))
    op.add_column("dossier_facts", sa.Column("overdue_until", sa.Date))
    op.add_column("dossier_facts", sa.Column("earlier_overdue", Json))
    op.create_index(
        "ix_dossier_facts_settlement", "dossier_facts", ["agency", "accepted_on"], postgresql_include=_COVERED
    )
    op.add_column("feedback_answers", sa.Column("received_at", Instant))
    op.add_column("feedback_answers", sa.Column("kind", sa.Text))
    op.add_column("feedback_answers", sa.Column("published_at", Instant))
    op.add_column("feedback_answers", sa.Column("satisfaction", sa.Text))
    op.create_table(
        "law_sheets",
        sa.Column("agency", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("body", Json, nullable=False),
        sa.Column("learned_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("agency", "kind"),
    )
    op.create_table(
        "procedure_catalogue",
        sa.Column("agency", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("name_en", sa.Text, nullable=False),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("is_online", sa.Boolean, nullable=False),
        sa.Column("has_workflow", sa.Boolean, nullable=False),
        sa.Column("is_charged", sa.Boolean, nullable=False),
        sa.Column("has_electronic_result", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("agency", "key", "version"),
    )
