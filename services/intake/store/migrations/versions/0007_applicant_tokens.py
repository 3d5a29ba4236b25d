"""Applicants are found through a blind index. Rows of before are indexed by ``python -m intake reseal``.

Revision ID: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chassis.data.columns import Instant, TokenSet

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    dossier = sa.ForeignKey("dossiers.id", name="fk_applicant_tokens_dossier")
    op.create_table(
        "applicant_tokens",
        sa.Column("dossier_id", sa.Text, dossier, primary_key=True),
        sa.Column("received_at", Instant, nullable=False),
        sa.Column("index_key", sa.Text, nullable=False),
        sa.Column("tokens", TokenSet, nullable=False),
    )
    op.create_index(
        "ix_applicant_tokens",
        "applicant_tokens",
        ["tokens"],
        postgresql_using="gin",
        postgresql_with={"gin_pending_list_limit": 512},
    )
    op.create_index("ix_applicant_tokens_received", "applicant_tokens", ["received_at", "dossier_id"])
    op.add_column("dossiers", sa.Column("applicant_kind", sa.Text, nullable=True))
    op.create_index("ix_dossiers_due", "dossiers", ["agency", "due_at", "id"])
