"""Who looks after a webhook endpoint, sealed: told by mail when it fails or is switched off.

Revision ID: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("webhook_endpoints", sa.Column("contact", sa.LargeBinary))
