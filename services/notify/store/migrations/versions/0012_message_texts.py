"""The text of every version that something was sent with.

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


def upgrade() -> None:
    op.add_column("deliveries", sa.Column("text_digest", sa.Text, nullable=False, server_default=""))
    op.create_table(
        "message_texts",
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("template", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("first_sent_at", Instant, nullable=False),
    )
