"""Sites and counters, forwarding, numbers of other systems, until when the counter answers what comes online.

Revision ID: 0017
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chassis.data.columns import Instant, Json

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("dossiers", sa.Column("site", sa.Text, nullable=False, server_default=""))
    op.add_column("dossiers", sa.Column("counter", sa.Text, nullable=False, server_default=""))
    op.add_column("dossiers", sa.Column("forwarding", Json, nullable=True))
    op.add_column("dossiers", sa.Column("external_refs", Json, nullable=False, server_default="[]"))
    op.add_column("dossiers", sa.Column("reception_due_at", Instant))
    op.create_table(
        "external_refs",
        sa.Column("agency", sa.Text, primary_key=True),
        sa.Column("system", sa.Text, primary_key=True),
        sa.Column("number", sa.Text, primary_key=True),
        sa.Column("dossier_id", sa.Text, sa.ForeignKey("dossiers.id", name="fk_external_refs_dossier"), nullable=False),
    )
    op.create_index("ix_external_refs_dossier", "external_refs", ["dossier_id"])
