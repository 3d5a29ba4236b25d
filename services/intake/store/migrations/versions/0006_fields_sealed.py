"""Every field of an applicant is sealed by itself. Rows of before keep ``sealed`` until ``python -m intake reseal``.

Revision ID: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

FIELDS = ("name", "identity_number", "address", "phone", "email", "representative", "request", "tracking_secret")


def upgrade() -> None:
    with op.batch_alter_table("applicants") as table:
        table.alter_column("sealed", nullable=True)
        for name in ("kind", "language"):
            table.add_column(sa.Column(name, sa.Text, nullable=False, server_default=""))
        for name in FIELDS:
            table.add_column(sa.Column(name, sa.LargeBinary, nullable=True))
    with op.batch_alter_table("applicants") as table:
        for name in ("kind", "language"):
            table.alter_column(name, server_default=None)
