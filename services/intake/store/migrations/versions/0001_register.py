"""The register, applicants, code counters, law packs, and the messaging tables.

Revision ID: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chassis.data.columns import Instant, Json
from chassis.data.migrations import create_messaging_tables_v1

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_messaging_tables_v1(op)
    _dossiers()
    op.create_table(
        "applicants",
        sa.Column("dossier_id", sa.Text, sa.ForeignKey("dossiers.id", name="fk_applicants_dossier"), primary_key=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "code_counters",
        sa.Column("unit", sa.Text, primary_key=True),
        sa.Column("on_date", sa.Date, primary_key=True),
        sa.Column("last", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "law_packs",
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("agency", sa.Text, nullable=False),
        sa.Column("content", Json, nullable=False),
        sa.Column("loaded_at", Instant, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_law_packs_digest", "law_packs", ["digest"])


def _dossiers() -> None:
    op.create_table(
        "dossiers",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("agency", sa.Text, nullable=False),
        sa.Column("department", sa.Text, nullable=False),
        sa.Column("procedure_key", sa.Text, nullable=False),
        sa.Column("procedure_version", sa.BigInteger, nullable=False),
        sa.Column("procedure_code", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("registered_by", sa.Text, nullable=False),
        sa.Column("received_at", Instant, nullable=False),
        sa.Column("documents", Json, nullable=False),
        sa.Column("sets", sa.BigInteger, nullable=False),
        sa.Column("result_by", sa.Text, nullable=False),
        sa.Column("tracking_digest", sa.Text, nullable=False),
        sa.Column("supplements", Json, nullable=False),
        sa.Column("code", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True),
        sa.Column("accepted_at", Instant),
        sa.Column("accepted_by", sa.Text, nullable=False),
        sa.Column("law_revision", sa.Text, nullable=False),
        sa.Column("clock_started_at", Instant),
        sa.Column("due_at", Instant),
        sa.Column("due_is_provisional", sa.Boolean, nullable=False),
        sa.Column("original_due_at", Instant),
        sa.Column("paused_at", Instant),
        sa.Column("officer", sa.Text, nullable=False),
        sa.Column("step", sa.Text, nullable=False),
        sa.Column("decided_at", Instant),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("result_issued_at", Instant),
        sa.Column("returned_at", Instant),
        sa.Column("returned_by", sa.Text),
        sa.Column("refused_at", Instant),
        sa.Column("refusal_reason", sa.Text, nullable=False),
        sa.Column("withdrawn_at", Instant),
        sa.Column("behind_withdrawal", sa.Text),
        sa.Column("stopped_at", Instant),
        sa.Column("stop_cause", sa.Text, nullable=False),
        sa.Column("rating", sa.BigInteger),
        sa.Column("rated_at", Instant),
    )
    op.create_index("uq_dossiers_code", "dossiers", ["code"], unique=True)
    op.create_index("ix_dossiers_agency", "dossiers", ["agency", "received_at", "id"])
    op.create_index("ix_dossiers_department", "dossiers", ["agency", "department", "received_at", "id"])
    op.create_index("ix_dossiers_registered_by", "dossiers", ["registered_by", "received_at", "id"])
    op.create_index("ix_dossiers_counted", "dossiers", ["agency", "department", "state", "channel"])
