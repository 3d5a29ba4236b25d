"""What a published procedure lacks, and whether its fee can be paid online. Empty: the catalogue is read again.

Revision ID: 0020
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chassis.data.columns import Json

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.add_column("procedure_catalogue", sa.Column("missing", Json))
    op.add_column("procedure_catalogue", sa.Column("payable", sa.Text))
