"""Who put a law pack into force, why, by which decision.

Revision ID: 0015
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Until now packs came with the installation only.
    op.add_column("law_packs", sa.Column("applied_by", sa.Text, nullable=False, server_default="service:intake"))
    op.add_column("law_packs", sa.Column("reason", sa.Text, nullable=False, server_default=""))
    op.add_column("law_packs", sa.Column("legal_ref", sa.Text, nullable=False, server_default=""))
