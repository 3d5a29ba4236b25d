"""Who stands in for whom: absences and written delegations.

Revision ID: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chassis.data.columns import Instant, Json

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def _days() -> list[sa.Column[object]]:
    return [sa.Column("from_on", sa.Date, nullable=False), sa.Column("to_on", sa.Date, nullable=False)]


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def upgrade() -> None:
    op.create_table(
        "absences",
        sa.Column("id", sa.Text, primary_key=True),
        *_texts("officer", "agency", "department"),
        sa.Column("roles", Json, nullable=False),
        *_days(),
        *_texts("substitute", "kind", "recorded_by"),
        sa.Column("recorded_at", Instant, nullable=False),
        *_texts("cancelled_by"),
        sa.Column("cancelled_at", Instant, nullable=True),
    )
    op.create_index("ix_absences_officer", "absences", ["officer", "to_on"])
    op.create_index("ix_absences_substitute", "absences", ["substitute", "to_on"])
    op.create_table(
        "delegations",
        sa.Column("id", sa.Text, primary_key=True),
        *_texts("delegator", "agency", "department"),
        sa.Column("roles", Json, nullable=False),
        *_texts("delegate"),
        sa.Column("powers", Json, nullable=False),
        *_days(),
        *_texts("document_number"),
        sa.Column("document_on", sa.Date, nullable=False),
        sa.Column("recorded_at", Instant, nullable=False),
        *_texts("revoked_by"),
        sa.Column("revoked_at", Instant, nullable=True),
    )
    op.create_index("ix_delegations_delegate", "delegations", ["delegate", "to_on"])
