"""Other bodies that were asked for their opinions.

Revision ID: 0013
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chassis.data.columns import Instant, Json

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cases", sa.Column("consultation_count", sa.Integer, nullable=True))
    op.create_table(
        "consultations",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("dossier_id", sa.Text, sa.ForeignKey("cases.dossier_id"), nullable=False),
        sa.Column("ordinal", sa.Integer, nullable=False),
        *(_text(name) for name in ("consultee", "consultee_name", "consultee_name_en", "kind", "answers_by")),
        *(_text(name) for name in ("department", "agency", "question")),
        sa.Column("documents", Json, nullable=False),
        *(_text(name) for name in ("asked_by", "task_id")),
        sa.Column("asked_at", Instant, nullable=False),
        sa.Column("due_at", Instant, nullable=False),
        *(_text(name) for name in ("later_reason", "on_silence", "clock_effect", "legal_ref", "returns_to", "state")),
        sa.Column("closed_at", Instant, nullable=True),
        sa.Column("answered_at", Instant, nullable=True),
        _text("answered_by"),
        sa.Column("opinion", sa.Text, nullable=True),
        *(_text(name) for name in ("answer", "withdrawal_reason")),
        sa.Column("reminded_at", Instant, nullable=True),
        sa.Column("escalated_at", Instant, nullable=True),
    )
    op.create_index("ix_consultations_dossier", "consultations", ["dossier_id", "ordinal"])
    op.create_index("ix_consultations_due", "consultations", ["state", "due_at", "id"])
    op.create_index("ix_consultations_department_due", "consultations", ["department", "state", "due_at", "id"])
    op.create_index("ix_consultations_agency_due", "consultations", ["agency", "state", "due_at", "id"])


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)
