"""Who holds which role where and when.

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


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def upgrade() -> None:
    op.create_table(
        "role_assignments",
        sa.Column("id", sa.Text, primary_key=True),
        *_texts("agency", "account", "role", "department"),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("valid_to", sa.Date, nullable=True),
        *_texts("decision_ref", "recorded_by"),
        sa.Column("recorded_at", Instant, nullable=False),
        *_texts("ended_by"),
        sa.Column("ended_at", Instant, nullable=True),
    )
    op.create_index("ix_role_assignments_department", "role_assignments", ["agency", "department", "account"])
