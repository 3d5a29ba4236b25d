"""Exact counts of filtered lists read an index and no dossier; vacuumed early, for that is what makes it so.

Revision ID: 0014
"""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

COUNTED = ["department", "state", "channel"]


def upgrade() -> None:
    for name, column in (("ix_dossiers_agency", "received_at"), ("ix_dossiers_due", "due_at")):
        op.drop_index(name, "dossiers")
        op.create_index(name, "dossiers", ["agency", column, "id"], postgresql_include=COUNTED)
    if op.get_bind().dialect.name == "postgresql":
        for table in ("dossiers", "applicant_tokens"):
            op.execute(
                f"ALTER TABLE {table} SET (autovacuum_vacuum_scale_factor = 0.01, "
                "autovacuum_vacuum_insert_scale_factor = 0.01)"
            )
