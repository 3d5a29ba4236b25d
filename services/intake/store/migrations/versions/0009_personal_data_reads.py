"""Who saw personal data.

Revision ID: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chassis.data.columns import Instant

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TEXTS = ("actor", "roles", "on_behalf_of", "agency", "dossier_id", "purpose", "fields")


def upgrade() -> None:
    op.create_table(
        "personal_data_reads",
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
        sa.Column("at", Instant, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in TEXTS),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_personal_data_reads_dossier", "personal_data_reads", ["dossier_id", "position"])
    op.create_index("ix_personal_data_reads_agency", "personal_data_reads", ["agency", "position"])
    op.create_index("ix_personal_data_reads_actor", "personal_data_reads", ["actor", "position"])
    op.create_index("ix_personal_data_reads_at", "personal_data_reads", ["at"])
