"""By which channels a message was tried and with which wording, what the provider said, who read it; what people wish.

Revision ID: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chassis.data.columns import Instant, Json

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # What is there already is single messages by mail, sent once and reported on by nobody.
    op.add_column("deliveries", sa.Column("priority", sa.BigInteger, nullable=False, server_default="10"))
    op.add_column("deliveries", sa.Column("tried", Json, nullable=False, server_default="[]"))
    op.add_column("deliveries", sa.Column("template_version", sa.BigInteger, nullable=False, server_default="0"))
    for name in ("gateway", "receipt_id", "receipt"):
        op.add_column("deliveries", sa.Column(name, sa.Text, nullable=False, server_default=""))
    for name in ("receipt_at", "read_at"):
        op.add_column("deliveries", sa.Column(name, Instant))
    pending, taken = sa.text("state = 'pending'"), sa.text("receipt_id <> ''")
    op.create_index(
        "ix_deliveries_lane",
        "deliveries",
        ["channel", "priority", "next_attempt_at"],
        postgresql_where=pending,
        sqlite_where=pending,
    )
    op.create_index(
        "ix_deliveries_receipt",
        "deliveries",
        ["gateway", "receipt_id"],
        postgresql_where=taken,
        sqlite_where=taken,
    )
    op.create_table(
        "preferences",
        sa.Column("account", sa.Text, primary_key=True),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("channels", Json, nullable=False),
        sa.Column("unsubscribed", Json, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("changed_at", Instant, nullable=False),
    )
