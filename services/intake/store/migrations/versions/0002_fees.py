"""What dossiers cost and what was paid.

Revision ID: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chassis.data.columns import Instant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Nothing was asked for on the dossiers that are there already.
    op.add_column("dossiers", sa.Column("payment", sa.Text, nullable=False, server_default="not_required"))
    _payables()
    _payments()


def _payables() -> None:
    op.create_table(
        "payables",
        sa.Column("dossier_id", sa.Text, sa.ForeignKey("dossiers.id", name="fk_payables_dossier"), primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("ordinal", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("amount_vnd", sa.BigInteger, nullable=True),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("asked_at", Instant, nullable=False),
        sa.Column("pay_by_at", Instant, nullable=True),
        sa.Column("first_due_at", Instant, nullable=True),
        sa.Column("settled_at", Instant, nullable=True),
        sa.Column("exempted_at", Instant, nullable=True),
        sa.Column("exempted_by", sa.Text, nullable=True),
        sa.Column("exemption_reason", sa.Text, nullable=True),
        sa.Column("exemption_ref", sa.Text, nullable=True),
    )


def _payments() -> None:
    op.create_table(
        "payments",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("dossier_id", sa.Text, sa.ForeignKey("dossiers.id", name="fk_payments_dossier"), nullable=False),
        sa.Column("ordinal", sa.BigInteger, nullable=False),
        sa.Column("payable", sa.Text, nullable=False),
        sa.Column("amount_vnd", sa.BigInteger, nullable=False),
        sa.Column("method", sa.Text, nullable=False),
        sa.Column("receipt_number", sa.Text, nullable=False),
        sa.Column("paid_at", Instant, nullable=False),
        sa.Column("recorded_at", Instant, nullable=False),
        sa.Column("recorded_by", sa.Text, nullable=False),
        sa.Column("refunded_at", Instant, nullable=True),
        sa.Column("cancelled_at", Instant, nullable=True),
        sa.Column("undone_by", sa.Text, nullable=True),
        sa.Column("undone_reason", sa.Text, nullable=True),
    )
    op.create_index("ix_payments_dossier", "payments", ["dossier_id", "ordinal"])
    op.create_index(
        "uq_payments_receipt",
        "payments",
        ["method", "receipt_number"],
        unique=True,
        postgresql_where=sa.text("cancelled_at IS NULL"),
        sqlite_where=sa.text("cancelled_at IS NULL"),
    )
